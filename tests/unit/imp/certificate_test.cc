// Runs, their certificates, and certificates that say something else.
#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/imp/statement.h"
#include "tests/unit/imp/program_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::imp;

namespace {

struct Certified {
  explicit Certified(const std::string& text, const Values& inputs) : read(text) {
    REQUIRE(read.read.program);
    const Run run(read, inputs);
    REQUIRE(run.accepted);
    auto proved = driver::prove_execution(read.program().blocks, run.execution);
    if (!proved)
      MESSAGE(proved.error().message);
    REQUIRE(proved.ok());
    certificate = std::move(proved->certificate);
  }

  /// What the certificate is found to say for a program; the code of an error instead.
  static std::string verdict(const CompiledProgram& program, const cert::Certificate& certificate,
                             RunStatement* statement = nullptr) {
    const auto verified =
        driver::verify_execution(program.blocks, cert::write_certificate(certificate));
    if (!verified)
      return verified.error().code;
    const auto read = read_statement(program, verified->bound.public_blocks);
    if (!read)
      return read.error().code;
    if (statement != nullptr)
      *statement = *read;
    return "";
  }

  /// The same certificate with changed public blocks.
  std::string forged(const std::function<void(std::vector<ir::RuleBlocks>&)>& change) const {
    const ir::BlockProgram& program = read.program().blocks;
    auto blocks = driver::decode_public_blocks(program, certificate.public_blocks);
    REQUIRE(blocks.ok());
    change(*blocks);
    cert::Certificate other = certificate;
    other.public_blocks = driver::encode_public_blocks(program, *blocks);
    CHECK(other.public_blocks != certificate.public_blocks);
    return verdict(read.program(), other);
  }

  Read read;
  cert::Certificate certificate;
};

const char* const kProgram = "input n, a[4]; output s, a; var s, i;\n"
                             "require n <= 4;\n"
                             "while i < n {\n"
                             "  s = s + a[i] * a[i] / 3;\n"
                             "  a[i] = 0 - a[i] % 7;\n"
                             "  i = i + 1;\n"
                             "}\n";

} // namespace

TEST_CASE("a certificate says what the run came to") {
  const Certified certified(kProgram, {{"n", {3}}, {"a", {10, -20, 1'000'000'007, 5}}});
  RunStatement statement;
  REQUIRE(Certified::verdict(certified.read.program(), certified.certificate, &statement) == "");
  CHECK(statement.inputs == Values{{"n", {3}}, {"a", {10, -20, 1'000'000'007, 5}}});
  CHECK_FALSE(statement.outcome.failed);
  CHECK(statement.outcome.outputs.at("s") ==
        std::vector<std::int64_t>{33 + 133 + 333333338000000016});
  CHECK(statement.outcome.outputs.at("a") == std::vector<std::int64_t>{-3, -1, 0, 5});
}

TEST_CASE("a certificate says which requirement failed") {
  const Certified certified(kProgram, {{"n", {5}}, {"a", {1, 2, 3, 4}}});
  RunStatement statement;
  REQUIRE(Certified::verdict(certified.read.program(), certified.certificate, &statement) == "");
  CHECK(statement.outcome.failed);
  CHECK(statement.outcome.steps == 1);
  CHECK(certified.read.read.source->position(statement.outcome.requirement.begin).line == 2);
}

TEST_CASE("a certificate with another input, output, number of steps or element is refused") {
  const Certified certified(kProgram, {{"n", {2}}, {"a", {10, -20, 30, 5}}});
  const CompiledProgram& program = certified.read.program();
  const auto end = program.ending_rules[0];
  REQUIRE_FALSE(program.machine.endings[0].failed);
  const auto refused = [&](const auto& change) {
    const std::string code = certified.forged(change);
    CAPTURE(code);
    CHECK(llvm::StringRef(code).startswith("verify."));
  };
  using Blocks = std::vector<ir::RuleBlocks>;
  refused([&](Blocks& blocks) { ++blocks[program.start_rule].words[0][0]; });
  refused([&](Blocks& blocks) { ++blocks[end].words[1][0]; });
  refused([&](Blocks& blocks) { blocks[end].elements[0][0] += Fr::one(); });
  refused([&](Blocks& blocks) { ++blocks[program.array_rules[0].begin].words[1][2]; });
  refused([&](Blocks& blocks) { ++blocks[program.array_rules[0].end].words[1][3]; });
}

TEST_CASE("a certificate speaks of one program only") {
  const Values inputs = {{"n", {2}}, {"a", {10, -20, 30, 5}}};
  const Certified certified(kProgram, inputs);
  std::string text = kProgram;
  text.replace(text.find("% 7"), 3, "% 8");
  const Read other(text);
  CHECK(Certified::verdict(other.program(), certified.certificate) == "statement.program");
}

TEST_CASE("only ranges that nothing promises are checked") {
  const Read read(kProgram);
  std::size_t accesses = 0;
  for (const StepRule& rule : read.program().rules.steps) {
    const ir::BlockRule& block =
        read.program().blocks.rules[*read.program().blocks.find_rule(rule.name)];
    CAPTURE(rule.name);
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
      using Kind = Source::Kind;
      const Source source = rule.parameters[i];
      const bool found = source.kind == Kind::Value &&
                         (source.slot == kQuotientSlot || source.slot == kRemainderSlot);
      accesses += source.kind == Kind::Wait ? 1 : 0;
      CHECK(block.variables[i].range_checked ==
            (found || source.kind == Kind::Wait || source.kind == Kind::Contrary));
    }
  }
  CHECK(accesses > 0);
}

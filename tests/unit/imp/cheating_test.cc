// Runs that did not happen: changed blocks are refused by the check of executions, and statements
// that are not of one whole run by whoever reads them.
#include "compiler/imp/statement.h"
#include "tests/unit/imp/program_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::imp;

namespace {

using Codes = std::vector<std::string>;

/// The blocks of a run as a list that can be forged.
struct Block {
  ir::BlockRuleIndex rule;
  std::vector<std::uint64_t> words;
  std::vector<Fr> elements;
};
using Blocks = std::vector<Block>;

Blocks blocks_of(const ir::BlockProgram& program, const ir::Execution& execution) {
  Blocks out;
  for (ir::BlockRuleIndex rule = 0; rule < program.rules.size(); ++rule) {
    const ir::RuleBlocks& blocks = execution.blocks(rule);
    for (std::uint32_t number = 0; number < blocks.count; ++number) {
      Block& block = out.emplace_back();
      block.rule = rule;
      for (std::uint32_t i = 0; i < program.rules[rule].parameters; ++i)
        if (program.rules[rule].variables[i].type.kind == ir::BlockType::Kind::Field)
          block.elements.push_back(blocks.elements[i][number]);
        else
          block.words.push_back(blocks.words[i][number]);
    }
  }
  return out;
}

ir::Execution execution_of(const ir::BlockProgram& program, const Blocks& blocks) {
  ir::Execution out(program);
  for (const Block& block : blocks)
    out.add(block.rule, block.words, block.elements);
  return out;
}

/// A true run, and what becomes of it if it is changed.
class Forgery {
public:
  explicit Forgery(const std::string& text, const Values& inputs)
      : read_(std::make_shared<const Read>(text)) {
    REQUIRE(read_->read.program);
    const Run run(*read_, inputs);
    REQUIRE(run.accepted);
    blocks = blocks_of(program(), run.execution);
    CHECK(refusals().empty());
  }

  const ir::BlockProgram& program() const { return read_->program().blocks; }
  const CompiledProgram& compiled() const { return read_->program(); }

  /// The codes of all faults that the check finds.
  Codes refusals() const {
    DiagnosticSink sink;
    const bool good = ir::check_execution(program(), execution_of(program(), blocks), sink);
    CHECK(good == !sink.has_errors());
    return codes_of(sink);
  }
  bool refused() const { return !refusals().empty(); }

  /// The n-th block of a rule.
  Block& block(const std::string& rule, std::size_t n = 0) {
    const auto index = program().find_rule(rule);
    REQUIRE(index.has_value());
    for (Block& candidate : blocks)
      if (candidate.rule == *index && n-- == 0)
        return candidate;
    FAIL("there is no such block");
    return blocks.front();
  }
  void remove(const std::string& rule, std::size_t n = 0) {
    blocks.erase(blocks.begin() + (&block(rule, n) - blocks.data()));
  }

  /// What the public blocks say; the code of an error.
  std::string statement() const {
    const ir::Execution execution = execution_of(program(), blocks);
    std::vector<ir::RuleBlocks> shown;
    for (ir::BlockRuleIndex rule = 0; rule < program().rules.size(); ++rule)
      shown.push_back(program().rules[rule].is_public ? execution.blocks(rule) : ir::RuleBlocks());
    const auto read = read_statement(compiled(), shown);
    return read ? "" : read.error().code;
  }

  Blocks blocks;

private:
  std::shared_ptr<const Read> read_;
};

const char* const kCountdown = "input n, a[3]; output n, a;\n"
                               "while n > 0 {\n"
                               "  a[n % 3] = a[1] * 2 + n;\n"
                               "  n = n - 1;\n"
                               "}\n";
const Values kInputs = {{"n", {7}}, {"a", {5, 6, 7}}};

} // namespace

TEST_CASE("every change of a single value of a run is refused") {
  Forgery forgery(kCountdown, kInputs);
  std::size_t changes = 0;
  for (std::size_t b = 0; b < forgery.blocks.size(); ++b) {
    const Block original = forgery.blocks[b];
    CAPTURE(forgery.program().rules[original.rule].name);
    for (std::size_t i = 0; i < original.words.size(); ++i)
      for (const std::uint64_t to :
           {original.words[i] + 1, original.words[i] - 1, std::uint64_t{0}, ~std::uint64_t{0}}) {
        if (to == original.words[i])
          continue;
        forgery.blocks[b].words[i] = to;
        CHECK(forgery.refused());
        forgery.blocks[b] = original;
        ++changes;
      }
    for (std::size_t i = 0; i < original.elements.size(); ++i) {
      forgery.blocks[b].elements[i] += Fr::one();
      CHECK(forgery.refused());
      forgery.blocks[b] = original;
      ++changes;
    }
  }
  CHECK(changes > 300);
}

TEST_CASE("every block of a run is needed, and once") {
  Forgery forgery(kCountdown, kInputs);
  const Blocks original = forgery.blocks;
  for (std::size_t b = 0; b < original.size(); ++b) {
    CAPTURE(forgery.program().rules[original[b].rule].name);
    forgery.blocks.erase(forgery.blocks.begin() + static_cast<std::ptrdiff_t>(b));
    CHECK(forgery.refused());
    forgery.blocks = original;
    forgery.blocks.push_back(original[b]);
    CHECK(forgery.refused());
    forgery.blocks = original;
  }
}

TEST_CASE("an element read from the future") {
  Forgery forgery("input a[1]; output x, a; var x; x = a[0]; a[0] = x + 1;", {{"a", {5}}});
  // The read takes what the write gives back, and the write what the read gives back: x would be
  // whatever the prover likes.
  Block& read = forgery.block("step0");
  Block& write = forgery.block("step1");
  CHECK(read.elements[0] == Fr::zero()); // free since time 0, used at 0
  CHECK(write.elements[0] == Fr::one()); // free since time 1, used at 1
  read.elements[0] = Fr::from_u64(2);    // free since time 2, used at 0
  read.words[0] = ~std::uint64_t{0} - 1; // waits for -2
  CHECK(forgery.refused());
  read.words[0] = 0;
  CHECK(forgery.refused());
}

TEST_CASE("a test cannot go the other way, nor a requirement be passed by") {
  Forgery forgery("input n; output n; require n < 5; n = n + 1;", {{"n", {4}}});
  for (Block& block : forgery.blocks)
    for (std::uint64_t& word : block.words)
      word = word == 4 ? 5 : 6; // the same run from n = 5
  CHECK(forgery.refusals() == Codes{"IR0206"});
}

TEST_CASE("a quotient and a remainder have one value each") {
  Forgery forgery("input n; output n; n = n / 5;", {{"n", {17}}});
  // 17 = 2 * 5 + 7 = 4 * 5 - 3
  for (const auto& [quotient, remainder] :
       {std::pair<std::uint64_t, std::int64_t>{2, 7}, {4, -3}}) {
    Forgery other = forgery;
    Block& division = other.block("step0_positive");
    division.words = {17, quotient, static_cast<std::uint64_t>(remainder)};
    other.block("end").words = {quotient};
    CHECK(other.refused());
  }
}

TEST_CASE("a value that wraps around 64 bits is no value") {
  Forgery forgery("input n; output n; n = n + 1;", {{"n", {41}}});
  forgery.block("start").words = {~std::uint64_t{0} >> 1};
  forgery.block("step0").words = {~std::uint64_t{0} >> 1};
  forgery.block("end").words = {std::uint64_t{1} << 63};
  CHECK(forgery.refused());
}

TEST_CASE("a value that nobody reads has to fit, and an element that does not matter to exist") {
  const std::int64_t large = std::int64_t{1} << 40;
  Forgery dead("input n; output m; var m, d; d = n * n; m = 1;", {{"n", {3}}});
  for (Block& block : dead.blocks)
    if (!block.words.empty() && block.words[0] == 3)
      block.words[0] = static_cast<std::uint64_t>(large); // the same run from n = 2^40
  CHECK(dead.refusals() == Codes{"IR0202"});

  Forgery beyond("input i, a[2]; output m; var m; if a[i] == a[i] { m = 1; }",
                 {{"i", {1}}, {"a", {5, 6}}});
  beyond.block("start").words[0] = 2;
  for (std::uint64_t& word : beyond.block("step0").words)
    word = word == 1 ? 2 : word;
  CHECK(beyond.refused());
}

TEST_CASE("two runs are no run, and neither is one with an element twice or not at all") {
  const Forgery whole(kCountdown, kInputs);
  CHECK(whole.statement().empty());
  {
    Forgery twice = whole; // blocks of two runs satisfy the rules, but say nothing of one
    const Blocks once = twice.blocks;
    twice.blocks.insert(twice.blocks.end(), once.begin(), once.end());
    CHECK_FALSE(twice.refused());
    CHECK(twice.statement() == "run.start");
  }
  {
    Forgery none = whole;
    none.remove("end");
    CHECK(none.statement() == "run.ending");
  }
  for (const char* rule : {"a'begin", "a'end"}) {
    Forgery missing = whole, repeated = whole, beyond = whole;
    missing.remove(rule);
    CHECK(missing.statement() == "run.array");
    repeated.block(rule, 1).words[0] = repeated.block(rule, 0).words[0];
    CHECK(repeated.statement() == "run.array");
    beyond.block(rule, 1).words[0] = 3;
    CHECK(beyond.statement() == "run.array");
  }
  {
    Forgery long_run = whole;
    long_run.block("end").elements[0] = -Fr::one();
    CHECK(long_run.statement() == "run.steps");
  }
}

TEST_CASE("an element twice before the run would let a program read either") {
  Forgery forgery("input a[2]; output x; var x; x = a[0]; a[0] = 1; x = x + a[0];",
                  {{"a", {5, 6}}});
  // The blocks alone do not exclude it: who reads the statement does.
  Block extra = forgery.block("a'begin", 0);
  extra.words = {0, 100};
  forgery.blocks.push_back(extra);
  Block dropped = forgery.block("a'end", 0);
  dropped.words = {0, 100};
  dropped.elements = {Fr::zero()};
  forgery.blocks.push_back(dropped);
  CHECK_FALSE(forgery.refused());
  CHECK(forgery.statement() == "run.array");
}

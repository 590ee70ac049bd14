// What certificates of executions say, for people and for programs.
#include "compiler/driver/execution_statement.h"
#include "compiler/driver/security.h"
#include "compiler/rules/block_program.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace blockfold;

namespace {

const char* const kProgram = R"(
relation pair(x: field, y: i8)
rule other(x: field) {
  demand pair(x, 0)
}
public axiom given(x: field, y: i8, z: u64) {
  require z != 0
  emit pair(x, y)
}
public axiom nothing {
  emit pair(0, 0)
}
)";

ir::BlockProgram program() {
  const rules::Read read = rules::read_text(kProgram);
  REQUIRE(read.read.program);
  auto program = rules::block_program(*read.read.program);
  REQUIRE(program.ok());
  return std::move(*program);
}

driver::ExecutionText describe(const ir::BlockProgram& program, const ir::Execution& execution,
                               driver::Detail detail = driver::Detail::Full) {
  lower::PublicBlocks blocks;
  for (ir::BlockRuleIndex i = 0; i < program.rules.size(); ++i)
    blocks.push_back(execution.blocks(i));
  std::array<std::uint8_t, 32> digest{};
  digest[0] = 0xab;
  return driver::describe_execution(
      program, blocks, digest, driver::security_of(cert::Backend::FoldedR1csBn254Ipa, 1), detail);
}

std::string text(const driver::ExecutionText& statement, driver::Detail detail) {
  std::string out;
  llvm::raw_string_ostream stream(out);
  driver::render_text(statement, detail, stream);
  return out;
}

} // namespace

TEST_CASE("public blocks with their values, and the rules of all others") {
  const ir::BlockProgram rules = program();
  ir::Execution execution(rules);
  execution.add(0, {}, {Fr::one()});
  execution.add(1, {static_cast<std::uint64_t>(-3), UINT64_MAX}, {-Fr::one()});
  execution.add(1, {4, 5}, {Fr::from_u64(7).inverse()});
  execution.add(2, {});
  const auto statement = describe(rules, execution);
  CHECK(statement.block_count == 3);
  REQUIRE(statement.blocks.size() == 3);
  CHECK(driver::to_text(statement.blocks[0]) == "given(x = -1, y = -3, z = 18446744073709551615)");
  CHECK(driver::to_text(statement.blocks[1]).starts_with("given(x = 0x"));
  CHECK(driver::to_text(statement.blocks[2]) == "nothing()");
  CHECK(statement.rules == std::vector<std::string>{"other"});
  const std::string shown = text(statement, driver::Detail::Full);
  CHECK(shown.find("  public     nothing()\n") != std::string::npos);
  CHECK(shown.find("Rules        the others are of these 1\n             other\n") !=
        std::string::npos);
  CHECK(shown.find("Program      keccak256:ab00") != std::string::npos);

  const auto json = driver::to_json(statement);
  CHECK(json["public_blocks"][0]["rule"] == "given");
  CHECK(json["public_blocks"][0]["arguments"]["x"] == "-1");
  CHECK(json["public_blocks"][0]["arguments"]["y"] == -3);
  CHECK(json["public_blocks"][0]["arguments"]["z"] == UINT64_MAX);
  CHECK(json["public_blocks"][2]["arguments"].is_object());
  CHECK(json["security"]["bits"] == 127);
}

TEST_CASE("a brief statement says how many blocks it leaves out") {
  const ir::BlockProgram rules = program();
  ir::Execution execution(rules);
  for (int i = 0; i < 23; ++i)
    execution.add(2, {});
  const auto statement = describe(rules, execution, driver::Detail::Brief);
  CHECK(statement.block_count == 23);
  CHECK(statement.blocks.size() == 20);
  CHECK(text(statement, driver::Detail::Brief).find("... and 3 more (--full shows all)") !=
        std::string::npos);
}

TEST_CASE("public texts are printed, between backquotes for people") {
  const rules::Read read =
      rules::read_text("sort wff\nsymbols ( ) p\nrelation says(n: u8, x: wff)\n"
                       "public axiom say(n: u8, x: wff) { emit says(n, x) }\n");
  REQUIRE(read.read.program);
  const auto program = rules::block_program(*read.read.program);
  REQUIRE(program.ok());
  lower::PublicBlocks blocks(1);
  blocks[0].count = 2;
  blocks[0].words = {{3, 4}, {blocks.texts.intern({1, 3, 2}), blocks.texts.intern({})}};
  blocks[0].elements.resize(2);
  const auto statement = driver::describe_execution(*program, blocks, {}, {}, driver::Detail::Full);
  REQUIRE(statement.blocks.size() == 2);
  CHECK(driver::to_text(statement.blocks[0]) == "say(n = 3, x = `( p )`)");
  CHECK(driver::to_text(statement.blocks[1]) == "say(n = 4, x = ``)");
  const auto json = driver::to_json(statement);
  CHECK(json["public_blocks"][0]["arguments"]["x"] == "( p )");
  CHECK(json["public_blocks"][1]["arguments"]["x"] == "");
}

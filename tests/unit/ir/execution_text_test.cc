// Executions as text: what is written is read back, and every malformed line is pointed at.
#include "compiler/ir/execution_text.h"

#include "compiler/ir/block_values.h"
#include "compiler/ir/numbers.h"
#include "compiler/rules/block_program.h"
#include "tests/unit/random.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

using namespace blockfold;

namespace {

const char* const kProgram = R"(
relation num(at: address, x: field)
relation total(at: address, x: field)
relation state(t: u32, x: i64, b: bool)
public axiom leaf(x: field) {
  emit num(self, x)
}
rule sum(left, right: address, x, y: field) {
  demand num(left, x)
  demand num(right, y)
  emit total(self, x + y)
}
rule odd(t: u32, x: i64, b: bool) {
  demand state(t, x, b)
}
public axiom step(t: u32, x: i64, b: bool) {
  emit state(t, x, b)
}
)";

ir::BlockProgram program() {
  const rules::Read read = rules::read_text(kProgram);
  REQUIRE(read.read.program);
  auto program = rules::block_program(*read.read.program);
  REQUIRE(program.ok());
  return std::move(*program);
}

std::string print(const ir::BlockProgram& program, const ir::Execution& execution) {
  std::string out;
  llvm::raw_string_ostream stream(out);
  ir::print_execution(stream, program, execution);
  return out;
}

struct Parsed {
  std::optional<ir::Execution> execution;
  std::vector<std::string> findings; ///< "CODE line:column+length"
  std::vector<std::string> messages;
};
Parsed parse(const ir::BlockProgram& program, const std::string& text) {
  DiagnosticSink sink;
  Parsed out;
  out.execution = ir::parse_execution(*SourceFile::from_text(text, "x.bmt"), program, sink);
  for (const Diagnostic& d : sink.diagnostics()) {
    out.findings.push_back(std::string(d.code->id) + " " + std::to_string(d.where.start.line) +
                           ":" + std::to_string(d.where.start.column) + "+" +
                           std::to_string(d.where.length));
    out.messages.push_back(d.message);
  }
  CHECK(out.execution.has_value() == out.findings.empty());
  return out;
}

bool equal(const ir::Execution& a, const ir::Execution& b) {
  if (a.rule_count() != b.rule_count())
    return false;
  for (ir::BlockRuleIndex rule = 0; rule < a.rule_count(); ++rule)
    if (a.blocks(rule).count != b.blocks(rule).count ||
        a.blocks(rule).words != b.blocks(rule).words ||
        a.blocks(rule).elements != b.blocks(rule).elements)
      return false;
  return true;
}

/// The findings in one line after a header.
std::string fault(const std::string& line) {
  static const ir::BlockProgram rules = program();
  const Parsed parsed = parse(rules, "blockfold execution 1\n" + line + "\n");
  REQUIRE(parsed.findings.size() == 1);
  return parsed.findings[0] + ": " + parsed.messages[0];
}

} // namespace

TEST_CASE("blocks with names, signs, hexadecimal digits, comments and arguments by name") {
  const ir::BlockProgram rules = program();
  const Parsed parsed = parse(rules, "  # a comment\n\nblockfold execution 1\r\n"
                                     "sum(one, two , 0x10,-1)   # forward\n"
                                     "one = leaf(-1)\n"
                                     "two=leaf( x = 0xfF )\n"
                                     "step(b = 1, t = 4294967295, x = -9223372036854775808)\n"
                                     "odd(0x0, 9223372036854775807, 0)\n");
  REQUIRE(parsed.execution);
  const auto& sum = parsed.execution->blocks(1);
  CHECK(sum.words[0][0] == ir::block_ref(0, 0));
  CHECK(sum.words[1][0] == ir::block_ref(0, 1));
  CHECK(sum.elements[2][0] == Fr::from_u64(16));
  CHECK(sum.elements[3][0] == -Fr::one());
  CHECK(parsed.execution->blocks(0).elements[0][1] == Fr::from_u64(255));
  CHECK(parsed.execution->blocks(3).words[1][0] == std::uint64_t{1} << 63);
  CHECK(print(rules, *parsed.execution) == "blockfold execution 1\n"
                                           "\n"
                                           "b0 = leaf(-1)\n"
                                           "b1 = leaf(255)\n"
                                           "\n"
                                           "sum(b0, b1, 16, -1)\n"
                                           "\n"
                                           "odd(0, 9223372036854775807, 0)\n"
                                           "\n"
                                           "step(4294967295, -9223372036854775808, 1)\n");
}

TEST_CASE("what is printed is read back, whatever the values") {
  const ir::BlockProgram rules = program();
  testing::Random random(7);
  for (int round = 0; round < 50; ++round) {
    ir::Execution execution(rules);
    const std::uint32_t leaves = 1 + static_cast<std::uint32_t>(random.below(5));
    for (std::uint32_t i = 0; i < leaves; ++i)
      execution.add(0, {}, {random.edge_element<Fr>()});
    for (std::size_t i = random.below(6); i > 0; --i)
      execution.add(
          1,
          {ir::block_ref(0, static_cast<std::uint32_t>(random.below(leaves))), ir::block_ref(1, 0)},
          {random.element<Fr>(), random.edge_element<Fr>()});
    for (std::size_t i = random.below(6); i > 0; --i)
      execution.add(2, {random.below(1ULL << 32), random.word(), random.below(2)});
    const std::string text = print(rules, execution);
    const Parsed parsed = parse(rules, text);
    REQUIRE(parsed.execution);
    CHECK(equal(*parsed.execution, execution));
    CHECK(print(rules, *parsed.execution) == text);
  }
}

TEST_CASE("a block that does not exist has no name") {
  const ir::BlockProgram rules = program();
  ir::Execution execution(rules);
  execution.add(1, {ir::block_ref(0, 0), UINT64_MAX}, {Fr(), Fr()});
  CHECK(parse(rules, print(rules, execution)).findings ==
        std::vector<std::string>{"IR0307 3:5+4", "IR0307 3:11+4"});
}

TEST_CASE("every fault has its code, its place and what was meant") {
  CHECK(fault("stp(1, 2, 0)") ==
        "IR0303 2:1+3: there is no field rule 'stp'; did you mean 'step'?");
  CHECK(fault("step 1") == "IR0302 2:6+1: expected '('");
  CHECK(fault("step(1, 2, 0) x") == "IR0302 2:15+1: expected the end of the line");
  CHECK(fault("step(1, 2, )") == "IR0302 2:12+1: expected an argument or ')'");
  CHECK(fault("step(1 2)") == "IR0302 2:8+2: expected ','");
  CHECK(fault("step(1, 2") == "IR0302 2:10+1: expected ','");
  CHECK(fault("step(1, 2)") == "IR0304 2:10+1: no value for 'b': the rule is step(t, x, b)");
  CHECK(fault("step(1, 2, 0, 4)") ==
        "IR0304 2:15+1: an argument too many: the rule is step(t, x, b)");
  CHECK(fault("step(t = 1, t = 2, b = 0)") == "IR0304 2:13+1: 't' has a value already");
  CHECK(fault("step(t = 1, 2, 0)") ==
        "IR0304 2:13+1: either all arguments of a block have names, or none");
  CHECK(fault("step(1, x = 2, 0)") ==
        "IR0304 2:9+1: either all arguments of a block have names, or none");
  CHECK(fault("step(t = 1, y = 2, b = 0)") ==
        "IR0305 2:13+1: 'step' has no argument 'y'; did you mean 't'?");
  CHECK(fault("step(4294967296, 2, 0)") ==
        "IR0306 2:6+10: '4294967296' is no value of 't': u32 holds 0 to 4294967295");
  CHECK(fault("step(-1, 2, 0)").starts_with("IR0306 2:6+2"));
  CHECK(fault("step(1, 2, 2)") == "IR0306 2:12+1: '2' is no value of 'b': u1 holds 0 to 1");
  CHECK(fault("step(1, 9223372036854775808, 0)").starts_with("IR0306 2:9+19"));
  CHECK(fault("step(1, 2x, 0)").starts_with("IR0306 2:9+2"));
  CHECK(fault("leaf(0x)").starts_with("IR0306 2:6+2"));
  CHECK(fault("leaf(" + std::string(100, '9') + ")").starts_with("IR0306 2:6+100"));
  // The order of the field, which is its zero.
  CHECK(fault("leaf(21888242871839275222246405745257275088548364400416034343698204186575808495617)")
            .starts_with("IR0306 2:6+77"));
  CHECK(fault("sum(1, 1, 1, 1)") ==
        "IR0306 2:5+1: '1' is no value of 'left': an address is the name of a block");
  CHECK(fault("one = leaf(1)\nsum(one, onee, 1, 1)") ==
        "IR0307 3:10+4: no block is called 'onee'; did you mean 'one'?");
  CHECK(fault("one = leaf(1)\none = leaf(1)") == "IR0308 3:1+3: another block is called 'one'");
  CHECK(fault("1 = leaf(1)") == "IR0302 2:1+1: a block's name begins with a letter");
  CHECK(fault("`step`(1, 2, 0)").starts_with("IR0302 2:1+1"));
}

TEST_CASE("the header decides what a transcript is of") {
  const ir::BlockProgram rules = program();
  const auto is_execution = [](const std::string& text) {
    return ir::is_execution_text(*SourceFile::from_text(text, "x.bmt"));
  };
  CHECK(is_execution("# x\n\n  blockfold execution 2\n"));
  CHECK_FALSE(is_execution("blockfold transcript 1\nblockfold execution 1\n"));
  CHECK_FALSE(is_execution(""));
  CHECK(parse(rules, "").findings == std::vector<std::string>{"IR0301 1:1+1"});
  CHECK(parse(rules, "blockfold execution 2\n").findings.front().starts_with("IR0301 1:1"));
  CHECK(parse(rules, "blockfold execution 1").execution->block_count() == 0);
}

TEST_CASE("numbers up to the order of the field") {
  CHECK(ir::parse_element(
            "21888242871839275222246405745257275088548364400416034343698204186575808495616") ==
        -Fr::one());
  CHECK(ir::parse_element(ir::to_text(Fr::from_u64(3).inverse())) == Fr::from_u64(3).inverse());
  CHECK(ir::parse_element("-0") == Fr::zero());
  CHECK(ir::parse_element("0000000000000000000000000000000000000000000000000000000000000000000000"
                          "00000000000000000000000000000000012") == Fr::from_u64(12));
  for (const char* bad : {"", "-", "0x", "+1", "--1", "1 ", "0xg", "-0x-1"})
    CHECK_FALSE(ir::parse_element(bad).has_value());
  const ir::BlockType i8{ir::BlockType::Kind::Integer, 8, true};
  CHECK(ir::parse_word("-128", i8) == static_cast<std::uint64_t>(-128));
  CHECK_FALSE(ir::parse_word("-129", i8).has_value());
  CHECK(ir::parse_word("-0x7f", i8) == static_cast<std::uint64_t>(-127));
  CHECK_FALSE(ir::parse_word("128", i8).has_value());
}

TEST_CASE("texts of many random characters never crash the reader") {
  const ir::BlockProgram rules = program();
  testing::Random random(11);
  const std::string alphabet = "step(leaf)sum=,`-0x19 #\n@'";
  for (int round = 0; round < 2000; ++round) {
    std::string text = "blockfold execution 1\n";
    for (std::size_t n = random.below(60); n > 0; --n)
      text += alphabet[random.below(alphabet.size())];
    parse(rules, text);
  }
}

namespace {

ir::BlockProgram program_with_texts() {
  const rules::Read read =
      rules::read_text("sort wff\nsymbols ( ) # a a' ,\n"
                       "relation says(n: u8, x: wff)\n"
                       "public axiom say(x: wff, n: u8) { emit says(n, x) }\n");
  REQUIRE(read.read.program);
  auto program = rules::block_program(*read.read.program);
  REQUIRE(program.ok());
  return std::move(*program);
}

} // namespace

TEST_CASE("texts stand between backquotes") {
  const ir::BlockProgram rules = program_with_texts();
  const Parsed parsed = parse(rules, "blockfold execution 1\n"
                                     "say(`( a # ) ,`, 3)  # one\n"
                                     "say(n = 4, x = ` (  a\t# ) , `)\n"
                                     "say( ``, 5)\n");
  REQUIRE(parsed.execution);
  const ir::RuleBlocks& blocks = parsed.execution->blocks(0);
  CHECK(blocks.words[1] == std::vector<std::uint64_t>{3, 4, 5});
  CHECK(blocks.words[0][0] == blocks.words[0][1]); // equal texts
  const ir::TextTable& texts = parsed.execution->texts();
  CHECK(texts[static_cast<std::uint32_t>(blocks.words[0][0])].vec() ==
        std::vector<ir::SymbolCode>{1, 4, 3, 2, 6});
  CHECK(texts[static_cast<std::uint32_t>(blocks.words[0][2])].empty());
  const std::string printed = print(rules, *parsed.execution);
  CHECK(printed == "blockfold execution 1\n\nsay(`( a # ) ,`, 3)\nsay(`( a # ) ,`, 4)\n"
                   "say(``, 5)\n");
  const Parsed again = parse(rules, printed);
  REQUIRE(again.execution);
  CHECK(print(rules, *again.execution) == printed);
}

TEST_CASE("texts: what is wrong with them") {
  const ir::BlockProgram rules = program_with_texts();
  const auto finding = [&](const std::string& line) {
    const Parsed parsed = parse(rules, "blockfold execution 1\n" + line + "\n");
    REQUIRE(parsed.findings.size() == 1);
    return parsed.findings[0] + ": " + parsed.messages[0];
  };
  CHECK(finding("say(`a a''`, 3)") == "IR0309 2:8+3: there is no symbol 'a'''; did you mean 'a''?");
  CHECK(finding("say(`a, 3)") == "IR0302 2:5+1: the text that begins here has no second backquote");
  CHECK(finding("say(a, 3)").starts_with("IR0306 2:5+1: 'a' is no value of 'x'"));
  CHECK(finding("say(`a`, `a`)").starts_with("IR0306 2:10+3: "));
  CHECK(finding("say(`a`)").starts_with("IR0304"));
  CHECK(finding("say(`a` `a`)").starts_with("IR0302"));
}

// Any text as the transcript of an execution of a fixed program. What the parser takes, printing
// and parsing give back, and the checker has a verdict on it.
#include "compiler/ir/execution_text.h"
#include "compiler/ir/execution_check.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"
#include "tools/fuzz/seeds.h"

#include <llvm/Support/raw_ostream.h>

using namespace blockfold;

namespace {

constexpr ir::BlockType kAddress{ir::BlockType::Kind::Address, 0, false};
constexpr ir::BlockType kField{ir::BlockType::Kind::Field, 0, false};
constexpr ir::BlockType kSmall{ir::BlockType::Kind::Integer, 8, true};

ir::BlockVariable parameter(const char* name, ir::BlockType type) {
  ir::BlockVariable out;
  out.name = name;
  out.type = type;
  return out;
}

/// leaf(x: field, n: i8) emits num(self, x); pair(left, right: address, x, y: field) demands both.
/// say(t: word) emits said(t, `( t t )`); hear(t: word) demands it.
const ir::BlockProgram& program() {
  static const ir::BlockProgram kept = [] {
    const auto variable = ir::Polynomial::variable;
    ir::BlockProgram out;
    out.relations = {{"num", false, {{"at", kAddress}, {"x", kField}}}};
    ir::BlockRule leaf{"leaf", true, 2, {parameter("x", kField), parameter("n", kSmall)},
                       {},     {},   {}};
    leaf.variables.push_back(parameter("self", kAddress));
    leaf.variables.back().origin = ir::BlockVariable::Origin::Self;
    leaf.claims = {{ir::BlockClaim::Kind::Emit, 0, {variable(2), variable(0)}}};
    ir::BlockRule pair{"pair", false, 4, {}, {}, {}, {}};
    pair.variables = {parameter("left", kAddress), parameter("right", kAddress),
                      parameter("x", kField), parameter("y", kField)};
    pair.claims = {{ir::BlockClaim::Kind::Demand, 0, {variable(0), variable(2)}},
                   {ir::BlockClaim::Kind::Demand, 0, {variable(1), variable(3)}}};
    const ir::BlockType word = ir::BlockType::text(0);
    out.sorts = {"word"};
    out.symbols = {"", "(", ")", "a", "'"};
    out.relations.push_back({"said", false, {{"t", word}, {"twice", word}}});
    ir::BlockRule say{"say", true, 1, {parameter("t", word), parameter("`( t t )`", word)},
                      {},    {},   {}};
    say.variables[1].origin = ir::BlockVariable::Origin::Definition;
    say.variables[1].range_checked = true;
    say.variables[1].text = {ir::Item::constant(1), ir::Item::parameter(0), ir::Item::parameter(0),
                             ir::Item::constant(2)};
    say.claims = {{ir::BlockClaim::Kind::Emit, 1, {variable(0), variable(1)}}};
    ir::BlockRule hear = say;
    hear.name = "hear";
    hear.claims[0].kind = ir::BlockClaim::Kind::Demand;
    out.rules = {leaf, pair, say, hear};
    return out;
  }();
  return kept;
}

std::optional<ir::Execution> parse(llvm::StringRef text, DiagnosticSink& sink) {
  return ir::parse_execution(*SourceFile::from_text(text, "text"), program(), sink);
}

std::string print(const ir::Execution& execution) {
  std::string text;
  llvm::raw_string_ostream out(text);
  ir::print_execution(out, program(), execution);
  return out.str();
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  const std::string text = "blockfold execution 1\n"
                           "pair(a, b, 7, -1)  # forward\n"
                           "a = leaf(7, -128)\n"
                           "b = leaf(n = 0x7f, x = -1)\n"
                           "leaf(0x1fffffffffffffffffffff, 0)\n"
                           "say(`( a ' )`)\nhear(t = `(  a ' ) `)\nsay(``)\n";
  return {Bytes(text.begin(), text.end())};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DiagnosticSink sink(20);
  const auto parsed = parse(fuzz::as_text(data, size), sink);
  FUZZ_CHECK(parsed.has_value() == !sink.has_errors());
  if (!parsed)
    return 0;
  const std::string printed = print(*parsed);
  DiagnosticSink none;
  const auto again = parse(printed, none);
  FUZZ_CHECK(again.has_value());
  FUZZ_CHECK(print(*again) == printed);
  FUZZ_CHECK(again->block_count() == parsed->block_count());
  DiagnosticSink faults(4);
  const bool good = ir::check_execution(program(), *parsed, faults);
  FUZZ_CHECK(good == !faults.has_errors());
  return 0;
}

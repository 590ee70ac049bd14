// What a block, and what all blocks together, may get wrong: each fault has its code.
#include "compiler/ir/execution_check.h"

#include "compiler/ir/block_values.h"

#include <doctest/doctest.h>

#include <limits>

using namespace blockfold;
using namespace blockfold::ir;

namespace {

constexpr BlockType kField{BlockType::Kind::Field, 0, false};
constexpr BlockType kAddress{BlockType::Kind::Address, 0, false};
constexpr BlockType unsigned_type(unsigned bits) {
  return {BlockType::Kind::Integer, bits, false};
}
constexpr BlockType signed_type(unsigned bits) {
  return {BlockType::Kind::Integer, bits, true};
}

Polynomial number(std::int64_t value) {
  return Polynomial::constant(value);
}
Polynomial variable(VariableIndex index) {
  return Polynomial::variable(index);
}
BlockVariable parameter(const char* name, BlockType type) {
  return {name, type, BlockVariable::Origin::Parameter, false, true, {}};
}

enum : RelationIndex { kState, kFact };
enum : BlockRuleIndex { kStart, kStep, kEnd, kUse };

/// A counter, state(time, value) linear, with ordinary facts fact(x, square) and a rule that makes
/// use of them.
///
/// start(x: i64): emits state(0, x)
/// step(t: u32, x: i64): consumes state(t, x); next: u32 = t + 1, y: i64 = 2 x - 3; emits
/// state(next,
///   y) and fact(x, x x)
/// end(t: u32, x: i64): consumes state(t, x)
/// use(a: field, b: field, digit: u8, at: address): demands fact(a, b); a != b, 0 <= b - a,
///   a b - digit = 0, odd(digit, at), self != at
BlockProgram counter() {
  BlockProgram out;
  out.relations = {{"state", true, {{"t", unsigned_type(32)}, {"x", signed_type(64)}}},
                   {"fact", false, {{"x", kField}, {"square", kField}}}};
  out.tables = {{"odd", Table::Kind::Rows, 0, {{1, 7}, {8, 7}, {27, 7}, {64, 7}}},
                {"small", Table::Kind::Range, 8, {}},
                {"both", Table::Kind::And, 4, {}}};

  BlockRule start{"start", true, 1, {parameter("x", signed_type(64))}, {}, {}, {}};
  start.claims = {{BlockClaim::Kind::Emit, kState, {number(0), variable(0)}}};

  BlockRule step{"step",
                 false,
                 2,
                 {parameter("t", unsigned_type(32)),
                  parameter("x", signed_type(64)),
                  {"next", unsigned_type(32), BlockVariable::Origin::Definition, false, true,
                   *variable(0).plus(number(1))},
                  {"y", signed_type(64), BlockVariable::Origin::Definition, false, true,
                   *variable(1).times(number(2))->plus(number(-3))}},
                 {},
                 {},
                 {}};
  step.claims = {{BlockClaim::Kind::Consume, kState, {variable(0), variable(1)}},
                 {BlockClaim::Kind::Emit, kState, {variable(2), variable(3)}},
                 {BlockClaim::Kind::Emit, kFact, {variable(1), *variable(1).times(variable(1))}}};

  BlockRule end{
      "end", true, 2, {parameter("t", unsigned_type(32)), parameter("x", signed_type(64))},
      {},    {},   {}};
  end.claims = {{BlockClaim::Kind::Consume, kState, {variable(0), variable(1)}}};

  BlockRule use{"use",
                false,
                4,
                {parameter("a", kField), parameter("b", kField),
                 parameter("digit", unsigned_type(8)), parameter("at", kAddress)},
                {},
                {},
                {}};
  use.variables.push_back({"self", kAddress, BlockVariable::Origin::Self, false, false, {}});
  use.claims = {{BlockClaim::Kind::Demand, kFact, {variable(0), variable(1)}}};
  use.lookups = {
      {0, {variable(2), number(7)}}, {1, {variable(2)}}, {2, {number(12), number(10), number(8)}}};
  use.constraints = {
      {BlockConstraint::Kind::Zero, *variable(0).times(variable(1))->plus(variable(2), -1), 0},
      {BlockConstraint::Kind::NonZero, *variable(4).plus(variable(3), -1), 0},
      {BlockConstraint::Kind::NonNegative, *variable(1).plus(variable(0), -1), 16}};
  out.rules = {start, step, end, use};
  return out;
}

std::uint64_t word(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

/// start at 4, states 4, 5, 7, 11, end; fact(4, 16) is used.
Execution counted(const BlockProgram& program) {
  Execution out(program);
  out.add(kStart, {word(4)});
  out.add(kStep, {0, word(4)});
  out.add(kStep, {1, word(5)});
  out.add(kStep, {2, word(7)});
  out.add(kEnd, {3, word(11)});
  out.add(kUse, {64, block_ref(kStep, 0)}, {Fr::from_u64(4), Fr::from_u64(16)});
  return out;
}

std::vector<std::string> codes(const BlockProgram& program, const Execution& execution) {
  DiagnosticSink sink;
  const bool good = check_execution(program, execution, sink);
  CHECK(good == !sink.has_errors());
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : sink.diagnostics())
    out.emplace_back(diagnostic.code->id);
  return out;
}
using Codes = std::vector<std::string>;

} // namespace

TEST_CASE("blocks that agree are accepted") {
  const BlockProgram program = counter();
  CHECK(codes(program, counted(program)).empty());
}

TEST_CASE("negative integers are field elements around zero") {
  const BlockProgram program = counter();
  Execution execution(program);
  execution.add(kStart, {word(-2)});
  execution.add(kStep, {0, word(-2)});
  execution.add(kEnd, {1, word(-7)});
  CHECK(codes(program, execution).empty());
}

TEST_CASE("a skipped block leaves two claims alone") {
  const BlockProgram program = counter();
  Execution execution(program);
  execution.add(kStart, {word(4)});
  execution.add(kStep, {0, word(4)});
  execution.add(kStep, {2, word(7)});
  execution.add(kEnd, {3, word(11)});
  DiagnosticSink sink;
  CHECK_FALSE(check_execution(program, execution, sink));
  REQUIRE(sink.diagnostics().size() == 2);
  CHECK(std::string(sink.diagnostics()[0].code->id) == "IR0209");
  CHECK(sink.diagnostics()[0].message ==
        "block 0 of 'step' (t = 0, x = 4) emits state(1, 5), which is emitted once and consumed "
        "nowhere");
  CHECK(std::string(sink.diagnostics()[1].code->id) == "IR0207");
  CHECK(sink.diagnostics()[1].message ==
        "block 1 of 'step' (t = 2, x = 7) consumes state(2, 7), which is emitted nowhere and "
        "consumed once");
  CHECK(sink.diagnostics()[1].label == "step");
}

TEST_CASE("a linear claim is consumed once, and blocks that share it are named") {
  const BlockProgram program = counter();
  Execution execution = counted(program);
  execution.add(kEnd, {3, word(11)});
  DiagnosticSink sink;
  CHECK_FALSE(check_execution(program, execution, sink));
  REQUIRE(sink.diagnostics().size() == 1);
  CHECK(std::string(sink.diagnostics()[0].code->id) == "IR0208");
  CHECK(sink.diagnostics()[0].notes.size() == 2);
}

TEST_CASE("a fact may be demanded any number of times, but only if it was emitted") {
  const BlockProgram program = counter();
  Execution execution = counted(program);
  execution.add(kUse, {64, 0}, {Fr::from_u64(4), Fr::from_u64(16)});
  CHECK(codes(program, execution).empty());
  execution.add(kUse, {27, 0}, {Fr::from_u64(3), Fr::from_u64(9)});
  CHECK(codes(program, execution) == Codes{"IR0207"});
}

TEST_CASE("each constraint, lookup and type has its code") {
  const BlockProgram program = counter();
  const auto with = [&](std::uint64_t digit, std::uint64_t at) {
    Execution execution = counted(program);
    execution.add(kUse, {digit, at}, {Fr::from_u64(4), Fr::from_u64(16)});
    return codes(program, execution);
  };
  CHECK(with(64, block_ref(kUse, 1)) == Codes{"IR0205"});
  CHECK(with(8, 0) == Codes{"IR0204"});
  CHECK(with(65, 0) == Codes{"IR0203", "IR0204"});
  CHECK(with(256, 0) == Codes{"IR0202", "IR0203", "IR0203", "IR0204"});
}

TEST_CASE("a value outside of its type, one that follows from others among them") {
  const BlockProgram program = counter();
  Execution execution(program);
  const auto big = std::numeric_limits<std::int64_t>::max();
  execution.add(kStart, {word(big)});
  execution.add(kStep, {0, word(big)});
  CHECK(codes(program, execution) == Codes{"IR0202", "IR0209"});
}

TEST_CASE("an order that does not hold") {
  BlockProgram program = counter();
  program.rules[kUse].constraints[2].bits = 3;
  CHECK(codes(program, counted(program)) == Codes{"IR0206"});
  program.rules[kUse].constraints[2].value = number(-1);
  CHECK(codes(program, counted(program)) == Codes{"IR0206"});
}

TEST_CASE("an execution of another program is no execution of this one") {
  const BlockProgram program = counter();
  CHECK(codes(program, Execution(BlockProgram{})) == Codes{"IR0201"});
  BlockProgram other = counter();
  other.rules[kUse].parameters = 3;
  CHECK(codes(program, Execution(other)) == Codes{"IR0201"});
}

TEST_CASE("faults beyond the sink's limit are counted") {
  const BlockProgram program = counter();
  Execution execution(program);
  for (std::uint32_t i = 0; i < 50; ++i)
    execution.add(kEnd, {i, 0});
  DiagnosticSink sink(10);
  CHECK_FALSE(check_execution(program, execution, sink));
  CHECK(sink.error_count() == 50);
  CHECK(sink.suppressed() == 40);
}

TEST_CASE("values as text: integers around zero, all digits of large elements") {
  CHECK(to_text(Fr::from_i64(-5)) == "-5");
  CHECK(to_text(Fr::from_u64(std::numeric_limits<std::uint64_t>::max())) == "18446744073709551615");
  CHECK(to_text(Fr::from_limbs({1, 2, 3, 4})) ==
        "0x0000000000000004000000000000000300000000000000020000000000000001");
  CHECK(fits(signed_type(64), Fr::from_i64(std::numeric_limits<std::int64_t>::min())));
  CHECK_FALSE(fits(signed_type(8), Fr::from_u64(128)));
  CHECK_FALSE(fits(unsigned_type(64), Fr::from_i64(-1)));
}

// From rule files and blocks to certificates of executions.
#include "compiler/driver/prove_execution.h"
#include "compiler/driver/security.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/execution_check.h"
#include "compiler/rules/block_program.h"
#include "tests/unit/rules/rule_samples.h"
#include "tests/unit/rules/rule_text.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

using namespace blockfold;

namespace {

ir::BlockProgram program_of(const std::string& text) {
  const rules::Read read = rules::read_text(text);
  REQUIRE(read.codes() == std::vector<std::string>{});
  auto program = rules::block_program(*read.read.program);
  REQUIRE(program.ok());
  return std::move(*program);
}

/// Proves, verifies, and verifies that nothing else would do.
driver::VerifiedExecution certify(const ir::BlockProgram& program, const ir::Execution& execution) {
  DiagnosticSink sink;
  CHECK(ir::check_execution(program, execution, sink));
  for (const Diagnostic& fault : sink.diagnostics())
    MESSAGE(fault.message);
  auto proved = driver::prove_execution(program, execution);
  if (!proved)
    MESSAGE(proved.error().code, ": ", proved.error().message);
  REQUIRE(proved.ok());
  const Bytes bytes = cert::write_certificate(proved->certificate);
  auto verified = driver::verify_execution(program, bytes);
  if (!verified)
    MESSAGE(verified.error().code, ": ", verified.error().message);
  REQUIRE(verified.ok());
  return std::move(*verified);
}

ir::BlockRuleIndex rule(const ir::BlockProgram& program, const char* name) {
  const auto index = program.find_rule(name);
  REQUIRE(index.has_value());
  return *index;
}

ir::BlockProgram fibonacci_program() {
  return program_of(testing::source_text("stdlib/fibonacci.blk"));
}

ir::Execution fibonacci(const ir::BlockProgram& program, std::uint64_t n, Fr* last) {
  ir::Execution execution(program);
  execution.add(rule(program, "start"), {});
  Fr x = Fr::zero(), y = Fr::one();
  for (std::uint64_t i = 0; i < n; ++i) {
    execution.add(rule(program, "step"), {i}, {x, y});
    const Fr sum = x + y;
    x = std::exchange(y, sum);
  }
  execution.add(rule(program, "result"), {n}, {x, y});
  *last = x;
  return execution;
}

} // namespace

TEST_CASE("a chain of blocks over field elements") {
  const ir::BlockProgram program = fibonacci_program();
  for (const std::uint64_t n : {0, 1, 10, 300}) {
    Fr last;
    const ir::Execution execution = fibonacci(program, n, &last);
    const auto verified = certify(program, execution);
    const ir::RuleBlocks& result = verified.bound.public_blocks[rule(program, "result")];
    CHECK(result.count == 1);
    CHECK(result.words[0] == std::vector<std::uint64_t>{n});
    CHECK(result.elements[1] == std::vector<Fr>{last});
    CHECK(result.elements[2].empty());
  }
}

TEST_CASE("linear claims, signed integers, products and comparisons") {
  const ir::BlockProgram program = program_of(R"(
linear relation state(order t: u32, x: i64, y: i16)
table small = range(5)
table parity = xor(3)
public axiom start(x: i64) {
  emit state(0, x, -7)
}
rule square(t: u32, x: i64, y: i16) {
  consume state(t, x, y)
  let next: u32 = t + 1
  let z: i64 = x * x - 3
  require y < x
  require x != 5
  emit state(next, z, y)
}
)" + std::string(rules::kWalkAndStop));
  ir::Execution execution(program);
  const auto start = rule(program, "start"), square = rule(program, "square"),
             walk = rule(program, "walk"), stop = rule(program, "stop");
  const auto word = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  execution.add(start, {word(2)});
  std::int64_t x = 2, y = -7;
  std::uint64_t t = 0;
  for (; t < 37; ++t)
    if (t % 3 == 0) {
      execution.add(square, {t, word(x), word(y)});
      x = x * x - 3; // 2, 1, -2, 1, -2, ...
    } else {
      execution.add(walk, {t, word(x), word(y), 2});
      y -= 2;
    }
  execution.add(stop, {word(x), word(y), t});
  const auto verified = certify(program, execution);
  CHECK(verified.bound.public_blocks[stop].words[0] == std::vector<std::uint64_t>{word(x)});
  CHECK(verified.bound.public_blocks[stop].words[1] == std::vector<std::uint64_t>{word(y)});
}

TEST_CASE("a rule that says nothing has blocks, and a chip without rows") {
  for (const char* const more : {"", "axiom bit(x: u1) {\n  require x != 5\n}\n"}) {
    const ir::BlockProgram program = program_of("public axiom nothing {\n  let x = 1\n}\n"
                                                "axiom any {\n  let y: field = 2\n}\n" +
                                                std::string(more));
    ir::Execution execution(program);
    for (unsigned i = 0; i < 40; ++i)
      execution.add(rule(program, "nothing"), {});
    for (unsigned i = 0; i < 9; ++i)
      execution.add(rule(program, "any"), {});
    if (*more != '\0')
      execution.add(rule(program, "bit"), {1});
    CHECK(certify(program, execution).bound.public_blocks[rule(program, "nothing")].count == 40);
  }
}

TEST_CASE("security: an execution compares no texts, and longer ones leave more to luck") {
  const ir::BlockProgram program = fibonacci_program();
  Fr last;
  const auto weigh = [&](std::uint64_t n) {
    const auto verified = certify(program, fibonacci(program, n, &last));
    const auto terms =
        driver::error_terms(driver::security_numbers(program, verified.bound.lowered));
    for (const driver::ErrorTerm& term : terms)
      CHECK(term.step != driver::ErrorTerm::Step::Texts);
    // What is printed is what the terms add up to, rounded down.
    const driver::Security security = verified.security(program);
    CHECK(security.statistical_bits <= driver::statistical_bits(terms));
    CHECK(security.statistical_bits + 1 > driver::statistical_bits(terms));
    return terms.front().weight;
  };
  const double few = weigh(3);
  CHECK(weigh(300) > 10 * few);
}

TEST_CASE("blocks whose premises name their own address are never repeated to fill a segment") {
  const ir::BlockProgram program = program_of(R"(
relation to(at: address, v: u8)
relation got(v: u8)
axiom send(free at: address, free v: u8) { emit to(at, v) }
rule receive(v: u8) {
  demand to(self, v)
  emit got(v)
}
public rule saw(v: u8) { demand got(v) }
)");
  // With 16 segments the 31st block has a segment that lacks one.
  ir::Execution execution(program);
  for (std::uint32_t i = 0; i < 31; ++i) {
    const std::uint64_t value = i;
    const auto block = execution.add(rule(program, "receive"), {value});
    execution.add(rule(program, "send"), {ir::block_ref(rule(program, "receive"), block), value});
  }
  execution.add(rule(program, "saw"), {std::uint64_t{30}});
  for (const std::uint32_t segments : {1, 4, 16}) {
    CAPTURE(segments);
    const auto proved = driver::prove_execution(program, execution, {segments, 4});
    REQUIRE(proved.ok());
    const auto bytes = cert::write_certificate(proved->certificate);
    CHECK(driver::verify_execution(program, bytes).ok());
  }
}

namespace {

const char* const kFormulas = R"(
sort wff
symbols ( ) -> p
relation formula(order size: u32, f: wff)
axiom letter { emit formula(1, `p`) }
rule implication(m, n: u32, ph, ps: wff) {
  demand formula(m, ph)
  demand formula(n, ps)
  let size: u32 = m + n + 1
  emit formula(size, `( ph -> ps )`)
}
public rule stated(f: wff, size: u32) { demand formula(size, f) }
)";

/// f(0) is p, f(n + 1) is ( f(n) -> f(n) ).
ir::Execution formulas(const ir::BlockProgram& program, std::uint64_t depth) {
  ir::Execution execution(program);
  execution.add(rule(program, "letter"), {});
  execution.add(rule(program, "letter"), {}); // who emits a claim makes no difference
  std::vector<ir::SymbolCode> text = {4};
  std::uint64_t size = 1;
  for (std::uint64_t i = 0; i < depth; ++i) {
    const std::uint64_t id = execution.texts().intern(text);
    execution.add(rule(program, "implication"), {size, size, id, id});
    std::vector<ir::SymbolCode> next = {1};
    next.insert(next.end(), text.begin(), text.end());
    next.push_back(3);
    next.insert(next.end(), text.begin(), text.end());
    next.push_back(2);
    text = std::move(next);
    size = 2 * size + 1;
  }
  execution.add(rule(program, "stated"), {execution.texts().intern(text), size});
  return execution;
}

} // namespace

TEST_CASE("texts and numbers in one claim") {
  const ir::BlockProgram program = program_of(kFormulas);
  for (const std::uint64_t depth : {0, 1, 2, 9}) {
    CAPTURE(depth);
    const ir::Execution execution = formulas(program, depth);
    const auto verified = certify(program, execution);
    const ir::BlockRuleIndex stated = rule(program, "stated");
    const auto& blocks = verified.bound.public_blocks;
    REQUIRE(blocks[stated].count == 1);
    const auto id = static_cast<ir::TextTable::Id>(blocks[stated].words[0][0]);
    CHECK(blocks.texts[id].size() == (std::size_t{4} << depth) - 3);
    CHECK(blocks[stated].words[1][0] == (std::uint64_t{2} << depth) - 1);
  }
}

TEST_CASE("what texts may do to the odds is counted") {
  const ir::BlockProgram program = program_of(kFormulas);
  const auto compiled = driver::compile_execution(program, formulas(program, 2));
  REQUIRE(compiled.ok());
  const driver::SecurityNumbers numbers =
      driver::security_numbers(program, compiled->bound.lowered);
  CHECK(numbers.comparisons == 2 * 2 + 1); // premises of two implications and of the statement
  // Two texts of 2^24 symbols between three symbols, with what a chain of letters might add.
  CHECK(numbers.text_length >= 2 * ((1 << 24) + 2) + 3);
  CHECK(numbers.text_length <= 2 * ((1 << 24) + 16) + 3);
  CHECK(numbers.bus_degree == 5);
  const double bits = driver::statistical_bits(driver::error_terms(numbers));
  CHECK(bits > 200);
  // A verified certificate says so, rounded down.
  const unsigned stated = certify(program, formulas(program, 2)).security(program).statistical_bits;
  CHECK(stated <= bits);
  CHECK(stated + 1 > bits);

  const ir::BlockProgram plain = fibonacci_program();
  Fr last;
  const auto none = driver::compile_execution(plain, fibonacci(plain, 3, &last));
  REQUIRE(none.ok());
  CHECK(driver::security_numbers(plain, none->bound.lowered).comparisons == 0);
}

TEST_CASE("a public text of more symbols than a verifier makes room for") {
  const ir::BlockProgram program = program_of("sort word\nsymbols a\nrelation r(t: word)\n"
                                              "public axiom given(t: word) { emit r(t) }\n");
  ir::Execution execution(program);
  const std::vector<ir::SymbolCode> text(driver::kMostPublicSymbols + 1, 1);
  execution.add(0, {execution.texts().intern(text)});
  const auto compiled = driver::compile_execution(program, execution);
  REQUIRE_FALSE(compiled.ok());
  CHECK(compiled.error().code == "statement.blocks");
}

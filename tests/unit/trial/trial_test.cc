// Trials of rules: sound ones pass, and every hole that is planted is found.
#include "compiler/rules/block_program.h"
#include "compiler/trial/block_search.h"
#include "compiler/trial/examples.h"
#include "compiler/trial/rule_trial.h"
#include "compiler/trial/text_trial.h"
#include "tests/unit/rules/rule_samples.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>
#include <llvm/ADT/STLExtras.h>

using namespace blockfold;

namespace {

struct Tried {
  rules::Read read;
  ir::BlockProgram program;

  explicit Tried(const std::string& text) : read(rules::read_text(text)) {
    for (const Diagnostic& d : read.sink.diagnostics())
      MESSAGE(d.code->id, " ", d.where.start.line, ": ", d.message);
    REQUIRE(read.read.program);
    auto blocks = rules::block_program(*read.read.program);
    REQUIRE(blocks.ok());
    program = std::move(*blocks);
  }

  /// `free`: the parameters of the rule of which any value is right. Those that it declares free
  /// are none by themselves, so that holes can be planted, which the lints would not let pass.
  trial::RuleReport run(const std::string& rule, const std::vector<std::string>& free = {}) const {
    DiagnosticSink sink;
    const auto examples = trial::documented_examples(*read.read.program, program, sink);
    REQUIRE(examples);
    auto circuit = trial::ProgramCircuit::make(program, examples->texts);
    REQUIRE(circuit.ok());
    const auto index = program.find_rule(rule);
    REQUIRE(index);
    return trial::Trial(program, std::move(*circuit), 1).run(*index, (*examples)[*index], free);
  }
};

/// The report of a rule that has to pass.
trial::RuleReport passes(const Tried& tried, const std::string& rule) {
  auto report = tried.run(rule);
  INFO(rule);
  for (const std::string& text : report.holes)
    MESSAGE(rule, ": HOLE ", text);
  for (const std::string& text : report.disputes)
    MESSAGE(rule, ": DISPUTE ", text);
  CHECK(report.problem == "");
  CHECK(report.passed());
  CHECK(report.blocks > 0);
  return report;
}

bool names(const trial::RuleReport& report, const std::string& part) {
  return llvm::any_of(
      report.holes, [&](const std::string& hole) { return hole.find(part) != std::string::npos; });
}

const std::string kSound = R"(
linear relation state(order t: u32, x: i64, y: i16)
relation seen(x: i64)
relation num(x: u8)
relation most(x: u8, y: u8, z: u8)
relation pair(at: address, left: address, right: address)
table small = range(5)
table parity = xor(3)
table odd = rows (0, 1) (1, 3) (2, 5)
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
  emit seen(z)
}
)" + std::string(rules::kWalkAndStop) +
                           R"(public axiom given(x: u8) {
  emit num(x)
}
rule largest(x, y: u8, free z: u8) {
  demand num(x)
  demand num(y)
  require (z - x) * (z - y) == 0
  require z >= x
  require z >= y
  emit most(x, y, z)
}
rule halve(x, half: u8, low: bool) {
  demand num(x)
  require x == 2 * half + low
  emit num(half)
}
rule row(x: u8, y: field) {
  demand num(x)
  lookup odd(x, y)
  emit most(x, x, 0)
}
axiom leaf {
  emit pair(self, self, self)
}
rule join(left, right, a, b, c, d: address) {
  demand pair(left, a, b)
  demand pair(right, c, d)
  require left != right
}
)";

} // namespace

TEST_CASE("sound rules pass, and every sort of row refuses something") {
  // Without the circle through num, whose halves are no proof of an order.
  std::string text = kSound;
  text.replace(text.find("emit num(half)"), 14, "emit most(half, 0, 0)");
  const Tried tried(text);
  std::map<std::string, std::size_t> refused;
  for (const ir::BlockRule& rule : tried.program.rules)
    for (const auto& [row, times] : passes(tried, rule.name).refused_by)
      refused[row] += times;
  for (const char* row :
       {"consumes state", "emits state", "demands num", "looks into small", "looks into parity",
        "looks into odd", "next has 32 bits", "z has 64 bits", "defines z", "required to be zero",
        "required not to be zero", "active is 0 or 1", "emits seen only if active",
        "demands pair"}) {
    INFO(row);
    CHECK(refused[row] > 0);
  }
}

TEST_CASE("an argument that nothing constrains is found") {
  const Tried tried("relation num(x: u8)\nrelation out(x: u8, y: u8)\n"
                    "public axiom given(x: u8) {\n  emit num(x)\n}\n"
                    "rule guess(x: u8, free y: u8) {\n  demand num(x)\n  emit out(x, y)\n}\n");
  const auto report = tried.run("guess");
  CHECK_FALSE(report.passed());
  CHECK(names(report, "nothing determines 'y': guess("));
  CHECK(report.disputes.empty());
  CHECK(passes(tried, "given").stated > 0);
}

TEST_CASE("a requirement that is missing is found") {
  std::string text = kSound;
  text.replace(text.find("emit num(half)"), 14, "emit most(half, 0, 0)");
  text.replace(text.find("  require z >= x\n"), 17, "");
  const auto report = Tried(text).run("largest");
  CHECK_FALSE(report.passed());
  CHECK(names(report, "nothing determines 'z'"));
}

TEST_CASE("arguments that are wrong only together are found") {
  const Tried tried("relation num(x: field)\nrelation out(x: field)\n"
                    "public axiom given(x: field) {\n  emit num(x)\n}\n"
                    "rule pair(x: field, free y: field, z: field) {\n  demand num(x)\n"
                    "  require y + z == x\n  require y != 0\n  emit out(y)\n}\n"
                    "/// ```bmt\n/// root(9, 3)\n/// ```\n"
                    "rule root(x: field, free y: field) {\n  demand num(x)\n"
                    "  require y * y == x\n  emit out(y)\n}\n"
                    "rule square(x: field, free y: field) {\n  demand num(x)\n"
                    "  require y * y == x * x\n  emit out(y * y)\n}\n");
  CHECK(names(tried.run("pair"), "nothing determines 'y'"));
  CHECK(names(tried.run("root"), "nothing determines 'y': root(x = 9, y = -3)"));
  // Another root changes nothing that is said.
  CHECK(passes(tried, "square").same_meaning > 0);
}

TEST_CASE("what is declared free is listed, and is no hole") {
  const Tried tried("relation num(x: u8)\nrelation out(x: u8, y: u8, z: u8)\n"
                    "public axiom given(x: u8) {\n  emit num(x)\n}\n"
                    "rule pick(x: u8, free y, z: u8) {\n  demand num(x)\n  emit out(x, y, z)\n}\n"
                    "rule above(x: u8, free y: u8) {\n  demand num(x)\n  require y > x\n"
                    "  let z: u8 = y - x\n  emit out(x, y, z)\n}\n"
                    "rule same(x: u8, free y: u8) {\n  demand num(x)\n"
                    "  require (y - x) * (y - x) == 0\n  emit out(x, y, 0)\n}\n");
  using Names = std::vector<std::string>;
  const auto pick = tried.run("pick", {"y", "z"});
  CHECK(pick.passed());
  REQUIRE(pick.declared.contains(Names{"y"}));
  CHECK(pick.declared.contains(Names{"z"}));
  CHECK(pick.declared.at(Names{"y"}).count > 4);
  CHECK(pick.declared.at(Names{"y"}).example.find(" is accepted in place of pick(") !=
        std::string::npos);
  // An argument that is not declared is a hole as ever, whatever others may be.
  const auto half = tried.run("pick", {"z"});
  CHECK_FALSE(half.passed());
  CHECK(names(half, "nothing determines 'y'"));
  CHECK_FALSE(names(half, "nothing determines 'z'"));
  CHECK(half.declared.contains(Names{"z"}));
  // What follows from a free argument follows; its requirements are still required.
  const auto above = tried.run("above", {"y"});
  CHECK(above.passed());
  CHECK(above.declared.contains(Names{"y"}));
  CHECK(above.refused_by.contains("the difference has 8 bits"));
  CHECK(names(tried.run("above"), "nothing determines 'y'"));
  // 'free' may also be there for the lint, which does not see everything: then nothing is listed.
  const auto same = tried.run("same", {"y"});
  CHECK(same.passed());
  CHECK(same.declared.empty());
}

TEST_CASE("holes between arguments that depend on a free one are found") {
  Tried tried("relation num(x: field)\nrelation out(y: field, z: field)\n"
              "public axiom given(x: field) {\n  emit num(x)\n}\n"
              "/// ```bmt\n/// root(1, 9, 3)\n/// ```\n"
              "rule root(x: field, free y, z: field) {\n  demand num(x)\n"
              "  require z * z == y\n  emit out(y, z)\n}\n");
  const auto report = tried.run("root", {"y"});
  CHECK(names(report, "nothing determines 'z': root(x = 1, y = 9, z = -3)"));
  CHECK(report.declared.size() == 1);
}

TEST_CASE("a range that the circuit forgets is found") {
  Tried tried("relation fib(order n: u32, x: field)\naxiom start {\n  emit fib(0, 0)\n}\n"
              "rule step(n: u32, x: field) {\n  demand fib(n, x)\n  let next: u32 = n + 1\n"
              "  emit fib(next, x + 1)\n}\n");
  passes(tried, "step");
  for (ir::BlockVariable& variable : tried.program.rules[1].variables)
    variable.range_checked = false;
  const auto report = tried.run("step");
  CHECK_FALSE(report.passed());
  CHECK(names(report, "'next is u32' does not matter"));
}

TEST_CASE("a row that the circuit forgets is missed") {
  std::string text = kSound;
  text.replace(text.find("emit num(half)"), 14, "emit most(half, 0, 0)");
  const Tried tried(text);
  const auto whole = trial::ProgramCircuit::lower(tried.program);
  REQUIRE(whole.ok());
  std::size_t tried_rows = 0;
  for (std::size_t c = 0; c < whole->chips.size(); ++c) {
    if (whole->chips[c].role != lower::ChipRole::BlockRule)
      continue;
    for (std::size_t r = 0; r < whole->circuit.chips[c].rows.size(); ++r) {
      const cs::RowKind kind = whole->circuit.chips[c].rows[r].kind;
      const std::string name = whole->circuit.chips[c].row_names[r];
      if (kind == cs::RowKind::Product || kind == cs::RowKind::Emit)
        continue; // what they define is used elsewhere, or conclusions that nobody rests on
      lower::LoweredTheory weak = *whole;
      cs::Chip& chip = weak.circuit.chips[c];
      chip.rows.erase(chip.rows.begin() + static_cast<std::ptrdiff_t>(r));
      chip.row_names.erase(chip.row_names.begin() + static_cast<std::ptrdiff_t>(r));
      const trial::ProgramCircuit circuit(tried.program, std::move(weak));
      const auto report = trial::Trial(tried.program, circuit, 1).run(whole->chips[c].subject, {});
      INFO(chip.name, ": ", name);
      // What other rows of the rule say already.
      const bool idle = chip.name == "walk" ? name.starts_with("looks into")
                                            : chip.name == "largest" && name == "z has 8 bits";
      CHECK(report.passed() == idle);
      ++tried_rows;
    }
  }
  CHECK(tried_rows > 40);
}

TEST_CASE("a rule without a valid block needs an example") {
  const auto rule = [](const char* doc) {
    return std::string("relation num(x: u64)\npublic axiom given(x: u64) {\n  emit num(x)\n}\n") +
           doc +
           "rule hard(x: u64) {\n  demand num(x)\n"
           "  require x * x == 1524157875019052100\n}\n";
  };
  const auto report = Tried(rule("")).run("hard");
  CHECK_FALSE(report.passed());
  CHECK(report.problem.find("/// ```bmt") != std::string::npos);
  CHECK(report.mutants == 0);
  const Tried documented(rule("/// ```bmt\n/// hard(1234567890)\n/// ```\n"));
  CHECK(passes(documented, "hard").blocks == 1);
  const auto wrong = Tried(rule("/// ```bmt\n/// hard(1234567891)\n/// ```\n")).run("hard");
  CHECK(wrong.problem.find("the example hard(x = 1234567891) is no valid block") !=
        std::string::npos);
}

TEST_CASE("examples are read from documentation, mistakes are reported") {
  CHECK(
      trial::example_texts("Text.\n```bmt\na(1)\nb(2)\n```\nmore\n```\nc(3)\n```\n```bmt\n```\n") ==
      std::vector<std::string>{"a(1)\nb(2)\n", ""});
  const Tried tried("relation num(x: u8)\n/// ```bmt\n/// given(256)\n/// ```\n"
                    "public axiom given(x: u8) {\n  emit num(x)\n}\n");
  DiagnosticSink sink;
  CHECK_FALSE(trial::documented_examples(*tried.read.read.program, tried.program, sink));
  REQUIRE(sink.diagnostics().size() == 1);
  CHECK(std::string(sink.diagnostics()[0].code->id) == "IR0306");
}

TEST_CASE("the search finds blocks that satisfy their rules") {
  std::string text = kSound;
  text.replace(text.find("emit num(half)"), 14, "emit most(half, 0, 0)");
  const Tried tried(text);
  std::mt19937_64 random(5);
  for (ir::BlockRuleIndex i = 0; i < tried.program.rules.size(); ++i) {
    const trial::RuleModel model(tried.program, i);
    INFO(model.rule().name);
    for (int round = 0; round < 20; ++round) {
      const auto found = trial::BlockSearch(model, random).find();
      REQUIRE(found);
      CHECK(model.holds(*found));
    }
  }
}

TEST_CASE("text rules: the valid application is accepted, changed ones are not") {
  const Tried tried("sort wff setvar\nclaim |-\nsymbols ( ) -> A.\n"
                    "rule wi(ph, ps: wff) {\n  conclude wff ( ph -> ps )\n}\n"
                    "rule wal(x: setvar, ph: wff) {\n  conclude wff A. x ph\n}\n"
                    "rule mp(ph, ps: wff) {\n  premise |- ph\n  premise |- ( ph -> ps )\n"
                    "  conclude |- ps\n}\n"
                    "axiom ax_5(x: setvar, ph: wff) {\n  distinct x, ph\n"
                    "  conclude |- ( ph -> A. x ph )\n}\n");
  for (const rules::Rule& rule : tried.read.read.program->rules) {
    INFO(rule.name);
    const auto report = trial::try_text_rule(*tried.read.read.program, rule);
    CHECK(report.passed());
    CHECK(report.blocks == 1);
    CHECK(report.mutants > 2);
    CHECK(report.same_meaning == 0);
  }
  const auto report =
      trial::try_text_rule(*tried.read.read.program, tried.read.read.program->rules.back());
  CHECK(llvm::any_of(report.refused_by,
                     [](const auto& entry) { return entry.first.starts_with("IR0109"); }));
}

namespace {

const char* const kTexts = R"(
sort wff
symbols ( ) a b
relation says(order n: u8, t: wff)
linear relation turn(t: wff)
linear relation turned(t: wff)
axiom start { emit says(0, `a b`) }
/// ```bmt
/// join(1, 2, `a`, `( b )`)
/// ```
rule join(n, k: u8, x, y: wff) {
  demand says(n, x)
  demand says(k, y)
  let m: u8 = n + k + 1
  emit says(m, `( x y )`)
}
rule open(n, k: u8, x: wff) {
  demand says(n, x)
  demand says(k, `( x )`)
  emit turn(x)
}
rule wait(t: wff) {
  consume turn(t)
  emit turned(`t b`)
}
public rule stop(t: wff) { consume turned(t) }
)";

} // namespace

TEST_CASE("texts in claims: changed ones are refused, and lies about what belongs to them") {
  const Tried tried(kTexts);
  for (const ir::BlockRule& rule : tried.program.rules)
    passes(tried, rule.name);
  const auto join = passes(tried, "join");
  CHECK(join.blocks == 1);
  CHECK(join.refused_by.at("demands says") > 30);
  CHECK(join.refused_by.at("the length of `( x y )` has 24 bits") > 0);
  CHECK(passes(tried, "wait").refused_by.at("consumes turn") > 15);
  CHECK(passes(tried, "stop").stated == 0); // another statement rests on another claim
}

TEST_CASE("texts in claims: a row that the circuit forgets is missed") {
  const Tried tried(kTexts);
  const auto whole = trial::ProgramCircuit::lower(tried.program);
  REQUIRE(whole.ok());
  std::size_t tried_rows = 0;
  for (std::size_t c = 0; c < whole->chips.size(); ++c) {
    const lower::LoweredChip& lowered = whole->chips[c];
    for (std::size_t r = 0; r < whole->circuit.chips[c].rows.size(); ++r) {
      const cs::RowKind kind = whole->circuit.chips[c].rows[r].kind;
      if (lowered.role != lower::ChipRole::BlockRule || kind == cs::RowKind::Product ||
          kind == cs::RowKind::Emit)
        continue;
      lower::LoweredTheory weak = *whole;
      cs::Chip& chip = weak.circuit.chips[c];
      const std::string name = chip.row_names[r];
      INFO(chip.name, ": ", name);
      chip.rows.erase(chip.rows.begin() + static_cast<std::ptrdiff_t>(r));
      chip.row_names.erase(chip.row_names.begin() + static_cast<std::ptrdiff_t>(r));
      const trial::ProgramCircuit circuit(tried.program, std::move(weak));
      CHECK_FALSE(trial::Trial(tried.program, circuit, 1).run(lowered.subject, {}).passed());
      ++tried_rows;
    }
  }
  CHECK(tried_rows > 15);
}

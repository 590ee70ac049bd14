// Field rules as block programs: which ranges their chips check.
#include "compiler/rules/block_program.h"

#include "compiler/ir/block_rule_text.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

using namespace blockfold;

namespace {

Result<ir::BlockProgram> program_of(const std::string& text) {
  const rules::Read read = rules::read_text(text);
  REQUIRE(read.codes() == std::vector<std::string>{});
  return rules::block_program(*read.read.program);
}

/// The variables of a rule that its chip checks.
std::vector<std::string> checked(const std::string& text, const char* rule) {
  const auto program = program_of(text);
  REQUIRE(program.ok());
  const auto index = program->find_rule(rule);
  REQUIRE(index.has_value());
  std::vector<std::string> names;
  for (const ir::BlockVariable& variable : program->rules[*index].variables)
    if (variable.range_checked)
      names.push_back(variable.name);
  return names;
}

std::string error_of(const std::string& text) {
  const auto program = program_of(text);
  return program.ok() ? "" : program.error().code;
}

using Names = std::vector<std::string>;

/// A circle whose order grows by `step`.
std::string counter(const std::string& step) {
  return "relation at(order t: u32, d: u8)\n"
         "axiom start { emit at(0, 0) }\n"
         "rule go(t: u32, d: u8) {\n"
         "  demand at(t, d)\n"
         "  let next: u32 = t + " +
         step +
         "\n  emit at(next, d)\n"
         "}\n"
         "public rule end(t: u32, d: u8) { demand at(t, d) }\n";
}

} // namespace

TEST_CASE("block programs: what a claim promises is not checked again") {
  const char* const text = R"(
relation small(x: u8)
relation large(x: u32)
relation sum(z: u64)
table byte = range(8)
axiom any(free x: u8) { emit small(x) }
rule promised(x: u8, y: u32, z: u4) {
  demand small(x)
  demand large(y)
  demand small(z)
  let s: u63 = x + y
  let t: u5 = z
  emit sum(s + t)
}
axiom looked_up(free x: u8) {
  lookup byte(x)
  emit small(x)
  emit large(x)
}
public rule stated(x: u64, hidden y: u64) {
  demand sum(x * 4)
  require y == x * 2
}
)";
  CHECK(checked(text, "any") == Names{"x"});
  CHECK(checked(text, "promised") == Names{"z"}); // u8 is promised, not u4; x + y fits s
  CHECK(checked(text, "looked_up") == Names{});
  CHECK(checked(text, "stated") == Names{"y"}); // x is read by whoever reads the statement
}

TEST_CASE("block programs: a range that an order rests on is checked, though it is promised") {
  CHECK(checked(counter("1"), "go") == Names{"next"});
  CHECK(checked(counter("d + 1"), "go") == Names{"t", "d", "next"});
  // A difference that is compared has digits of its own.
  CHECK(checked("linear relation cell(order t: u32, v: i64)\n"
                "public axiom start { emit cell(0, -1) }\n"
                "public rule go(t: u32, hidden s: u32, hidden v: i64) {\n"
                "  consume cell(s, v)\n"
                "  require s < t\n"
                "  emit cell(t, v)\n"
                "}\n"
                "public rule end(v: i64, hidden t: u32) { consume cell(t, v) }\n",
                "go") == Names{});
}

TEST_CASE("block programs: what certificates cannot say") {
  CHECK(error_of("unique relation r(at: address)\naxiom e { emit r(self) }\n"
                 "public rule p(a: address) { demand r(a) }\n") == "program.public-address");
  CHECK(error_of("unique relation r(at: address)\naxiom e { emit r(self) }\n"
                 "public rule p(hidden a: address) { demand r(a) }\n")
            .empty());
}

TEST_CASE("block programs: orders that take too long to find out what they rest on") {
  // Each claim is far from each only by the last of the comparisons, once the type of w is not
  // checked: the claim itself promises it.
  const auto program = [](std::size_t claims, std::size_t comparisons) {
    std::string text = "relation bound(u: u8)\naxiom any(free u: u8) { emit bound(u) }\n"
                       "relation at(order t: field, w: u8)\naxiom start { emit at(0, 0) }\n"
                       "rule go(t: field, w, u: u8) {\n  demand bound(u)\n";
    for (std::size_t i = 0; i < claims; ++i)
      text += "  demand at(t, w)\n  emit at(t + w + 1, 0)\n";
    for (std::size_t i = 0; i < comparisons; ++i)
      text += "  require u <= 255\n";
    return text + "  require u <= w\n}\n";
  };
  CHECK(error_of(program(10, 10)).empty());
  CHECK(checked(program(10, 10), "go") == Names{});
  CHECK(error_of(program(100, 290)) == "program.complex");
}

TEST_CASE("block programs: texts are written between backquotes") {
  CHECK(error_of("sort wff\nsymbols a`b\nrelation r(x: wff)\naxiom e { emit r(``) }\n") ==
        "program.texts");
  CHECK(error_of("sort wff\nsymbols a`b\nrelation r(x: u8)\naxiom e { emit r(1) }\n").empty());
}

TEST_CASE("block programs: texts that are written out are definitions") {
  const auto program =
      program_of("sort wff\nsymbols a ( )\nrelation r(x: wff)\nrelation s(x: wff, y: wff)\n"
                 "axiom e { emit r(`a`) }\n"
                 "rule p(x, y: wff) {\n  demand r(x)\n  demand r(y)\n  demand r(`y y y`)\n"
                 "  emit s(`( x )`, `x y`)\n  emit s(`x y`, x)\n}\n");
  REQUIRE(program.ok());
  CHECK(program->symbols == Names{"", "a", "(", ")"});
  CHECK(program->sorts == Names{"wff"});
  const ir::BlockRule& rule = program->rules[1];
  Names made, bounded;
  for (const ir::BlockVariable& variable : rule.variables) {
    CHECK(variable.type.is_text());
    if (variable.origin == ir::BlockVariable::Origin::Definition)
      made.push_back(variable.name);
    if (variable.range_checked)
      bounded.push_back(variable.name);
  }
  CHECK(made == Names{"`y y y`", "`( x )`", "`x y`"});
  CHECK(bounded == Names{"`x y`"}); // emitted, of more than one text
  CHECK(rule.claims[4].values[0] == rule.claims[3].values[1]);
  CHECK(rule.claims[4].values[1] == ir::Polynomial::variable(0));
  // A program without texts has no symbols, whatever its text rules say.
  const auto none = program_of("sort wff\nsymbols a\nrule w() { conclude wff a\n}\n"
                               "relation n(x: u8)\naxiom z { emit n(0) }\n");
  REQUIRE(none.ok());
  CHECK_FALSE(none->has_texts());
}

TEST_CASE("block programs: a text of one sort is one of another between backquotes only") {
  const std::string head = "sort set class\nsymbols v\nrelation s(x: set)\nrelation c(c: class)\n"
                           "axiom v { emit s(`v`) }\nrule cv(x: set) {\n  demand s(x)\n  emit c(";
  const auto program = program_of(head + "` x `)\n}\n");
  REQUIRE(program.ok());
  const ir::BlockRule& rule = program->rules[1];
  CHECK(rule.variables.size() == 1); // nothing is written out: it is the variable
  CHECK(rule.claims[1].values[0] == ir::Polynomial::variable(0));
  CHECK(ir::rule_text(*program, rule) ==
        "rule cv\nparameter x: set\ndemand s(x)\nemit c(x)\nrelation s(x: set)\n"
        "relation c(c: class)\n");
  const rules::Read bare = rules::read_text(head + "x)\n}\n");
  REQUIRE(bare.findings() == Names{"BF1302 8:10"});
  const Diagnostic& diagnostic = bare.sink.diagnostics().front();
  CHECK(diagnostic.message == "a text of sort class is expected here, but 'x' has sort set");
  REQUIRE(diagnostic.notes.size() == 1);
  CHECK(diagnostic.notes[0].text == "`x`, between backquotes, is its text, whatever the sort");
}

TEST_CASE("block programs: what a rule says of texts") {
  const auto said = [](const std::string& sort, const std::string& conclusion) {
    const auto program = program_of("sort " + sort + "\nsymbols a ( )\nrelation r(x: " + sort +
                                    ")\nrelation s(n: u8, x: " + sort +
                                    ")\naxiom e { emit r(`a`) }\nrule p(x: " + sort +
                                    ") {\n  demand r(x)\n  emit s(7, `" + conclusion + "`)\n}\n");
    REQUIRE(program.ok());
    return ir::rule_text(*program, program->rules[1]);
  };
  const std::string text = said("wff", "( x )");
  CHECK(text == "rule p\nparameter x: wff\ndemand r(x)\nemit s(7, `( x )`)\n"
                "relation r(x: wff)\nrelation s(n: u8, x: wff)\n");
  CHECK(said("term", "( x )") != text);
  CHECK(said("wff", "x ( )") != text);
}

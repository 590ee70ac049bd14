// Rules of executions as formulas.
#include "tools/report/block_math.h"

#include <doctest/doctest.h>

using namespace blockfold;

namespace {

using Kind = ir::BlockClaim::Kind;
using Constraint = ir::BlockConstraint;

/// What a reader sees: no tags, and the signs of markup themselves.
std::string seen(const report::Html& html) {
  std::string text;
  bool tag = false;
  for (const char c : html.str()) {
    tag = c == '<' || (tag && c != '>');
    if (!tag && c != '>')
      text += c;
  }
  return text;
}

ir::Polynomial var(ir::VariableIndex index) {
  return ir::Polynomial::variable(index);
}
ir::Polynomial number(std::int64_t value) {
  return ir::Polynomial::constant(value);
}

/// x and y, both of eight bits, and a relation of two such.
struct Example {
  ir::BlockProgram program;
  ir::BlockRule rule;

  Example() {
    const ir::BlockType u8{ir::BlockType::Kind::Integer, 8, false};
    program.relations = {{"pair", false, {{"a", u8}, {"b", u8}}}, {"thing", true, {{"a", u8}}}};
    program.tables = {{"bytes", ir::Table::Kind::Range, 8, {}}};
    rule = {"step", false, 2, {}, {}, {}, {}};
    for (const char* name : {"x", "y"}) {
      ir::BlockVariable variable;
      variable.name = name;
      variable.type = u8;
      rule.variables.push_back(variable);
    }
  }
  std::string formula() const { return seen(report::rule_formula(program, rule)); }
  std::string condition(Constraint::Kind kind, const ir::Polynomial& value) {
    rule.constraints = {{kind, value, 8}};
    return seen(report::rule_conditions(program, rule).front());
  }
};

} // namespace

TEST_CASE("rules as formulas: what they rest on, and what they make") {
  Example example;
  CHECK(example.formula() == "makes no claim");
  example.rule.claims = {{Kind::Emit, 0, {var(0), *var(1).plus(number(1))}}};
  CHECK(example.formula() == "makes pair(x, y + 1)");
  example.rule.claims.insert(example.rule.claims.begin(), {Kind::Consume, 1, {var(0)}});
  CHECK(example.formula() == "thing(x)  \u21d2  pair(x, y + 1)");
  example.rule.claims.push_back({Kind::Demand, 0, {var(1), number(-1)}});
  CHECK(example.formula() == "thing(x)  &amp;  pair(y, \u22121)  \u21d2  pair(x, y + 1)");
  example.rule.claims = {{Kind::Consume, 1, {var(0)}}};
  CHECK(example.formula() == "takes thing(x)");
  example.rule.claims = {{Kind::Demand, 0, {var(0), var(0)}}};
  CHECK(example.formula() == "rests on pair(x, x)");
}

TEST_CASE("rules as formulas: comparisons have a side for each sign") {
  Example example;
  const ir::Polynomial difference = *var(0).plus(var(1), -1);
  CHECK(example.condition(Constraint::Kind::Zero, difference) == "x = y");
  CHECK(example.condition(Constraint::Kind::NonZero, difference) == "x \u2260 y");
  CHECK(example.condition(Constraint::Kind::NonNegative, *difference.plus(number(-1))) ==
        "x \u2265 y + 1");
  // A number alone stands on the right, and the comparison turns around.
  CHECK(example.condition(Constraint::Kind::NonNegative, *number(15).plus(var(0), -1)) ==
        "x \u2264 15");
  CHECK(example.condition(Constraint::Kind::Zero, *number(3).plus(*var(0).times(var(1)), -2)) ==
        "2\u202f\u00b7\u202fx\u202f\u00b7\u202fy = 3");
  CHECK(example.condition(Constraint::Kind::NonZero, number(0)) == "0 \u2260 0");
  CHECK(example.condition(Constraint::Kind::NonNegative, *var(0).plus(number(INT64_MIN))) ==
        "x \u2212 9223372036854775808 \u2265 0");
}

TEST_CASE("rules as formulas: definitions and lookups are conditions") {
  Example example;
  ir::BlockVariable next;
  next.name = "<b>";
  next.type = example.rule.variables[0].type;
  next.origin = ir::BlockVariable::Origin::Definition;
  next.definition = *var(0).plus(number(-1));
  example.rule.variables.push_back(next);
  example.rule.lookups = {{0, {var(2)}}};
  const auto conditions = report::rule_conditions(example.program, example.rule);
  REQUIRE(conditions.size() == 2);
  CHECK(seen(conditions[0]) == "&lt;b&gt;: u8 = x \u2212 1");
  CHECK(seen(conditions[1]) == "bytes(&lt;b&gt;)");
  CHECK(seen(report::relation_formula(example.program, example.program.relations[0])) ==
        "pair(a: u8, b: u8)");
}

TEST_CASE("texts that are written out stand in claims, and are no conditions") {
  Example example;
  const ir::BlockType wff = ir::BlockType::text(0);
  example.program.sorts = {"wff"};
  example.program.relations.push_back({"says", false, {{"t", wff}}});
  ir::BlockVariable written;
  written.name = "`( p )`";
  written.type = wff;
  written.origin = ir::BlockVariable::Origin::Definition;
  example.rule.variables.push_back(written);
  example.rule.claims = {{Kind::Emit, 2, {var(2)}}};
  CHECK(example.formula() == "makes says(`( p )`)");
  CHECK(report::rule_conditions(example.program, example.rule).empty());
  CHECK(seen(report::relation_formula(example.program, example.program.relations[2])) ==
        "says(t: wff)");
}

#include "tools/report/block_math.h"

#include "compiler/ir/block_rule_text.h"
#include "compiler/ir/numbers.h"

#include <llvm/ADT/StringExtras.h>

namespace blockfold::report {
namespace {

using ir::BlockType;

/// Values of this many digits and more are set as they are written.
constexpr std::size_t kLongValue = 24;

/// Integers, field elements, addresses and texts have a colour each.
int sort_of(const BlockType& type) {
  switch (type.kind) {
  case BlockType::Kind::Integer:
    return 0;
  case BlockType::Kind::Field:
    return 1;
  case BlockType::Kind::Address:
    return 2;
  case BlockType::Kind::Text:
    break;
  }
  return 3;
}

class Formula {
public:
  Formula& plain(llvm::StringRef text) {
    runs_.push_back({text.str(), kPlain, -1, false});
    return *this;
  }
  Formula& name(llvm::StringRef text) {
    runs_.push_back({shortened(text), kBold, -1, false});
    return *this;
  }
  Formula& variable(llvm::StringRef text, const BlockType& type) {
    runs_.push_back({shortened(text), kItalic, sort_of(type), false});
    return *this;
  }
  Formula& value(llvm::StringRef text) {
    runs_.push_back({text.str(), kPlain, -1, text.size() >= kLongValue});
    return *this;
  }
  Formula& polynomial(const ir::BlockRule& rule, const ir::Polynomial& value);
  Formula& term(const ir::BlockRule& rule, llvm::StringRef of,
                const std::vector<ir::Polynomial>& values);
  Html html() const {
    return render("statement.html", Fields().html("line", render_runs(runs_)).flag("cut", false));
  }

private:
  void monomial(const ir::BlockRule& rule, const ir::Monomial& term, bool first);

  std::vector<MathRun> runs_;
};

/// Constants stand last, as people write them.
Formula& Formula::polynomial(const ir::BlockRule& rule, const ir::Polynomial& value) {
  bool first = true;
  for (const bool constants : {false, true})
    for (const ir::Monomial& term : value.terms())
      if (term.variables.empty() == constants) {
        monomial(rule, term, first);
        first = false;
      }
  return first ? plain("0") : *this;
}

void Formula::monomial(const ir::BlockRule& rule, const ir::Monomial& term, bool first) {
  const bool negative = term.coefficient < 0;
  plain(first ? (negative ? "\u2212" : "") : (negative ? " \u2212 " : " + "));
  if (term.has_factor())
    plain(std::to_string(term.magnitude()));
  for (std::size_t i = 0; i < term.variables.size(); ++i) {
    const ir::BlockVariable& variable_of = rule.variables[term.variables[i]];
    plain(term.has_factor() || i != 0 ? "\u202f\u00b7\u202f" : "");
    variable(variable_of.name, variable_of.type);
  }
}

Formula& Formula::term(const ir::BlockRule& rule, llvm::StringRef of,
                       const std::vector<ir::Polynomial>& values) {
  name(of).plain("(");
  for (std::size_t i = 0; i < values.size(); ++i) {
    plain(i == 0 ? "" : ", ");
    polynomial(rule, values[i]);
  }
  return plain(")");
}

/// Both sides of a comparison: what is subtracted stands on the right, a constant alone too.
struct Sides {
  ir::Polynomial left, right;
  bool exchanged = false;
};
Sides sides_of(const ir::Polynomial& difference) {
  Sides sides;
  for (const ir::Monomial& term : difference.terms()) {
    ir::Polynomial product = ir::Polynomial::constant(1);
    for (const ir::VariableIndex index : term.variables)
      product = product.times(ir::Polynomial::variable(index)).value_or(ir::Polynomial());
    // The least integer has no opposite; it stays where it is.
    const bool moves = term.coefficient < 0 && term.coefficient != INT64_MIN;
    ir::Polynomial& side = moves ? sides.right : sides.left;
    side = side.plus(product, moves ? -term.coefficient : term.coefficient).value_or(side);
  }
  sides.exchanged = sides.left.degree() == 0 && sides.right.degree() != 0;
  if (sides.exchanged)
    std::swap(sides.left, sides.right);
  return sides;
}

const char* sign_of(ir::BlockConstraint::Kind kind, bool exchanged) {
  switch (kind) {
  case ir::BlockConstraint::Kind::Zero:
    return " = ";
  case ir::BlockConstraint::Kind::NonZero:
    return " \u2260 ";
  case ir::BlockConstraint::Kind::NonNegative:
    break;
  }
  return exchanged ? " \u2264 " : " \u2265 ";
}

Formula constraint_formula(const ir::BlockRule& rule, const ir::BlockConstraint& constraint) {
  const Sides sides = sides_of(constraint.value);
  Formula formula;
  formula.polynomial(rule, sides.left);
  formula.plain(sign_of(constraint.kind, sides.exchanged));
  formula.polynomial(rule, sides.right);
  return formula;
}

/// "takes", "rests on" or "makes" before claims that stand alone.
const char* word_for(const ir::BlockRule& rule) {
  switch (rule.claims.front().kind) {
  case ir::BlockClaim::Kind::Demand:
    return "rests on ";
  case ir::BlockClaim::Kind::Consume:
    return "takes ";
  case ir::BlockClaim::Kind::Emit:
    break;
  }
  return "makes ";
}

} // namespace

Html rule_formula(const ir::BlockProgram& program, const ir::BlockRule& rule) {
  Formula left, right;
  bool has_left = false, has_right = false;
  for (const ir::BlockClaim& claim : rule.claims) {
    const bool emits = claim.kind == ir::BlockClaim::Kind::Emit;
    Formula& side = emits ? right : left;
    bool& has = emits ? has_right : has_left;
    side.plain(has ? "  &  " : "");
    side.term(rule, program.relations[claim.relation].name, claim.values);
    has = true;
  }
  if (!has_left && !has_right)
    return Formula().plain("makes no claim").html();
  Html html;
  if (!has_left || !has_right)
    html += Formula().plain(word_for(rule)).html();
  if (has_left)
    html += left.html();
  if (has_left && has_right)
    html += Formula().plain("  \u21d2  ").html();
  if (has_right)
    html += right.html();
  return html;
}

std::vector<Html> rule_conditions(const ir::BlockProgram& program, const ir::BlockRule& rule) {
  std::vector<Html> conditions;
  for (const ir::BlockVariable& variable : rule.variables)
    if (variable.origin == ir::BlockVariable::Origin::Definition && !variable.is_written_text()) {
      Formula formula;
      formula.variable(variable.name, variable.type).plain(": " + ir::type_name(variable.type));
      formula.plain(" = ").polynomial(rule, variable.definition);
      conditions.push_back(formula.html());
    }
  for (const ir::BlockLookup& lookup : rule.lookups) {
    Formula formula;
    formula.term(rule, program.tables[lookup.table].name, lookup.values);
    conditions.push_back(formula.html());
  }
  for (const ir::BlockConstraint& constraint : rule.constraints)
    conditions.push_back(constraint_formula(rule, constraint).html());
  return conditions;
}

Html block_formula(const ir::BlockRule& rule, const driver::StatedBlock& block) {
  Formula formula;
  formula.name(block.rule).plain("(");
  std::size_t next = 0;
  for (const ir::BlockVariable& variable : rule.variables)
    if (variable.is_public && next < block.arguments.size()) {
      const driver::StatedBlock::Argument& argument = block.arguments[next];
      formula.plain(next == 0 ? "" : ", ").variable(argument.name, variable.type);
      formula.plain(" = ").value(argument.value);
      ++next;
    }
  return formula.plain(")").html();
}

Html relation_formula(const ir::BlockProgram& program, const ir::Relation& relation) {
  Formula formula;
  formula.name(relation.name).plain("(");
  for (std::size_t i = 0; i < relation.arguments.size(); ++i) {
    const ir::Relation::Argument& argument = relation.arguments[i];
    formula.plain(i == 0 ? "" : ", ").variable(argument.name, argument.type);
    formula.plain(": " + ir::type_name(program, argument.type));
  }
  return formula.plain(")").html();
}

} // namespace blockfold::report

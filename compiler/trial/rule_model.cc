#include "compiler/trial/rule_model.h"

#include "compiler/ir/execution.h"
#include "compiler/ir/numbers.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

namespace blockfold::trial {

using ir::BlockConstraint;
using ir::BlockVariable;
using ir::Polynomial;
using ir::PolynomialValue;
using ir::VariableIndex;

RuleModel::RuleModel(const ir::BlockProgram& program, ir::BlockRuleIndex index, Texts texts)
    : program_(program), rule_(program.rules[index]), index_(index), texts_(std::move(texts)) {
  for (VariableIndex i = 0; i < rule_.variables.size(); ++i) {
    const BlockVariable& variable = rule_.variables[i];
    variables_.push_back({PolynomialValue(Polynomial::variable(i))});
    definitions_.emplace_back();
    if (variable.origin == BlockVariable::Origin::Definition)
      definitions_.back().emplace_back(variable.definition);
    if (variable.type.is_integer())
      conditions_.push_back({Condition::Kind::Type, i});
  }
  for (std::uint32_t i = 0; i < rule_.constraints.size(); ++i) {
    constraints_.push_back({PolynomialValue(rule_.constraints[i].value)});
    conditions_.push_back({Condition::Kind::Constraint, i});
  }
  for (std::uint32_t i = 0; i < rule_.lookups.size(); ++i) {
    const auto& values = rule_.lookups[i].values;
    lookups_.emplace_back(values.begin(), values.end());
    conditions_.push_back({Condition::Kind::Lookup, i});
  }
  for (const ir::BlockClaim& claim : rule_.claims)
    claims_.emplace_back(claim.values.begin(), claim.values.end());
}

Values RuleModel::blank() const {
  Values values(rule_.variables.size());
  for (VariableIndex i = 0; i < values.size(); ++i)
    if (rule_.variables[i].origin == BlockVariable::Origin::Self)
      values[i] = Fr::from_u64(ir::block_ref(index_, 0));
    else if (rule_.variables[i].type.is_text())
      values[i] = Fr::from_u64(texts_->intern({}));
  return values;
}

void RuleModel::complete(Values& values) const {
  for (VariableIndex i = 0; i < values.size(); ++i)
    if (!definitions_[i].empty())
      values[i] = rule_.variables[i].type.is_text()
                      ? Fr::from_u64(ir::join_text(rule_.variables[i], values, *texts_))
                      : definitions_[i].front().at(values);
}

const RuleModel::Tuple& RuleModel::tuple(const Condition& condition) const {
  switch (condition.kind) {
  case Condition::Kind::Type:
    return variables_[condition.index];
  case Condition::Kind::Constraint:
    return constraints_[condition.index];
  case Condition::Kind::Lookup:
    break;
  }
  return lookups_[condition.index];
}

std::vector<Fr> RuleModel::evaluate(const Tuple& tuple, const Values& values) const {
  std::vector<Fr> out;
  for (const PolynomialValue& polynomial : tuple)
    out.push_back(polynomial.at(values));
  return out;
}

bool RuleModel::holds(const Condition& condition, const Values& values) const {
  const std::vector<Fr> tuple_values = evaluate(tuple(condition), values);
  switch (condition.kind) {
  case Condition::Kind::Type:
    return ir::fits(rule_.variables[condition.index].type, tuple_values.front());
  case Condition::Kind::Lookup:
    return has_row(program_.tables[rule_.lookups[condition.index].table], tuple_values);
  case Condition::Kind::Constraint:
    break;
  }
  const BlockConstraint& constraint = rule_.constraints[condition.index];
  switch (constraint.kind) {
  case BlockConstraint::Kind::Zero:
    return tuple_values.front().is_zero();
  case BlockConstraint::Kind::NonZero:
    return !tuple_values.front().is_zero();
  case BlockConstraint::Kind::NonNegative:
    break;
  }
  return ir::fits({ir::BlockType::Kind::Integer, constraint.bits, false}, tuple_values.front());
}

bool RuleModel::holds(const Values& values) const {
  return llvm::all_of(conditions_,
                      [&](const Condition& condition) { return holds(condition, values); });
}

std::string RuleModel::name(const Condition& condition) const {
  switch (condition.kind) {
  case Condition::Kind::Type:
    return rule_.variables[condition.index].name + " is " +
           ir::type_name(rule_.variables[condition.index].type);
  case Condition::Kind::Lookup:
    return "looks into " + program_.tables[rule_.lookups[condition.index].table].name;
  case Condition::Kind::Constraint:
    break;
  }
  switch (rule_.constraints[condition.index].kind) {
  case BlockConstraint::Kind::Zero:
    return fmt::format("requirement {} (==)", condition.index + 1);
  case BlockConstraint::Kind::NonZero:
    return fmt::format("requirement {} (!=)", condition.index + 1);
  case BlockConstraint::Kind::NonNegative:
    break;
  }
  return fmt::format("requirement {} (<=)", condition.index + 1);
}

// --- support ------------------------------------------------------------------------------------

void RuleModel::add_support(const Polynomial& polynomial, std::vector<bool>& into) const {
  polynomial.each_variable([&](VariableIndex variable) { add_support(variable, into); });
}

void RuleModel::add_support(VariableIndex index, std::vector<bool>& into) const {
  const BlockVariable& variable = rule_.variables[index];
  if (variable.origin == BlockVariable::Origin::Parameter)
    into[index] = true;
  if (variable.origin != BlockVariable::Origin::Definition)
    return;
  add_support(variable.definition, into);
  for (const ir::Item item : variable.text)
    if (item.is_parameter())
      add_support(item.index(), into);
}

std::vector<VariableIndex> RuleModel::listed(const std::vector<bool>& mask) const {
  std::vector<VariableIndex> out;
  for (VariableIndex i = 0; i < mask.size(); ++i)
    if (mask[i])
      out.push_back(i);
  return out;
}

std::vector<VariableIndex> RuleModel::support(const Polynomial& polynomial) const {
  std::vector<bool> mask(rule_.variables.size());
  add_support(polynomial, mask);
  return listed(mask);
}

std::vector<VariableIndex> RuleModel::support(const ir::BlockClaim& claim) const {
  std::vector<bool> mask(rule_.variables.size());
  for (const Polynomial& value : claim.values)
    add_support(value, mask);
  return listed(mask);
}

std::vector<VariableIndex> RuleModel::support(const Condition& condition) const {
  std::vector<bool> mask(rule_.variables.size());
  switch (condition.kind) {
  case Condition::Kind::Type:
    add_support(Polynomial::variable(condition.index), mask);
    break;
  case Condition::Kind::Constraint:
    add_support(rule_.constraints[condition.index].value, mask);
    break;
  case Condition::Kind::Lookup:
    for (const Polynomial& value : rule_.lookups[condition.index].values)
      add_support(value, mask);
    break;
  }
  return listed(mask);
}

std::string RuleModel::describe(const Values& values) const {
  std::string text = rule_.name + "(";
  for (VariableIndex i = 0; i < rule_.parameters; ++i)
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", rule_.variables[i].name,
                        ir::to_text(program_, *texts_, rule_.variables[i].type, values[i]));
  return text + ")";
}

bool has_row(const ir::Table& table, llvm::ArrayRef<Fr> values) {
  std::vector<std::uint64_t> row;
  for (const Fr& value : values) {
    const auto limbs = value.to_limbs();
    if ((limbs[1] | limbs[2] | limbs[3]) != 0)
      return false;
    row.push_back(limbs[0]);
  }
  if (table.kind == ir::Table::Kind::Rows)
    return llvm::is_contained(table.rows, row);
  if (llvm::any_of(row, [&](std::uint64_t value) { return value >> table.bits != 0; }))
    return false;
  const std::uint64_t number = row.size() == 1 ? row[0] : row[0] | row[1] << table.bits;
  return table.value(number, row.size() - 1) == row.back();
}

} // namespace blockfold::trial

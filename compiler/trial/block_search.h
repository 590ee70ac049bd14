#pragma once

#include "compiler/trial/rule_model.h"

#include <optional>
#include <random>

/// Blocks that satisfy a rule, found without being told any.
namespace blockfold::trial {

/// A local search: what does not hold is made to hold, one condition at a time, by solving for a
/// parameter that it is linear in or by another choice. It may fail where blocks exist.
class BlockSearch {
public:
  BlockSearch(const RuleModel& model, std::mt19937_64& random) : model_(model), random_(random) {}

  /// A block that satisfies all conditions, from small and random values.
  std::optional<Values> find();

  /// The same from given values, without touching the parameters in `frozen`. One condition may be
  /// left as it is.
  std::optional<Values> repair(Values values, const std::vector<bool>& frozen,
                               const std::optional<Condition>& except = std::nullopt);

  /// A value of a type: often small, sometimes at its ends.
  Fr random_value(const ir::BlockType& type);
  /// Another text, most often much like this one.
  Fr changed_text(const Fr& text);

private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::uint64_t random_word(unsigned bits);
  ir::SymbolCode random_symbol();
  Fr random_text();
  void set(Values& values, ir::VariableIndex parameter, const Fr& value);

  bool fix(const Condition& condition, Values& values, const std::vector<bool>& frozen);
  void fix_lookup(const ir::BlockLookup& lookup, const RuleModel::Tuple& tuple, Values& values,
                  const std::vector<bool>& frozen);
  std::uint64_t likely_row(const ir::Table& table, llvm::ArrayRef<Fr> current);
  /// Makes a value what it should be, if it is linear in the parameter and the result of its type.
  bool solve(const ir::PolynomialValue& value, const Fr& target, ir::VariableIndex parameter,
             Values& values);
  /// Whether a parameter may have a value.
  bool may_be(ir::VariableIndex parameter, const Fr& value) const;
  Fr target_of(const Condition& condition);

  const RuleModel& model_;
  std::mt19937_64& random_;
  std::optional<Condition> except_; ///< of the repair at hand
};

} // namespace blockfold::trial

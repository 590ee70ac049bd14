#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/block_values.h"

#include <memory>
#include <string>
#include <vector>

/// One field rule as trials see it: the values of a block, and what the rule asks of them.
namespace blockfold::trial {

/// A block by the values of all its rule's variables; a text by its number.
using Values = std::vector<Fr>;

/// What a rule asks of a block by itself; what it asks of others are its claims.
struct Condition {
  enum class Kind : std::uint8_t {
    Type,       ///< of variable `index`, which is an integer
    Constraint, ///< `index`
    Lookup,     ///< `index`
  };
  Kind kind;
  std::uint32_t index;
  friend bool operator==(const Condition&, const Condition&) = default;
};

class RuleModel {
public:
  using Texts = std::shared_ptr<ir::TextTable>;
  RuleModel(const ir::BlockProgram& program, ir::BlockRuleIndex index,
            Texts texts = std::make_shared<ir::TextTable>());

  const ir::BlockProgram& program() const { return program_; }
  const ir::BlockRule& rule() const { return rule_; }
  ir::BlockRuleIndex index() const { return index_; }
  const Texts& texts() const { return texts_; }

  /// All zero but for the block's own address.
  Values blank() const;
  /// Computes definitions from what stands before them.
  void complete(Values& values) const;

  const std::vector<Condition>& conditions() const { return conditions_; }
  bool holds(const Condition& condition, const Values& values) const;
  bool holds(const Values& values) const;
  /// "x is u8", "required to be zero (1)", "looks into t"
  std::string name(const Condition& condition) const;

  /// The values that a condition or claim speaks of.
  using Tuple = std::vector<ir::PolynomialValue>;
  const Tuple& tuple(const Condition& condition) const;
  const Tuple& claim(std::size_t index) const { return claims_[index]; }
  std::vector<Fr> evaluate(const Tuple& tuple, const Values& values) const;

  /// The parameters that a condition, a value of its tuple, or a claim depends on.
  std::vector<ir::VariableIndex> support(const Condition& condition) const;
  std::vector<ir::VariableIndex> support(const ir::Polynomial& polynomial) const;
  std::vector<ir::VariableIndex> support(const ir::BlockClaim& claim) const;

  /// "step(n = 3, x = 2)"
  std::string describe(const Values& values) const;

private:
  void add_support(const ir::Polynomial& polynomial, std::vector<bool>& into) const;
  void add_support(ir::VariableIndex variable, std::vector<bool>& into) const;
  std::vector<ir::VariableIndex> listed(const std::vector<bool>& mask) const;

  const ir::BlockProgram& program_;
  const ir::BlockRule& rule_;
  ir::BlockRuleIndex index_;
  Texts texts_;
  std::vector<Condition> conditions_;
  std::vector<Tuple> variables_, constraints_, lookups_, claims_;
  std::vector<Tuple> definitions_; ///< by variable; empty for others
};

/// Whether a table has a row with these values.
bool has_row(const ir::Table& table, llvm::ArrayRef<Fr> values);

} // namespace blockfold::trial

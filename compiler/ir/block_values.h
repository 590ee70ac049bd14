#pragma once

#include "compiler/ir/execution.h"

#include <string>

/// The values of a block: its parameters as field elements, and what follows from them. The value
/// of a text is its number among the execution's texts.
namespace blockfold::ir {

/// Evaluates polynomials of one rule at the values of a block.
class PolynomialValue {
public:
  explicit PolynomialValue(const Polynomial& polynomial);
  Fr at(llvm::ArrayRef<Fr> variables) const;

private:
  enum class Scale : std::uint8_t { One, MinusOne, Other };
  struct Term {
    Scale scale;
    Fr coefficient;
    llvm::SmallVector<VariableIndex, 2> variables;
  };
  Fr constant_;
  llvm::SmallVector<Term, 3> terms_;
};

/// Computes all variables of the blocks of one rule.
class BlockValues {
public:
  BlockValues(const BlockProgram& program, BlockRuleIndex rule, const Execution& execution);
  /// By variable; valid until the next call.
  llvm::ArrayRef<Fr> of(std::uint32_t number);

private:
  const BlockRule& rule_;
  BlockRuleIndex index_;
  const RuleBlocks& blocks_;
  TextTable& texts_;
  std::vector<PolynomialValue> definitions_; ///< in the order of the variables that they define
  std::vector<Fr> values_;
};

/// The number of the text that a definition makes of the texts of variables before it.
TextTable::Id join_text(const BlockVariable& definition, llvm::ArrayRef<Fr> values,
                        TextTable& texts);
inline TextTable::Id text_id(const Fr& value) {
  return static_cast<TextTable::Id>(value.to_limbs()[0]);
}

/// An integer of a type, as words hold it, as a field element.
Fr element_of(const BlockType& type, std::uint64_t word);
/// Whether an element is an integer within the type; of other types, true.
bool fits(const BlockType& type, const Fr& value);
/// The element as an integer around zero if it is below 2^127 or above -2^127, else nothing.
std::optional<WideInteger> as_integer(const Fr& value);
/// Decimal around zero; of large elements "0x..." with all digits.
std::string to_text(const Fr& value);
/// The same, or the text between backquotes; for messages, so long texts are cut.
std::string to_text(const BlockProgram& program, const TextTable& texts, const BlockType& type,
                    const Fr& value);

} // namespace blockfold::ir

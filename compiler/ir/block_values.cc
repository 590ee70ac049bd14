#include "compiler/ir/block_values.h"

#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

namespace blockfold::ir {

PolynomialValue::PolynomialValue(const Polynomial& polynomial) {
  for (const Monomial& term : polynomial.terms()) {
    const Fr coefficient = Fr::from_i64(term.coefficient);
    if (term.variables.empty())
      constant_ = coefficient;
    else
      terms_.push_back({term.coefficient == 1    ? Scale::One
                        : term.coefficient == -1 ? Scale::MinusOne
                                                 : Scale::Other,
                        coefficient, term.variables});
  }
}

Fr PolynomialValue::at(llvm::ArrayRef<Fr> variables) const {
  Fr sum = constant_;
  for (const Term& term : terms_) {
    Fr product = variables[term.variables.front()];
    for (const VariableIndex variable : llvm::drop_begin(term.variables))
      product *= variables[variable];
    switch (term.scale) {
    case Scale::One:
      sum += product;
      break;
    case Scale::MinusOne:
      sum -= product;
      break;
    case Scale::Other:
      sum += term.coefficient * product;
      break;
    }
  }
  return sum;
}

BlockValues::BlockValues(const BlockProgram& program, BlockRuleIndex rule,
                         const Execution& execution)
    : rule_(program.rules[rule]), index_(rule), blocks_(execution.blocks(rule)),
      texts_(execution.texts()), values_(rule_.variables.size()) {
  for (const BlockVariable& variable : rule_.variables)
    if (variable.origin == BlockVariable::Origin::Definition)
      definitions_.emplace_back(variable.definition);
}

llvm::ArrayRef<Fr> BlockValues::of(std::uint32_t number) {
  auto definition = definitions_.begin();
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const BlockVariable& variable = rule_.variables[i];
    switch (variable.origin) {
    case BlockVariable::Origin::Parameter:
      values_[i] = variable.type.kind == BlockType::Kind::Field
                       ? blocks_.elements[i][number]
                       : element_of(variable.type, blocks_.words[i][number]);
      break;
    case BlockVariable::Origin::Definition:
      values_[i] = variable.type.is_text() ? Fr::from_u64(join_text(variable, values_, texts_))
                                           : definition->at(values_);
      ++definition;
      break;
    case BlockVariable::Origin::Self:
      values_[i] = Fr::from_u64(block_ref(index_, number));
      break;
    }
  }
  return values_;
}

TextTable::Id join_text(const BlockVariable& definition, llvm::ArrayRef<Fr> values,
                        TextTable& texts) {
  llvm::SmallVector<SymbolCode, 64> codes;
  for (const Item item : definition.text)
    if (!item.is_parameter())
      codes.push_back(item.code());
    else
      llvm::append_range(codes, texts[text_id(values[item.index()])]);
  return texts.intern(codes);
}

Fr element_of(const BlockType& type, std::uint64_t word) {
  return type.is_integer() && type.is_signed ? Fr::from_i64(static_cast<std::int64_t>(word))
                                             : Fr::from_u64(word);
}

bool fits(const BlockType& type, const Fr& value) {
  if (!type.is_integer())
    return true;
  const auto limbs = (value - Fr::from_i64(static_cast<std::int64_t>(type.low()))).to_limbs();
  return (limbs[1] | limbs[2] | limbs[3]) == 0 && (type.bits == 64 || limbs[0] >> type.bits == 0);
}

std::optional<WideInteger> as_integer(const Fr& value) {
  const auto small = [](const Fr& element) -> std::optional<WideInteger> {
    const auto limbs = element.to_limbs();
    if ((limbs[2] | limbs[3] | limbs[1] >> 63) != 0)
      return std::nullopt;
    return static_cast<WideInteger>(limbs[1]) << 64 | limbs[0];
  };
  if (const auto positive = small(value))
    return positive;
  if (const auto negative = small(-value))
    return -*negative;
  return std::nullopt;
}

std::string to_text(const Fr& value) {
  if (const auto integer = as_integer(value))
    return decimal(*integer);
  const auto limbs = value.to_limbs();
  return fmt::format("0x{:016x}{:016x}{:016x}{:016x}", limbs[3], limbs[2], limbs[1], limbs[0]);
}

std::string to_text(const BlockProgram& program, const TextTable& texts, const BlockType& type,
                    const Fr& value) {
  constexpr std::size_t kShownBytes = 100;
  if (!type.is_text())
    return to_text(value);
  const auto id = as_integer(value);
  if (!id || *id < 0 || *id >= static_cast<WideInteger>(texts.size()))
    return "no text";
  return quoted_text(program.symbols, texts[text_id(value)], kShownBytes);
}

} // namespace blockfold::ir

#include "compiler/trial/chip_wires.h"

namespace blockfold::trial {
namespace {

using Meaning = lower::StructureWire::Meaning;

Fr weight_of(std::uint32_t limb, std::uint32_t table_bits) {
  Fr weight = Fr::one();
  for (std::uint32_t bit = 0; bit < limb * table_bits; ++bit)
    weight += weight;
  return weight;
}

Fr true_digit(const Fr& value, std::uint32_t limb, std::uint32_t table_bits) {
  const std::uint64_t word = value.to_limbs()[0] >> (limb * table_bits);
  return Fr::from_u64(word & ((std::uint64_t{1} << table_bits) - 1));
}

/// Digit `limb` of `count`; digit `taker` is whatever makes the sum right.
Fr digit_of(const Fr& value, std::uint32_t limb, std::uint32_t taker, std::uint32_t count,
            std::uint32_t table_bits) {
  if (limb != taker)
    return true_digit(value, limb, table_bits);
  Fr rest = value;
  for (std::uint32_t other = 0; other < count; ++other)
    if (other != taker)
      rest -= weight_of(other, table_bits) * true_digit(value, other, table_bits);
  return rest * weight_of(taker, table_bits).inverse();
}

class Filling {
public:
  Filling(const ir::BlockRule& rule, const lower::LoweredChip& lowered, std::uint32_t table_bits,
          const Values& values, const CopyTexts& texts, CopyWires& wires)
      : rule_(rule), lowered_(lowered), table_bits_(table_bits), values_(values), texts_(texts),
        wires_(wires) {}

  void run(std::uint32_t taker) {
    known();
    for (std::uint32_t i = 0; i < lowered_.structure.size(); ++i)
      wires_[{cs::Phase::Structure, i}] = structure(lowered_.structure[i], taker);
    for (std::uint32_t i = 0; i < lowered_.text.size(); ++i)
      text(lowered_.text[i], wires_[{cs::Phase::Text, i}]);
  }

private:
  /// Integers are stored from the least of their type on.
  Fr stored(ir::VariableIndex i) const {
    const ir::BlockType& type = rule_.variables[i].type;
    return type.is_integer() ? values_[i] - Fr::from_i64(static_cast<std::int64_t>(type.low()))
                             : values_[i];
  }

  /// What the verifier knows: the block's address and its public arguments.
  void known() {
    std::uint32_t constant = cs::kFirstConstant;
    for (ir::VariableIndex i = 0; i < rule_.variables.size(); ++i) {
      if (rule_.variables[i].origin == ir::BlockVariable::Origin::Self)
        wires_[{cs::Phase::Fixed, cs::kAddress}] = values_[i];
      if (!rule_.variables[i].is_public)
        continue;
      if (rule_.variables[i].type.is_text())
        for (const Fr& part : {Fr::from_u64(codes(i).size()), fingerprint(i), pow(i)})
          wires_[{cs::Phase::Fixed, constant++}] = part;
      else
        wires_[{cs::Phase::Fixed, constant++}] = stored(i);
    }
  }

  Fr structure(const lower::StructureWire& wire, std::uint32_t taker) const {
    switch (wire.meaning) {
    case Meaning::Value:
      return stored(wire.subject);
    case Meaning::Digit: {
      const lower::RangeCheck& range = lowered_.ranges[wire.subject];
      return digit_of(checked(range), wire.limb, taker,
                      lower::digits_of(range.bits, table_bits_).count, table_bits_);
    }
    case Meaning::PremiseLength:
      return Fr::from_u64(codes(wire.subject).size());
    case Meaning::Active:
      return Fr::one();
    default: // Site: of all claims the same, which block emits them makes no difference
      return Fr::zero();
    }
  }

  /// What a range check looks at.
  Fr checked(const lower::RangeCheck& range) const {
    const auto variable = range.value.as_variable();
    if (variable && rule_.variables[*variable].type.is_text())
      return length(*variable);
    return ir::PolynomialValue(range.value).at(values_) -
           Fr::from_i64(static_cast<std::int64_t>(range.low));
  }

  // --- texts ------------------------------------------------------------------------------------

  llvm::ArrayRef<ir::SymbolCode> codes(ir::VariableIndex i) const {
    return (*texts_.texts)[ir::text_id(values_[i])];
  }
  Fr fingerprint(ir::VariableIndex i) const {
    Fr sum;
    for (const ir::SymbolCode code : codes(i))
      sum = sum * texts_.table->challenges().r + Fr::from_u64(code);
    return sum;
  }
  Fr pow(ir::VariableIndex i) const { return texts_.table->r_power(codes(i).size()); }

  /// What a rule says that the length of a text is, if the wires say what they do of its parts.
  Fr length(ir::VariableIndex i) const {
    const ir::BlockVariable& variable = rule_.variables[i];
    if (variable.origin == ir::BlockVariable::Origin::Parameter)
      return texts_.length_lie && texts_.length_lie->first == i ? texts_.length_lie->second
                                                                : Fr::from_u64(codes(i).size());
    Fr sum;
    for (const ir::Item item : variable.text)
      sum += item.is_parameter() ? length(item.index()) : Fr::one();
    return sum;
  }

  void text(const lower::TextWire& wire, Fr& value) const {
    switch (wire.meaning) {
    case lower::TextWire::Meaning::Value:
      value = values_[wire.premise];
      break;
    case lower::TextWire::Meaning::Fingerprint:
      value = fingerprint(wire.premise);
      break;
    case lower::TextWire::Meaning::Pow:
      value = pow(wire.premise);
      break;
    case lower::TextWire::Meaning::Defined: // by its row
      break;
    }
  }

  const ir::BlockRule& rule_;
  const lower::LoweredChip& lowered_;
  std::uint32_t table_bits_;
  const Values& values_;
  const CopyTexts& texts_;
  CopyWires& wires_;
};

} // namespace

cs::Challenges any_challenges() {
  const auto element = [](std::uint64_t seed) {
    Fr out = Fr::from_u64(seed);
    for (unsigned i = 0; i < 9; ++i) // 64 bits spread over the field
      out = out.square() + Fr::from_u64(seed ^ i);
    return out;
  };
  return {element(0x9e3779b97f4a7c15), element(0xbf58476d1ce4e5b9), element(0x94d049bb133111eb)};
}

CopyWires::CopyWires(const cs::Chip& chip) {
  phases_[0].resize(cs::kFirstConstant + chip.constants.size());
  phases_[0][cs::kOne] = Fr::one();
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    phases_[phase + 1].resize(chip.columns[phase]);
}

Fr CopyWires::sum(const cs::Chip& chip, const cs::CoefficientTable& table, std::uint32_t begin,
                  std::uint32_t end) const {
  Fr out;
  for (std::uint32_t i = begin; i < end; ++i)
    out += table(chip.terms[i].coefficient) * (*this)[chip.terms[i].column];
  return out;
}

void fill_wires(const ir::BlockRule& rule, const lower::LoweredChip& lowered,
                std::uint32_t table_bits, const Values& values, const CopyTexts& texts,
                CopyWires& wires, std::uint32_t taker) {
  Filling(rule, lowered, table_bits, values, texts, wires).run(taker);
}

} // namespace blockfold::trial

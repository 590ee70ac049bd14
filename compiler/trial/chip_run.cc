#include "compiler/trial/chip_run.h"

#include "runtime/base/check.h"

#include <llvm/ADT/StringRef.h>

#include <array>

namespace blockfold::trial {
namespace {

using lower::ChipRole;
using Meaning = lower::StructureWire::Meaning;

/// Range tables of trials are as small as they can be.
constexpr std::uint32_t kTableBits = 4;

/// Any would do: claims that differ have different values but for one in 2^250.
cs::Challenges challenges() {
  const auto element = [](std::uint64_t seed) {
    Fr out = Fr::from_u64(seed);
    for (std::uint64_t i = 0; i < 9; ++i)
      out = out * out + Fr::from_u64(seed ^ i);
    return out;
  };
  return {element(0xd1b54a32d192ed03), element(0xaef17502108ef2d9), element(0x94d049bb133111eb)};
}

/// The wires of one copy of a chip, by phase.
class Wires {
public:
  Wires(const cs::Chip& chip, const cs::CoefficientTable& table) : chip_(chip), table_(table) {
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      phases_[phase + 1].resize(chip.columns[phase]);
    phases_[0].resize(cs::kFirstConstant + chip.constants.size());
    phases_[0][cs::kOne] = Fr::one();
  }

  Fr& operator[](cs::Column column) {
    return phases_[static_cast<std::size_t>(column.phase)][column.index];
  }
  Fr sum(std::uint32_t begin, std::uint32_t end) {
    Fr out;
    for (std::uint32_t i = begin; i < end; ++i)
      out += table_(chip_.terms[i].coefficient) * (*this)[chip_.terms[i].column];
    return out;
  }

private:
  const cs::Chip& chip_;
  const cs::CoefficientTable& table_;
  std::array<std::vector<Fr>, cs::kPhases + 1> phases_;
};

/// What claims say about a text.
struct TextValue {
  Fr length, fingerprint, pow;
};
TextValue text_value(llvm::ArrayRef<ir::SymbolCode> codes, const cs::CoefficientTable& table) {
  Fr fingerprint;
  for (const ir::SymbolCode code : codes)
    fingerprint = fingerprint * table.challenges().r + Fr::from_u64(code);
  return {Fr::from_u64(codes.size()), fingerprint, table.r_power(codes.size())};
}

Fr true_digit(const Fr& value, std::uint32_t limb) {
  const std::uint64_t word = value.to_limbs()[0] >> (limb * kTableBits);
  return Fr::from_u64(word & ((1U << kTableBits) - 1));
}

Fr weight_of(std::uint32_t limb) {
  return Fr::from_u64(std::uint64_t{1} << (limb * kTableBits));
}

/// Digit `limb`; digit `taker` is whatever makes the sum right.
Fr digit_of(const Fr& value, std::uint32_t limb, std::uint32_t taker, unsigned bits) {
  if (limb != taker)
    return true_digit(value, limb);
  Fr rest = value;
  for (std::uint32_t other = 0; other < lower::digits_of(bits, kTableBits).count; ++other)
    if (other != taker)
      rest -= weight_of(other) * true_digit(value, other);
  return rest * weight_of(taker).inverse();
}

} // namespace

Result<lower::LoweredTheory> ProgramCircuit::lower(const ir::BlockProgram& program) {
  // One block of every public rule; its values are given when a chip is run.
  lower::PublicBlocks one(program.rules.size());
  for (ir::BlockRuleIndex i = 0; i < program.rules.size(); ++i) {
    const ir::BlockRule& rule = program.rules[i];
    one[i].words.resize(rule.parameters);
    one[i].elements.resize(rule.parameters);
    one[i].count = rule.is_public ? 1 : 0;
    for (ir::VariableIndex v = 0; v < rule.parameters; ++v)
      if (rule.variables[v].is_public) {
        one[i].words[v] = {rule.variables[v].type.is_text() ? one.texts.intern({}) : 0};
        one[i].elements[v] = {Fr()};
      }
  }
  return blockfold::lower::lower_program(program, one,
                                         blockfold::lower::needs_ranges(program) ? kTableBits : 0,
                                         blockfold::lower::Keep::Names);
}

ProgramCircuit::ProgramCircuit(const ir::BlockProgram& program, lower::LoweredTheory lowered,
                               Texts texts)
    : program_(&program), lowered_(std::make_shared<lower::LoweredTheory>(std::move(lowered))),
      table_(std::make_shared<cs::CoefficientTable>(lowered_->circuit, challenges())),
      texts_(std::move(texts)), chip_of_(program.rules.size()) {
  for (std::size_t i = 0; i < lowered_->chips.size(); ++i) {
    const lower::LoweredChip& chip = lowered_->chips[i];
    if (chip.role == ChipRole::BlockRule)
      chip_of_[chip.subject] = i;
    else
      collect_rows(lowered_->circuit.chips[i], chip.fixed_copies);
  }
}

Result<ProgramCircuit> ProgramCircuit::make(const ir::BlockProgram& program, Texts texts) {
  auto lowered = lower(program);
  if (!lowered)
    return lowered.error();
  return ProgramCircuit(program, std::move(*lowered), std::move(texts));
}

void ProgramCircuit::collect_rows(const cs::Chip& chip, std::uint64_t copies) {
  Wires wires(chip, *table_);
  for (std::uint64_t copy = 0; copy < copies; ++copy) {
    wires[{cs::Phase::Fixed, cs::kIndex}] = Fr::from_u64(copy);
    for (std::uint32_t i = 0; i < chip.constants.size(); ++i)
      wires[{cs::Phase::Fixed, cs::kFirstConstant + i}] =
          cs::constant_value(*table_, chip.constants[i], copy);
    for (const cs::Row& row : chip.rows)
      if (row.kind == cs::RowKind::Emit)
        table_claims_.insert(wires.sum(row.a, row.b));
  }
}

llvm::ArrayRef<lower::StructureWire> ProgramCircuit::structure(ir::BlockRuleIndex rule) const {
  return lowered_->chips[chip_of_[rule]].structure;
}

llvm::ArrayRef<lower::TextWire> ProgramCircuit::text(ir::BlockRuleIndex rule) const {
  return lowered_->chips[chip_of_[rule]].text;
}

std::uint32_t ProgramCircuit::most_digits(ir::BlockRuleIndex rule) const {
  std::uint32_t most = 0;
  for (const lower::RangeCheck& range : lowered_->chips[chip_of_[rule]].ranges)
    most = std::max(most, blockfold::lower::digits_of(range.bits, kTableBits).count);
  return most;
}

bool Lie::is_about(Meaning meaning) const {
  const auto* structure = std::get_if<lower::StructureWire>(&wire);
  return structure != nullptr && structure->meaning == meaning;
}

/// What a rule says that the length of a text is, if the wires say what they do of its parts.
Fr ProgramCircuit::length_of(const ir::BlockRule& rule, ir::VariableIndex index,
                             const Values& values, const std::optional<Lie>& lie) const {
  const ir::BlockVariable& variable = rule.variables[index];
  if (variable.origin == ir::BlockVariable::Origin::Parameter)
    return lie && lie->is_about(Meaning::PremiseLength) &&
                   std::get<lower::StructureWire>(lie->wire).subject == index
               ? lie->value
               : Fr::from_u64((*texts_)[ir::text_id(values[index])].size());
  Fr sum;
  for (const ir::Item item : variable.text)
    sum += item.is_parameter() ? length_of(rule, item.index(), values, lie) : Fr::one();
  return sum;
}

ChipRun ProgramCircuit::run(ir::BlockRuleIndex index, const Values& values,
                            const std::optional<Lie>& lie, std::uint32_t limb) const {
  const ir::BlockRule& rule = program_->rules[index];
  const lower::LoweredChip& lowered = lowered_->chips[chip_of_[index]];
  const cs::Chip& chip = lowered_->circuit.chips[chip_of_[index]];
  Wires wires(chip, *table_);
  const auto from_low = [&](ir::VariableIndex i) {
    return values[i] - Fr::from_i64(static_cast<std::int64_t>(rule.variables[i].type.low()));
  };
  const auto plain = [&](ir::VariableIndex i) {
    return rule.variables[i].type.is_integer() ? from_low(i) : values[i];
  };
  const auto text = [&](ir::VariableIndex i) {
    return text_value((*texts_)[ir::text_id(values[i])], *table_);
  };
  const auto checked = [&](const lower::RangeCheck& range) {
    const auto variable = range.value.as_variable();
    if (variable && rule.variables[*variable].type.is_text())
      return length_of(rule, *variable, values, lie);
    return ir::PolynomialValue(range.value).at(values) -
           Fr::from_i64(static_cast<std::int64_t>(range.low));
  };

  // What the verifier knows: the block's address and its public arguments.
  std::uint32_t constant = cs::kFirstConstant;
  for (ir::VariableIndex i = 0; i < rule.variables.size(); ++i) {
    if (rule.variables[i].origin == ir::BlockVariable::Origin::Self)
      wires[{cs::Phase::Fixed, cs::kAddress}] = values[i];
    if (rule.variables[i].is_public && rule.variables[i].type.is_text()) {
      const TextValue value = text(i);
      for (const Fr& part : {value.length, value.fingerprint, value.pow})
        wires[{cs::Phase::Fixed, constant++}] = part;
    } else if (rule.variables[i].is_public) {
      wires[{cs::Phase::Fixed, constant++}] = plain(i);
    }
  }

  for (std::uint32_t i = 0; i < lowered.structure.size(); ++i) {
    const lower::StructureWire& wire = lowered.structure[i];
    Fr& value = wires[{cs::Phase::Structure, i}];
    switch (wire.meaning) {
    case Meaning::Value:
      value = plain(wire.subject);
      break;
    case Meaning::Digit: {
      const lower::RangeCheck& range = lowered.ranges[wire.subject];
      value = digit_of(checked(range), wire.limb, limb, range.bits);
      break;
    }
    case Meaning::Multiplicity: // nobody demands what a block emits that counts too often
      value =
          lie && lie->is_about(Meaning::Active) && !lie->value.is_zero() ? Fr::zero() : Fr::one();
      break;
    case Meaning::PremiseLength:
      value = text(wire.subject).length;
      break;
    case Meaning::Site: // of all claims the same: which block emits them makes no difference
      value = Fr::zero();
      break;
    default: // Active
      value = Fr::one();
    }
    const auto* about = lie ? std::get_if<lower::StructureWire>(&lie->wire) : nullptr;
    if (about != nullptr && about->meaning == wire.meaning && about->subject == wire.subject &&
        about->limb == wire.limb)
      value = lie->value;
  }
  for (std::uint32_t i = 0; i < lowered.text.size(); ++i) {
    const lower::TextWire& wire = lowered.text[i];
    Fr& value = wires[{cs::Phase::Text, i}];
    switch (wire.meaning) {
    case lower::TextWire::Meaning::Value:
      value = values[wire.premise];
      break;
    case lower::TextWire::Meaning::Fingerprint:
      value = text(wire.premise).fingerprint;
      break;
    case lower::TextWire::Meaning::Pow:
      value = text(wire.premise).pow;
      break;
    case lower::TextWire::Meaning::Defined: // by its row
      break;
    }
    const auto* about = lie ? std::get_if<lower::TextWire>(&lie->wire) : nullptr;
    if (about != nullptr && about->meaning == wire.meaning && about->premise == wire.premise)
      value = lie->value;
  }

  std::vector<bool> is_linear; // of the emissions, which are in the order of claims
  for (const ir::BlockClaim& claim : rule.claims)
    if (claim.kind == ir::BlockClaim::Kind::Emit)
      is_linear.push_back(program_->relations[claim.relation].linear);
  std::size_t emission = 0;
  ChipRun out;
  for (std::size_t r = 0; r < chip.rows.size(); ++r) {
    const cs::Row& row = chip.rows[r];
    const std::string& name = chip.row_names[r];
    const Fr a = wires.sum(row.a, row.b), c = wires.sum(row.c, row.end);
    switch (row.kind) {
    case cs::RowKind::Product:
      wires[{cs::Phase::Text, row.defines}] = a * wires.sum(row.b, row.c);
      break;
    case cs::RowKind::Inverse:
      if (a.is_zero())
        out.broken.push_back(name);
      else
        wires[{cs::Phase::Text, row.defines}] = a.inverse();
      break;
    case cs::RowKind::Assert:
      if (a * wires.sum(row.b, row.c) != c)
        out.broken.push_back(name);
      break;
    case cs::RowKind::Emit:
      (is_linear[emission++] ? out.linear : out.emissions).push_back({name, a, c});
      break;
    case cs::RowKind::Demand:
      if (llvm::StringRef(name).startswith("demands "))
        out.demands.push_back({name, a, c});
      else if (llvm::StringRef(name).startswith("consumes "))
        out.consumptions.push_back({name, a, c});
      else if (table_claims_.count(a) == 0)
        out.broken.push_back(name);
      break;
    }
  }
  return out;
}

} // namespace blockfold::trial

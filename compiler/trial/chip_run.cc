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

Fr digit_of(const Fr& value, std::uint32_t limb) {
  const unsigned shift = limb * kTableBits;
  const std::uint64_t word = shift < 64 ? value.to_limbs()[0] >> shift : 0;
  return Fr::from_u64(word & ((1U << kTableBits) - 1));
}

} // namespace

Result<ProgramCircuit> ProgramCircuit::make(const ir::BlockProgram& program) {
  // One block of every public rule; its values are given when a chip is run.
  lower::PublicBlocks one(program.rules.size());
  for (ir::BlockRuleIndex i = 0; i < program.rules.size(); ++i) {
    const ir::BlockRule& rule = program.rules[i];
    one[i].words.resize(rule.parameters);
    one[i].elements.resize(rule.parameters);
    one[i].count = rule.is_public ? 1 : 0;
    for (ir::VariableIndex v = 0; v < rule.parameters; ++v)
      if (rule.variables[v].is_public) {
        one[i].words[v] = {0};
        one[i].elements[v] = {Fr()};
      }
  }
  auto lowered = lower::lower_program(program, one, lower::needs_ranges(program) ? kTableBits : 0,
                                      lower::Keep::Names);
  if (!lowered)
    return lowered.error();
  ProgramCircuit out;
  out.program_ = &program;
  out.lowered_ = std::make_shared<lower::LoweredTheory>(std::move(*lowered));
  out.table_ = std::make_shared<cs::CoefficientTable>(out.lowered_->circuit, challenges());
  out.chip_of_.resize(program.rules.size());
  for (std::size_t i = 0; i < out.lowered_->chips.size(); ++i) {
    const lower::LoweredChip& chip = out.lowered_->chips[i];
    if (chip.role == ChipRole::BlockRule)
      out.chip_of_[chip.subject] = i;
    else
      out.collect_rows(out.lowered_->circuit.chips[i], chip.fixed_copies);
  }
  return out;
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

ChipRun ProgramCircuit::run(ir::BlockRuleIndex index, const Values& values,
                            const std::optional<Lie>& lie) const {
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

  // What the verifier knows: the block's address and its public arguments.
  std::uint32_t constant = cs::kFirstConstant;
  for (ir::VariableIndex i = 0; i < rule.variables.size(); ++i) {
    if (rule.variables[i].origin == ir::BlockVariable::Origin::Self)
      wires[{cs::Phase::Fixed, cs::kAddress}] = values[i];
    if (rule.variables[i].is_public)
      wires[{cs::Phase::Fixed, constant++}] = plain(i);
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
      value = digit_of(ir::PolynomialValue(range.value).at(values) -
                           Fr::from_i64(static_cast<std::int64_t>(range.low)),
                       wire.limb);
      break;
    }
    default: // Multiplicity and Active
      value = Fr::one();
    }
    if (lie && lie->wire.meaning == wire.meaning && lie->wire.subject == wire.subject &&
        lie->wire.limb == wire.limb)
      value = lie->value;
  }
  for (std::uint32_t i = 0; i < lowered.text.size(); ++i)
    if (lowered.text[i].meaning == lower::TextWire::Meaning::Value)
      wires[{cs::Phase::Text, i}] = values[lowered.text[i].premise];

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

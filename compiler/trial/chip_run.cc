#include "compiler/trial/chip_run.h"

#include "compiler/trial/chip_wires.h"

#include <llvm/ADT/StringRef.h>

namespace blockfold::trial {

using lower::ChipRole;
using Meaning = lower::StructureWire::Meaning;

Result<lower::LoweredTheory> ProgramCircuit::lower(const ir::BlockProgram& program,
                                                   std::uint32_t table_bits) {
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
                                         blockfold::lower::needs_ranges(program) ? table_bits : 0,
                                         blockfold::lower::Keep::Names);
}

ProgramCircuit::ProgramCircuit(const ir::BlockProgram& program, lower::LoweredTheory lowered,
                               Texts texts)
    : program_(&program), lowered_(std::make_shared<lower::LoweredTheory>(std::move(lowered))),
      table_(std::make_shared<cs::CoefficientTable>(lowered_->circuit, any_challenges())),
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
  CopyWires wires(chip);
  for (std::uint64_t copy = 0; copy < copies; ++copy) {
    wires[{cs::Phase::Fixed, cs::kIndex}] = Fr::from_u64(copy);
    for (std::uint32_t i = 0; i < chip.constants.size(); ++i)
      wires[{cs::Phase::Fixed, cs::kFirstConstant + i}] =
          cs::constant_value(*table_, chip.constants[i], copy);
    for (const cs::Row& row : chip.rows)
      if (row.kind == cs::RowKind::Emit)
        table_claims_.insert(wires.sum(chip, *table_, row.a, row.b));
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

ChipRun ProgramCircuit::run(ir::BlockRuleIndex index, const Values& values,
                            const std::optional<Lie>& lie, std::uint32_t limb) const {
  const ir::BlockRule& rule = program_->rules[index];
  const lower::LoweredChip& lowered = lowered_->chips[chip_of_[index]];
  const cs::Chip& chip = lowered_->circuit.chips[chip_of_[index]];
  CopyWires wires(chip);
  CopyTexts texts{texts_.get(), table_.get(), {}};
  if (lie && lie->is_about(Meaning::PremiseLength))
    texts.length_lie = {std::get<lower::StructureWire>(lie->wire).subject, lie->value};
  fill_wires(rule, lowered, kTableBits, values, texts, wires, limb);
  // Nobody demands what a block emits that counts too often.
  const bool often = lie && lie->is_about(Meaning::Active) && !lie->value.is_zero();
  for (std::uint32_t i = 0; i < lowered.structure.size(); ++i) {
    const lower::StructureWire& wire = lowered.structure[i];
    if (wire.meaning == Meaning::Multiplicity && !often)
      wires[{cs::Phase::Structure, i}] = Fr::one();
    const auto* about = lie ? std::get_if<lower::StructureWire>(&lie->wire) : nullptr;
    if (about != nullptr && about->meaning == wire.meaning && about->subject == wire.subject &&
        about->limb == wire.limb)
      wires[{cs::Phase::Structure, i}] = lie->value;
  }
  for (std::uint32_t i = 0; i < lowered.text.size(); ++i) {
    const lower::TextWire& wire = lowered.text[i];
    const auto* about = lie ? std::get_if<lower::TextWire>(&lie->wire) : nullptr;
    if (about != nullptr && about->meaning == wire.meaning && about->premise == wire.premise)
      wires[{cs::Phase::Text, i}] = lie->value;
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
    const Fr a = wires.sum(chip, *table_, row.a, row.b),
             c = wires.sum(chip, *table_, row.c, row.end);
    switch (row.kind) {
    case cs::RowKind::Product:
      wires[{cs::Phase::Text, row.defines}] = a * wires.sum(chip, *table_, row.b, row.c);
      break;
    case cs::RowKind::Inverse:
      if (a.is_zero())
        out.broken.push_back(name);
      else
        wires[{cs::Phase::Text, row.defines}] = a.inverse();
      break;
    case cs::RowKind::Assert:
      if (a * wires.sum(chip, *table_, row.b, row.c) != c)
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

#include "tools/audit/model.h"

#include "runtime/base/check.h"

#include <algorithm>

namespace blockfold::audit {

using cs::Phase;

// --- forms and rows -----------------------------------------------------------------------------

Fr value_of(const LinearForm& form, llvm::ArrayRef<Fr> wires) {
  Fr sum;
  for (const WireTerm& term : form)
    sum += term.coefficient * wires[term.wire];
  return sum;
}

const FieldModel* RowModel::field(std::uint32_t place) const {
  for (const FieldModel& candidate : fields)
    if (candidate.place == place)
      return &candidate;
  return nullptr;
}

bool row_holds(const RowModel& row, llvm::ArrayRef<Fr> wires) {
  return value_of(row.a, wires) * value_of(row.b, wires) == value_of(row.c, wires);
}

bool define_text(const ChipModel& chip, llvm::MutableArrayRef<Fr> wires, std::uint32_t removed,
                 std::uint32_t* failed) {
  bool all = true;
  for (std::uint32_t i = 0; i < chip.rows.size(); ++i) {
    const RowModel& row = chip.rows[i];
    if (row.is_bus() || row.kind == cs::RowKind::Assert || i == removed)
      continue;
    const Fr a = value_of(row.a, wires);
    if (row.kind == cs::RowKind::Product) {
      wires[row.defines] = a * value_of(row.b, wires);
      continue;
    }
    wires[row.defines] = a.inverse(); // zero for zero, which no row takes
    if (a.is_zero() && all) {
      all = false;
      if (failed != nullptr)
        *failed = i;
    }
  }
  return all;
}

namespace {

template <class Wanted> WireId find_wire(const ChipModel& chip, Wanted wanted) {
  for (WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire)
    if (wanted(chip.wires[wire]))
      return wire;
  return kNoWire;
}

} // namespace

WireId active_wire(const ChipModel& chip) {
  return find_wire(chip, [](const WireModel& wire) {
    return wire.structure && wire.structure->meaning == lower::StructureWire::Meaning::Active;
  });
}

WireId argument_wire(const ChipModel& chip, const FieldShape& variable) {
  return find_wire(chip, [&](const WireModel& wire) {
    if (variable.kind == FieldKind::Number)
      return wire.variable == variable.argument;
    return wire.text && wire.text->kind == variable.kind &&
           wire.text->variable == variable.argument;
  });
}

WireId site_wire(const ChipModel& chip, std::uint32_t claim) {
  return find_wire(chip, [&](const WireModel& wire) {
    return wire.structure && wire.structure->meaning == lower::StructureWire::Meaning::Site &&
           wire.structure->subject == claim;
  });
}

// --- claims -------------------------------------------------------------------------------------

Fr field_of(const Claim& claim, std::uint32_t place) {
  return place < claim.size() ? claim[place] : Fr::zero();
}

std::uint32_t tag_of(const Claim& claim) {
  return static_cast<std::uint32_t>(field_of(claim, 0).to_limbs()[0]);
}

void set_field(Claim& claim, std::uint32_t place, const Fr& value) {
  if (place >= claim.size())
    claim.resize(place + 1);
  claim[place] = value;
  while (!claim.empty() && claim.back().is_zero())
    claim.pop_back();
}

Claim claim_of(const RowModel& row, llvm::ArrayRef<Fr> wires) {
  Claim claim;
  for (const FieldModel& field : row.fields)
    set_field(claim, field.place, value_of(field.form, wires));
  return claim;
}

std::size_t ClaimHash::operator()(const Claim& claim) const {
  std::uint64_t state = claim.size();
  for (const Fr& field : claim)
    for (const std::uint64_t limb : field.raw()) {
      state = (state ^ limb) * 0x9e3779b97f4a7c15;
      state ^= state >> 32;
    }
  return state;
}

Count count_of(const RowModel& row, const ChipModel& chip, llvm::ArrayRef<Fr> wires,
               std::uint32_t removed) {
  const Fr now = value_of(row.c, wires);
  if (row.multiplicity == kNoWire)
    return {false, now};
  if (row.guards.empty())
    return {true, now};
  // Free if every row that knows the multiplicity would take any.
  std::vector<Fr> probe(wires.begin(), wires.end());
  for (const std::uint32_t guard : row.guards)
    for (const Fr& value : {Fr::zero(), Fr::one()}) {
      probe[row.multiplicity] = value;
      if (guard != removed && !row_holds(chip.rows[guard], probe))
        return {false, now};
    }
  return {true, now};
}

void Ledger::add(const RowModel& row, const ChipModel& chip, llvm::ArrayRef<Fr> wires,
                 const Claim& claim, bool take_off, std::uint32_t removed) {
  const Count count = count_of(row, chip, wires, removed);
  if (count.any)
    return emit(claim, take_off ? -1 : 1);
  const bool adds = (row.kind == cs::RowKind::Demand) != take_off;
  if (!count.times.is_zero())
    demand(claim, adds ? count.times : -count.times);
}

Ledger::Entry Ledger::operator[](const Claim& claim) const {
  const auto found = entries_.find(claim);
  return found == entries_.end() ? Entry{} : found->second;
}

// --- chips --------------------------------------------------------------------------------------

namespace {

class ChipReader {
public:
  ChipReader(const lower::LoweredTheory& lowered, std::size_t chip,
             const cs::CoefficientTable& table)
      : circuit_(lowered.circuit), lowered_(lowered.chips[chip]),
        chip_(lowered.circuit.chips[chip]), table_(table) {}

  ChipModel read() {
    model_.name = chip_.name;
    model_.role = lowered_.role;
    model_.subject = lowered_.subject;
    name_wires();
    for (std::size_t i = 0; i < chip_.rows.size(); ++i)
      model_.rows.push_back(read_row(chip_.rows[i], chip_.row_names[i]));
    for (std::uint32_t i = 0; i < model_.rows.size(); ++i)
      if (model_.rows[i].defines != kNoWire)
        model_.wires[model_.rows[i].defines].definer = i;
    for (RowModel& row : model_.rows)
      find_multiplicity(row);
    return std::move(model_);
  }

private:
  void name_wires() {
    const auto fixed = static_cast<std::uint32_t>(cs::kFirstConstant + chip_.constants.size());
    for (std::uint32_t i = 0; i < fixed; ++i)
      model_.wires.push_back({{Phase::Fixed, i}, "fixed " + std::to_string(i), {}, {}, {}});
    model_.first_committed = fixed;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      for (std::uint32_t i = 0; i < chip_.columns[phase]; ++i) {
        WireModel wire{
            {static_cast<Phase>(phase + 1), i}, chip_.column_names[phase][i], {}, {}, {}};
        if (phase == 0) {
          wire.structure = lowered_.structure[i];
          read_meaning(lowered_.structure[i], wire);
        }
        if (phase == 1)
          read_meaning(lowered_.text[i], wire);
        model_.wires.push_back(std::move(wire));
      }
  }

  void read_meaning(const lower::StructureWire& structure, WireModel& wire) const {
    using Meaning = lower::StructureWire::Meaning;
    if (structure.meaning == Meaning::Value)
      wire.variable = structure.subject;
    if (structure.meaning == Meaning::PremiseLength && is_block())
      wire.text = {structure.subject, FieldKind::Length};
  }
  void read_meaning(const lower::TextWire& text, WireModel& wire) const {
    using Meaning = lower::TextWire::Meaning;
    if (text.meaning == Meaning::Value)
      wire.variable = text.premise;
    if (is_block() && (text.meaning == Meaning::Fingerprint || text.meaning == Meaning::Pow))
      wire.text = {text.premise,
                   text.meaning == Meaning::Pow ? FieldKind::Power : FieldKind::Fingerprint};
  }
  bool is_block() const { return lowered_.role == lower::ChipRole::BlockRule; }

  void find_multiplicity(RowModel& row) const {
    if (row.kind != cs::RowKind::Emit || row.weight.is_zero() || row.c.size() != 1 ||
        !model_.wires[row.c[0].wire].is_multiplicity())
      return;
    row.multiplicity = row.c[0].wire;
    for (std::uint32_t i = 0; i < model_.rows.size(); ++i)
      for (const LinearForm* form : {&model_.rows[i].a, &model_.rows[i].b, &model_.rows[i].c})
        if (!model_.rows[i].is_bus() &&
            std::ranges::find(*form, row.multiplicity, &WireTerm::wire) != form->end() &&
            (row.guards.empty() || row.guards.back() != i))
          row.guards.push_back(i);
  }

  WireId wire(cs::Column column) const {
    if (column.phase == Phase::Fixed)
      return column.index;
    WireId first = model_.first_committed;
    for (unsigned phase = 1; phase < static_cast<unsigned>(column.phase); ++phase)
      first += chip_.columns[phase - 1];
    return first + column.index;
  }

  static void add(LinearForm& form, WireId wire, const Fr& coefficient) {
    const auto known = std::ranges::find(form, wire, &WireTerm::wire);
    if (known == form.end())
      form.push_back({wire, coefficient});
    else
      known->coefficient += coefficient;
  }

  static void drop_zeros(LinearForm& form) {
    std::erase_if(form, [](const WireTerm& term) { return term.coefficient.is_zero(); });
  }

  LinearForm form(std::uint32_t begin, std::uint32_t end) const {
    LinearForm out;
    for (std::uint32_t i = begin; i < end; ++i)
      add(out, wire(chip_.terms[i].column), table_(chip_.terms[i].coefficient));
    drop_zeros(out);
    return out;
  }

  RowModel read_row(const cs::Row& row, const std::string& name) const {
    RowModel out;
    out.kind = row.kind;
    out.name = name;
    out.a = form(row.a, row.b);
    out.b = form(row.b, row.c);
    out.c = form(row.c, row.end);
    if (row.kind != cs::RowKind::Assert)
      out.defines = wire({cs::is_bus(row.kind) ? Phase::Bus : Phase::Text, row.defines});
    if (out.is_bus())
      read_fields(row, out);
    return out;
  }

  /// Undoes ChipBuilder::field: the powers of beta tell the fields apart.
  void read_fields(const cs::Row& row, RowModel& out) const {
    for (std::uint32_t i = row.a; i < row.b; ++i) {
      const cs::Term& term = chip_.terms[i];
      cs::Coefficient coefficient = circuit_.coefficients[term.coefficient];
      if (coefficient.alpha) {
        out.weight += Fr::from_i64(coefficient.scale);
        continue;
      }
      const std::uint32_t place = coefficient.beta_power;
      coefficient.beta_power = 0;
      auto at = std::ranges::find(out.fields, place, &FieldModel::place);
      if (at == out.fields.end())
        at = out.fields.insert(out.fields.end(), {place, {}});
      add(at->form, wire(term.column), -table_(coefficient));
    }
    for (FieldModel& field : out.fields)
      drop_zeros(field.form);
    std::ranges::sort(out.fields, {}, &FieldModel::place);
    if (const FieldModel* tag = out.field(0); tag != nullptr && tag->form.size() == 1)
      out.tag = static_cast<std::uint32_t>(tag->form.front().coefficient.to_limbs()[0]);
  }

  const cs::Circuit& circuit_;
  const lower::LoweredChip& lowered_;
  const cs::Chip& chip_;
  const cs::CoefficientTable& table_;
  ChipModel model_;
};

// --- copies -------------------------------------------------------------------------------------

/// The copies of a placed circuit, with what the verifier knows of them.
class CopyReader {
public:
  CopyReader(const lower::LoweredTheory& lowered, const cs::CoefficientTable& table,
             const Model& model)
      : circuit_(lowered.circuit), table_(table), model_(model) {}

  template <class Fill> void read(std::size_t kind, std::uint32_t segment, Fill fill) const {
    const cs::Kind& shape = circuit_.kinds[kind];
    for (std::uint32_t p = 0; p < shape.placements.size(); ++p)
      for (std::uint32_t i = 0; i < shape.placements[p].copies(); ++i) {
        Copy copy{shape.placements[p].chip, kind, segment, p, i, {}};
        const ChipModel& chip = model_.chips[copy.chip];
        copy.wires.resize(chip.wires.size());
        for (WireId wire = 0; wire < chip.first_committed; ++wire)
          copy.wires[wire] = fixed(shape, shape.placements[p], copy, wire);
        fill(shape.placements[p], std::move(copy));
      }
  }

private:
  Fr fixed(const cs::Kind& shape, const cs::Placement& placement, const Copy& copy,
           std::uint32_t column) const {
    switch (column) {
    case cs::kOne:
      return Fr::one();
    case cs::kIndex:
      return Fr::from_u64(copy.copy);
    case cs::kSegment:
      return Fr::from_u64(copy.segment);
    case cs::kAddress:
      return Fr::from_u64(placement.address + shape.stride * copy.segment + copy.copy);
    default:
      return cs::constant_value(
          table_, circuit_.chips[placement.chip].constants[column - cs::kFirstConstant],
          std::uint64_t{placement.first_constant_value} + copy.copy);
    }
  }

  const cs::Circuit& circuit_;
  const cs::CoefficientTable& table_;
  const Model& model_;
};

/// The wires of structure and texts.
void read_witness(const ChipModel& chip, const cs::Placement& placement,
                  const cs::SegmentWitness& witness, Copy& copy) {
  for (WireId id = chip.first_committed; id < chip.wires.size(); ++id) {
    const cs::Column column = chip.wires[id].column;
    if (column.phase == Phase::Bus)
      continue;
    const unsigned phase = static_cast<unsigned>(column.phase) - 1;
    const std::size_t entry =
        placement.column[phase] + (std::size_t{column.index} << placement.log_copies) + copy.copy;
    copy.wires[id] = phase == 0 ? Fr::from_u64(witness.structure[entry]) : witness.text[entry];
  }
}

Model read_chips(const lower::LoweredTheory& lowered, const cs::CoefficientTable& table) {
  Model model;
  model.challenges = table.challenges();
  model.table_bits = lowered.range.table_bits;
  for (std::size_t i = 0; i < lowered.chips.size(); ++i) {
    BF_CHECK(lowered.circuit.chips[i].row_names.size() == lowered.circuit.chips[i].rows.size());
    model.chips.push_back(ChipReader(lowered, i, table).read());
  }
  return model;
}

} // namespace

void settle_copy(Model& model, Copy& copy) {
  const ChipModel& chip = model.chips[copy.chip];
  define_text(chip, copy.wires);
  for (const RowModel& row : chip.rows)
    if (row.is_bus() && !row.weight.is_zero()) {
      copy.wires[row.defines] = value_of(row.c, copy.wires) * value_of(row.a, copy.wires).inverse();
      model.ledger.add(row, chip, copy.wires, claim_of(row, copy.wires));
    }
}

std::vector<Copy> placed_copies(const lower::LoweredTheory& lowered, const Model& model,
                                const cs::Challenges& challenges) {
  const cs::CoefficientTable table(lowered.circuit, challenges);
  const CopyReader reader(lowered, table, model);
  std::vector<Copy> copies;
  for (std::size_t k = 0; k < lowered.circuit.kinds.size(); ++k)
    for (std::uint32_t i = 0; i < lowered.circuit.kinds[k].segments; ++i)
      reader.read(k, i,
                  [&](const cs::Placement&, Copy copy) { copies.push_back(std::move(copy)); });
  return copies;
}

Model model_of(const lower::LoweredTheory& lowered, const cs::Challenges& challenges) {
  return read_chips(lowered, cs::CoefficientTable(lowered.circuit, challenges));
}

Model model_of(const lower::LoweredTheory& lowered, cs::WitnessSource& source,
               const cs::Challenges& challenges) {
  const cs::CoefficientTable table(lowered.circuit, challenges);
  Model model = read_chips(lowered, table);
  const CopyReader reader(lowered, table, model);
  source.set_text_challenge(table);
  for (std::size_t k = 0; k < lowered.circuit.kinds.size(); ++k)
    for (std::uint32_t i = 0; i < lowered.circuit.kinds[k].segments; ++i) {
      cs::SegmentWitness witness{
          source.structure(k, i), std::vector<Fr>(lowered.circuit.kinds[k].used[1]), {}};
      source.fill_text(k, i, witness.text);
      reader.read(k, i, [&](const cs::Placement& placement, Copy copy) {
        read_witness(model.chip_of(copy), placement, witness, copy);
        settle_copy(model, copy);
        model.copies.push_back(std::move(copy));
      });
    }
  return model;
}

void Model::balance() {
  Ledger given;
  for (Copy& copy : copies)
    for (const RowModel& row : chip_of(copy).rows) {
      if (row.multiplicity == kNoWire || !count_of(row, chip_of(copy), copy.wires).any)
        continue;
      const Claim claim = claim_of(row, copy.wires);
      const Fr demanded = given[claim].emitted == 0 ? ledger[claim].demanded : Fr::zero();
      given.emit(claim);
      copy.wires[row.multiplicity] = demanded;
      copy.wires[row.defines] = demanded * value_of(row.a, copy.wires).inverse();
    }
}

std::vector<std::string> Model::violations() const {
  std::vector<std::string> broken;
  Fr sum;
  for (const Copy& copy : copies)
    for (const RowModel& row : chip_of(copy).rows) {
      if (!row_holds(row, copy.wires))
        broken.push_back(chip_of(copy).name + ": " + row.name);
      if (row.kind == cs::RowKind::Emit)
        sum += copy.wires[row.defines];
      if (row.kind == cs::RowKind::Demand)
        sum -= copy.wires[row.defines];
    }
  if (!sum.is_zero())
    broken.push_back("the bus sum");
  return broken;
}

} // namespace blockfold::audit

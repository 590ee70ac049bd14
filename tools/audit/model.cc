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
    if (row.is_bus() || i == removed)
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
      model_.wires[model_.rows[i].defines].definer = i;
    return std::move(model_);
  }

private:
  void name_wires() {
    const auto fixed = static_cast<std::uint32_t>(cs::kFirstConstant + chip_.constants.size());
    for (std::uint32_t i = 0; i < fixed; ++i)
      model_.wires.push_back({{Phase::Fixed, i}, "fixed " + std::to_string(i), std::nullopt});
    model_.first_committed = fixed;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      for (std::uint32_t i = 0; i < chip_.columns[phase]; ++i) {
        WireModel wire{{static_cast<Phase>(phase + 1), i}, chip_.column_names[phase][i], {}};
        if (phase == 0)
          wire.structure = lowered_.structure[i];
        model_.wires.push_back(std::move(wire));
      }
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
    RowModel out{row.kind,
                 name,
                 form(row.a, row.b),
                 form(row.b, row.c),
                 form(row.c, row.end),
                 wire({cs::is_bus(row.kind) ? Phase::Bus : Phase::Text, row.defines}),
                 {},
                 {}};
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

class CopyReader {
public:
  CopyReader(const lower::LoweredTheory& lowered, const cs::CoefficientTable& table, Model& model)
      : circuit_(lowered.circuit), table_(table), model_(model) {}

  void read(std::size_t kind, std::uint32_t segment, const cs::SegmentWitness& witness) {
    const cs::Kind& shape = circuit_.kinds[kind];
    for (std::uint32_t p = 0; p < shape.placements.size(); ++p)
      for (std::uint32_t i = 0; i < shape.placements[p].copies(); ++i) {
        Copy copy{shape.placements[p].chip, kind, segment, p, i, {}};
        fill(shape, shape.placements[p], witness, copy);
        model_.copies.push_back(std::move(copy));
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

  void fill(const cs::Kind& shape, const cs::Placement& placement,
            const cs::SegmentWitness& witness, Copy& copy) const {
    const ChipModel& chip = model_.chips[copy.chip];
    for (const WireModel& wire : chip.wires) {
      const auto phase = static_cast<unsigned>(wire.column.phase);
      if (phase == 0) {
        copy.wires.push_back(fixed(shape, placement, copy, wire.column.index));
        continue;
      }
      const std::size_t entry = placement.column[phase - 1] +
                                (std::size_t{wire.column.index} << placement.log_copies) +
                                copy.copy;
      copy.wires.push_back(phase == 1   ? Fr::from_u64(witness.structure[entry])
                           : phase == 2 ? witness.text[entry]
                                        : Fr::zero());
    }
    define_text(chip, copy.wires);
    define_bus(chip, copy.wires);
  }

  void define_bus(const ChipModel& chip, llvm::MutableArrayRef<Fr> wires) const {
    for (const RowModel& row : chip.rows)
      if (row.is_bus() && !row.weight.is_zero()) {
        wires[row.defines] = value_of(row.c, wires) * value_of(row.a, wires).inverse();
        const Claim claim = claim_of(row, wires);
        row.kind == cs::RowKind::Emit ? model_.ledger.emit(claim) : model_.ledger.demand(claim);
      }
  }

  const cs::Circuit& circuit_;
  const cs::CoefficientTable& table_;
  Model& model_;
};

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

cs::Challenges audit_challenges() {
  const auto element = [](std::uint64_t seed) {
    Fr out = Fr::from_u64(seed);
    for (unsigned i = 0; i < 9; ++i) // 64 bits spread over the field
      out = out.square() + Fr::from_u64(seed ^ i);
    return out;
  };
  return {element(0x9e3779b97f4a7c15), element(0xbf58476d1ce4e5b9), element(0x94d049bb133111eb)};
}

Model model_of(const lower::LoweredTheory& lowered, const cs::Challenges& challenges) {
  return read_chips(lowered, cs::CoefficientTable(lowered.circuit, challenges));
}

Model model_of(const lower::LoweredTheory& lowered, cs::WitnessSource& source,
               const cs::Challenges& challenges) {
  const cs::CoefficientTable table(lowered.circuit, challenges);
  Model model = read_chips(lowered, table);
  CopyReader reader(lowered, table, model);
  source.set_text_challenge(table);
  for (std::size_t k = 0; k < lowered.circuit.kinds.size(); ++k)
    for (std::uint32_t i = 0; i < lowered.circuit.kinds[k].segments; ++i) {
      cs::SegmentWitness witness{
          source.structure(k, i), std::vector<Fr>(lowered.circuit.kinds[k].used[1]), {}};
      source.fill_text(k, i, witness.text);
      reader.read(k, i, witness);
    }
  return model;
}

void Model::balance() {
  Ledger given;
  for (Copy& copy : copies)
    for (const RowModel& row : chip_of(copy).rows) {
      if (row.kind != cs::RowKind::Emit || row.weight.is_zero() || row.c.size() != 1)
        continue;
      const Claim claim = claim_of(row, copy.wires);
      const std::int64_t demanded = given[claim].emitted == 0 ? ledger[claim].demanded : 0;
      given.emit(claim);
      copy.wires[row.c[0].wire] = Fr::from_i64(demanded);
      copy.wires[row.defines] = Fr::from_i64(demanded) * value_of(row.a, copy.wires).inverse();
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

#include "tools/audit/puppet.h"

#include "compiler/lower/chip/relations.h"

#include <algorithm>

namespace blockfold::audit {

using cs::Phase;
using cs::RowKind;
using lower::Relation;
using Meaning = lower::StructureWire::Meaning;

namespace {

constexpr unsigned kDepth = 6;
constexpr auto kRange = static_cast<std::uint32_t>(Relation::Range);
constexpr auto kBlock = static_cast<std::uint32_t>(Relation::Block);

bool mentions(const LinearForm& form, WireId wire) {
  return std::ranges::find(form, wire, &WireTerm::wire) != form.end();
}

} // namespace

Puppet::Puppet(const Theatre& theatre, const std::vector<bool>& unique, const StagedBlock& block,
               Freedom freedom)
    : theatre_(theatre), model_(theatre.model), unique_(unique), block_(block),
      chip_(theatre.model.chips[theatre.chip]), freedom_(freedom), tables_(theatre.model) {
  find_digits();
  find_texts();
}

Puppet::State Puppet::honest() const {
  return {model_.copies[block_.copy].wires, std::vector<bool>(chip_.wires.size())};
}

// --- wires --------------------------------------------------------------------------------------

bool Puppet::is_settable(WireId wire) const {
  const WireModel& model = chip_.wires[wire];
  return wire >= chip_.first_committed && model.column.phase != Phase::Bus &&
         !model.is_multiplicity() && (model.definer == UINT32_MAX || model.definer == freedom_.row);
}

void Puppet::collect(const LinearForm& form, std::vector<WireId>& out) const {
  for (const WireTerm& term : form) {
    const std::uint32_t definer = chip_.wires[term.wire].definer;
    if (is_settable(term.wire)) {
      if (std::ranges::find(out, term.wire) == out.end())
        out.push_back(term.wire);
    } else if (definer != UINT32_MAX && !chip_.rows[definer].is_bus()) {
      collect(chip_.rows[definer].a, out);
      if (chip_.rows[definer].kind == RowKind::Product)
        collect(chip_.rows[definer].b, out);
    }
  }
}

std::vector<WireId> Puppet::levers(const LinearForm& form) const {
  std::vector<WireId> out;
  collect(form, out);
  return out;
}

/// Those that a repair may move. A text is moved as a whole, and then only to begin with.
std::vector<WireId> Puppet::loose_levers(const State& state, std::vector<WireId> levers) const {
  std::erase_if(levers, [&](WireId wire) { return state.pinned[wire] || is_about_texts(wire); });
  return levers;
}

std::vector<WireId> Puppet::levers(std::uint32_t row) const {
  std::vector<WireId> out;
  const RowModel& model = chip_.rows[row];
  if (!model.is_bus())
    for (const LinearForm* form : {&model.a, &model.b, &model.c})
      collect(*form, out);
  for (const FieldModel& field : model.fields)
    collect(field.form, out);
  for (const auto& [number, digits] : digits_)
    if (digits.sum != UINT32_MAX && std::ranges::find(digits.rows, row) != digits.rows.end())
      collect(chip_.rows[digits.sum].field(1)->form, out);
  return out;
}

void Puppet::set(State& state, WireId wire, const Fr& value) const {
  state.wires[wire] = value;
  state.pinned[wire] = true;
  settle(state);
}

bool Puppet::turn(State& state, const LinearForm& form, WireId lever, const Fr& wanted) const {
  const auto at = [&](const Fr& value) {
    State probe = state;
    probe.wires[lever] = value;
    define_text(chip_, probe.wires, freedom_.row);
    return value_of(form, probe.wires);
  };
  const Fr zero = at(Fr::zero()), slope = at(Fr::one()) - zero;
  if (slope.is_zero())
    return false;
  set(state, lever, (wanted - zero) * slope.inverse());
  return value_of(form, state.wires) == wanted;
}

// --- digits -------------------------------------------------------------------------------------

void Puppet::find_digits() {
  for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
    if (const auto& structure = chip_.wires[wire].structure;
        structure && structure->meaning == Meaning::Digit)
      digits_[structure->subject].wires.push_back({wire, structure->limb});
  for (std::uint32_t i = 0; i < chip_.rows.size(); ++i) {
    const RowModel& row = chip_.rows[i];
    if (row.kind != RowKind::Demand || row.tag != kRange || row.field(1) == nullptr)
      continue;
    const LinearForm& form = row.field(1)->form;
    for (auto& [number, digits] : digits_) {
      const auto count = std::ranges::count_if(
          digits.wires, [&](const auto& digit) { return mentions(form, digit.first); });
      if (count == 0)
        continue;
      digits.rows.push_back(i);
      if (form.size() > 1)
        digits.sum = i;
    }
  }
}

Fr Puppet::number_of(const State& state, const Digits& digits) const {
  const LinearForm& lowest = chip_.rows[digits.sum].field(1)->form;
  Fr number = value_of(lowest, state.wires);
  for (const auto& [wire, place] : digits.wires)
    number -= coefficient_of(lowest, wire) * state.wires[wire];
  return number;
}

/// How many bits the digits of a number may have together.
unsigned Puppet::bits_of(const Digits& digits) const {
  unsigned bits = model_.table_bits * static_cast<unsigned>(digits.wires.size() + 1);
  for (const std::uint32_t row : digits.rows) {
    const LinearForm& form = chip_.rows[row].field(1)->form;
    const auto factor = form.size() == 1 ? integer_of(form[0].coefficient) : std::nullopt;
    for (ir::WideInteger scale = 1; factor && scale < *factor; scale *= 2)
      --bits;
  }
  return bits;
}

/// The place of the digit, not the lowest, whose lookup was taken out.
std::optional<std::size_t> Puppet::taker(const Digits& digits) const {
  if (freedom_.row == UINT32_MAX || freedom_.row == digits.sum ||
      std::ranges::find(digits.rows, freedom_.row) == digits.rows.end())
    return std::nullopt;
  const LinearForm& form = chip_.rows[freedom_.row].field(1)->form;
  for (std::size_t i = 0; i < digits.wires.size(); ++i)
    if (form[0].wire == digits.wires[i].first && form[0].coefficient == Fr::one())
      return i;
  return std::nullopt;
}

/// Writes the number with digits. If it has none, the digit whose lookup was taken out is what
/// makes the sum right; the highest at most a fraction that its other lookup takes.
void Puppet::write_digits(State& state, const Digits& digits) const {
  if (digits.sum == UINT32_MAX || std::ranges::any_of(digits.wires, [&](const auto& digit) {
        return state.pinned[digit.first];
      }))
    return;
  const std::uint32_t table = model_.table_bits;
  const unsigned bits = bits_of(digits),
                 spare = table * static_cast<unsigned>(digits.wires.size() + 1) - bits;
  const auto weight = [&](std::uint32_t place) {
    return -coefficient_of(chip_.rows[digits.sum].field(1)->form, place);
  };
  const auto write = [&](Fr number) {
    const auto small = integer_of(number);
    const std::uint64_t low =
        small && *small >= 0 && *small >> 64 == 0 ? static_cast<std::uint64_t>(*small) : 0;
    for (const auto& [wire, place] : digits.wires)
      state.wires[wire] = Fr::from_u64(low >> (place * table) & ((std::uint64_t{1} << table) - 1));
  };
  const Fr number = number_of(state, digits);
  write(number);
  const auto small = integer_of(number);
  const auto taking = taker(digits);
  if (!taking || (small && *small >= 0 && *small >> bits == 0))
    return;
  const auto [wire, place] = digits.wires[*taking];
  const bool is_top = place == digits.wires.size();
  Fr digit = number * weight(wire).inverse();
  if (is_top && spare != 0) // the largest fraction that is in the table when it is shifted
    digit = Fr::from_u64((std::uint64_t{1} << table) - 1) *
            Fr::from_u64(std::uint64_t{1} << spare).inverse();
  write(number - digit * weight(wire));
  state.wires[wire] += digit;
}

void Puppet::settle(State& state) const {
  define_text(chip_, state.wires, freedom_.row);
  for (const auto& [number, digits] : digits_)
    write_digits(state, digits);
}

// --- rows ---------------------------------------------------------------------------------------

bool Puppet::is_lookup(const RowModel& row) const {
  return row.kind == RowKind::Demand && !row.weight.is_zero() &&
         (row.tag == kRange || tables_.has(row.tag));
}

bool Puppet::is_row_of_table(const Claim& claim) const {
  if (tag_of(claim) != kRange)
    return tables_.has_row(claim);
  const auto value = integer_of(field_of(claim, 1));
  return value && *value >= 0 && *value < ir::WideInteger{1} << model_.table_bits;
}

bool Puppet::is_nearly_row(const Claim& claim) const {
  return tag_of(claim) == kRange ||
         std::ranges::any_of(tables_.rows(tag_of(claim)), [&](Claim known) {
           set_field(known, freedom_.lax_place, field_of(claim, freedom_.lax_place));
           return ClaimEqual{}(known, claim);
         });
}

std::vector<Claim> Puppet::false_claims(const std::vector<Fr>& wires) const {
  std::vector<Claim> out;
  for (const RowModel& row : chip_.rows) {
    if (!is_lookup(row) || row.tag != freedom_.lax_tag)
      continue;
    const Claim claim = claim_of(row, wires);
    if (!is_row_of_table(claim) &&
        std::ranges::none_of(out, [&](const Claim& c) { return ClaimEqual{}(c, claim); }))
      out.push_back(claim);
  }
  return out;
}

bool Puppet::holds(const State& state, std::uint32_t index) const {
  const RowModel& row = chip_.rows[index];
  if (row.kind == RowKind::Assert)
    return row_holds(row, state.wires);
  if (row.kind == RowKind::Inverse)
    return !value_of(row.a, state.wires).is_zero();
  if (!is_lookup(row))
    return true;
  const Claim claim = claim_of(row, state.wires);
  const bool lax = freedom_.row == UINT32_MAX && row.tag == freedom_.lax_tag;
  return is_row_of_table(claim) || (lax && is_nearly_row(claim));
}

std::optional<std::uint32_t> Puppet::broken_row(const State& state) const {
  for (std::uint32_t i = 0; i < chip_.rows.size(); ++i)
    if (i != freedom_.row && !holds(state, i))
      return i;
  return std::nullopt;
}

Fr Puppet::times(const State& state, std::uint32_t row) const {
  return value_of(chip_.rows[row].c, state.wires);
}

// --- what a lie is ------------------------------------------------------------------------------

bool Puppet::keeps_promises(const State& state) const {
  std::vector<std::pair<ir::RelationIndex, Claim>> unique;
  const auto& claims = theatre_.program.rules.front().claims;
  const Texts texts = texts_of(state);
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const RowModel& row = chip_.rows[block_.partners[i].row];
    if (row.kind != RowKind::Demand)
      continue;
    const Claim claim = heard(state, block_.partners[i].row);
    if (!names_its_site(claim, block_.partners[i].row))
      return false;
    if (!freedom_.breaks_promises &&
        (!has_promised_types(row, claim) || !are_texts(claim, i, texts)))
      return false;
    if (!unique_[claims[i].relation])
      continue;
    for (const auto& [relation, other] : unique)
      if (relation == claims[i].relation && field_of(other, 1) == field_of(claim, 1) &&
          !ClaimEqual{}(other, claim))
        return false;
    unique.push_back({claims[i].relation, claim});
  }
  return true;
}

bool Puppet::has_promised_types(const RowModel& row, const Claim& claim) const {
  return std::ranges::all_of(row.fields, [&](const FieldModel& field) {
    const auto promise = model_.promises.find({row.tag, field.place});
    const auto value = integer_of(field_of(claim, field.place));
    return promise == model_.promises.end() ||
           (value && *value >= promise->second.low && *value <= promise->second.high);
  });
}

bool Puppet::is_lie(const State& state) const {
  if (freedom_.is_none())
    return breaks_rule(state);
  if (freedom_.row == UINT32_MAX)
    return false_claims(state.wires).size() == 1;
  const RowModel& row = chip_.rows[freedom_.row];
  if (freedom_.free_place != 0)
    return !ClaimEqual{}(claim_of(row, state.wires), heard(state, freedom_.row));
  if (freedom_.lax_tag != 0 && !is_nearly_row(claim_of(row, state.wires)))
    return false;
  if (row.kind == RowKind::Product)
    return !row_holds(row, state.wires);
  return !holds(state, freedom_.row);
}

/// A copy that does not count is no block; but then it must not emit anything either.
bool Puppet::emits(const State& state) const {
  return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
    const Count count = count_of(row, chip_, state.wires, freedom_.row);
    return row.kind == RowKind::Emit && (count.any || !count.times.is_zero());
  });
}

bool Puppet::breaks_rule(const State& state) const {
  if (const WireId active = active_wire(chip_); active != kNoWire && state.wires[active].is_zero())
    return emits(state);
  const trial::RuleModel rule(theatre_.program, 0);
  const Texts texts = texts_of(state);
  trial::Values values = rule.blank();
  if (breaks_definition(state, values, rule) || !rule.holds(values) || is_too_long(texts))
    return true;
  for (std::uint32_t i = 0; i < block_.partners.size(); ++i) {
    const std::uint32_t row = block_.partners[i].row;
    const Claim claim = heard(state, row);
    const Fields fields = wanted(i, rule.evaluate(rule.claim(i), values), texts, state);
    for (std::uint32_t place = 1; place <= fields.size(); ++place)
      if (fields[place - 1] && field_of(claim, place) != *fields[place - 1])
        return true;
    if (chip_.rows[row].multiplicity == kNoWire && times(state, row) != Fr::one())
      return true;
  }
  return false;
}

/// Reads the numbers of the block off the wires, and computes what follows. True if a definition is
/// not what it equals.
bool Puppet::breaks_definition(const State& state, trial::Values& values,
                               const trial::RuleModel& rule) const {
  std::uint32_t constant = cs::kFirstConstant;
  const auto value_at = [&](ir::VariableIndex i, WireId wire) {
    const ir::BlockType& type = rule.rule().variables[i].type;
    return state.wires[wire] +
           (type.is_integer() ? Fr::from_i64(static_cast<std::int64_t>(type.low())) : Fr::zero());
  };
  for (ir::VariableIndex i = 0; i < values.size(); ++i) {
    const ir::BlockVariable& variable = rule.rule().variables[i];
    if (variable.is_public && variable.type.is_text())
      constant += 3;
    else if (variable.is_public)
      values[i] = value_at(i, constant++);
    if (variable.origin == ir::BlockVariable::Origin::Self)
      values[i] = state.wires[cs::kAddress];
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (chip_.wires[wire].variable == i)
        values[i] = value_at(i, wire);
  }
  const trial::Values stated = values;
  rule.complete(values);
  for (ir::VariableIndex i = 0; i < values.size(); ++i)
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (chip_.wires[wire].variable == i && stated[i] != values[i])
        return true;
  return false;
}

// --- repairs ------------------------------------------------------------------------------------

bool Puppet::repair(State& state, unsigned& effort, unsigned depth) const {
  if (effort == 0)
    return false;
  --effort;
  const auto row = broken_row(state);
  if (!row)
    return is_lie(state) && keeps_promises(state);
  if (depth == kDepth)
    return false;
  for (State& next : fixes(state, *row))
    if (repair(next, effort, depth + 1)) {
      state = std::move(next);
      return true;
    }
  return false;
}

std::vector<Puppet::State> Puppet::fixes(const State& state, std::uint32_t row) const {
  std::vector<State> out;
  if (!chip_.rows[row].is_bus())
    fix_equation(state, row, out);
  else if (chip_.rows[row].tag == kRange)
    fix_range(state, row, out);
  else
    fix_lookup(state, row, out);
  return out;
}

void Puppet::fix_equation(const State& state, std::uint32_t index, std::vector<State>& out) const {
  const RowModel& row = chip_.rows[index];
  const auto error = [&](const State& s) {
    return value_of(row.a, s.wires) * value_of(row.b, s.wires) - value_of(row.c, s.wires);
  };
  for (const WireId lever : loose_levers(state, levers(index))) {
    if (row.kind == RowKind::Inverse) {
      out.push_back(state);
      set(out.back(), lever, state.wires[lever] + Fr::one());
      continue;
    }
    Fr at[3];
    for (std::uint64_t i = 0; i < 3; ++i) {
      State probe = state;
      probe.wires[lever] = Fr::from_u64(i);
      define_text(chip_, probe.wires, freedom_.row);
      at[i] = error(probe);
    }
    const Fr slope = at[1] - at[0];
    std::vector<Fr> roots;
    if (!slope.is_zero() && at[2] - at[1] == slope)
      roots.push_back(-at[0] * slope.inverse());
    for (std::uint64_t i = 0; i < 3 && roots.empty(); ++i)
      if (at[i].is_zero())
        roots.push_back(Fr::from_u64(i));
    for (const Fr& root : roots) {
      out.push_back(state);
      set(out.back(), lever, root);
    }
  }
}

/// The number becomes a small one.
void Puppet::fix_range(const State& state, std::uint32_t index, std::vector<State>& out) const {
  LinearForm form = chip_.rows[index].field(1)->form;
  for (const auto& [number, digits] : digits_)
    if (std::ranges::find(digits.rows, index) != digits.rows.end() && digits.sum != UINT32_MAX) {
      form = chip_.rows[digits.sum].field(1)->form;
      std::erase_if(form, [&](const WireTerm& term) {
        return std::ranges::any_of(digits.wires,
                                   [&](const auto& digit) { return digit.first == term.wire; });
      });
    }
  for (const WireId lever : loose_levers(state, levers(form))) {
    for (const std::uint64_t target : {0U, 1U, 3U}) {
      State next = state;
      if (turn(next, form, lever, Fr::from_u64(target)))
        out.push_back(std::move(next));
    }
  }
}

/// The lookup finds one of the rows that have most of its values already.
void Puppet::fix_lookup(const State& state, std::uint32_t index, std::vector<State>& out) const {
  constexpr std::size_t kRows = 6, kLooked = 4096;
  const RowModel& row = chip_.rows[index];
  const Claim now = claim_of(row, state.wires);
  std::vector<std::pair<std::size_t, const Claim*>> best;
  const llvm::ArrayRef<Claim> rows = tables_.rows(row.tag);
  const std::size_t step = rows.size() / kLooked + 1;
  for (std::size_t i = 0; i < rows.size(); i += step) {
    std::size_t differ = 0;
    for (const FieldModel& field : row.fields)
      differ += field_of(rows[i], field.place) != field_of(now, field.place);
    best.push_back({differ, &rows[i]});
  }
  std::ranges::stable_sort(best, {}, [](const auto& entry) { return entry.first; });
  for (std::size_t i = 0; i < std::min(best.size(), kRows); ++i) {
    State next = state;
    bool all = true;
    for (const FieldModel& field : row.fields) {
      const Fr wanted = field_of(*best[i].second, field.place);
      if (value_of(field.form, next.wires) == wanted)
        continue;
      bool turned = false;
      for (const WireId lever : loose_levers(next, levers(field.form)))
        if (!turned)
          turned = turn(next, field.form, lever, wanted);
      all &= turned;
    }
    if (all)
      out.push_back(std::move(next));
  }
}

} // namespace blockfold::audit

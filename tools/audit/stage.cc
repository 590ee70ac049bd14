#include "tools/audit/stage.h"

#include "compiler/lower/chip/relations.h"

#include <algorithm>

namespace blockfold::audit {
namespace {

/// The search is small on purpose: what needs more than this is left to tests written by hand.
constexpr unsigned kDepth = 5;
constexpr std::size_t kLevers = 3, kStates = 4;

} // namespace

Stage::Stage(const Scenery& scenery, std::size_t copy, std::optional<Constraint> constraint,
             Elsewhere elsewhere)
    : scenery_(scenery), honest_(scenery.model.copies[copy]), chip_(scenery.model.chip_of(honest_)),
      copy_(copy), constraint_(constraint), elsewhere_(std::move(elsewhere)),
      mentions_(chip_.wires.size()) {
  for (const RowModel& row : chip_.rows)
    for (const LinearForm* form : {&row.a, &row.b, &row.c})
      for (const WireTerm& term : *form)
        ++mentions_[term.wire];
}

Stage::State Stage::honest() const {
  State state{honest_.wires, std::vector<Pin>(chip_.wires.size(), Loose), std::nullopt};
  if (constraint_ && constraint_->removal == Removal::Field)
    state.field =
        value_of(chip_.rows[constraint_->row].field(constraint_->place)->form, state.wires);
  return state;
}

Stage::State Stage::borrowed(std::size_t peer) const {
  State state = honest();
  for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
    if (settable(wire))
      state.wires[wire] = scenery_.model.copies[peer].wires[wire];
  define_text(chip_, state.wires, skipped_row());
  if (constraint_ && constraint_->removal == Removal::Field)
    state.field =
        value_of(chip_.rows[constraint_->row].field(constraint_->place)->form, state.wires);
  return state;
}

bool Stage::is_removed(std::uint32_t row) const {
  return constraint_ && constraint_->removal == Removal::Row && constraint_->row == row;
}

std::uint32_t Stage::skipped_row() const {
  return constraint_ && constraint_->removal == Removal::Row ? constraint_->row : UINT32_MAX;
}

// --- levers -------------------------------------------------------------------------------------

bool Stage::settable(WireId wire) const {
  const WireModel& model = chip_.wires[wire];
  if (wire < chip_.first_committed || model.column.phase == cs::Phase::Bus ||
      model.is_multiplicity())
    return false;
  return model.definer == UINT32_MAX || is_removed(model.definer);
}

void Stage::collect(const LinearForm& form, std::vector<WireId>& out) const {
  for (const WireTerm& term : form) {
    const std::uint32_t definer = chip_.wires[term.wire].definer;
    if (settable(term.wire)) {
      if (std::ranges::find(out, term.wire) == out.end())
        out.push_back(term.wire);
    } else if (definer != UINT32_MAX && !chip_.rows[definer].is_bus()) {
      collect(chip_.rows[definer].a, out);
      collect(chip_.rows[definer].b, out);
    }
  }
}

const std::vector<WireId>& Stage::levers(std::uint32_t row, std::uint32_t place) const {
  const auto [at, inserted] = levers_.try_emplace({row, place});
  std::vector<WireId>& out = at->second;
  if (!inserted)
    return out;
  if (const FieldModel* field = chip_.rows[row].field(place))
    collect(field->form, out);
  const auto rank = [&](WireId wire) {
    const std::uint32_t definer = chip_.wires[wire].definer;
    return definer != UINT32_MAX && is_removed(definer) ? 0 : mentions_[wire] + 1;
  };
  std::ranges::stable_sort(out, {}, rank);
  return out;
}

std::vector<WireId> Stage::levers(std::uint32_t row) const {
  std::vector<WireId> out;
  if (!chip_.rows[row].is_bus())
    collect(chip_.rows[row].a, out);
  for (const FieldModel& field : chip_.rows[row].fields)
    collect(field.form, out);
  return out;
}

void Stage::set(State& state, WireId wire, const Fr& value, Pin pin) const {
  state.wires[wire] = value;
  state.pins[wire] = pin;
  define_text(chip_, state.wires, skipped_row());
}

/// Sets the lever so that the form has the wanted value. Forms are affine in a lever unless a text
/// has one variable in two places; then this fails and another lever is tried.
bool Stage::turn(State& state, const LinearForm& form, WireId lever, const Fr& wanted) const {
  const Fr at = state.wires[lever], here = value_of(form, state.wires);
  State probe = state;
  set(probe, lever, at + Fr::one(), Loose);
  const Fr slope = value_of(form, probe.wires) - here;
  if (slope.is_zero())
    return false;
  set(state, lever, at + (wanted - here) * slope.inverse(), Repaired);
  return value_of(form, state.wires) == wanted;
}

// --- retargeting --------------------------------------------------------------------------------

std::vector<Stage::State> Stage::retarget(const State& state, std::uint32_t row,
                                          const Claim& target,
                                          std::optional<std::uint32_t> skip) const {
  std::vector<State> out;
  solve(state, row, target, skip, 0, out);
  return out;
}

void Stage::solve(const State& state, std::uint32_t row, const Claim& target,
                  std::optional<std::uint32_t> skip, std::size_t field,
                  std::vector<State>& out) const {
  const std::vector<FieldModel>& fields = chip_.rows[row].fields;
  const auto wrong = [&](const State& s, const FieldModel& f) {
    return f.place != skip && value_of(f.form, s.wires) != field_of(target, f.place);
  };
  if (out.size() >= kStates)
    return;
  if (field == fields.size()) {
    // Later fields may have disturbed earlier ones; places without a field are zero.
    const bool all =
        std::ranges::none_of(fields, [&](const FieldModel& f) { return wrong(state, f); });
    std::size_t extent = 0;
    for (const FieldModel& f : fields)
      extent = std::max<std::size_t>(extent, f.place + 1);
    bool covered = target.size() <= extent;
    for (std::uint32_t place = 0; place < target.size() && covered; ++place)
      covered = place == skip || chip_.rows[row].field(place) != nullptr || target[place].is_zero();
    if (all && covered) {
      out.push_back(state);
      if (skip && constraint_ && constraint_->row == row)
        out.back().field = field_of(target, *skip);
    }
    return;
  }
  if (!wrong(state, fields[field]))
    return solve(state, row, target, skip, field + 1, out);
  std::size_t tried = 0;
  for (const WireId lever : levers(row, fields[field].place)) {
    if (state.pins[lever] != Loose || tried == kLevers)
      continue;
    ++tried;
    State next = state;
    if (turn(next, fields[field].form, lever, field_of(target, fields[field].place)))
      solve(next, row, target, skip, field + 1, out);
  }
}

bool Stage::is_loose(const State& state, std::uint32_t row, std::uint32_t place) const {
  return std::ranges::any_of(levers(row, place),
                             [&](WireId wire) { return state.pins[wire] == Loose; });
}

std::vector<Claim> Stage::candidates(const State& state, std::uint32_t row, std::size_t limit,
                                     std::optional<std::uint32_t> skip) const {
  const RowModel& model = chip_.rows[row];
  const Claim now = claim_of(model, state.wires);
  const auto fits = [&](const Claim& candidate) {
    if (skip && field_of(candidate, *skip) == field_of(now, *skip))
      return false; // agrees where it need not: nothing that the constraint forbids
    for (std::uint32_t place = 0; place < std::max(candidate.size(), now.size()); ++place)
      if (place != skip && field_of(candidate, place) != field_of(now, place) &&
          !is_loose(state, row, place))
        return false; // a field that nothing can turn
    return true;
  };
  std::vector<Claim> out;
  const auto add = [&](const Claim& candidate) {
    const auto same = [&](const Claim& known) { return ClaimEqual{}(known, candidate); };
    if (out.size() < limit && fits(candidate) && std::ranges::none_of(out, same))
      out.push_back(candidate);
  };
  for (const auto& [claim, times] : elsewhere_.emitted)
    if (times > 0 && tag_of(claim) == model.tag)
      add(claim);
  for (const Claim& claim : scenery_.alike(now, skip == 0U))
    add(claim);
  for (const std::size_t peer : scenery_.peers[honest_.chip])
    add(claim_of(model, scenery_.model.copies[peer].wires));
  return out;
}

// --- what is wrong ------------------------------------------------------------------------------

Claim Stage::claim(const State& state, std::uint32_t row) const {
  Claim claim = claim_of(chip_.rows[row], state.wires);
  if (constraint_ && constraint_->removal == Removal::Field && constraint_->row == row)
    set_field(claim, constraint_->place, *state.field);
  return claim;
}

Ledger::Entry Stage::entry(const Claim& claim, const Ledger& changes) const {
  const Ledger::Entry was = scenery_.model.ledger[claim], change = changes[claim];
  return {was.emitted + change.emitted, was.demanded + change.demanded};
}

Stage::Trouble Stage::trouble(State& state) const {
  if (std::uint32_t failed = 0; !define_text(chip_, state.wires, skipped_row(), &failed))
    return {true, failed};
  Ledger changes;
  for (const auto& [claim, times] : elsewhere_.emitted)
    changes.emit(claim, times);
  std::vector<std::pair<Claim, std::uint32_t>> demands;
  std::vector<Claim> gone;
  for (const auto& [claim, times] : elsewhere_.emitted)
    if (times < 0)
      gone.push_back(claim);
  for (std::uint32_t i = 0; i < chip_.rows.size(); ++i) {
    const RowModel& row = chip_.rows[i];
    if (!row.is_bus() || row.weight.is_zero())
      continue;
    const Claim before = claim_of(row, honest_.wires), after = claim(state, i);
    if (row.kind == cs::RowKind::Emit) {
      changes.emit(before, -1), changes.emit(after);
      gone.push_back(before);
    } else {
      changes.demand(before, -Fr::one());
      if (!is_removed(i))
        changes.demand(after), demands.push_back({after, i});
    }
  }
  const auto unmet = [&](const Claim& claim) {
    const Ledger::Entry now = entry(claim, changes);
    return !now.is_met();
  };
  for (const auto& [claim, row] : demands)
    if (unmet(claim))
      return {false, row};
  for (const Claim& claim : gone)
    if (unmet(claim))
      return {true, UINT32_MAX};
  return {};
}

bool Stage::violated(const State& state) const {
  if (!constraint_)
    return true;
  const RowModel& row = chip_.rows[constraint_->row];
  if (row.kind == cs::RowKind::Product)
    return !row_holds(row, state.wires);
  if (row.kind == cs::RowKind::Inverse)
    return value_of(row.a, state.wires).is_zero(); // no value of the inverse would do
  const Claim wanted = claim_of(row, state.wires);
  std::int64_t emitted = scenery_.model.ledger[wanted].emitted;
  for (const RowModel& own : chip_.rows)
    if (own.kind == cs::RowKind::Emit)
      emitted += ClaimEqual{}(claim_of(own, state.wires), wanted) -
                 ClaimEqual{}(claim_of(own, honest_.wires), wanted);
  return emitted <= 0;
}

std::vector<Lie::Change> Stage::changes(const State& state) const {
  std::vector<Lie::Change> out;
  for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
    if (settable(wire) && state.wires[wire] != honest_.wires[wire])
      out.push_back({copy_, wire, state.wires[wire]});
  return out;
}

// --- repairs ------------------------------------------------------------------------------------

bool Stage::repair(State& state, unsigned& effort, unsigned depth) const {
  if (effort == 0)
    return false;
  --effort;
  const Trouble found = trouble(state);
  if (found.hopeless)
    return false;
  if (found.row == UINT32_MAX)
    return violated(state);
  if (depth == kDepth)
    return false;
  for (State& next : fixes(state, found.row, depth))
    if (repair(next, effort, depth + 1)) {
      state = std::move(next);
      return true;
    }
  return false;
}

std::map<std::uint32_t, Fr> Stage::premise_times(const State& state) const {
  std::map<std::uint32_t, Fr> times;
  for (const RowModel& row : chip_.rows) {
    const FieldModel* time =
        row.kind == cs::RowKind::Demand &&
                row.tag == static_cast<std::uint32_t>(lower::Relation::Statement)
            ? row.field(lower::kTimeField)
            : nullptr;
    if (time == nullptr)
      continue;
    for (const WireTerm& term : time->form)
      if (const auto& wire = chip_.wires[term.wire].structure;
          wire && wire->meaning == lower::StructureWire::Meaning::TimeLimb)
        times[wire->subject] = value_of(time->form, state.wires);
  }
  return times;
}

void Stage::retime(State& state, const std::map<std::uint32_t, Fr>& premise_times) const {
  using Meaning = lower::StructureWire::Meaning;
  const std::uint32_t bits = scenery_.model.table_bits;
  Fr time;
  std::map<std::uint32_t, std::uint32_t> limbs;
  for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
    if (const auto& meaning = chip_.wires[wire].structure) {
      if (meaning->meaning == Meaning::Time)
        time = state.wires[wire];
      if (meaning->meaning == Meaning::TimeLimb)
        ++limbs[meaning->subject];
    }
  for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire) {
    const auto& meaning = chip_.wires[wire].structure;
    if (!meaning || meaning->meaning != Meaning::TimeLimb)
      continue;
    const Fr difference = time - Fr::one() - premise_times.at(meaning->subject);
    const Limbs value = difference.to_limbs();
    const bool small = (value[1] | value[2] | value[3]) == 0 &&
                       value[0] >> std::min(63U, limbs[meaning->subject] * bits) == 0;
    const Fr digit =
        small ? Fr::from_u64(value[0] >> (meaning->limb * bits) & ((std::uint64_t{1} << bits) - 1))
              : (meaning->limb == 0 ? difference : Fr::zero());
    set(state, wire, digit, Repaired);
  }
}

std::vector<Stage::State> Stage::fixes(const State& state, std::uint32_t row,
                                       unsigned depth) const {
  if (chip_.rows[row].tag == static_cast<std::uint32_t>(lower::Relation::Range))
    return digits(state, row);
  std::optional<std::uint32_t> skip;
  if (constraint_ && constraint_->removal == Removal::Field && constraint_->row == row)
    skip = constraint_->place;
  std::vector<State> out;
  for (const Claim& target : candidates(state, row, depth == 0 ? 12 : 5, skip))
    for (State& next : retarget(state, row, target, skip))
      out.push_back(std::move(next));
  return out;
}

/// A digit that the form of a range check speaks of.
std::optional<lower::StructureWire> Stage::digit_in(const LinearForm& form) const {
  std::optional<lower::StructureWire> digit;
  for (const WireTerm& term : form)
    if (const auto& wire = chip_.wires[term.wire].structure;
        wire && (wire->limb != 0 || form.size() == 1))
      digit = wire;
  return digit;
}

/// All wires that hold digits of the same number.
std::vector<WireId> Stage::digits_with(const lower::StructureWire& digit) const {
  std::vector<WireId> out;
  for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
    if (const auto& other = chip_.wires[wire].structure;
        other && other->meaning == digit.meaning && other->subject == digit.subject)
      out.push_back(wire);
  return out;
}

/// The lowest digit, if it is no wire but the number less the other digits: it stands in the row
/// that names them all.
const LinearForm* Stage::lowest_digit(const std::vector<WireId>& digits) const {
  for (const RowModel& row : chip_.rows) {
    const bool sum = row.kind == cs::RowKind::Demand &&
                     row.tag == static_cast<std::uint32_t>(lower::Relation::Range) &&
                     row.fields.back().form.size() > 1;
    if (sum && std::ranges::any_of(row.fields.back().form, [&](const WireTerm& term) {
          return term.wire == digits.front();
        }))
      return &row.fields.back().form;
  }
  return nullptr;
}

/// Writes the number that a group of digits stands for with digits that are in range.
std::vector<Stage::State> Stage::digits(const State& state, std::uint32_t row) const {
  const std::uint32_t bits = scenery_.model.table_bits;
  const auto digit = digit_in(chip_.rows[row].fields.back().form);
  if (!digit || bits == 0)
    return {};
  const std::vector<WireId> wires = digits_with(*digit);
  const auto place = [&](WireId wire) { return chip_.wires[wire].structure->limb * bits; };
  Fr number;
  std::size_t places = wires.size();
  for (const WireId wire : wires) {
    if (state.pins[wire] == Lied)
      return {};
    number += Fr::from_u64(std::uint64_t{1} << place(wire)) * state.wires[wire];
  }
  if (const LinearForm* lowest = lowest_digit(wires)) {
    number += value_of(*lowest, state.wires);
    ++places;
  }
  const Limbs value = number.to_limbs();
  if ((value[1] | value[2] | value[3]) != 0 ||
      (places * bits < 64 && value[0] >> (places * bits) != 0))
    return {}; // no digits will do
  State next = state;
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  for (const WireId wire : wires)
    set(next, wire, Fr::from_u64(value[0] >> place(wire) & mask), Repaired);
  return {std::move(next)};
}

} // namespace blockfold::audit

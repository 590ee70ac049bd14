#include "tools/audit/lies.h"

#include "compiler/lower/chip/relations.h"
#include "tools/audit/stage.h"

#include <algorithm>

namespace blockfold::audit {

using lower::ChipRole;

namespace {

constexpr std::size_t kConsumers = 12; ///< demands of a tag that a false claim is offered to
constexpr unsigned kEffort = 400;      ///< states looked at for one constraint

class LieSearch {
public:
  LieSearch(const Scenery& scenery, const Constraint& constraint)
      : scenery_(scenery), model_(scenery.model), constraint_(constraint),
        row_(model_.chips[constraint.chip].rows[constraint.row]) {}

  std::optional<Lie> find() {
    if (constraint_.removal == Removal::Equation)
      return free_term();
    for (const std::size_t copy : scenery_.stages[constraint_.chip]) {
      effort_ = kEffort;
      const auto lie = row_.kind == cs::RowKind::Emit ? false_claim(copy) : told_on(copy);
      if (lie)
        return lie;
    }
    return std::nullopt;
  }

private:
  // --- a bus term that may be anything

  /// A conclusion that stands nowhere, made good by the free term.
  std::optional<Lie> free_term() const {
    const ChipModel& chip = model_.chips[constraint_.chip];
    for (std::uint32_t i = 0; i < chip.rows.size(); ++i)
      for (const LinearForm* form : {&chip.rows[i].a, &chip.rows[i].b, &chip.rows[i].c})
        if (i != constraint_.row &&
            std::ranges::any_of(*form, [&](const WireTerm& t) { return t.wire == row_.defines; }))
          return std::nullopt; // another row still knows the term
    for (std::size_t i = 0; i < model_.copies.size(); ++i) {
      const ChipModel& qed = model_.chip_of(model_.copies[i]);
      if (qed.role != ChipRole::Qed || scenery_.stages[constraint_.chip].empty())
        continue;
      for (WireId wire = qed.first_committed; wire < qed.wires.size(); ++wire)
        if (const auto& meaning = qed.wires[wire].structure;
            meaning && meaning->meaning == lower::StructureWire::Meaning::PremiseAddress)
          return Lie{{{i, wire, Fr::zero()}}, scenery_.stages[constraint_.chip].front(), {}};
    }
    return std::nullopt;
  }

  // --- lies on one copy

  std::optional<Lie> told_on(std::size_t copy) {
    const Stage stage(scenery_, copy, constraint_);
    std::optional<Lie> lie;
    const auto attempt = [&](Stage::State state) {
      if (!stage.repair(state, effort_))
        return false;
      lie = Lie{stage.changes(state), copy, state.field};
      return true;
    };
    const bool freed = constraint_.removal == Removal::Field;
    const bool inverse = row_.kind == cs::RowKind::Inverse;
    const std::vector<WireId> levers = row_.kind == cs::RowKind::Product
                                           ? std::vector<WireId>{row_.defines}
                                       : freed ? stage.levers(constraint_.row, constraint_.place)
                                               : stage.levers(constraint_.row);
    if (!inverse && nudge(stage, stage.honest(), levers, attempt))
      return lie;
    if (retime(stage, stage.honest(), levers, attempt))
      return lie;
    if ((freed && turn_freed(stage, stage.honest(), attempt)) ||
        turn_rows_with(stage, stage.honest(), levers, attempt))
      return lie;
    for (const std::size_t peer : scenery_.peers[constraint_.chip]) {
      const Stage::State base = stage.borrowed(peer);
      if ((!inverse && swap_back(stage, base, levers, attempt)) ||
          retime(stage, base, levers, attempt) || (freed && turn_freed(stage, base, attempt)))
        return lie;
    }
    return lie;
  }

  /// One wire has another value.
  template <class Attempt>
  bool nudge(const Stage& stage, const Stage::State& base, const std::vector<WireId>& levers,
             Attempt attempt) const {
    const Fr table = Fr::from_u64(std::uint64_t{1} << model_.table_bits);
    for (const WireId wire : levers) {
      const Fr now = base.wires[wire];
      for (const Fr& value :
           {now + Fr::one(), now + table, Fr::zero(), model_.challenges.r.square()}) {
        Stage::State state = base;
        if (value == now)
          continue;
        stage.set(state, wire, value, Stage::Lied);
        if (attempt(std::move(state)))
          return true;
      }
    }
    return false;
  }

  /// Another application of the rule, with one wire of the copy's own.
  template <class Attempt>
  bool swap_back(const Stage& stage, const Stage::State& base, const std::vector<WireId>& levers,
                 Attempt attempt) const {
    const Stage::State honest = stage.honest();
    for (const WireId wire : levers) {
      if (honest.wires[wire] == base.wires[wire])
        continue;
      Stage::State state = base;
      stage.set(state, wire, honest.wires[wire], Stage::Lied);
      if (attempt(std::move(state)))
        return true;
    }
    return false;
  }

  /// The block comes just after one of its premises: too early for those that are later.
  template <class Attempt>
  bool retime(const Stage& stage, const Stage::State& base, const std::vector<WireId>& levers,
              Attempt attempt) const {
    using Meaning = lower::StructureWire::Meaning;
    const auto is = [&](WireId wire, Meaning meaning) {
      const auto& structure = stage.chip().wires[wire].structure;
      return structure && structure->meaning == meaning;
    };
    if (std::ranges::none_of(levers, [&](WireId w) { return is(w, Meaning::TimeLimb); }))
      return false;
    const std::map<std::uint32_t, Fr> times = stage.premise_times(base);
    for (WireId wire = stage.chip().first_committed; wire < stage.chip().wires.size(); ++wire)
      for (const auto& [premise, time] : times) {
        if (!is(wire, Meaning::Time))
          break;
        for (const Fr& value : {time + Fr::one(), Fr::zero()}) {
          Stage::State state = base;
          stage.set(state, wire, value, Stage::Lied);
          stage.retime(state, times);
          if (attempt(std::move(state)))
            return true;
        }
      }
    return false;
  }

  /// The demand whose field was freed is turned to a claim with another value there.
  template <class Attempt>
  bool turn_freed(const Stage& stage, const Stage::State& base, Attempt attempt) const {
    const std::uint32_t place = constraint_.place;
    for (const Claim& target : stage.candidates(base, constraint_.row, 12, place))
      for (Stage::State& state : stage.retarget(base, constraint_.row, target, place))
        if (attempt(std::move(state)))
          return true;
    return false;
  }

  /// Another demand of the copy that shares a wire is turned to another claim.
  template <class Attempt>
  bool turn_rows_with(const Stage& stage, const Stage::State& base,
                      const std::vector<WireId>& wires, Attempt attempt) const {
    for (std::uint32_t i = 0; i < stage.chip().rows.size(); ++i) {
      if (stage.chip().rows[i].kind != cs::RowKind::Demand || i == constraint_.row)
        continue;
      const std::vector<WireId> levers = stage.levers(i);
      if (std::ranges::none_of(
              wires, [&](WireId wire) { return std::ranges::find(levers, wire) != levers.end(); }))
        continue;
      for (const Claim& target : stage.candidates(base, i, 24))
        for (Stage::State& state : stage.retarget(base, i, target))
          if (attempt(std::move(state)))
            return true;
    }
    return false;
  }

  // --- a false claim, and who uses it

  std::optional<Lie> false_claim(std::size_t copy) {
    const Claim truth = claim_of(row_, model_.copies[copy].wires);
    for (const std::size_t peer : scenery_.peers[constraint_.chip])
      if (auto lie = redirected(copy, peer))
        return lie;
    std::size_t offered = 0;
    for (const Scenery::Consumer& consumer : scenery_.consumers(row_.tag)) {
      if (consumer.copy == copy)
        continue;
      if (offered++ == kConsumers)
        break;
      if (auto lie = consumed(copy, truth, consumer))
        return lie;
    }
    return std::nullopt;
  }

  /// The copy holds what a peer holds; a block that demands the like, but for the freed field, is
  /// sent to the copy's address and hears there what it wants to hear.
  std::optional<Lie> redirected(std::size_t copy, std::size_t peer) {
    const auto key = scenery_.keys.place_of.find(row_.tag);
    if (key == scenery_.keys.place_of.end())
      return std::nullopt;
    const Stage emitter(scenery_, copy, std::nullopt);
    const Stage::State state = emitter.borrowed(peer);
    const Claim truth = claim_of(row_, state.wires);
    const bool address = constraint_.place == key->second;
    for (const Scenery::Consumer& consumer : scenery_.demands_like(truth, constraint_.place)) {
      if (consumer.copy == copy)
        continue;
      const RowModel& demand = model_.chip_of(model_.copies[consumer.copy]).rows[consumer.row];
      Claim lied = claim_of(demand, model_.copies[consumer.copy].wires);
      set_field(lied, key->second, address ? Fr::zero() : field_of(truth, key->second));
      if (ClaimEqual{}(lied, truth) || model_.ledger[lied].emitted > 0)
        continue;
      if (auto lie = told(copy, emitter.changes(state), state.wires, lied, consumer))
        return lie;
    }
    return std::nullopt;
  }

  /// The consumer demands the false claim, which the copy makes.
  std::optional<Lie> told(std::size_t copy, std::vector<Lie::Change> changes,
                          const std::vector<Fr>& wires, const Claim& lied,
                          const Scenery::Consumer& consumer) {
    Elsewhere elsewhere;
    for (std::uint32_t i = 0; i < model_.chips[constraint_.chip].rows.size(); ++i) {
      const RowModel& row = model_.chips[constraint_.chip].rows[i];
      if (row.kind != cs::RowKind::Emit)
        continue;
      elsewhere.emitted.push_back({claim_of(row, model_.copies[copy].wires), -1});
      elsewhere.emitted.push_back({i == constraint_.row ? lied : claim_of(row, wires), 1});
    }
    const Stage stage(scenery_, consumer.copy, std::nullopt, std::move(elsewhere));
    for (Stage::State& state : stage.retarget(stage.honest(), consumer.row, lied)) {
      for (const WireId wire : stage.levers(consumer.row))
        state.pins[wire] = Stage::Lied;
      if (!stage.repair(state, effort_))
        continue;
      const std::vector<Lie::Change> more = stage.changes(state);
      changes.insert(changes.end(), more.begin(), more.end());
      return Lie{std::move(changes), copy, field_of(lied, constraint_.place)};
    }
    return std::nullopt;
  }

  /// The consumer is turned to the claim but for the freed field, where the claim says what the
  /// consumer wants to hear.
  std::optional<Lie> consumed(std::size_t copy, const Claim& truth,
                              const Scenery::Consumer& consumer) {
    const Stage plain(scenery_, consumer.copy, std::nullopt);
    std::vector<Stage::State> states =
        plain.retarget(plain.honest(), consumer.row, truth, constraint_.place);
    for (std::size_t i = 0, n = states.size(); i < n; ++i)
      for (const WireId wire : plain.levers(consumer.row, constraint_.place))
        for (const Fr& step : {Fr::one(), -Fr::one(), Fr::from_u64(2),
                               Fr::from_u64(std::uint64_t{1} << model_.table_bits)}) {
          Stage::State state = states[i];
          plain.set(state, wire, state.wires[wire] + step, Stage::Lied);
          states.push_back(std::move(state));
        }
    for (const Stage::State& state : states) {
      const Claim wanted = plain.claim(state, consumer.row);
      Claim lied = truth;
      set_field(lied, constraint_.place, field_of(wanted, constraint_.place));
      if (ClaimEqual{}(wanted, truth) || !ClaimEqual{}(wanted, lied) ||
          model_.ledger[lied].emitted > 0)
        continue; // not what is said, or somebody says so truthfully
      if (auto lie = told(copy, {}, model_.copies[copy].wires, lied, consumer))
        return lie;
    }
    return std::nullopt;
  }

  const Scenery& scenery_;
  const Model& model_;
  Constraint constraint_;
  const RowModel& row_;
  unsigned effort_ = kEffort;
};

} // namespace

std::optional<Lie> find_lie(const Scenery& scenery, const Constraint& constraint) {
  return LieSearch(scenery, constraint).find();
}

} // namespace blockfold::audit

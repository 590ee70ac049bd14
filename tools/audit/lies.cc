#include "tools/audit/lies.h"

#include "compiler/lower/chip/relations.h"
#include "runtime/base/check.h"
#include "tools/audit/stage.h"

#include <algorithm>
#include <cctype>

namespace blockfold::audit {

using lower::ChipRole;

// --- names --------------------------------------------------------------------------------------

namespace {

const char* role_name(ChipRole role) {
  switch (role) {
  case ChipRole::Range:
    return "range table";
  case ChipRole::Variable:
    return "variable";
  case ChipRole::Rule:
    return "rule";
  case ChipRole::DisjointDeclared:
    return "$d declared";
  case ChipRole::DisjointDummy:
    return "$d dummy";
  case ChipRole::DisjointLeft:
    return "$d left";
  case ChipRole::DisjointRight:
    return "$d right";
  case ChipRole::Hypothesis:
    return "hypotheses";
  case ChipRole::NodeHypothesis:
    return "hypothesis with a node";
  case ChipRole::Qed:
    return "qed";
  case ChipRole::Declared:
    return "$d declarations";
  }
  return "";
}

std::string field_name(std::uint32_t tag, std::uint32_t place) {
  static const char* const kStatement[] = {"tag",    "context", "typecode", "time",
                                           "length", "text",    "pow",      "address"};
  static const char* const kDisjoint[] = {"tag", "context", "first", "second"};
  static const char* const kLeaf[] = {"tag", "address", "symbol"};
  if (tag == static_cast<std::uint32_t>(lower::Relation::Statement) && place < 8)
    return kStatement[place];
  const bool pair = tag == static_cast<std::uint32_t>(lower::Relation::Disjoint) ||
                    tag == static_cast<std::uint32_t>(lower::Relation::Declared);
  if (pair && place < 4)
    return kDisjoint[place];
  const bool leaf = tag == static_cast<std::uint32_t>(lower::Relation::Variable) ||
                    tag == static_cast<std::uint32_t>(lower::Relation::Dummy);
  if (leaf && place < 3)
    return kLeaf[place];
  if (tag == static_cast<std::uint32_t>(lower::Relation::Range) && place == 1)
    return "value";
  if (tag >= static_cast<std::uint32_t>(lower::Relation::Node))
    return place == 0 ? "tag" : place == 1 ? "address" : "part";
  return "field " + std::to_string(place);
}

std::string what_of(const Model& model, const Constraint& constraint) {
  const RowModel& row = model.chips[constraint.chip].rows[constraint.row];
  switch (constraint.removal) {
  case Removal::Row:
    return "";
  case Removal::Equation:
    return ", its equation";
  case Removal::Field:
    return ", " + field_name(row.tag, constraint.place);
  }
  return "";
}

std::string without_numbers(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(name[i])) == 0)
      out += name[i];
    else if (out.empty() || out.back() != '#')
      out += '#';
  }
  return out;
}

} // namespace

std::string name_of(const Model& model, const Constraint& constraint) {
  const ChipModel& chip = model.chips[constraint.chip];
  return chip.name + ": " + chip.rows[constraint.row].name + what_of(model, constraint);
}

std::string class_of(const Model& model, const Constraint& constraint) {
  const ChipModel& chip = model.chips[constraint.chip];
  return std::string(role_name(chip.role)) + ": " +
         without_numbers(chip.rows[constraint.row].name) + what_of(model, constraint);
}

std::vector<Constraint> constraints_of(const Model& model, std::uint32_t chip) {
  std::vector<Constraint> out;
  for (std::uint32_t i = 0; i < model.chips[chip].rows.size(); ++i) {
    const RowModel& row = model.chips[chip].rows[i];
    if (row.kind != cs::RowKind::Emit)
      out.push_back({chip, i, Removal::Row});
    if (!row.is_bus())
      continue;
    out.push_back({chip, i, Removal::Equation});
    for (const FieldModel& field : row.fields)
      if (field.place != 0)
        out.push_back({chip, i, Removal::Field, field.place});
  }
  return out;
}

// --- scenery ------------------------------------------------------------------------------------

namespace {

constexpr std::size_t kStages = 2;     ///< copies of a chip that lies are told on
constexpr std::size_t kPeers = 12;     ///< copies of a chip whose wires are borrowed
constexpr std::size_t kConsumers = 12; ///< demands of a tag that a false claim is offered to
constexpr std::size_t kAlike = 6;      ///< claims kept of one context and typecode, or of one text
constexpr std::size_t kSample = 48;    ///< claims kept of one tag, whatever their sort
constexpr unsigned kEffort = 400;      ///< states looked at for one constraint

bool is_used(const Model& model, const Copy& copy) {
  return std::ranges::any_of(model.chip_of(copy).rows, [&](const RowModel& row) {
    return row.kind == cs::RowKind::Emit && model.ledger[claim_of(row, copy.wires)].demanded > 0;
  });
}

} // namespace

Scenery::Scenery(const Model& of)
    : model(of), keys(find_keys(of)), stages(of.chips.size()), peers(of.chips.size()) {
  collect_copies();
  collect_claims();
  collect_consumers();
}

void Scenery::collect_copies() {
  std::vector<std::vector<std::size_t>> all(model.chips.size());
  for (const bool used : {false, true})
    for (std::size_t i = 0; i < model.copies.size(); ++i)
      if (is_used(model, model.copies[i]) == used)
        all[model.copies[i].chip].push_back(i);
  for (std::size_t chip = 0; chip < all.size(); ++chip) {
    const std::vector<std::size_t>& copies = all[chip];
    stages[chip].assign(copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(
                                                             std::min(copies.size(), kStages)));
    const std::size_t step = copies.size() / kPeers + 1;
    for (std::size_t i = copies.size(); i > 0; i -= std::min(i, step))
      peers[chip].push_back(copies[i - 1]);
  }
}

void Scenery::collect_claims() {
  const auto statement = static_cast<std::uint32_t>(lower::Relation::Statement);
  const auto keep = [](std::vector<Claim>& list, const Claim& claim) {
    if (list.size() < kAlike)
      list.push_back(claim);
  };
  for (const Copy& copy : model.copies)
    for (const RowModel& row : model.chip_of(copy).rows) {
      if (row.kind != cs::RowKind::Emit)
        continue;
      const Claim claim = claim_of(row, copy.wires);
      if (const auto key = keys.place_of.find(row.tag); key != keys.place_of.end())
        by_key_.emplace(std::pair(row.tag, field_of(claim, key->second).raw()), claim);
      const Limbs second = row.tag == statement ? field_of(claim, 2).raw() : Limbs{};
      keep(by_context_[{row.tag, field_of(claim, 1).raw(), second}], claim);
      if (row.tag == statement)
        keep(by_text_[{row.tag, second, field_of(claim, lower::kTextField).raw()}], claim);
    }
  for (const auto& [group, list] : by_context_)
    if (std::vector<Claim>& sample = sample_[std::get<0>(group)]; sample.size() < kSample)
      sample.insert(sample.end(), list.begin(),
                    list.begin() +
                        static_cast<std::ptrdiff_t>(std::min<std::size_t>(list.size(), 2)));
}

void Scenery::collect_consumers() {
  // A conclusion is the one consumer that every lie is told for.
  for (const bool qed : {true, false})
    for (std::uint32_t chip = 0; chip < model.chips.size(); ++chip)
      if ((model.chips[chip].role == ChipRole::Qed) == qed && !stages[chip].empty())
        for (std::uint32_t row = 0; row < model.chips[chip].rows.size(); ++row)
          if (const RowModel& at = model.chips[chip].rows[row]; at.kind == cs::RowKind::Demand)
            consumers_[at.tag].push_back({stages[chip].front(), row});
}

const std::vector<Scenery::Consumer>& Scenery::consumers(std::uint32_t tag) const {
  static const std::vector<Consumer> kNone;
  const auto found = consumers_.find(tag);
  return found == consumers_.end() ? kNone : found->second;
}

std::vector<Claim> Scenery::alike(const Claim& claim, bool any_tag) const {
  std::vector<Claim> out;
  const std::uint32_t tag = tag_of(claim);
  const auto add = [&](const auto& index, const auto& at) {
    if (const auto found = index.find(at); found != index.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  };
  if (const auto key = keys.place_of.find(tag); key != keys.place_of.end())
    if (const auto found = by_key_.find({tag, field_of(claim, key->second).raw()});
        found != by_key_.end())
      out.push_back(found->second);
  const bool statement = tag == static_cast<std::uint32_t>(lower::Relation::Statement);
  const Limbs second = statement ? field_of(claim, 2).raw() : Limbs{};
  if (statement)
    add(by_text_, Group{tag, second, field_of(claim, lower::kTextField).raw()});
  add(by_context_, Group{tag, field_of(claim, 1).raw(), second});
  for (const auto& [other, list] : sample_)
    if (other == tag || any_tag)
      out.insert(out.end(), list.begin(), list.end());
  return out;
}

Claim Scenery::without_key(Claim claim, std::uint32_t place) const {
  if (const auto key = keys.place_of.find(tag_of(claim)); key != keys.place_of.end())
    set_field(claim, key->second, Fr::zero());
  set_field(claim, place, Fr::zero());
  return claim;
}

const std::vector<Scenery::Consumer>& Scenery::demands_like(const Claim& claim,
                                                            std::uint32_t place) const {
  static const std::vector<Consumer> kNone;
  const auto [index, inserted] = demands_.try_emplace({tag_of(claim), place});
  if (inserted)
    for (std::size_t copy = 0; copy < model.copies.size(); ++copy) {
      const ChipModel& chip = model.chip_of(model.copies[copy]);
      for (std::uint32_t i = 0; i < chip.rows.size(); ++i)
        if (chip.rows[i].kind == cs::RowKind::Demand && chip.rows[i].tag == tag_of(claim)) {
          auto& list =
              index->second[without_key(claim_of(chip.rows[i], model.copies[copy].wires), place)];
          if (list.size() < kAlike)
            list.push_back({copy, i});
        }
    }
  const auto found = index->second.find(without_key(claim, place));
  return found == index->second.end() ? kNone : found->second;
}

// --- lies ---------------------------------------------------------------------------------------

namespace {

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

// --- confirmation -------------------------------------------------------------------------------

/// The whole weakened circuit on the whole false witness.
class Confirmation {
public:
  Confirmation(const Model& model, const Constraint& constraint, const Lie& lie)
      : model_(model), constraint_(constraint), lie_(lie) {
    for (const Lie::Change& change : lie.changes)
      wires_.try_emplace(change.copy, model.copies[change.copy].wires).first->second[change.wire] =
          change.value;
    for (auto& [copy, wires] : wires_)
      define_text(model.chip_of(model.copies[copy]), wires, removed(copy));
  }

  bool holds() {
    for (const auto& [copy, wires] : wires_)
      if (!products_hold(copy, wires))
        return false;
    for (std::size_t copy = 0; copy < model_.copies.size(); ++copy)
      account(copy);
    return balance() && violated();
  }

private:
  bool weakens(std::size_t copy, std::uint32_t row) const {
    return model_.copies[copy].chip == constraint_.chip && row == constraint_.row;
  }
  std::uint32_t removed(std::size_t copy) const {
    return model_.copies[copy].chip == constraint_.chip && constraint_.removal == Removal::Row
               ? constraint_.row
               : UINT32_MAX;
  }
  llvm::ArrayRef<Fr> wires(std::size_t copy) const {
    const auto changed = wires_.find(copy);
    return changed == wires_.end() ? model_.copies[copy].wires : changed->second;
  }
  const std::vector<RowModel>& rows(std::size_t copy) const {
    return model_.chip_of(model_.copies[copy]).rows;
  }

  bool products_hold(std::size_t copy, llvm::ArrayRef<Fr> wires) const {
    for (std::uint32_t i = 0; i < rows(copy).size(); ++i)
      if (!rows(copy)[i].is_bus() && i != removed(copy) && !row_holds(rows(copy)[i], wires))
        return false;
    return true;
  }

  Claim claim(std::size_t copy, std::uint32_t row) const {
    Claim claim = claim_of(rows(copy)[row], wires(copy));
    if (copy == lie_.copy && weakens(copy, row) && constraint_.removal == Removal::Field)
      set_field(claim, constraint_.place, *lie_.field);
    return claim;
  }

  bool counts(std::size_t copy, std::uint32_t row) const {
    const RowModel& model = rows(copy)[row];
    return model.is_bus() && !model.weight.is_zero() && row != removed(copy);
  }

  void account(std::size_t copy) {
    for (std::uint32_t i = 0; i < rows(copy).size(); ++i)
      if (counts(copy, i))
        rows(copy)[i].kind == cs::RowKind::Emit ? ledger_.emit(claim(copy, i))
                                                : ledger_.demand(claim(copy, i));
  }

  /// h of a claim: multiplicity / (alpha - tuple).
  Fr term(const Claim& claim, std::int64_t multiplicity) const {
    Fr tuple, power = Fr::one();
    for (const Fr& field : claim) {
      tuple += power * field;
      power *= model_.challenges.beta;
    }
    return Fr::from_i64(multiplicity) * (model_.challenges.alpha - tuple).inverse();
  }

  /// The first who emits a claim gets the number of its demands as multiplicity. The bus sum must
  /// be zero, or become zero by the term that was set free.
  bool balance() {
    Ledger given;
    for (std::size_t copy = 0; copy < model_.copies.size(); ++copy)
      for (std::uint32_t i = 0; i < rows(copy).size(); ++i) {
        if (!counts(copy, i))
          continue;
        const Claim what = claim(copy, i);
        const bool emits = rows(copy)[i].kind == cs::RowKind::Emit;
        std::int64_t multiplicity = 1;
        if (emits) {
          multiplicity = given[what].emitted == 0 ? ledger_[what].demanded : 0;
          given.emit(what);
        }
        if (copy == lie_.copy && weakens(copy, i) && constraint_.removal == Removal::Equation) {
          honest_term_ = emits ? term(what, multiplicity) : -term(what, 1);
          continue;
        }
        emits ? sum_ += term(what, multiplicity) : sum_ -= term(what, multiplicity);
      }
    return sum_.is_zero() || constraint_.removal == Removal::Equation;
  }

  bool violated() const {
    const RowModel& row = rows(lie_.copy)[constraint_.row];
    if (constraint_.removal == Removal::Equation)
      return !(sum_ + honest_term_).is_zero();
    if (row.kind == cs::RowKind::Emit)
      return value_of(row.field(constraint_.place)->form, wires(lie_.copy)) != *lie_.field;
    if (row.kind == cs::RowKind::Product)
      return !row_holds(row, wires(lie_.copy));
    if (row.kind == cs::RowKind::Inverse)
      return value_of(row.a, wires(lie_.copy)).is_zero();
    return ledger_[claim_of(row, wires(lie_.copy))].emitted <= 0;
  }

  const Model& model_;
  const Constraint& constraint_;
  const Lie& lie_;
  std::map<std::size_t, std::vector<Fr>> wires_;
  Ledger ledger_;
  Fr sum_, honest_term_;
};

} // namespace

std::optional<Lie> find_lie(const Scenery& scenery, const Constraint& constraint) {
  return LieSearch(scenery, constraint).find();
}

bool confirm_lie(const Model& model, const Constraint& constraint, const Lie& lie) {
  return Confirmation(model, constraint, lie).holds();
}

} // namespace blockfold::audit

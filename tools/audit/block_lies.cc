#include "tools/audit/block_lies.h"

#include "compiler/lower/chip/relations.h"
#include "tools/audit/puppet.h"

#include <algorithm>

namespace blockfold::audit {

using cs::RowKind;
using lower::ChipRole;

std::vector<Constraint> block_constraints_of(const Model& model, std::uint32_t chip) {
  std::vector<Constraint> out = constraints_of(model, chip);
  for (std::uint32_t i = 0; i < model.chips[chip].rows.size(); ++i)
    if (const RowModel& row = model.chips[chip].rows[i];
        row.kind == RowKind::Emit && row.multiplicity == kNoWire)
      out.push_back({chip, i, Removal::Row});
  return out;
}

const char* name_of(LieKind kind) {
  switch (kind) {
  case LieKind::BreaksRule:
    return "breaks the rule";
  case LieKind::OnlyWires:
    return "wires only";
  case LieKind::BreaksPromise:
    return "breaks a promise";
  }
  return "";
}

namespace {

/// States looked at from one beginning: to tell a lie, and where none is expected.
constexpr unsigned kEffort = 40, kGlance = 8;
constexpr unsigned kMostEffort = 3000; ///< from all beginnings that one block has

class Search {
public:
  Search(const Theatre& theatre, const std::vector<bool>& unique, const StagedBlock& block,
         const Constraint& constraint)
      : theatre_(theatre), model_(theatre.model), unique_(unique), block_(block),
        constraint_(constraint), row_(model_.chips[constraint.chip].rows[constraint.row]) {}

  /// Whatever the rule does not accept.
  std::optional<BlockLie> false_block() { return told({}); }

  std::optional<BlockLie> find() {
    if (constraint_.removal == Removal::Equation)
      return free_term();
    if (constraint_.chip != theatre_.chip)
      return false_row();
    if (const Partner* partner = partner_of(constraint_.row))
      return constraint_.removal == Removal::Row ? unmet(*partner) : misunderstood(*partner);
    if (constraint_.removal == Removal::Field)
      return false_lookup();
    return told({constraint_.row});
  }

private:
  const Partner* partner_of(std::uint32_t row) const {
    if (constraint_.chip != theatre_.chip)
      return nullptr;
    for (const Partner& partner : block_.partners)
      if (partner.row == row)
        return &partner;
    return nullptr;
  }

  // --- claims

  /// The wire of a partner that holds an argument.
  WireId argument(const Partner& partner, std::uint32_t index) const {
    if (partner.copy == Partner::kNobody)
      return kNoWire;
    const ChipModel& chip = model_.chip_of(model_.copies[partner.copy]);
    for (WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire)
      if (chip.wires[wire].variable == index)
        return wire;
    return kNoWire;
  }
  Lie::Change raised(const Partner& partner, WireId wire) const {
    return {partner.copy, wire, model_.copies[partner.copy].wires[wire] + Fr::one()};
  }

  /// The partner is not there: it says something else, or does not count.
  std::optional<Lie::Change> absent(const Partner& partner) const {
    if (partner.understudy)
      return Lie::Change{partner.copy, active_wire(model_.chip_of(model_.copies[partner.copy])),
                         Fr::zero()};
    const WireId wire = argument(partner, 0);
    return wire == kNoWire ? std::nullopt : std::optional(raised(partner, wire));
  }

  std::optional<BlockLie> unmet(const Partner& partner) const {
    const auto change = absent(partner);
    if (!change)
      return std::nullopt;
    return BlockLie{{{*change}, block_.copy, {}}};
  }

  /// The partner speaks of another value in the field that was freed.
  std::optional<BlockLie> misunderstood(const Partner& partner) const {
    const WireId wire = argument(partner, constraint_.place - 1);
    if (wire == kNoWire)
      return std::nullopt;
    const Lie::Change change = raised(partner, wire);
    return BlockLie{{{change}, block_.copy, change.value}};
  }

  /// A claim of the block is not met, which the free term makes good.
  std::optional<BlockLie> free_term() const {
    const auto& copies = model_.copies;
    const auto teller = std::ranges::find(copies, constraint_.chip, &Copy::chip);
    for (const Partner& partner : block_.partners)
      if (const auto change = absent(partner); change && teller != copies.end())
        return BlockLie{{{*change}, static_cast<std::size_t>(teller - copies.begin()), {}}};
    return std::nullopt;
  }

  // --- lookups

  /// The field of a lookup may be anything: the table has a row with another value there.
  std::optional<BlockLie> false_lookup() {
    auto found = told({constraint_.row, row_.tag, constraint_.place});
    if (!found)
      return std::nullopt;
    const auto copy = speaker(claim_of(row_, changed(found->lie)), constraint_.place, {});
    if (!copy)
      return std::nullopt;
    const Copy& at = model_.copies[*copy];
    found->lie.field =
        field_of(claim_of(model_.chip_of(at).rows.front(), at.wires), constraint_.place);
    return found;
  }

  /// The table says what a block likes to hear.
  std::optional<BlockLie> false_row() {
    const Puppet::Freedom freedom{UINT32_MAX, row_.tag, constraint_.place};
    auto found = told(freedom);
    if (!found)
      return std::nullopt;
    const std::vector<Fr> wires = changed(found->lie);
    const auto claims = Puppet(theatre_, unique_, block_, freedom).false_claims(wires);
    const auto copy = speaker(claims.front(), constraint_.place, wires);
    if (!copy)
      return std::nullopt;
    found->lie.copy = *copy;
    found->lie.field = field_of(claims.front(), constraint_.place);
    return found;
  }

  std::vector<Fr> changed(const Lie& lie) const {
    std::vector<Fr> wires = model_.copies[block_.copy].wires;
    for (const Lie::Change& change : lie.changes)
      if (change.copy == block_.copy)
        wires[change.wire] = change.value;
    define_text(model_.chips[theatre_.chip], wires);
    return wires;
  }
  /// A row of a table that the claim is but for one place, and that a block with these wires does
  /// not look up.
  std::optional<std::size_t> speaker(const Claim& claim, std::uint32_t place,
                                     llvm::ArrayRef<Fr> wires) const {
    for (std::size_t i = 0; i < model_.copies.size(); ++i) {
      const ChipModel& chip = model_.chip_of(model_.copies[i]);
      if (chip.role != ChipRole::BlockTable && chip.role != ChipRole::Range)
        continue;
      const Claim said = claim_of(chip.rows.front(), model_.copies[i].wires);
      Claim lied = said;
      set_field(lied, place, field_of(claim, place));
      if (ClaimEqual{}(lied, claim) && !is_said(said, wires))
        return i;
    }
    return std::nullopt;
  }
  bool is_said(const Claim& claim, llvm::ArrayRef<Fr> wires) const {
    return !wires.empty() &&
           std::ranges::any_of(model_.chips[theatre_.chip].rows, [&](const RowModel& row) {
             return row.is_bus() && ClaimEqual{}(claim_of(row, wires), claim);
           });
  }

  // --- blocks

  /// A block that is false in no other way than the freedom allows.
  std::optional<BlockLie> told(const Puppet::Freedom& freedom) {
    const Puppet puppet(theatre_, unique_, block_, freedom);
    std::optional<BlockLie> second_best;
    unsigned spent = 0;
    for (Puppet::State& start : beginnings(puppet, freedom)) {
      const unsigned most = freedom.is_none() ? kGlance : kEffort;
      unsigned effort = most;
      const bool repaired = puppet.repair(start, effort);
      spent += most - effort;
      if (!repaired && spent > kMostEffort && !freedom.is_none())
        break;
      if (!repaired)
        continue;
      auto lie = written(puppet, start);
      if (!lie)
        continue;
      if (lie->kind == LieKind::BreaksRule)
        return lie;
      if (!second_best)
        second_best = std::move(lie);
    }
    if (second_best || freedom.breaks_promises || freedom.is_none())
      return second_best;
    Puppet::Freedom more = freedom;
    more.breaks_promises = true;
    auto broken = told(more);
    if (broken)
      broken->kind = LieKind::BreaksPromise;
    return broken;
  }

  /// Values that a wire of the row might have instead.
  std::vector<Fr> values(const Fr& now, bool few) const {
    const std::uint32_t bits = model_.table_bits;
    const Fr table = Fr::from_u64(std::uint64_t{1} << bits);
    std::vector<Fr> out{now + Fr::one(),    now - Fr::one(), Fr::zero(), Fr::one(), Fr::from_u64(2),
                        now + table,        -Fr::one(),      table,      -now,      now + now,
                        model_.challenges.r};
    for (unsigned n = 1; n <= 64; ++n) { // just outside of every type, and of its signed brother
      if (few && n % 8 != 0 && n != 1 && n != 63)
        continue;
      const Fr size = Fr::from_u64(std::uint64_t{1} << (n - 1)) * Fr::from_u64(2);
      out.push_back(size);
      out.push_back(size - Fr::one());
      out.push_back(now + size);
    }
    // Fractions that are in the table when multiplied by a power of two.
    const auto small = integer_of(now);
    for (unsigned spare = 1; spare < bits; ++spare) {
      const Fr half = Fr::from_u64(std::uint64_t{1} << spare);
      out.push_back(half.inverse());
      if (small && *small > 0 && *small < ir::WideInteger{1} << bits)
        out.push_back(now - half.inverse());
    }
    return out;
  }

  /// The largest value of the type of the variable that a wire holds.
  Fr largest(WireId wire) const {
    const auto variable = model_.chips[theatre_.chip].wires[wire].variable;
    const unsigned bits =
        variable ? theatre_.program.rules.front().variables[*variable].type.bits : 0;
    return Fr::from_u64(bits == 0 || bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1);
  }

  std::vector<Puppet::State> beginnings(const Puppet& puppet,
                                        const Puppet::Freedom& freedom) const {
    std::vector<Puppet::State> out;
    const auto nudge = [&](WireId wire) {
      const Puppet::State honest = puppet.honest();
      for (const Fr& value : values(honest.wires[wire], freedom.is_none())) {
        if (value == honest.wires[wire])
          continue;
        out.push_back(honest);
        puppet.set(out.back(), wire, value);
      }
    };
    // Any wire, if only to see what follows.
    const Puppet::State honest = puppet.honest();
    if (freedom.is_none())
      out.push_back(honest);
    for (WireId wire = puppet.chip().first_committed;
         freedom.is_none() && wire < puppet.chip().wires.size(); ++wire)
      if (puppet.is_settable(wire))
        nudge(wire);
    for (WireId wire = puppet.chip().first_committed; wire < puppet.chip().wires.size(); ++wire)
      for (const Fr& value : {honest.wires[wire] + Fr::one(), honest.wires[wire] - Fr::one(),
                              Fr::zero(), Fr::one(), Fr::from_u64(2), largest(wire)})
        if (puppet.is_settable(wire) && value != honest.wires[wire]) {
          out.push_back(honest);
          puppet.set(out.back(), wire, value);
        }
    for (std::uint32_t i = 0; i < puppet.chip().rows.size(); ++i) {
      const RowModel& row = puppet.chip().rows[i];
      const bool wanted = freedom.row != UINT32_MAX
                              ? i == freedom.row
                              : row.kind == RowKind::Demand && row.tag == freedom.lax_tag;
      if (!wanted)
        continue;
      for (const WireId lever : puppet.levers(i)) {
        if (row.kind == RowKind::Inverse) {
          out.push_back(puppet.honest());
          if (!puppet.turn(out.back(), row.a, lever, Fr::zero()))
            out.pop_back();
        }
        nudge(lever);
      }
    }
    return out;
  }

  /// What the copies around have to say, and how often, so that everybody agrees with the block.
  std::optional<BlockLie> written(const Puppet& puppet, const Puppet::State& state) const {
    BlockLie out{{{}, block_.copy, {}},
                 puppet.breaks_rule(state) ? LieKind::BreaksRule : LieKind::OnlyWires};
    const std::vector<Fr>& honest = model_.copies[block_.copy].wires;
    const ChipModel& chip = puppet.chip();
    for (WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire)
      if (puppet.is_settable(wire) && state.wires[wire] != honest[wire])
        out.lie.changes.push_back({block_.copy, wire, state.wires[wire]});
    for (const Partner& partner : block_.partners) {
      const RowModel& row = chip.rows[partner.row];
      const Claim claim = claim_of(row, state.wires);
      if (partner.copy == Partner::kNobody)
        continue;
      say(partner.copy, claim, out.lie);
      if (!partner.understudy)
        continue;
      say(*partner.understudy, claim, out.lie);
      const auto times = integer_of(puppet.times(state, partner.row));
      if (!times || *times < 0 || *times > 2)
        return std::nullopt;
      count(partner.copy, *times > 0, out.lie);
      count(*partner.understudy, *times > 1, out.lie);
    }
    return out;
  }
  void say(std::size_t copy, const Claim& claim, Lie& lie) const {
    const Copy& at = model_.copies[copy];
    const ChipModel& chip = model_.chip_of(at);
    for (WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire)
      if (const auto& variable = chip.wires[wire].variable)
        if (const Fr value = field_of(claim, *variable + 1); value != at.wires[wire])
          lie.changes.push_back({copy, wire, value});
  }
  void count(std::size_t copy, bool counts, Lie& lie) const {
    const Copy& at = model_.copies[copy];
    const WireId wire = active_wire(model_.chip_of(at));
    const Fr value = counts ? Fr::one() : Fr::zero();
    if (at.wires[wire] != value)
      lie.changes.push_back({copy, wire, value});
  }

  const Theatre& theatre_;
  const Model& model_;
  const std::vector<bool>& unique_;
  const StagedBlock& block_;
  Constraint constraint_;
  const RowModel& row_;
};

} // namespace

std::optional<BlockLie> find_block_lie(const Theatre& theatre, const std::vector<bool>& unique,
                                       const Constraint& constraint) {
  for (const StagedBlock& block : theatre.blocks)
    if (auto lie = Search(theatre, unique, block, constraint).find())
      return lie;
  return std::nullopt;
}

std::optional<Lie> find_false_block(const Theatre& theatre, const std::vector<bool>& unique) {
  for (const StagedBlock& block : theatre.blocks)
    if (auto lie = Search(theatre, unique, block, {theatre.chip, 0, Removal::Row}).false_block())
      return lie->lie;
  return std::nullopt;
}

} // namespace blockfold::audit

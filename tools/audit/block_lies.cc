#include "tools/audit/block_lies.h"

#include "compiler/lower/chip/relations.h"
#include "tools/audit/beginnings.h"

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
      return constraint_.removal == Removal::Row ? unmet(*partner)
             : shape(constraint_.row, constraint_.place).kind == FieldKind::Number
                 ? misunderstood(*partner)
                 : false_text(*partner);
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

  using Changes = std::vector<Lie::Change>;

  const ChipModel& chip_of(std::size_t copy) const { return model_.chip_of(model_.copies[copy]); }
  FieldShape shape(std::uint32_t row, std::uint32_t place) const {
    const std::uint32_t tag = model_.chips[theatre_.chip].rows[row].tag;
    return shape_at(model_.shapes, tag, place).value_or(FieldShape{});
  }
  Fr honest(const Partner& partner, std::uint32_t place) const {
    const RowModel& row = model_.chips[theatre_.chip].rows[partner.row];
    return field_of(claim_of(row, model_.copies[block_.copy].wires), place);
  }

  /// The partner says another value in one field, if it has a wire of its own for it.
  std::optional<Lie::Change> raised(const Partner& partner, std::uint32_t place) const {
    if (partner.copy == Partner::kNobody)
      return std::nullopt;
    const FieldShape field = shape(partner.row, place);
    const WireId wire = field.kind == FieldKind::Site ? site_wire(chip_of(partner.copy), 0)
                                                      : argument_wire(chip_of(partner.copy), field);
    if (wire == kNoWire)
      return std::nullopt;
    return Lie::Change{partner.copy, wire, model_.copies[partner.copy].wires[wire] + Fr::one()};
  }

  /// The partner speaks of another text in an argument.
  Changes speaking_of(const Partner& partner, std::uint32_t argument, const TextValue& text) const {
    Changes out;
    for (const FieldKind kind : {FieldKind::Length, FieldKind::Fingerprint, FieldKind::Power})
      out.push_back({partner.copy, argument_wire(chip_of(partner.copy), {kind, argument}),
                     part_of_text(text, kind)});
    return out;
  }
  TextValue text_at(const Partner& partner, std::uint32_t argument) const {
    const ClaimShape& claim =
        shape_of_tag(model_.shapes, model_.chips[theatre_.chip].rows[partner.row].tag);
    const std::uint32_t place = place_of(claim, {FieldKind::Length, argument});
    return {honest(partner, place), honest(partner, place + 1), honest(partner, place + 2)};
  }

  /// The partner is not there: it says something else, or does not count.
  Changes absent(const Partner& partner) const {
    if (partner.understudy)
      return {{partner.copy, active_wire(chip_of(partner.copy)), Fr::zero()}};
    if (partner.copy != Partner::kNobody && is_of_text(shape(partner.row, 1).kind))
      for (const TextValue& other : theatre_.known.all())
        if (other != text_at(partner, 0))
          return speaking_of(partner, 0, other);
    const auto change = raised(partner, 1);
    return change ? Changes{*change} : Changes{};
  }

  std::optional<BlockLie> unmet(const Partner& partner) const {
    Changes changes = absent(partner);
    if (changes.empty())
      return std::nullopt;
    return BlockLie{{std::move(changes), block_.copy, {}}};
  }

  /// The partner speaks of another value in the field that was freed.
  std::optional<BlockLie> misunderstood(const Partner& partner) const {
    const auto change = raised(partner, constraint_.place);
    if (!change)
      return std::nullopt;
    return BlockLie{{{*change}, block_.copy, change->value}};
  }

  // --- texts

  /// The freed field is about a text, or says where the claim is emitted.
  std::optional<BlockLie> false_text(const Partner& partner) {
    if (row_.kind == RowKind::Emit)
      return misunderstood(partner);
    auto own = another_text();
    if (own && own->kind == LieKind::BreaksRule)
      return own;
    auto others = another_premise(partner);
    return others && (!own || others->kind < own->kind) ? others : own;
  }

  /// The block has another text, or what is none, than the one that its premise speaks of.
  std::optional<BlockLie> another_text() {
    auto found = told({constraint_.row, 0, 0, constraint_.place});
    if (found)
      found->lie.field =
          field_of(claim_of(row_, model_.copies[block_.copy].wires), constraint_.place);
    return found;
  }

  /// The premise speaks of another text, which only this field tells from the block's; or of none.
  std::optional<BlockLie> another_premise(const Partner& partner) const {
    const FieldShape field = shape(constraint_.row, constraint_.place);
    if (partner.copy == Partner::kNobody || !is_of_text(field.kind))
      return std::nullopt;
    const TextValue said = text_at(partner, field.argument);
    for (const TextValue& other : theatre_.known.all())
      if (field.kind == FieldKind::Fingerprint && other.fingerprint != said.fingerprint &&
          other.length == said.length)
        return BlockLie{
            {speaking_of(partner, field.argument, other), block_.copy, other.fingerprint}};
    auto lie = misunderstood(partner);
    if (lie)
      lie->kind = LieKind::BreaksPromise;
    return lie;
  }

  /// A claim of the block is not met, which the free term makes good.
  std::optional<BlockLie> free_term() const {
    const auto& copies = model_.copies;
    const auto teller = std::ranges::find(copies, constraint_.chip, &Copy::chip);
    for (const Partner& partner : block_.partners)
      if (Changes changes = absent(partner); !changes.empty() && teller != copies.end())
        return BlockLie{
            {std::move(changes), static_cast<std::size_t>(teller - copies.begin()), {}}};
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
    for (const Move& begin : beginnings(theatre_, block_, puppet)) {
      Puppet::State start = puppet.honest();
      if (!begin(start))
        continue;
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
      if (partner.copy == Partner::kNobody)
        continue;
      const Claim claim = puppet.heard(state, partner.row);
      say(partner.copy, partner.row, claim, out.lie);
      if (!partner.understudy)
        continue;
      say(*partner.understudy, partner.row, claim, out.lie);
      if (!count(partner, puppet.times(state, partner.row), out))
        return std::nullopt;
    }
    return out;
  }
  void say(std::size_t copy, std::uint32_t row, const Claim& claim, Lie& lie) const {
    const ClaimShape& fields =
        shape_of_tag(model_.shapes, model_.chips[theatre_.chip].rows[row].tag);
    for (std::uint32_t place = 1; place <= fields.size(); ++place)
      if (fields[place - 1].kind != FieldKind::Site)
        change(copy, argument_wire(chip_of(copy), fields[place - 1]), field_of(claim, place), lie);
  }
  void change(std::size_t copy, WireId wire, const Fr& value, Lie& lie) const {
    if (model_.copies[copy].wires[wire] != value)
      lie.changes.push_back({copy, wire, value});
  }

  /// How often the world grants or takes a linear claim: two may take one, or grant the same. What
  /// is granted at one place counts there once; more would break a promise of those who emit it.
  bool count(const Partner& partner, const Fr& value, BlockLie& out) const {
    const auto active = [&](std::size_t copy) { return active_wire(chip_of(copy)); };
    const auto times = integer_of(value);
    if (!times)
      return false;
    if (grants_texts(partner)) {
      change(partner.copy, active(partner.copy), value, out.lie);
      if (*times < 0 || *times > 1)
        out.kind = LieKind::BreaksPromise;
      return true;
    }
    change(partner.copy, active(partner.copy), Fr::from_u64(*times > 0 ? 1 : 0), out.lie);
    change(*partner.understudy, active(*partner.understudy), Fr::from_u64(*times > 1 ? 1 : 0),
           out.lie);
    return *times >= 0 && *times <= 2;
  }
  bool grants_texts(const Partner& partner) const {
    const RowModel& row = model_.chips[theatre_.chip].rows[partner.row];
    return row.kind == RowKind::Demand && has_texts(shape_of_tag(model_.shapes, row.tag));
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

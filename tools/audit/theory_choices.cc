#include "tools/audit/choices.h"

#include <algorithm>

namespace blockfold::audit {

using lower::ChipRole;
using Meaning = lower::StructureWire::Meaning;

namespace {

class TheoryChoices {
public:
  explicit TheoryChoices(Knowledge& knowledge)
      : knowledge_(knowledge), chip_(knowledge.chip()), keys_(knowledge.keys()) {}

  void run() {
    knowledge_.propagate();
    choose(Meaning::PremiseAddress, "which block");
    choose(Meaning::Context, "which context");
    choose(Meaning::OrderLimb, "which context");
    choose(Meaning::Time, "which time");
  }

private:
  /// Part of what the copy claims.
  bool is_claimed(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      return row.kind == cs::RowKind::Emit && !row.weight.is_zero() &&
             std::ranges::any_of(
                 row.fields, [&](const FieldModel& field) { return mentions(field.form, wire); });
    });
  }

  /// The key under which a claim is demanded.
  bool is_key(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      const auto key = keys_.place_of.find(row.tag);
      if (row.kind != cs::RowKind::Demand || row.weight.is_zero() || key == keys_.place_of.end())
        return false;
      const FieldModel* field = row.field(key->second);
      return field != nullptr && field->form.size() == 1 && field->form[0].wire == wire;
    });
  }

  /// The address of a block is a choice if the block is looked up there. The second text of a
  /// congruence is not: whoever it is, each part of the first must be disjoint from it.
  bool may_choose_address(WireId wire) const {
    const bool congruence =
        chip_.role == ChipRole::DisjointLeft || chip_.role == ChipRole::DisjointRight;
    return is_key(wire) ||
           (congruence && chip_.wires[wire].structure->subject == 1 && is_claimed(wire));
  }

  /// What the prover may choose: where a premise stands, and what the copy is to claim. Nothing
  /// else of what it demands is a choice.
  bool may_choose(WireId wire, Meaning meaning) const {
    if (meaning == Meaning::PremiseAddress)
      return may_choose_address(wire);
    if (meaning != Meaning::OrderLimb)
      return is_claimed(wire);
    // All digits of a context together or none.
    for (WireId other = chip_.first_committed; other < chip_.wires.size(); ++other)
      if (knowledge_.is_meant(other, meaning) && !(knowledge_.is_digit(other) && is_claimed(other)))
        return false;
    return true;
  }

  void choose(Meaning meaning, const char* what) {
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire) {
      if (knowledge_.is_known(wire) || !knowledge_.is_meant(wire, meaning) ||
          !may_choose(wire, meaning))
        continue;
      knowledge_.know(wire, How::Choice, what);
      knowledge_.propagate();
    }
  }

  Knowledge& knowledge_;
  const ChipModel& chip_;
  const Keys& keys_;
};

} // namespace

void choose_in_theory(Knowledge& knowledge) {
  TheoryChoices(knowledge).run();
}

} // namespace blockfold::audit

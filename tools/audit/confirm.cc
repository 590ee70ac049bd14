#include "tools/audit/lies.h"

#include <map>

namespace blockfold::audit {
namespace {

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
        ledger_.add(rows(copy)[i], model_.chip_of(model_.copies[copy]), wires(copy), claim(copy, i),
                    false, removed(copy));
  }

  /// h of a claim: multiplicity / (alpha - tuple).
  Fr term(const Claim& claim, const Fr& multiplicity) const {
    Fr tuple, power = Fr::one();
    for (const Fr& field : claim) {
      tuple += power * field;
      power *= model_.challenges.beta;
    }
    return multiplicity * (model_.challenges.alpha - tuple).inverse();
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
        const Count count = count_of(rows(copy)[i], model_.chip_of(model_.copies[copy]),
                                     wires(copy), removed(copy));
        Fr times = count.times;
        if (count.any) {
          times = given[what].emitted == 0 ? ledger_[what].demanded : Fr::zero();
          given.emit(what);
        }
        const Fr worth = emits ? term(what, times) : -term(what, times);
        if (copy == lie_.copy && weakens(copy, i) && constraint_.removal == Removal::Equation)
          honest_term_ = worth;
        else
          sum_ += worth;
      }
    return sum_.is_zero() || constraint_.removal == Removal::Equation;
  }

  /// Whether a demand that was taken out, or whose field was, would not be met.
  bool falls_short(const Claim& wanted, const RowModel& row) const {
    Ledger::Entry entry = ledger_[wanted];
    if (constraint_.removal == Removal::Row)
      entry.demanded += value_of(row.c, wires(lie_.copy));
    else
      entry.demanded += Fr::one(); // what it demands instead was counted
    return !entry.is_met();
  }

  bool violated() const {
    const RowModel& row = rows(lie_.copy)[constraint_.row];
    if (constraint_.removal == Removal::Equation)
      return !(sum_ + honest_term_).is_zero();
    if (row.kind == cs::RowKind::Emit && constraint_.removal == Removal::Row) {
      Ledger::Entry entry = ledger_[claim_of(row, wires(lie_.copy))];
      entry.demanded -= value_of(row.c, wires(lie_.copy));
      return !entry.is_met();
    }
    if (row.kind == cs::RowKind::Emit)
      return value_of(row.field(constraint_.place)->form, wires(lie_.copy)) != *lie_.field;
    if (row.kind == cs::RowKind::Product || row.kind == cs::RowKind::Assert)
      return !row_holds(row, wires(lie_.copy));
    if (row.kind == cs::RowKind::Inverse)
      return value_of(row.a, wires(lie_.copy)).is_zero();
    return falls_short(claim_of(row, wires(lie_.copy)), row);
  }

  const Model& model_;
  const Constraint& constraint_;
  const Lie& lie_;
  std::map<std::size_t, std::vector<Fr>> wires_;
  Ledger ledger_;
  Fr sum_, honest_term_;
};

} // namespace

bool confirm_lie(const Model& model, const Constraint& constraint, const Lie& lie) {
  return Confirmation(model, constraint, lie).holds();
}

} // namespace blockfold::audit

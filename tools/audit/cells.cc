#include "tools/audit/cells.h"

#include <algorithm>
#include <random>
#include <set>

namespace blockfold::audit {

using cs::Phase;

const char* name_of(CellVerdict verdict) {
  switch (verdict) {
  case CellVerdict::RowBroken:
    return "row broken";
  case CellVerdict::ClaimUnmet:
    return "claim unmet";
  case CellVerdict::BusUnbalanced:
    return "bus unbalanced";
  case CellVerdict::UnusedClaim:
    return "unused claim";
  case CellVerdict::AnotherBlock:
    return "another block";
  case CellVerdict::SharedClaim:
    return "shared claim";
  case CellVerdict::IdleCopy:
    return "idle copy";
  case CellVerdict::Unbound:
    return "unbound";
  }
  return "";
}

namespace {

/// One change of one cell, weighed.
class Weighing {
public:
  Weighing(const Model& model, const CellChange& change)
      : model_(model), copy_(model.copies[change.copy]), chip_(model.chip_of(copy_)),
        wire_(change.wire), wires_(copy_.wires) {
    wires_[wire_] = change.value;
  }

  CellOutcome outcome() {
    const WireModel& wire = chip_.wires[wire_];
    if (wire.definer != UINT32_MAX)
      return defined_cell(chip_.rows[wire.definer]);
    if (wire.is_multiplicity())
      return multiplicity();
    std::uint32_t failed = 0;
    if (!define_text(chip_, wires_, UINT32_MAX, &failed))
      return {CellVerdict::RowBroken, chip_.rows[failed].name};
    for (const RowModel& row : chip_.rows)
      if (row.kind == cs::RowKind::Assert && !row_holds(row, wires_))
        return {CellVerdict::RowBroken, row.name};
    return claims();
  }

private:
  CellOutcome defined_cell(const RowModel& row) const {
    if (!row_holds(row, wires_))
      return {CellVerdict::RowBroken, row.name};
    return {CellVerdict::Unbound, ""};
  }

  CellOutcome multiplicity() const {
    for (const RowModel& row : chip_.rows)
      if (row.kind == cs::RowKind::Assert && !row_holds(row, wires_))
        return {CellVerdict::RowBroken, row.name};
    for (const RowModel& row : chip_.rows) {
      if (value_of(row.c, wires_) == value_of(row.c, copy_.wires))
        continue;
      const Ledger::Entry entry = model_.ledger[claim_of(row, wires_)];
      if (entry.emitted > 1)
        return {CellVerdict::SharedClaim, row.name};
      return {CellVerdict::BusUnbalanced, row.name};
    }
    return {CellVerdict::Unbound, ""};
  }

  /// The claims that differ now, and whether all demands are still met.
  CellOutcome claims() const {
    Ledger changes;
    std::vector<std::pair<Claim, const RowModel*>> touched;
    bool demands = false, counts = false, emits = false;
    for (const RowModel& row : chip_.rows) {
      if (!row.is_bus() || row.weight.is_zero())
        continue;
      const Claim before = claim_of(row, copy_.wires), after = claim_of(row, wires_);
      const Count was = count_of(row, chip_, copy_.wires), is = count_of(row, chip_, wires_);
      if (ClaimEqual{}(before, after) && was.any == is.any && (was.any || was.times == is.times))
        continue;
      const bool counted = was.any || is.any || !was.times.is_zero() || !is.times.is_zero();
      counts |= counted;
      demands |= counted && row.kind == cs::RowKind::Demand;
      emits |= counted && row.kind == cs::RowKind::Emit;
      changes.add(row, chip_, copy_.wires, before, true);
      changes.add(row, chip_, wires_, after);
      touched.push_back({before, &row});
      touched.push_back({after, &row});
    }
    for (const auto& [claim, row] : touched) {
      const Ledger::Entry was = model_.ledger[claim], change = changes[claim];
      if (!Ledger::Entry{was.emitted + change.emitted, was.demanded + change.demanded}.is_met())
        return {CellVerdict::ClaimUnmet, row->name};
    }
    if (touched.empty())
      return {CellVerdict::Unbound, ""};
    return {!counts || (is_idle() && !emits) ? CellVerdict::IdleCopy
            : demands                        ? CellVerdict::AnotherBlock
                                             : CellVerdict::UnusedClaim,
            touched.front().second->name};
  }

  /// A copy that fills up a chip; what it looks up counts all the same.
  bool is_idle() const {
    const WireId active = active_wire(chip_);
    return active != kNoWire && copy_.wires[active].is_zero() && wires_[active].is_zero();
  }

  const Model& model_;
  const Copy& copy_;
  const ChipModel& chip_;
  WireId wire_;
  std::vector<Fr> wires_;
};

/// Whether the determination allows that a change of the wire leaves a valid witness.
bool may_be_free(CellVerdict verdict, const WireFinding& finding) {
  if (verdict == CellVerdict::SharedClaim)
    return finding.how == How::Balance;
  if (verdict == CellVerdict::IdleCopy)
    return true;
  return verdict != CellVerdict::Unbound && finding.how == How::Choice;
}

class Sweep {
public:
  Sweep(const Model& model, const std::vector<ChipWires>& determined, const SweepOptions& options)
      : model_(model), determined_(determined), options_(options), random_(options.seed) {
    report_.chips.resize(model.chips.size());
  }

  SweepReport run() {
    const auto chosen = representatives(model_, options_.copies_per_chip);
    for (std::size_t chip = 0; chip < chosen.size(); ++chip)
      for (const std::size_t copy : chosen[chip]) {
        ++report_.chips[chip].copies;
        for (WireId wire = model_.chips[chip].first_committed;
             wire < model_.chips[chip].wires.size(); ++wire)
          cell(chip, copy, wire, chosen[chip]);
      }
    return std::move(report_);
  }

private:
  /// Other values: the next one, none, what the same wire has in another copy, and any at all.
  std::vector<Fr> values(std::size_t copy, WireId wire, const std::vector<std::size_t>& peers) {
    const Fr now = model_.copies[copy].wires[wire];
    std::vector<Fr> out{now + Fr::one()};
    const std::size_t peer = peers[random_() % peers.size()];
    for (const Fr& value : {Fr::from_limbs({random_(), random_(), random_(), random_()}),
                            model_.copies[peer].wires[wire], Fr::zero(), now - Fr::one()})
      if (value != now && std::ranges::find(out, value) == out.end())
        out.push_back(value);
    if (out.size() > options_.values_per_cell)
      out.resize(options_.values_per_cell);
    return out;
  }

  void cell(std::size_t chip, std::size_t copy, WireId wire,
            const std::vector<std::size_t>& peers) {
    ChipSweep& counts = report_.chips[chip];
    ++counts.cells;
    const WireFinding& finding = determined_[chip].wires[wire - model_.chips[chip].first_committed];
    for (const Fr& value : values(copy, wire, peers)) {
      const CellOutcome outcome = change_cell(model_, {copy, wire, value});
      ++counts.changes;
      ++counts.verdicts[static_cast<std::size_t>(outcome.verdict)];
      if (!is_bound(outcome.verdict) && !may_be_free(outcome.verdict, finding))
        report_.errors.push_back(model_.chips[chip].name + ": the wire '" +
                                 model_.chips[chip].wires[wire].name + "' may be changed (" +
                                 name_of(outcome.verdict) + ")");
    }
  }

  const Model& model_;
  const std::vector<ChipWires>& determined_;
  SweepOptions options_;
  std::mt19937_64 random_;
  SweepReport report_;
};

} // namespace

bool is_used(const Model& model, const Copy& copy) {
  const ChipModel& chip = model.chip_of(copy);
  return std::ranges::any_of(chip.rows, [&](const RowModel& row) {
    if (row.kind != cs::RowKind::Emit)
      return false;
    const Count count = count_of(row, chip, copy.wires);
    return count.any ? !model.ledger[claim_of(row, copy.wires)].demanded.is_zero()
                     : !count.times.is_zero();
  });
}

CellOutcome change_cell(const Model& model, const CellChange& change) {
  return Weighing(model, change).outcome();
}

std::vector<std::vector<std::size_t>> representatives(const Model& model, std::size_t limit) {
  std::vector<std::vector<std::size_t>> all(model.chips.size());
  for (std::size_t i = 0; i < model.copies.size(); ++i)
    if (!model.chip_of(model.copies[i]).is_world)
      all[model.copies[i].chip].push_back(i);
  if (limit == 0)
    return all;
  for (std::vector<std::size_t>& copies : all) {
    if (copies.size() <= limit)
      continue;
    const auto used = [&](std::size_t i) { return is_used(model, model.copies[i]); };
    std::vector<std::size_t> kept;
    const auto keep = [&](auto at) {
      if (at != copies.end() && kept.size() < limit && std::ranges::find(kept, *at) == kept.end())
        kept.push_back(*at);
    };
    keep(std::ranges::find_if(copies, used));
    keep(std::ranges::find_if_not(copies, used));
    for (std::size_t i = 0; i < copies.size() && kept.size() < limit; ++i)
      keep(copies.begin() + static_cast<std::ptrdiff_t>(i * 7919 % copies.size()));
    copies = std::move(kept);
  }
  return all;
}

std::size_t SweepReport::total(CellVerdict verdict) const {
  std::size_t sum = 0;
  for (const ChipSweep& chip : chips)
    sum += chip.verdicts[static_cast<std::size_t>(verdict)];
  return sum;
}

std::size_t SweepReport::cells() const {
  std::size_t sum = 0;
  for (const ChipSweep& chip : chips)
    sum += chip.cells;
  return sum;
}

std::size_t SweepReport::changes() const {
  std::size_t sum = 0;
  for (const ChipSweep& chip : chips)
    sum += chip.changes;
  return sum;
}

SweepReport sweep_cells(const Model& model, const std::vector<ChipWires>& determined,
                        const SweepOptions& options) {
  return Sweep(model, determined, options).run();
}

} // namespace blockfold::audit

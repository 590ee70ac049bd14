#pragma once

#include "compiler/lower/chip/chips.h"
#include "compiler/witness/occupancy.h"
#include "runtime/base/check.h"

#include <algorithm>

namespace blockfold::witness {

/// One copy of one chip and what stands on it.
struct Position {
  std::uint32_t chip;
  std::size_t kind;
  std::uint32_t segment;
  const cs::Placement* placement;
  std::uint32_t copy;
  std::uint64_t address;
  std::uint32_t occupant; ///< an entry of the chip's occupancy
  bool first;             ///< false for repetitions, which fill a chip up
};

/// Maps every copy of a placed circuit to its occupant. A chip's occupants fill the last kind
/// first, segment after segment, and kind 0 at the end; copies that remain repeat the last
/// occupant.
class Positions {
public:
  Positions(const lower::LoweredTheory& lowered, const Occupancy& occupancy)
      : lowered_(lowered), occupancy_(occupancy) {
    const auto& kinds = lowered.circuit.kinds;
    std::vector<std::uint64_t> used(lowered.chips.size());
    slots_.resize(kinds.size());
    for (std::size_t k = kinds.size(); k-- > 0;)
      place(kinds[k], slots_[k], used);
  }

  template <class Visit>
  void for_each_in(std::size_t kind, std::uint32_t segment, Visit visit) const {
    const cs::Kind& shape = lowered_.circuit.kinds[kind];
    for (std::size_t p = 0; p < shape.placements.size(); ++p) {
      const cs::Placement& placement = shape.placements[p];
      const Slot& slot = slots_[kind][p];
      const std::vector<std::uint32_t>& occupants = occupancy_[placement.chip];
      BF_CHECK(!occupants.empty());
      const std::uint64_t begin = slot.first + std::uint64_t{segment} * slot.per_segment;
      Position position{placement.chip,
                        kind,
                        segment,
                        &placement,
                        0,
                        placement.address + shape.stride * segment,
                        0,
                        true};
      for (std::uint32_t copy = 0; copy < placement.copies(); ++copy, ++position.address) {
        const std::uint64_t index = begin + copy;
        position.copy = copy;
        position.first = index < occupants.size();
        position.occupant = occupants[std::min<std::uint64_t>(index, occupants.size() - 1)];
        visit(position);
      }
    }
  }

  template <class Visit> void for_each(Visit visit) const {
    for (std::size_t kind = 0; kind < slots_.size(); ++kind)
      for (std::uint32_t segment = 0; segment < lowered_.circuit.kinds[kind].segments; ++segment)
        for_each_in(kind, segment, visit);
  }

private:
  /// Where a placement's copies begin in its chip's occupancy, and how far segments are apart.
  struct Slot {
    std::uint64_t first;
    std::uint64_t per_segment;
  };

  void place(const cs::Kind& kind, std::vector<Slot>& slots, std::vector<std::uint64_t>& used) {
    std::vector<std::uint64_t> per_segment(lowered_.chips.size());
    for (const cs::Placement& placement : kind.placements) {
      slots.push_back({used[placement.chip] + per_segment[placement.chip], 0});
      per_segment[placement.chip] += placement.copies();
    }
    for (std::size_t p = 0; p < kind.placements.size(); ++p)
      slots[p].per_segment = per_segment[kind.placements[p].chip];
    for (std::size_t chip = 0; chip < used.size(); ++chip)
      used[chip] += per_segment[chip] * kind.segments;
  }

  const lower::LoweredTheory& lowered_;
  const Occupancy& occupancy_;
  std::vector<std::vector<Slot>> slots_;
};

} // namespace blockfold::witness

#pragma once

#include "runtime/cs/circuit.h"

#include <array>
#include <cstdint>
#include <vector>

/// The wires of an unfolded circuit: all segments of all kinds side by side, without padding and
/// without the fixed part, which turns into constants.
namespace blockfold::exports {

/// Number of a wire; 0 is the constant one.
using Wire = std::uint64_t;
inline constexpr Wire kOneWire = 0;

/// The wires of one column of one placed chip in one segment: copy i has the number first + i.
struct WireBlock {
  std::size_t kind;
  std::uint32_t segment;
  std::size_t placement; ///< of the kind
  cs::Column column;
  Wire first;
};

/// Numbers the wires: one, then public inputs, then the structure phase of everything (what the
/// prover chooses), then the text phase, then the bus. Within a phase by kind, segment, placement,
/// column and copy. Holds a reference to the circuit.
class WireMap {
public:
  explicit WireMap(const cs::Circuit& circuit, std::uint64_t public_inputs = 0);

  const cs::Circuit& circuit() const { return circuit_; }
  std::uint64_t count() const { return phases_.back().end; } ///< with wire 0
  std::uint64_t public_inputs() const { return public_inputs_; }
  /// Wires of the structure phase.
  std::uint64_t private_inputs() const { return phases_[0].end - 1 - public_inputs_; }
  /// Rows of all copies, and the one about the bus.
  std::uint64_t constraints() const;

  std::uint64_t per_segment(std::size_t kind, unsigned phase) const {
    return phases_[phase].kinds[kind].per_segment;
  }

  /// The wire of the first copy. The column must be committed.
  Wire first(std::size_t kind, std::uint32_t segment, std::size_t placement,
             cs::Column column) const {
    const Range& range = phases_[static_cast<unsigned>(column.phase) - 1].kinds[kind];
    return range.first + segment * range.per_segment + range.placements[placement] +
           (std::uint64_t{column.index} << circuit_.kinds[kind].placements[placement].log_copies);
  }

  /// Visits all blocks of a phase (0 structure, 1 text, 2 bus) in the order of their numbers.
  template <class Visit> void for_each_block(unsigned phase, Visit visit) const {
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k)
      for (std::uint32_t segment = 0; segment < circuit_.kinds[k].segments; ++segment)
        visit_segment(phase, k, segment, visit);
  }

private:
  /// Where one phase of one kind has its wires.
  struct Range {
    Wire first;
    std::uint64_t per_segment;
    std::vector<std::uint64_t> placements; ///< where each begins within a segment
  };
  struct PhaseRanges {
    std::vector<Range> kinds;
    Wire end;
  };

  template <class Visit>
  void visit_segment(unsigned phase, std::size_t k, std::uint32_t segment, Visit& visit) const {
    const auto& placements = circuit_.kinds[k].placements;
    for (std::size_t p = 0; p < placements.size(); ++p)
      for (std::uint32_t i = 0; i < circuit_.chips[placements[p].chip].columns[phase]; ++i) {
        const cs::Column column(static_cast<cs::Phase>(phase + 1), i);
        visit(WireBlock{k, segment, p, column, first(k, segment, p, column)});
      }
  }

  PhaseRanges place(unsigned phase, Wire next) const;

  const cs::Circuit& circuit_;
  std::uint64_t public_inputs_;
  std::array<PhaseRanges, cs::kPhases> phases_;
};

} // namespace blockfold::exports

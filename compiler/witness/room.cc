#include "compiler/witness/room.h"

#include <bit>
#include <string>
#include <vector>

namespace blockfold::witness {
namespace {

/// Copies of each chip, over all segments.
std::vector<std::uint64_t> copies_of_chips(const cs::Circuit& circuit) {
  std::vector<std::uint64_t> copies(circuit.chips.size());
  for (const cs::Kind& kind : circuit.kinds)
    for (const cs::Placement& placement : kind.placements)
      copies[placement.chip] += std::uint64_t{placement.copies()} * kind.segments;
  return copies;
}

bool reaches(std::uint64_t largest, std::uint64_t checks, std::uint32_t limbs, std::uint32_t bits) {
  return checks == 0 ||
         static_cast<std::uint64_t>(std::bit_width(largest)) <= std::uint64_t{limbs} * bits;
}

} // namespace

Status check_room(const lower::LoweredTheory& lowered, const Measures& measures,
                  const Occupancy& occupancy) {
  const std::vector<std::uint64_t> copies = copies_of_chips(lowered.circuit);
  for (std::size_t chip = 0; chip < copies.size(); ++chip) {
    const std::size_t blocks = occupancy[chip].size();
    if (blocks > copies[chip] || (blocks == 0 && copies[chip] != 0))
      return Error{"layout.room", "the layout has " + std::to_string(copies[chip]) +
                                      " copies of chip " + std::to_string(chip) +
                                      ", of which the proof fills " + std::to_string(blocks)};
  }
  const lower::RangeParameters& range = lowered.range;
  const bool enough = reaches(measures.largest_length, measures.length_checks, range.length_limbs,
                              range.table_bits) &&
                      reaches(measures.largest_time_difference, measures.time_checks,
                              range.time_limbs, range.table_bits) &&
                      reaches(measures.largest_order_difference, measures.order_checks,
                              range.order_limbs, range.table_bits);
  if (!enough)
    return Error{"layout.room", "the layout's range checks have too few digits for the proof"};
  return success();
}

} // namespace blockfold::witness

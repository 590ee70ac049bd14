#include "compiler/export/assignment.h"

#include "runtime/base/check.h"

namespace blockfold::exports {
namespace {

/// The entry of a phase as a field element.
Fr entry(const cs::SegmentWitness& segment, unsigned phase, std::size_t at) {
  if (phase == 0)
    return Fr::from_u64(segment.structure[at]);
  return (phase == 1 ? segment.text : segment.bus)[at];
}

} // namespace

std::vector<Fr> flatten(const WireMap& wires, const std::vector<Fr>& public_inputs,
                        const std::vector<std::vector<cs::SegmentWitness>>& witness) {
  BF_CHECK(public_inputs.size() == wires.public_inputs());
  std::vector<Fr> values;
  values.reserve(wires.count());
  values.push_back(Fr::one());
  values.insert(values.end(), public_inputs.begin(), public_inputs.end());
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    wires.for_each_block(phase, [&](const WireBlock& block) {
      const cs::Placement& placement =
          wires.circuit().kinds[block.kind].placements[block.placement];
      const std::size_t begin =
          placement.column[phase] + (std::size_t{block.column.index} << placement.log_copies);
      for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
        values.push_back(entry(witness[block.kind][block.segment], phase, begin + copy));
    });
  BF_CHECK(values.size() == wires.count());
  return values;
}

} // namespace blockfold::exports

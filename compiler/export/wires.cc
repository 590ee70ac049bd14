#include "compiler/export/wires.h"

namespace blockfold::exports {

WireMap::WireMap(const cs::Circuit& circuit, std::uint64_t public_inputs)
    : circuit_(circuit), public_inputs_(public_inputs) {
  Wire next = 1 + public_inputs;
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    phases_[phase] = place(phase, next);
    next = phases_[phase].end;
  }
}

WireMap::PhaseRanges WireMap::place(unsigned phase, Wire next) const {
  PhaseRanges out;
  for (const cs::Kind& kind : circuit_.kinds) {
    Range range{next, 0, {}};
    for (const cs::Placement& placement : kind.placements) {
      range.placements.push_back(range.per_segment);
      range.per_segment += std::uint64_t{circuit_.chips[placement.chip].columns[phase]}
                           << placement.log_copies;
    }
    next += range.per_segment * kind.segments;
    out.kinds.push_back(std::move(range));
  }
  out.end = next;
  return out;
}

std::uint64_t WireMap::constraints() const {
  std::uint64_t total = 1;
  for (const cs::Kind& kind : circuit_.kinds)
    total += std::uint64_t{kind.rows_used} * kind.segments;
  return total;
}

} // namespace blockfold::exports

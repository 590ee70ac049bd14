#pragma once

#include "compiler/export/wires.h"
#include "runtime/cs/witness.h"

#include <vector>

namespace blockfold::exports {

/// The value of every wire, by number, from the segments of every kind. Public inputs, which the
/// segments do not hold, come first.
std::vector<Fr> flatten(const WireMap& wires, const std::vector<Fr>& public_inputs,
                        const std::vector<std::vector<cs::SegmentWitness>>& witness);

} // namespace blockfold::exports

#pragma once

#include "runtime/cs/circuit.h"
#include "runtime/cs/witness.h"

#include <vector>

/// A whole witness at once, for challenges that are known already. The prover fills the same
/// entries phase by phase, as it draws them.
namespace blockfold::fold {

/// The segments of every kind, with all wires that their source gives or their rows define.
std::vector<std::vector<cs::SegmentWitness>> assign_witness(const cs::Circuit& circuit,
                                                            cs::WitnessSource& source,
                                                            const cs::CoefficientTable& table);

} // namespace blockfold::fold

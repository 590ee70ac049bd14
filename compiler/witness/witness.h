#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/occupancy.h"
#include "runtime/cs/witness.h"

#include <memory>

/// From a transcript and a placed circuit to the three phases of the witness.
namespace blockfold::witness {

/// The witness of `transcript`. All references must outlive the source. Every chip must have at
/// least as many copies as occupants and, if it has copies, an occupant.
std::unique_ptr<cs::WitnessSource> make_witness(const ir::Theory& theory,
                                                const lower::LoweredTheory& lowered,
                                                const ir::Transcript& transcript,
                                                const Measures& measures,
                                                const Occupancy& occupancy);

/// The same, with measures and occupancy made on the way and kept by the source.
std::unique_ptr<cs::WitnessSource> arrange_witness(const ir::Theory& theory,
                                                   const lower::LoweredTheory& lowered,
                                                   const ir::Transcript& transcript);

} // namespace blockfold::witness

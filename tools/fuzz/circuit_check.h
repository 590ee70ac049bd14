#pragma once

#include "compiler/ir/execution.h"
#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/witness/occupancy.h"

namespace blockfold::fuzz {

/// Whether the honest witness of a transcript satisfies every constraint of a circuit whose chips
/// have their places, and balances the bus: entry by entry, at one choice of challenges. That a
/// false transcript does so has a probability of a small multiple of 2^-250.
bool circuit_holds(const ir::Theory& theory, const lower::LoweredTheory& lowered,
                   const ir::Transcript& transcript, const witness::Occupancy& occupancy);
/// The same of an execution; false, too, if it has no witness.
bool circuit_holds(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                   const ir::Execution& execution);

} // namespace blockfold::fuzz

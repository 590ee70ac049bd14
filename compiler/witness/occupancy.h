#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/chips.h"

#include <cstdint>
#include <vector>

/// Which blocks each chip must hold.
namespace blockfold::witness {

/// occupants[c]: for chip c of the lowered theory, in order: block ids (variables, rules,
/// hypotheses), indexes of $d blocks, context ids (qed), or just numbers (declarations, range
/// table).
using Occupancy = std::vector<std::vector<std::uint32_t>>;

Occupancy occupy(const ir::Theory& theory, const lower::LoweredTheory& lowered,
                 const ir::Transcript& transcript);

} // namespace blockfold::witness

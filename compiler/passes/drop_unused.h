#pragma once

#include "compiler/ir/transcript.h"

namespace blockfold::passes {

/// Removes blocks that no conclusion and no hypothesis depends on. Keeps the order of the rest.
/// Runs before $d blocks are added.
void drop_unused(ir::Transcript& transcript);

} // namespace blockfold::passes

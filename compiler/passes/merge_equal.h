#pragma once

#include "compiler/ir/transcript.h"

namespace blockfold::passes {

/// Makes one block of several that apply the same rule to the same premises in the same context.
/// Premises must come before what they are used for. Runs before $d blocks are added.
void merge_equal(ir::Transcript& transcript);

} // namespace blockfold::passes

#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/analysis.h"

namespace blockfold::passes {

/// Adds a block for each hypothesis of a context that has none, because circuits have one for each,
/// used or not. Runs after `share_syntax` and before $d blocks are added.
void add_hypotheses(const ir::Theory& theory, const lower::Analysis& analysis,
                    ir::Transcript& transcript);

} // namespace blockfold::passes

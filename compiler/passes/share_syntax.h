#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/analysis.h"

namespace blockfold::passes {

/// Moves blocks of shared syntax to the context of all contexts, wherever they were written. The
/// other way there is none: false, with `*block` set, if a block is shared whose typecode is not.
bool share_syntax(const ir::Theory& theory, const lower::Analysis& analysis,
                  ir::Transcript& transcript, ir::BlockId* block);

} // namespace blockfold::passes

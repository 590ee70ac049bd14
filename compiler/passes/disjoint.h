#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/analysis.h"

namespace blockfold::passes {

/// Adds the blocks that prove every $d condition of every rule application, each claim once: by the
/// parts of the two texts, down to pairs of variables. The proofs must have been checked: a
/// condition that does not hold leads to blocks that no circuit accepts.
void add_disjoint_blocks(const ir::Theory& theory, const lower::Analysis& analysis,
                         ir::Transcript& transcript);

/// The blocks that a block's text is built from: the parameters that occur in its template, or a
/// hypothesis' variables; nothing for a variable.
void node_parts(const ir::Theory& theory, const ir::Transcript& transcript, ir::BlockId block,
                std::vector<ir::BlockId>& parts);

} // namespace blockfold::passes

#pragma once

#include "tools/audit/knowledge.h"

/// What the prover may choose: everything else must then be known.
namespace blockfold::audit {

/// In a theory: where premises stand, the context and the time that the block claims.
void choose_in_theory(Knowledge& knowledge);

/// In a field rule: what a block rests on, and what its rule calls free (by variable). Values that
/// nothing determines and that the block does not emit are the witness that its rule asks for: that
/// there is one is all it says. No part of a text is ever chosen.
void choose_in_block(Knowledge& knowledge, const std::vector<bool>& free);

} // namespace blockfold::audit

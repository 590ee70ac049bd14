#pragma once

#include "compiler/lower/chip/chips.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/occupancy.h"
#include "runtime/base/result.h"

namespace blockfold::witness {

/// Whether a proof fits a placed circuit whose layout was chosen for another one: enough copies of
/// each chip, none of a chip without blocks, which would have nothing to repeat, and digits enough
/// for what is range checked. Error: `layout.room`.
Status check_room(const lower::LoweredTheory& lowered, const Measures& measures,
                  const Occupancy& occupancy);

} // namespace blockfold::witness

#pragma once

#include "compiler/ir/execution.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/witness/occupancy.h"
#include "runtime/base/result.h"
#include "runtime/cs/witness.h"

#include <memory>

/// From an execution and the placed circuit of its program to the witness.
namespace blockfold::witness {

/// A chip of a rule holds its blocks, a table's its rows, all by number.
Occupancy occupy(const lower::LoweredTheory& lowered, const ir::Execution& execution);

/// The witness of an execution. All references must outlive the source; the occupancy is that of
/// the execution.
///
/// Errors: `execution.claim` (a block demands what none emits), `execution.range` (a value has more
/// bits than its type or a comparison allows), `execution.lookup`. Constraints are not looked at;
/// ir::check_execution says what is wrong with which block.
Result<std::unique_ptr<cs::WitnessSource>> make_witness(const ir::BlockProgram& program,
                                                        const lower::LoweredTheory& lowered,
                                                        const ir::Execution& execution,
                                                        const Occupancy& occupancy);

} // namespace blockfold::witness

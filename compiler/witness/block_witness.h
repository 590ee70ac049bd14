#pragma once

#include "compiler/ir/execution.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/witness/occupancy.h"
#include "runtime/base/result.h"
#include "runtime/cs/witness.h"

#include <memory>

/// From an execution and the placed circuit of its program to the witness.
namespace blockfold::witness {

/// How many blocks, or rows of a table, stand on each chip: Occupancy without a list, since a
/// block's number is its place.
std::vector<std::uint64_t> count_blocks(const lower::LoweredTheory& lowered,
                                        const ir::Execution& execution);

/// The witness of an execution. All references must outlive the source.
///
/// Errors: `execution.claim` (some block demands what none emits), `execution.range` (a value does
/// not have the bits that its type or a comparison asks for), `execution.lookup`. Constraints are
/// not looked at; ir::check_execution says what is wrong with a block.
Result<std::unique_ptr<cs::WitnessSource>> make_witness(const ir::BlockProgram& program,
                                                        const lower::LoweredTheory& lowered,
                                                        const ir::Execution& execution);

} // namespace blockfold::witness

#pragma once

#include "compiler/driver/bind_execution.h"
#include "compiler/ir/execution.h"
#include "compiler/layout/plan.h"
#include "runtime/fold/prover.h"

/// The whole way from the blocks of an execution to a certificate.
namespace blockfold::driver {

/// An execution with its circuit.
struct CompiledExecution {
  BoundExecution bound;
  cert::Certificate certificate; ///< the statement section; no proof yet
};

/// What came out and how large the work was.
struct ProvedExecution {
  cert::Certificate certificate;
  std::uint64_t blocks = 0;
  std::uint64_t constraints = 0, small_values = 0, full_values = 0; ///< over all segments
};

/// Chooses a layout and lowers the program. The execution's blocks of public rules become the
/// statement.
///
/// Errors: those of bind_execution.
Result<CompiledExecution> compile_execution(const ir::BlockProgram& program,
                                            const ir::Execution& execution,
                                            const layout::PlanOptions& plan = {},
                                            lower::Keep keep = lower::Keep::Meanings);

/// The same with a layout that someone else chose. Errors: also `layout.room`, if the execution
/// does not fit it.
Result<CompiledExecution> compile_execution_with_layout(const ir::BlockProgram& program,
                                                        const ir::Execution& execution,
                                                        const layout::Layout& layout,
                                                        lower::Keep keep = lower::Keep::Meanings);
/// The layout that `compile_execution` chooses.
Result<layout::Layout> choose_layout(const ir::BlockProgram& program,
                                     const ir::Execution& execution,
                                     const layout::PlanOptions& plan = {});

/// Condenses all that the commitments of a proof depend on: statement, circuit and blocks. Two runs
/// may share a checkpoint exactly if this is the same.
std::array<std::uint8_t, 32> proof_identity(const CompiledExecution& compiled,
                                            const ir::Execution& execution);

/// Proves what was compiled and verifies the result before returning it.
///
/// Errors: `execution.*`, `prove.self-check`.
Result<ProvedExecution> prove_compiled(const ir::BlockProgram& program,
                                       const CompiledExecution& compiled,
                                       const ir::Execution& execution,
                                       const fold::Progress& progress = {},
                                       const fold::Company& company = {});

/// Proves an execution and verifies the result before returning it. The execution should have
/// passed ir::check_execution, which names what is wrong with it.
///
/// Errors: those of compile_execution, `execution.*`, `prove.self-check` (a constraint of some
/// block does not hold, or there is a bug).
Result<ProvedExecution> prove_execution(const ir::BlockProgram& program,
                                        const ir::Execution& execution,
                                        const layout::PlanOptions& plan = {},
                                        const fold::Progress& progress = {},
                                        const fold::Company& company = {});

} // namespace blockfold::driver

#pragma once

#include "compiler/driver/prove_execution.h"
#include "compiler/ir/execution.h"
#include "compiler/support/source_file.h"
#include "tools/blockfold/prove_options.h"

/// Proving executions, wherever their blocks come from.
namespace blockfold::tools {

/// What proving came to.
struct CertifiedExecution {
  driver::ProvedExecution proved;
  std::size_t bytes = 0;
  std::uint64_t peak_memory = 0;
  std::size_t resumed_units = 0; ///< taken over from a checkpoint
};

/// Proves blocks that satisfy their rules, within the memory and with the checkpoint and profile
/// that the options ask for, and writes the certificate to --output. Phases before may have shown
/// themselves on `progress`; it is finished.
///
/// Errors: those of driver::prove_execution, `memory.*`, `checkpoint.*`, `file.*`.
Result<CertifiedExecution> certify(const ir::BlockProgram& program, const ir::Execution& execution,
                                   const Arguments& arguments, const ProveOptions& options,
                                   ProgressDisplay& progress);

/// `blockfold prove RULES.blk X.bmt`, given the text of X.bmt. Returns the exit status.
int prove_execution_file(const Arguments& arguments, const SourceFile& transcript,
                         const ProveOptions& options);

} // namespace blockfold::tools

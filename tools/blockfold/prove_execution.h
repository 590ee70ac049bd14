#pragma once

#include "compiler/ir/execution.h"
#include "compiler/support/source_file.h"
#include "tools/blockfold/prove_options.h"

/// Proving executions, wherever their blocks come from.
namespace blockfold::tools {

/// `blockfold prove RULES.blk X.bmt`, given the text of X.bmt. Returns the exit status.
int prove_execution_file(const Arguments& arguments, const SourceFile& transcript,
                         const ProveOptions& options);

/// Proves blocks that satisfy their rules, writes the certificate to --output and prints what it
/// states, as --json and --quiet say. Phases before may have shown themselves on `progress`.
/// Returns the exit status.
int prove_and_report(const ir::BlockProgram& program, const ir::Execution& execution,
                     const Arguments& arguments, const ProveOptions& options,
                     ProgressDisplay& progress);

} // namespace blockfold::tools

#pragma once

#include "compiler/imp/interpreter.h"
#include "compiler/ir/execution.h"
#include "runtime/base/result.h"

/// What a certificate about a run says. Part of what a verifier relies on: docs/executions.md has
/// the argument.
namespace blockfold::imp {

/// "This program, with these inputs, ends in this state after so many steps."
struct RunStatement {
  Values inputs;
  Outcome outcome;
};

/// Reads the public blocks of a certificate, by rule. Refuses those that are not of one whole run:
/// one start, one ending, and every element of every array once before and, if the array is an
/// output, once after it.
///
/// Errors: `run.start`, `run.ending`, `run.array`, `run.steps`.
Result<RunStatement> read_statement(const CompiledProgram& program,
                                    llvm::ArrayRef<ir::RuleBlocks> public_blocks);

} // namespace blockfold::imp

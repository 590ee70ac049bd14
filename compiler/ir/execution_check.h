#pragma once

#include "compiler/ir/execution.h"
#include "compiler/support/diagnostic.h"

/// A second opinion on executions, by other means than the proof system's: values are compared with
/// types, tables and constraints one by one, and claims as multisets. Tests ask it what the
/// circuits ought to accept, and users are told what is wrong before a prover is asked.
namespace blockfold::ir {

/// Whether every block satisfies its rule and the blocks agree on their claims: what is demanded is
/// emitted, and every claim of a linear relation is consumed exactly as often as it is emitted. One
/// diagnostic per fault (IR02xx), which names the block, the values and what is wrong with them.
/// Trusts the program, and nothing about the execution. About a second for a million blocks.
bool check_execution(const BlockProgram& program, const Execution& execution, DiagnosticSink& sink);

} // namespace blockfold::ir

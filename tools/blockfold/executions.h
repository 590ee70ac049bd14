#pragma once

#include "compiler/ir/execution.h"
#include "compiler/support/source_file.h"
#include "tools/common/arguments.h"
#include "tools/verify/policy_flow.h"

#include <llvm/ADT/STLFunctionalExtras.h>
#include <nlohmann/json_fwd.hpp>

#include <optional>

/// Field rules and transcripts of their executions as a command's input.
namespace blockfold::tools {

/// The field rules of a rule file, or those that an IMP program becomes. Nothing after an error,
/// which has been printed and is in `*exit`.
std::optional<ir::BlockProgram> read_block_program(llvm::StringRef path, bool json, int* exit);

/// An execution that satisfies the rules of its program.
struct ExecutionFile {
  ir::BlockProgram program;
  ir::Execution execution;
};
/// Reads the rule file that is the first operand of a command, and the second operand's text for
/// it, and checks every block. Nothing after an error, which has been printed and is in `*exit`.
std::optional<ExecutionFile> read_execution(const Arguments& arguments,
                                            const SourceFile& transcript, int* exit);

/// Prints what a valid certificate of an execution says, and what a policy makes of it: with --json
/// an object with `body` in it, else a heading and what `render` writes. Returns the exit status.
int print_verdict(const Arguments& arguments, std::size_t bytes, const PolicyVerdict& policy,
                  const nlohmann::ordered_json& body, llvm::function_ref<void()> render);

/// The options of `verify` where the certificate is of an execution: reads the policy, if one is
/// given, and refuses what says nothing about executions, `usage.allow-axioms`. False after an
/// error, which has been printed and is in `*exit`.
bool read_execution_options(const Arguments& arguments, std::optional<PolicyFile>& policy,
                            int* exit);

} // namespace blockfold::tools

#pragma once

#include "compiler/ir/execution.h"
#include "tools/common/arguments.h"

#include <optional>

/// Field rules and transcripts of their executions as a command's input.
namespace blockfold::tools {

/// Whether a file can be read and is the transcript of an execution: its first line says so.
bool is_execution_file(llvm::StringRef path);

/// The field rules of a rule file. Nothing after an error, which has been printed and is in
/// `*exit`.
std::optional<ir::BlockProgram> read_block_program(llvm::StringRef path, bool json, int* exit);

/// An execution that satisfies the rules of its program.
struct ExecutionFile {
  ir::BlockProgram program;
  ir::Execution execution;
};
/// Reads both operands of a command and checks every block. Nothing after an error, which has been
/// printed and is in `*exit`.
std::optional<ExecutionFile> read_execution(const Arguments& arguments, int* exit);

} // namespace blockfold::tools

#pragma once

#include "tools/common/arguments.h"

#include <optional>

/// Completion for shells, made from the same descriptions as parser and help.
namespace blockfold::tools {

enum class Shell { Bash, Zsh, Fish };

/// "bash", "zsh" or "fish".
std::optional<Shell> shell_named(llvm::StringRef name);

/// A script that makes a shell complete a program's commands, their options and what these take:
/// files, folders, or the words that an option names. The names of the commands' lines begin with
/// the program's, as in "blockfold prove".
std::string completion_script(Shell shell, llvm::StringRef program,
                              llvm::ArrayRef<CommandLine> commands);

} // namespace blockfold::tools

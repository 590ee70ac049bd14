#pragma once

#include "tools/common/arguments.h"

/// The commands of `blockfold`, each in a file of its own.
namespace blockfold::tools {

struct Command {
  CommandLine line;
  int (*run)(const Arguments&); ///< returns the exit status
};

Command check_command();
Command estimate_command();
Command prove_command();
Command verify_command();
Command inspect_command();
Command blocks_command();
Command compile_command();
Command export_command();
Command report_command();
Command rules_command();
Command run_command();
Command explain_command();
Command completions_command();
Command axioms_command();
Command reproduce_command();
Command link_command();

/// All of them, as main knows them.
std::vector<Command> commands();

/// The option that several commands share.
inline Option json_option() {
  return {"json", "", "print one JSON object"};
}
inline Option threads_option() {
  return {"threads", "N", "use at most N threads (default: one per core); the result is the same"};
}

} // namespace blockfold::tools

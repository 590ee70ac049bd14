#pragma once

#include "tools/audit/program_audit.h"
#include "tools/blockfold/goals.h"

#include <optional>

/// What a command line asks to be audited: a proof of theorems, or the field rules of a program and
/// an execution of them.
namespace blockfold::tools {

/// Field rules, with an execution if there is one.
struct AuditedProgram {
  ir::BlockProgram program;
  audit::FreeVariables free;
  std::vector<std::vector<trial::Values>> examples; ///< by rule
  std::optional<ir::Execution> execution;
};

/// One of both.
struct Subject {
  std::optional<audit::Model> proof;
  std::optional<AuditedProgram> program;
};

std::vector<Option> subject_options();

/// FILE.mm with the options of goals; FILE.blk, with a transcript or not; FILE.imp with inputs.
/// Nothing after an error, which has been printed and is in `*exit`.
std::optional<Subject> read_subject(const Arguments& arguments, int* exit);

} // namespace blockfold::tools

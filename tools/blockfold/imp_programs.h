#pragma once

#include "compiler/imp/statement.h"
#include "tools/common/arguments.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>

/// IMP programs as inputs of commands.
namespace blockfold::tools {

/// Whether a path names an IMP program.
bool is_imp_program(llvm::StringRef path);

/// Null after an error, which has been printed and is in `*exit`. Warnings are printed.
std::shared_ptr<const imp::ReadProgram> read_imp_program(llvm::StringRef path, bool json,
                                                         int* exit);

/// The values of a run, as an object and as lines of text.
nlohmann::ordered_json to_json(const imp::ReadProgram& program, const imp::Values& inputs,
                               const imp::Outcome& outcome);
void print_run(const imp::ReadProgram& program, const imp::Values& inputs,
               const imp::Outcome& outcome);

/// `blockfold verify X.bfc --theory PROGRAM.imp`.
int verify_run(const Arguments& arguments);

} // namespace blockfold::tools

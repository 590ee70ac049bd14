#pragma once

#include "tools/common/arguments.h"

#include <llvm/ADT/StringRef.h>

#include <vector>

/// Verification as a command: the same in `blockfold verify` and in `blockfold-verify`.
namespace blockfold::tools {

/// --allow-axioms, --full and --json.
std::vector<Option> verify_options();
/// What both help texts say.
extern const char* const kVerifyDescription;

/// Verifies a certificate against a theory file, prints what it says, and holds its axioms and
/// assumed theorems against --allow-axioms. Returns the exit status.
int verify_and_print(llvm::StringRef certificate, llvm::StringRef theory,
                     const Arguments& arguments);

} // namespace blockfold::tools

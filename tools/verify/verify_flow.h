#pragma once

#include "compiler/ir/theory_source.h"
#include "tools/common/arguments.h"
#include "tools/verify/theory_files.h"

#include <llvm/ADT/StringRef.h>

#include <memory>
#include <vector>

/// Verification as a command: the same in `blockfold verify` and in `blockfold-verify`.
namespace blockfold::tools {

/// --allow-axioms, --full and --json.
std::vector<Option> verify_options();
/// What both help texts say.
extern const char* const kVerifyDescription;

/// The one for Metamath databases.
std::shared_ptr<const ir::TheorySource> read_metamath_source(llvm::StringRef path, bool json,
                                                             int* exit);

/// Verifies a certificate against its theory file, or a linked one against several files and
/// folders; prints what it says, and holds its axioms and assumed theorems against --allow-axioms.
/// Returns the exit status.
int verify_and_print(llvm::StringRef certificate, llvm::ArrayRef<std::string> theories,
                     ReadTheory read_source, const Arguments& arguments);

} // namespace blockfold::tools

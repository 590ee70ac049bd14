#pragma once

#include "compiler/ir/theory_source.h"
#include "runtime/base/bytes.h"
#include "tools/common/arguments.h"
#include "tools/verify/theory_files.h"

#include <llvm/ADT/StringRef.h>

#include <memory>
#include <vector>

/// Verification as a command: the same in `blockfold verify` and in `blockfold-verify`.
namespace blockfold::tools {

/// --allow-axioms, --policy, --full and --json.
std::vector<Option> verify_options();
/// What both help texts say.
extern const char* const kVerifyDescription;

/// The one for Metamath databases.
std::shared_ptr<const ir::TheorySource> read_metamath_source(llvm::StringRef path, bool json,
                                                             int* exit);

/// Verifies a certificate of an execution, whose bytes were read from `path`, against a rule file
/// and prints what it says. Returns the exit status.
using VerifyExecution = int (*)(ByteView bytes, llvm::StringRef path, llvm::StringRef theory,
                                const Arguments& arguments);

/// Verifies a certificate against its theory file, or a linked one against several files and
/// folders; prints what it says, and holds its axioms and assumed theorems against --allow-axioms
/// and --policy. Returns the exit status. Certificates of executions are left to
/// `verify_execution`; without it they are refused, with a hint to who does verify them.
int verify_and_print(llvm::StringRef certificate, llvm::ArrayRef<std::string> theories,
                     ReadTheory read_source, const Arguments& arguments,
                     VerifyExecution verify_execution = nullptr);

} // namespace blockfold::tools

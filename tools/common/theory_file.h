#pragma once

#include "compiler/metamath/reader.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/StringRef.h>

#include <optional>
#include <vector>

/// A .mm file as a command's input.
namespace blockfold::tools {

/// Reads a database; if it breaks a rule of the language, or cannot be read, its diagnostics are
/// printed, `*exit` is set and nothing is returned: no statement may rest on a text that is wrong.
std::optional<mm::Database> read_theory(llvm::StringRef path, bool json, int* exit);

/// Prints what a sink holds, as text on standard error or as one JSON object, and a last line that
/// says what it means.
int fail_with_diagnostics(ExitStatus exit, const Error& error, const DiagnosticSink& sink,
                          bool json);

/// The $p statements that a label or glob names. Errors: `theorem.glob` (malformed pattern),
/// `theorem.unknown` (with the names most like it), `theorem.axiom` (a $a or hypothesis).
Result<std::vector<mm::StatementId>> find_theorems(const mm::Database& database,
                                                   llvm::StringRef pattern);

} // namespace blockfold::tools

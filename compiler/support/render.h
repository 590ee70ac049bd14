#pragma once

#include "compiler/support/diagnostic.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

namespace blockfold {

/// Printable ASCII as it is, every other byte as `<XX>` in hexadecimal.
std::string escape_bytes(llvm::StringRef text);

/// `file:line:col: error[CODE]: message`, the source line with a caret, then the notes in the same
/// manner. Tabs become one space, unprintable bytes are escaped, long lines are cut around the
/// caret.
void render_text(const Diagnostic& diagnostic, llvm::raw_ostream& out);

/// All diagnostics of the sink, then a line saying how many more there are if some were not kept.
void render_text(const DiagnosticSink& sink, llvm::raw_ostream& out);

/// An object with code, severity, file, line, column, length, message, explanation, next_step, and
/// where they exist label, proof_step and notes. Absent values are left out.
nlohmann::ordered_json to_json(const Diagnostic& diagnostic);

} // namespace blockfold

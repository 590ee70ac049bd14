#pragma once

#include "compiler/metamath/check.h"
#include "compiler/support/diagnostic.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

namespace blockfold::mm {

/// The diagnostics, then one line such as "set.mm: valid: 38000 proofs checked, ...".
void render_text(llvm::StringRef path, ReadStatus status, const CheckReport& report,
                 const DiagnosticSink& sink, llvm::raw_ostream& out);

/// An object with path, verdict ("valid", "invalid", "incomplete" or "unreadable"), counts,
/// diagnostics, and suppressed (how many diagnostics were not kept).
nlohmann::ordered_json to_json(llvm::StringRef path, ReadStatus status, const CheckReport& report,
                               const DiagnosticSink& sink);

} // namespace blockfold::mm

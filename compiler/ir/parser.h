#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/source_file.h"

#include <optional>

namespace blockfold::ir {

/// Reads what `print_transcript` wrote, back to an equal transcript. The theory must be the one it
/// was written for; whether the proof is valid is for `verify_transcript` to say. Every malformed
/// line gives one diagnostic, and then nothing is returned.
std::optional<Transcript> parse_transcript(const SourceFile& source, const Theory& theory,
                                           DiagnosticSink& sink);

} // namespace blockfold::ir

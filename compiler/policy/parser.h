#pragma once

#include "compiler/policy/policy.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/source_file.h"

#include <optional>

namespace blockfold::policy {

/// Reads a policy file; nothing, and diagnostics of codes.def, if something is wrong with it. Lines
/// of words; '#' at the start of a word begins a comment.
///
///   policy 1                     the version, before all else
///   allow ax-mp df-*             axioms by label or glob
///   allow ax-1 sha256:...        and then this statement only, whatever else allows the label
///   allow-typecode wff class     all axioms that begin with such a symbol
///   deny ax-ac*                  not those, whatever allows them
///   assume none                  or labels and globs of theorems, with digests as above
///   hoisted-syntax yes           or no
///   program keccak256:...        executions of this program, by its digest
std::optional<Policy> parse_policy(const SourceFile& source, DiagnosticSink& sink);

} // namespace blockfold::policy

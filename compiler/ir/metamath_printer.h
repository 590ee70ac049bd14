#pragma once

#include "compiler/ir/transcript.h"
#include "runtime/base/result.h"

#include <llvm/Support/raw_ostream.h>

namespace blockfold::ir {

/// Writes a theory and the proofs of a transcript as a Metamath database, for checkers of that
/// language. Every assertion stands in a block of its own, with its `$f`; proofs are compressed,
/// and each block of the transcript is one step. Theorems that are assumed get the proof `?`.
///
/// Names that Metamath does not allow are changed: dummy variables, and labels with characters of
/// their own. The transcript must be valid.
///
/// Errors: `metamath.parameter` (an assertion has a parameter that its statements do not mention,
/// which no `$f` can be), `metamath.symbol` (two symbols, or a symbol with a `$`, would be one).
Status print_metamath(llvm::raw_ostream& out, const Theory& theory, const Transcript& transcript);

} // namespace blockfold::ir

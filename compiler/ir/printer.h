#pragma once

#include "compiler/ir/transcript.h"

#include <llvm/Support/raw_ostream.h>

/// Transcripts as text, for people and for tests. `parse_transcript` reads the same text back.
///
///   blockfold transcript 1
///
///   assume ax
///
///   context 1 id
///   context 2 helper lemma
///   b0 = var wff ph @ *                 # wff ph
///   b1 = wi(b0, b0) @ *                 # wff ( ph -> ph )
///   b2 = hyp 0 @ id                     # |- ph
///   d0 = disjoint(b0, b4) @ id by declared
///   qed id = b7
///
/// `assume` names theorems that are used without proof, `lemma` those proved for use by others
/// only.
/// `@ label` names the context of a block, `@ *` marks syntax that all contexts share. What follows
/// `#` repeats what the theory says and is not read back.
namespace blockfold::ir {

/// The version of the text form; its first line names it.
inline constexpr unsigned kTranscriptVersion = 1;

/// Writes a transcript. Equal transcripts give equal bytes. All indexes of the transcript must be
/// in range, but it need not be valid: premises may even come later than what they are used for.
void print_transcript(llvm::raw_ostream& out, const Theory& theory, const Transcript& transcript);

/// Writes a statement with the names of its parameters, such as `|- ( ph -> ps )`.
void print_statement(llvm::raw_ostream& out, const Theory& theory, const Assertion& owner,
                     const Template& statement);

/// The word for a reason in the text form, such as `declared`.
llvm::StringRef reason_name(DisjointReason reason);

} // namespace blockfold::ir

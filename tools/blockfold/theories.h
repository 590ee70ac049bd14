#pragma once

#include "compiler/import/proof_import.h"
#include "compiler/ir/theory_source.h"
#include "compiler/support/source_file.h"
#include "tools/common/arguments.h"

#include <memory>
#include <optional>

/// Theory files of every language that the program reads, and transcripts for them.
namespace blockfold::tools {

/// Whether a path names a rule file.
bool is_rule_file(llvm::StringRef path);

/// A Metamath database, or a rule file if its name ends in .blk. Null after an error, which has
/// been printed and is in `*exit`.
std::shared_ptr<const ir::TheorySource> read_theory_source(llvm::StringRef path, bool json,
                                                           int* exit);

/// A theory and a proof that is written as a transcript.
struct TranscriptProof {
  std::shared_ptr<const ir::TheorySource> source;
  import::ImportedProof proof;
};
/// Opens the second operand of a command. Null after an error, which has been printed and is in
/// `*exit`.
std::unique_ptr<SourceFile> open_transcript(const Arguments& arguments, int* exit);
/// Reads the theory that is the first operand, and a transcript for it. Nothing after an error,
/// which has been printed and is in `*exit`.
std::optional<TranscriptProof> read_transcript_proof(const Arguments& arguments,
                                                     const SourceFile& transcript, int* exit);

/// With a transcript no option may say what is proved; a rule file needs one. Errors: `usage.*`.
Status check_goal_options(const Arguments& arguments);

} // namespace blockfold::tools

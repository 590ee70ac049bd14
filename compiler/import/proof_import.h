#pragma once

#include "compiler/import/theory_import.h"
#include "compiler/ir/transcript.h"
#include "compiler/metamath/database.h"
#include "compiler/support/diagnostic.h"

#include <array>
#include <functional>
#include <optional>
#include <vector>

/// From Metamath proofs to block-model transcripts: the prover's side only.
namespace blockfold::import {

struct ProofRequest {
  std::vector<mm::StatementId> goals; ///< $p statements
  std::function<bool(const mm::Statement&)>
      assumed; ///< a $p to use without its proof; may be empty
};

/// A theory and the transcript of everything it proves.
struct ImportedProof {
  std::vector<Selected> selected;               ///< what the certificate will list
  ir::Theory theory;                            ///< with its dummies
  std::array<std::uint8_t, 32> theory_digest{}; ///< of the theory without them
  std::vector<std::uint32_t> dummies;
  ir::Transcript transcript;
  std::size_t applications = 0; ///< proof steps that applied an assertion, before any sharing
};

/// Collects the goals and every lemma they need, checks their proofs and writes them as one
/// transcript without repetitions. Syntax theorems are expanded into the axioms they stand for, so
/// that syntax may be shared between contexts. Nothing is returned if a proof is invalid or
/// incomplete: the sink says which.
std::optional<ImportedProof> import_proof(const mm::Database& database, const ProofRequest& request,
                                          DiagnosticSink& sink);

} // namespace blockfold::import

#pragma once

#include "compiler/import/proof_import.h"
#include "compiler/trace/dependencies.h"

#include <cstddef>
#include <optional>

/// Finding out what theorems rest on.
namespace blockfold::trace {

struct Trace {
  Dependencies dependencies;
  std::size_t proofs = 0; ///< that were needed and checked
  std::size_t steps = 0;  ///< of them, that apply an assertion
};

/// From the proofs of a database: of the goals and of every lemma they need, and no others. They
/// are checked on the way: what a wrong proof cites says nothing. Nothing is returned if one is
/// invalid or incomplete; the sink says which. One pass over the needed proofs.
///
/// Definitions are not marked. The axioms and assumed theorems are those of a certificate of the
/// same request.
std::optional<Trace> trace_database(const mm::Database& database,
                                    const import::ProofRequest& request, DiagnosticSink& sink);

/// From a proof that is written in blocks: what is left of it once unused blocks are gone.
Trace trace_transcript(const import::ImportedProof& proof);

} // namespace blockfold::trace

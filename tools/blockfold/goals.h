#pragma once

#include "compiler/import/proof_import.h"
#include "tools/common/arguments.h"

/// The options that say what is to be proved, shared by prove, blocks and compile.
namespace blockfold::tools {

/// --theorem, --all and --assume.
std::vector<Option> goal_options();

/// The goals and assumptions that the options name. Errors have codes `usage.*` and `theorem.*`.
Result<import::ProofRequest> proof_request(const mm::Database& database,
                                           const Arguments& arguments);

/// Says why a proof request was refused.
int fail_unproved(const DiagnosticSink& sink, bool json);

/// Reads the database and prepares the transcript that the options ask for. After an error, which
/// has been printed and is in `*exit`, nothing is returned.
struct Prepared {
  mm::Database database;
  import::ImportedProof proof;
};
std::optional<Prepared> prepare_goals(const Arguments& arguments, int* exit);

} // namespace blockfold::tools

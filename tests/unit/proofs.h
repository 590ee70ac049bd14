#pragma once

#include "compiler/import/proof_import.h"
#include "compiler/passes/disjoint.h"
#include "compiler/passes/drop_unused.h"
#include "tests/unit/theories.h"

#include <initializer_list>

/// Small proofs for tests, imported and prepared.
namespace blockfold::testing {

/// Imports the proofs of some goals, or of all $p if none are named.
inline import::ImportedProof import_goals(const std::string& text,
                                          std::initializer_list<const char*> goals = {}) {
  const auto database = read(text);
  import::ProofRequest request;
  for (const char* label : goals)
    request.goals.push_back(database->find(label).value());
  if (request.goals.empty())
    for (const mm::StatementId id : import::assertions_of(*database))
      if (database->statement(id).kind == mm::StatementKind::Theorem)
        request.goals.push_back(id);
  DiagnosticSink sink;
  auto proof = import::import_proof(*database, request, sink);
  REQUIRE_MESSAGE(proof.has_value(),
                  (sink.diagnostics().empty() ? std::string("no diagnostic")
                                              : sink.diagnostics().front().message));
  return std::move(*proof);
}

/// The same with the passes that run before lowering.
inline import::ImportedProof prepared(const std::string& text,
                                      std::initializer_list<const char*> goals = {}) {
  import::ImportedProof proof = import_goals(text, goals);
  passes::drop_unused(proof.transcript);
  passes::add_disjoint_blocks(proof.theory, lower::analyze(proof.theory), proof.transcript);
  return proof;
}

} // namespace blockfold::testing

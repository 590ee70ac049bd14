#include "compiler/driver/recompile.h"

#include "compiler/import/theory_import.h"
#include "runtime/verify/rounds.h"
#include "runtime/verify/verify.h"

#include <llvm/ADT/DenseSet.h>

#include <memory>

namespace blockfold::driver {
namespace {

import::ProofRequest request_of(const mm::Database& database, const ir::Theory& theory){
    const std::vector<mm::StatementId> statements = import::assertions_of(database);
const auto assumed = std::make_shared<llvm::DenseSet<const mm::Statement*>>();
import::ProofRequest request;
for (const ir::Assertion& assertion : theory.assertions) {
  if (ir::is_goal(assertion.role))
    request.goals.push_back(statements[assertion.ordinal]);
  if (assertion.role == ir::Role::Assumed)
    assumed->insert(&database.statement(statements[assertion.ordinal]));
}
request.assumed = [assumed](const mm::Statement& statement) {
  return assumed->contains(&statement);
};
return request;
} // namespace

} // namespace blockfold::driver

Result<cs::Challenges> challenges_of(const BoundStatement& bound, const cert::Proof& proof) {
  Transcript verifying = bound.transcript;
  if (Status valid = verify::verify(bound.lowered.circuit, proof, verifying); !valid)
    return valid.error();
  Transcript replayed = bound.transcript;
  return verify::replay_commitments(replayed, proof.kinds);
}

Result<Compiled> recompile(const mm::Database& database, const ir::Theory& theory,
                           const cert::Certificate& certificate, const layout::Layout& layout,
                           DiagnosticSink& sink, lower::Keep keep) {
  const auto proof = prepare(database, request_of(database, theory), sink);
  if (!proof)
    return Error{"recompile.proof",
                 "a proof that the certificate was made from is now invalid or incomplete"};
  // The number of segments is the one choice that the prover's user may have made.
  for (const std::uint32_t segments : {0U, layout.kinds.back().segments}) {
    auto compiled = compile(database, *proof, {segments, 0}, keep);
    if (compiled &&
        cert::write_statement(compiled->certificate) == cert::write_statement(certificate))
      return compiled;
  }
  return Error{"recompile.other",
               "the proofs in the theory file are not those that the certificate was made from"};
}

} // namespace blockfold::driver

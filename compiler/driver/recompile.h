#pragma once

#include "compiler/driver/prove.h"

/// From a finished certificate back to what it was made from.
namespace blockfold::driver {

/// The challenges of a certificate's proof, which follow from its statement and its commitments.
/// Errors: those of verify::verify; nothing is said about a proof that does not hold.
Result<cs::Challenges> challenges_of(const BoundStatement& bound, const cert::Proof& proof);

/// Compiles the proofs in a database to the circuit of a certificate: the same goals, the same
/// theorems assumed, the same layout. `theory` is the certificate's, built from the database.
///
/// Errors: `recompile.proof` (a proof that is needed is invalid or incomplete; the sink says
/// which), `recompile.other` (the database proves the same in another way, or the certificate has a
/// layout that the planner would not choose).
Result<Compiled> recompile(const mm::Database& database, const ir::Theory& theory,
                           const cert::Certificate& certificate, const layout::Layout& layout,
                           DiagnosticSink& sink, lower::Keep keep = lower::Keep::Meanings);

} // namespace blockfold::driver

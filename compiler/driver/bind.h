#pragma once

#include "compiler/ir/theory_source.h"
#include "compiler/layout/layout.h"
#include "compiler/lower/chip/chips.h"
#include "compiler/metamath/database.h"
#include "runtime/cert/certificate.h"
#include "runtime/hash/transcript.h"

/// What prover and verifier do alike before the first challenge: from a theory file and the
/// statement section of a certificate to the circuit and the transcript that is bound to it.
namespace blockfold::driver {

struct BoundStatement {
  ir::Theory theory;
  layout::Layout layout;
  lower::LoweredTheory lowered; ///< with its circuit placed
  std::array<std::uint8_t, 32> circuit_digest;
  Transcript transcript; ///< has absorbed statement, theory and circuit
};

/// The theory of what a certificate lists, if the source is the one that it was made for.
///
/// Errors: `statement.*` as below.
Result<ir::Theory> chosen_theory(const ir::TheorySource& source,
                                 const cert::Certificate& certificate);

/// Rebuilds the circuit of a certificate from its theory file. Everything in the certificate is
/// hostile.
///
/// Errors: `statement.subject` (it is about no theorems), `statement.entries` (an entry names no
/// assertion, or one of another kind), `statement.goal` (nothing is proved), `statement.theory`
/// (the file says something else than the certificate was made for), `layout.*`.
Result<BoundStatement> bind_statement(const ir::TheorySource& source,
                                      const cert::Certificate& certificate,
                                      lower::Keep keep = lower::Keep::Circuit);
Result<BoundStatement> bind_statement(const mm::Database& database,
                                      const cert::Certificate& certificate,
                                      lower::Keep keep = lower::Keep::Circuit);

} // namespace blockfold::driver

#pragma once

#include "compiler/import/proof_import.h"
#include "compiler/layout/plan.h"
#include "runtime/fold/prover.h"

#include "compiler/driver/bind.h"

/// The whole way from a checked database to a certificate; its body is the table of contents.
namespace blockfold::driver {

/// What came out and how large the work was.
struct Proved {
  cert::Certificate certificate;
  std::size_t applications = 0; ///< proof steps, before sharing
  std::size_t blocks = 0;       ///< statements and $d claims
  std::size_t goals = 0, lemmas = 0, axioms = 0, assumed = 0;
  std::uint64_t constraints = 0, small_values = 0, full_values = 0; ///< over all segments
};

/// A transcript prepared for proving or printing: no repetitions, nothing unused, $d blocks added.
std::optional<import::ImportedProof>
prepare(const mm::Database& database, const import::ProofRequest& request, DiagnosticSink& sink);

/// A prepared proof with its circuit.
struct Compiled {
  import::ImportedProof proof;
  layout::Layout layout;
  BoundStatement bound;
  cert::Certificate certificate; ///< the statement section; no proof yet
};

/// Chooses a layout and lowers the theory.
Result<Compiled> compile(const ir::TheorySource& source, import::ImportedProof proof,
                         const layout::PlanOptions& plan, lower::Keep keep = lower::Keep::Meanings);
Result<Compiled> compile(const mm::Database& database, import::ImportedProof proof,
                         const layout::PlanOptions& plan, lower::Keep keep = lower::Keep::Meanings);

/// Condenses all that the commitments of a proof depend on: statement, circuit and transcript. Two
/// runs may share a checkpoint exactly if this is the same.
std::array<std::uint8_t, 32> proof_identity(const Compiled& compiled);

/// Proves what was compiled and verifies the result before returning it.
///
/// Errors: `prove.self-check`.
Result<Proved> prove(const Compiled& compiled, const fold::Progress& progress = {},
                     const fold::Company& company = {});

} // namespace blockfold::driver

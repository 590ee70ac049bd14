#pragma once

#include "compiler/import/proof_import.h"
#include "compiler/ir/theory_source.h"
#include "compiler/layout/plan.h"
#include "compiler/metamath/database.h"
#include "tools/audit/model.h"

/// The circuit and witness of a real proof, as `blockfold prove` makes them.
namespace blockfold::audit {

struct ModelOptions {
  /// Copies that no block needs, for each chip that has any. A prover may always have such copies:
  /// the layout is the prover's choice.
  std::uint32_t spare_copies = 1;
  layout::PlanOptions plan;
};

/// Lowers, places and fills. Errors: those of driver::bind_statement.
Result<Model> model_of_proof(const ir::TheorySource& source, const import::ImportedProof& proof,
                             const ModelOptions& options = {});
Result<Model> model_of_proof(const mm::Database& database, const import::ImportedProof& proof,
                             const ModelOptions& options = {});

} // namespace blockfold::audit

#include "tools/audit/proof_model.h"

#include "compiler/driver/bind.h"
#include "compiler/import/theory_import.h"
#include "compiler/lower/chip/analysis.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/occupancy.h"
#include "compiler/witness/witness.h"

namespace blockfold::audit {
namespace {

layout::RangeNeeds range_needs(const witness::Measures& measures) {
  return {measures.largest_length,
          measures.largest_time_difference,
          measures.largest_order_difference,
          measures.length_checks,
          measures.time_checks,
          measures.order_checks};
}

layout::Layout choose_layout(const import::ImportedProof& proof, const ModelOptions& options) {
  const lower::Analysis analysis = lower::analyze(proof.theory);
  const witness::Measures measures = witness::measure(proof.theory, analysis, proof.transcript);
  const lower::LoweredTheory lowered =
      lower::lower_theory(proof.theory, layout::plan_range(range_needs(measures)));
  std::vector<std::uint64_t> counts;
  const witness::Occupancy occupancy = witness::occupy(proof.theory, lowered, proof.transcript);
  for (std::size_t chip = 0; chip < occupancy.size(); ++chip) {
    const bool counted = lowered.chips[chip].fixed_copies == 0;
    const std::uint32_t spare = counted && !occupancy[chip].empty() ? options.spare_copies : 0;
    counts.push_back(occupancy[chip].size() + spare);
  }
  return layout::plan_layout(lowered, counts, proof.dummies, options.plan);
}

} // namespace

Result<Model> model_of_proof(const mm::Database& database, const import::ImportedProof& proof,
                             const ModelOptions& options) {
  return model_of_proof(import::MetamathSource(database), proof, options);
}

Result<Model> model_of_proof(const ir::TheorySource& source, const import::ImportedProof& proof,
                             const ModelOptions& options) {
  cert::Certificate certificate;
  for (const ir::Assertion& assertion : proof.theory.assertions)
    certificate.entries.push_back({assertion.ordinal, static_cast<std::uint8_t>(assertion.role)});
  certificate.theory_digest = proof.theory_digest;
  certificate.layout = layout::encode(choose_layout(proof, options));
  const auto bound = driver::bind_statement(source, certificate, lower::Keep::Names);
  if (!bound)
    return bound.error();
  const witness::Measures measures =
      witness::measure(bound->theory, bound->lowered.analysis, proof.transcript);
  const witness::Occupancy occupancy =
      witness::occupy(bound->theory, bound->lowered, proof.transcript);
  const auto filled =
      witness::make_witness(bound->theory, bound->lowered, proof.transcript, measures, occupancy);
  return model_of(bound->lowered, *filled);
}

} // namespace blockfold::audit

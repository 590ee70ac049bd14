#include "compiler/driver/prove.h"

#include "compiler/passes/disjoint.h"
#include "compiler/passes/drop_unused.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/occupancy.h"
#include "compiler/witness/witness.h"
#include "runtime/hash/keccak.h"
#include "runtime/verify/verify.h"

#include <algorithm>

namespace blockfold::driver {
namespace {

layout::RangeNeeds range_needs(const witness::Measures& m) {
  return {m.largest_length,
          m.largest_time_difference,
          m.largest_order_difference,
          m.length_checks,
          m.time_checks,
          m.order_checks};
}

layout::Layout choose_layout(const import::ImportedProof& proof, const layout::PlanOptions& plan) {
  const lower::Analysis analysis = lower::analyze(proof.theory);
  const witness::Measures measures = witness::measure(proof.theory, analysis, proof.transcript);
  const lower::LoweredTheory lowered =
      lower::lower_theory(proof.theory, layout::plan_range(range_needs(measures)));
  const witness::Occupancy occupancy = witness::occupy(proof.theory, lowered, proof.transcript);
  std::vector<std::uint64_t> counts;
  for (const auto& occupants : occupancy)
    counts.push_back(occupants.size());
  return layout::plan_layout(lowered, counts, proof.dummies, plan);
}

cert::Certificate statement_of(const import::ImportedProof& proof, const layout::Layout& layout) {
  cert::Certificate certificate;
  for (const ir::Assertion& assertion : proof.theory.assertions)
    certificate.entries.push_back({assertion.ordinal, static_cast<std::uint8_t>(assertion.role)});
  certificate.theory_digest = proof.theory_digest;
  certificate.layout = layout::encode(layout);
  return certificate;
}

void count_work(const BoundStatement& bound, Proved& out) {
  for (const cs::Kind& kind : bound.lowered.circuit.kinds) {
    out.constraints += std::uint64_t{kind.rows_used} * kind.segments;
    out.small_values += std::uint64_t{kind.used[0]} * kind.segments;
    out.full_values += (std::uint64_t{kind.used[1]} + kind.used[2]) * kind.segments;
  }
  for (const ir::Assertion& assertion : bound.theory.assertions) {
    out.axioms += assertion.role == ir::Role::Axiom;
    out.assumed += assertion.role == ir::Role::Assumed;
    out.lemmas += assertion.role == ir::Role::Lemma;
    out.goals += ir::is_goal(assertion.role);
  }
}

} // namespace

std::optional<import::ImportedProof>
prepare(const mm::Database& database, const import::ProofRequest& request, DiagnosticSink& sink) {
  auto proof = import::import_proof(database, request, sink);
  if (!proof)
    return std::nullopt;
  passes::drop_unused(proof->transcript);
  passes::add_disjoint_blocks(proof->theory, lower::analyze(proof->theory), proof->transcript);
  return proof;
}

Result<Compiled> compile(const mm::Database& database, import::ImportedProof proof,
                         const layout::PlanOptions& plan, lower::Keep keep) {
  return compile(import::MetamathSource(database), std::move(proof), plan, keep);
}

Result<Compiled> compile(const ir::TheorySource& source, import::ImportedProof proof,
                         const layout::PlanOptions& plan, lower::Keep keep) {
  layout::Layout layout = choose_layout(proof, plan);
  cert::Certificate certificate = statement_of(proof, layout);
  auto bound = bind_statement(source, certificate, keep);
  if (!bound)
    return bound.error();
  return Compiled{std::move(proof), std::move(layout), std::move(*bound), std::move(certificate)};
}

std::array<std::uint8_t, 32> proof_identity(const Compiled& compiled) {
  const ir::Transcript& transcript = compiled.proof.transcript;
  Keccak256 hash;
  const auto number = [&](std::uint32_t value) {
    std::array<std::uint8_t, 4> bytes;
    for (unsigned i = 0; i < 4; ++i)
      bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    hash.update(bytes);
  };
  const auto numbers = [&](llvm::ArrayRef<std::uint32_t> values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (const std::uint32_t value : values)
      number(value);
  };
  hash.update(compiled.bound.transcript.state()); // statement, theory and circuit
  number(static_cast<std::uint32_t>(transcript.blocks.size()));
  for (const ir::Block& block : transcript.blocks) {
    number(static_cast<std::uint32_t>(block.kind));
    for (const std::uint32_t part : {block.context, block.subject, block.premise_count})
      number(part);
  }
  numbers(transcript.premises);
  numbers(transcript.qed);
  number(static_cast<std::uint32_t>(transcript.disjoint.size()));
  for (const ir::DisjointBlock& block : transcript.disjoint) {
    number(static_cast<std::uint32_t>(block.reason));
    for (const std::uint32_t part : {block.context, block.a, block.b})
      number(part);
  }
  return hash.finalize();
}

Result<Proved> prove(const Compiled& compiled, const fold::Progress& progress,
                     const fold::Company& company) {
  const BoundStatement& bound = compiled.bound;
  const ir::Transcript& transcript = compiled.proof.transcript;
  Proved out;
  out.applications = compiled.proof.applications;
  out.blocks = transcript.blocks.size() + transcript.disjoint.size();
  count_work(bound, out);

  std::unique_ptr<cs::WitnessSource> source;
  {
    const auto scope = Profile::measure_if(company.profile, "arrange witness", -1, out.blocks);
    source = witness::arrange_witness(bound.theory, bound.lowered, transcript);
  }
  Transcript proving = bound.transcript;
  out.certificate = compiled.certificate;
  out.certificate.proof =
      fold::prove(bound.lowered.circuit, *source, proving, progress, {}, company);

  // A certificate that leaves this function verifies: a bug must not reach the user as a false one.
  const auto scope = Profile::measure_if(company.profile, "verify");
  Transcript verifying = bound.transcript;
  if (Status valid = verify::verify(bound.lowered.circuit, out.certificate.proof, verifying);
      !valid)
    return Error{"prove.self-check",
                 "the proof does not verify (" + valid.error().code + "); " +
                     (company.checkpoint == nullptr ? "this is a bug in Blockfold"
                                                    : "the checkpoint is wrong; prove without it")};
  return out;
}

} // namespace blockfold::driver

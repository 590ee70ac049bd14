#include "compiler/driver/prove_execution.h"

#include "compiler/witness/block_witness.h"
#include "runtime/verify/verify.h"

#include <algorithm>

namespace blockfold::driver {
namespace {

lower::PublicBlocks public_part(const ir::BlockProgram& program, const ir::Execution& execution) {
  lower::PublicBlocks out(program.rules.size());
  out.texts = execution.texts();
  for (ir::BlockRuleIndex index = 0; index < program.rules.size(); ++index) {
    const ir::BlockRule& rule = program.rules[index];
    if (!rule.is_public)
      continue;
    out[index] = execution.blocks(index);
    for (ir::VariableIndex i = 0; i < rule.parameters; ++i)
      if (!rule.variables[i].is_public) {
        out[index].words[i].clear();
        out[index].elements[i].clear();
      }
  }
  return out;
}

/// How many values of each number of bits the chips check.
std::vector<std::uint64_t> count_checks(const ir::BlockProgram& program,
                                        const ir::Execution& execution) {
  std::vector<std::uint64_t> checks(65);
  for (ir::BlockRuleIndex index = 0; index < program.rules.size(); ++index) {
    const std::uint64_t blocks = execution.blocks(index).count;
    for (const ir::BlockVariable& variable : program.rules[index].variables)
      if (variable.range_checked)
        checks[variable.type.bits] += blocks;
    for (const ir::BlockConstraint& constraint : program.rules[index].constraints)
      if (constraint.kind == ir::BlockConstraint::Kind::NonNegative)
        checks[constraint.bits] += blocks;
  }
  return checks;
}

Result<layout::Layout> choose_layout(const ir::BlockProgram& program,
                                     const ir::Execution& execution,
                                     const lower::PublicBlocks& public_blocks,
                                     const layout::PlanOptions& plan) {
  const std::uint32_t table_bits =
      lower::needs_ranges(program) ? layout::plan_table_bits(count_checks(program, execution)) : 0;
  const auto lowered = lower::lower_program(program, public_blocks, table_bits);
  if (!lowered)
    return lowered.error();
  std::vector<std::uint64_t> counts;
  for (const auto& occupants : witness::occupy(*lowered, execution))
    counts.push_back(occupants.size());
  return layout::plan_layout(*lowered, counts, {}, plan);
}

void count_work(const BoundExecution& bound, ProvedExecution& out) {
  for (const cs::Kind& kind : bound.lowered.circuit.kinds) {
    out.constraints += std::uint64_t{kind.rows_used} * kind.segments;
    out.small_values += std::uint64_t{kind.used[0]} * kind.segments;
    out.full_values += (std::uint64_t{kind.used[1]} + kind.used[2]) * kind.segments;
  }
}

} // namespace

Result<CompiledExecution> compile_execution(const ir::BlockProgram& program,
                                            const ir::Execution& execution,
                                            const layout::PlanOptions& plan, lower::Keep keep) {
  const lower::PublicBlocks public_blocks = public_part(program, execution);
  const auto chosen = choose_layout(program, execution, public_blocks, plan);
  if (!chosen)
    return chosen.error();
  cert::Certificate certificate;
  certificate.subject = cert::Subject::Execution;
  certificate.theory_digest = program_digest(program);
  certificate.public_blocks = encode_public_blocks(program, public_blocks);
  certificate.layout = layout::encode(*chosen);
  auto bound = bind_execution(program, certificate, keep);
  if (!bound)
    return bound.error();
  return CompiledExecution{std::move(*bound), std::move(certificate)};
}

Result<ProvedExecution> prove_execution(const ir::BlockProgram& program,
                                        const ir::Execution& execution,
                                        const layout::PlanOptions& plan,
                                        const fold::Progress& progress,
                                        const fold::Company& company) {
  auto compiled = [&] {
    const auto scope = Profile::measure_if(company.profile, "compile");
    return compile_execution(program, execution, plan);
  }();
  if (!compiled)
    return compiled.error();
  const BoundExecution& bound = compiled->bound;
  ProvedExecution out;
  out.blocks = execution.block_count();
  count_work(bound, out);

  const witness::Occupancy occupancy = witness::occupy(bound.lowered, execution);
  auto source = [&] {
    const auto scope = Profile::measure_if(company.profile, "arrange witness", -1, out.blocks);
    return witness::make_witness(program, bound.lowered, execution, occupancy);
  }();
  if (!source)
    return source.error();
  Transcript proving = bound.transcript;
  compiled->certificate.proof =
      fold::prove(bound.lowered.circuit, **source, proving, progress, {}, company);

  // A certificate that leaves this function verifies.
  const auto scope = Profile::measure_if(company.profile, "verify");
  Transcript verifying = bound.transcript;
  if (Status valid = verify::verify(bound.lowered.circuit, compiled->certificate.proof, verifying);
      !valid)
    return Error{"prove.self-check",
                 "the proof does not verify (" + valid.error().code +
                     "): some block breaks a constraint of its rule, or this is a bug"};
  out.certificate = std::move(compiled->certificate);
  return out;
}

} // namespace blockfold::driver

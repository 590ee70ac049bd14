#include "compiler/driver/prove_execution.h"

#include "compiler/witness/block_witness.h"
#include "runtime/hash/keccak.h"
#include "runtime/verify/verify.h"

#include <algorithm>
#include <span>

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

void count_work(const BoundExecution& bound, ProvedExecution& out) {
  for (const cs::Kind& kind : bound.lowered.circuit.kinds) {
    out.constraints += std::uint64_t{kind.rows_used} * kind.segments;
    out.small_values += std::uint64_t{kind.used[0]} * kind.segments;
    out.full_values += (std::uint64_t{kind.used[1]} + kind.used[2]) * kind.segments;
  }
}

/// Copies of each chip in all segments.
std::vector<std::uint64_t> copies_of(const cs::Circuit& circuit) {
  std::vector<std::uint64_t> copies(circuit.chips.size());
  for (const cs::Kind& kind : circuit.kinds)
    for (const cs::Placement& placement : kind.placements)
      copies[placement.chip] += std::uint64_t{placement.copies()} * kind.segments;
  return copies;
}

/// Every block has a copy, and copies that are left over have a block to repeat.
Status check_room(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                  const ir::Execution& execution) {
  const std::vector<std::uint64_t> copies = copies_of(lowered.circuit);
  for (std::size_t chip = 0; chip < lowered.chips.size(); ++chip) {
    if (lowered.chips[chip].role != lower::ChipRole::BlockRule)
      continue;
    const ir::BlockRuleIndex rule = lowered.chips[chip].subject;
    const std::uint64_t blocks = execution.blocks(rule).count;
    if (blocks > copies[chip] || (blocks == 0 && copies[chip] != 0))
      return Error{"layout.room", "the layout has " + std::to_string(copies[chip]) +
                                      " copies of rule '" + program.rules[rule].name + "' for " +
                                      std::to_string(blocks) + " blocks"};
  }
  return success();
}

Result<CompiledExecution> bind_layout(const ir::BlockProgram& program,
                                      const lower::PublicBlocks& public_blocks,
                                      const layout::Layout& layout, lower::Keep keep) {
  cert::Certificate certificate;
  certificate.subject = cert::Subject::Execution;
  certificate.theory_digest = program_digest(program);
  certificate.public_blocks = encode_public_blocks(program, public_blocks);
  certificate.layout = layout::encode(layout);
  auto bound = bind_execution(program, certificate, keep);
  if (!bound)
    return bound.error();
  return CompiledExecution{std::move(*bound), std::move(certificate)};
}

} // namespace

Result<layout::Layout> choose_layout(const ir::BlockProgram& program,
                                     const ir::Execution& execution,
                                     const layout::PlanOptions& plan) {
  const std::uint32_t table_bits =
      lower::needs_ranges(program) ? layout::plan_table_bits(count_checks(program, execution)) : 0;
  const auto lowered = lower::lower_program(program, public_part(program, execution), table_bits);
  if (!lowered)
    return lowered.error();
  std::vector<std::uint64_t> counts;
  for (const auto& occupants : witness::occupy(*lowered, execution))
    counts.push_back(occupants.size());
  return layout::plan_layout(*lowered, counts, {}, plan);
}

Result<CompiledExecution> compile_execution(const ir::BlockProgram& program,
                                            const ir::Execution& execution,
                                            const layout::PlanOptions& plan, lower::Keep keep) {
  const auto chosen = choose_layout(program, execution, plan);
  if (!chosen)
    return chosen.error();
  return bind_layout(program, public_part(program, execution), *chosen, keep);
}

Result<CompiledExecution> compile_execution_with_layout(const ir::BlockProgram& program,
                                                        const ir::Execution& execution,
                                                        const layout::Layout& layout,
                                                        lower::Keep keep) {
  auto compiled = bind_layout(program, public_part(program, execution), layout, keep);
  if (!compiled)
    return compiled.error();
  if (Status fits = check_room(program, compiled->bound.lowered, execution); !fits)
    return fits.error();
  return compiled;
}

std::array<std::uint8_t, 32> proof_identity(const CompiledExecution& compiled,
                                            const ir::Execution& execution) {
  Keccak256 hash;
  const auto add = [&](const auto& values) {
    const auto bytes = std::as_bytes(std::span(values));
    const std::uint64_t size = bytes.size();
    hash.update({reinterpret_cast<const std::uint8_t*>(&size), sizeof size});
    hash.update({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  };
  hash.update(compiled.bound.transcript.state()); // statement, program and circuit
  for (ir::BlockRuleIndex rule = 0; rule < execution.rule_count(); ++rule) {
    for (const auto& column : execution.blocks(rule).words)
      add(column);
    for (const auto& column : execution.blocks(rule).elements)
      add(column);
  }
  // Words name texts by number only.
  const ir::TextTable& texts = execution.texts();
  for (std::size_t id = 0; id < texts.size(); ++id)
    add(texts[static_cast<ir::TextTable::Id>(id)]);
  return hash.finalize();
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
  return prove_compiled(program, *compiled, execution, progress, company);
}

Result<ProvedExecution> prove_compiled(const ir::BlockProgram& program,
                                       const CompiledExecution& compiled,
                                       const ir::Execution& execution,
                                       const fold::Progress& progress,
                                       const fold::Company& company) {
  const BoundExecution& bound = compiled.bound;
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
  out.certificate = compiled.certificate;
  out.certificate.proof =
      fold::prove(bound.lowered.circuit, **source, proving, progress, {}, company);

  // A certificate that leaves this function verifies.
  const auto scope = Profile::measure_if(company.profile, "verify");
  Transcript verifying = bound.transcript;
  if (Status valid = verify::verify(bound.lowered.circuit, out.certificate.proof, verifying);
      !valid)
    return Error{"prove.self-check",
                 "the proof does not verify (" + valid.error().code +
                     (company.checkpoint == nullptr
                          ? "): some block breaks a constraint of its rule, or this is a bug"
                          : "): the checkpoint is wrong, or a block; prove without it")};
  return out;
}

} // namespace blockfold::driver

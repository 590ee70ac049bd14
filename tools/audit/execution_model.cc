#include "tools/audit/execution_model.h"

#include "compiler/driver/prove_execution.h"
#include "compiler/lower/chip/relations.h"
#include "compiler/trial/chip_run.h"
#include "compiler/witness/block_witness.h"

namespace blockfold::audit {

using lower::ChipRole;

FreeVariables free_variables(const rules::Program& program, const ir::BlockProgram& blocks) {
  FreeVariables out(blocks.rules.size());
  for (ir::BlockRuleIndex i = 0; i < blocks.rules.size(); ++i)
    out[i].resize(blocks.rules[i].variables.size());
  for (const rules::Rule& rule : program.rules) {
    const auto index = rule.field() != nullptr ? blocks.find_rule(rule.name) : std::nullopt;
    if (!index)
      continue;
    const auto& variables = blocks.rules[*index].variables;
    for (const rules::Variable& variable : rule.variables)
      for (ir::VariableIndex i = 0; i < variables.size(); ++i)
        if (variable.free && variables[i].name == variable.name)
          out[*index][i] = true;
  }
  return out;
}

Promises promises_of(const ir::BlockProgram& program) {
  Promises out;
  for (const auto& [tag, shape] : shapes_of(program)) {
    const ir::Relation& relation =
        program.relations[tag - static_cast<std::uint32_t>(lower::Relation::Block)];
    for (std::uint32_t place = 1; place <= shape.size(); ++place) {
      if (shape[place - 1].kind != FieldKind::Number)
        continue;
      const ir::BlockType& type = relation.arguments[shape[place - 1].argument].type;
      if (type.is_integer())
        out[{tag, place}] = {type.low(), type.low() + ir::bits_interval(type.bits).high};
    }
  }
  return out;
}

void describe_program(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                      const FreeVariables& free, Model& model) {
  model.promises = promises_of(program);
  model.shapes = shapes_of(program);
  model.free_variables.resize(lowered.chips.size());
  for (std::size_t chip = 0; chip < lowered.chips.size(); ++chip)
    if (lowered.chips[chip].role == ChipRole::BlockRule &&
        lowered.chips[chip].subject < free.size())
      model.free_variables[chip] = free[lowered.chips[chip].subject];
}

Result<Model> model_of_program(const ir::BlockProgram& program, const FreeVariables& free,
                               std::uint32_t table_bits) {
  auto lowered = trial::ProgramCircuit::lower(program, table_bits);
  if (!lowered)
    return lowered.error();
  const std::vector<std::uint64_t> none(lowered->chips.size());
  const layout::Layout layout = layout::plan_layout(*lowered, none, {}, {.segments = 1});
  if (Status placed = layout::place_chips(*lowered, layout); !placed)
    return placed.error();
  Model model = model_of(*lowered);
  describe_program(program, *lowered, free, model);
  for (Copy& copy : placed_copies(*lowered, model))
    if (model.chip_of(copy).role != ChipRole::BlockRule) {
      settle_copy(model, copy);
      model.copies.push_back(std::move(copy));
    }
  return model;
}

namespace {

/// A statement with more room than the blocks need.
Result<driver::BoundExecution> bind_with_spares(const ir::BlockProgram& program,
                                                const ir::Execution& execution,
                                                const ModelOptions& options) {
  auto compiled = driver::compile_execution(program, execution, options.plan, lower::Keep::Names);
  if (!compiled)
    return compiled.error();
  layout::Layout layout = compiled->bound.layout;
  for (std::size_t chip = 0; chip < layout.copies.front().size(); ++chip) {
    std::uint32_t copies = 0;
    for (const std::vector<std::uint32_t>& kind : layout.copies)
      copies += kind[chip];
    if (copies != 0)
      layout.copies.front()[chip] += options.spare_copies;
  }
  compiled->certificate.layout = layout::encode(layout);
  return driver::bind_execution(program, compiled->certificate, lower::Keep::Names);
}

} // namespace

Result<Model> model_of_execution(const ir::BlockProgram& program, const ir::Execution& execution,
                                 const FreeVariables& free, const ModelOptions& options) {
  const auto bound = bind_with_spares(program, execution, options);
  if (!bound)
    return bound.error();
  const witness::Occupancy occupancy = witness::occupy(bound->lowered, execution);
  const auto source = witness::make_witness(program, bound->lowered, execution, occupancy);
  if (!source)
    return source.error();
  Model model = model_of(bound->lowered, **source);
  describe_program(program, bound->lowered, free, model);
  return model;
}

} // namespace blockfold::audit

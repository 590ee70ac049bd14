#pragma once

#include "compiler/ir/execution.h"
#include "compiler/rules/program.h"
#include "tools/audit/model.h"
#include "tools/audit/proof_model.h"

/// The circuits of field rules (docs/rules-soundness.md): of a program by itself, and with the
/// witness of an execution, as `blockfold prove` and `blockfold run` make them.
namespace blockfold::audit {

/// By rule of the block program and variable: whether the rule file calls it free.
using FreeVariables = std::vector<std::vector<bool>>;
FreeVariables free_variables(const rules::Program& program, const ir::BlockProgram& blocks);

/// What the relations of a program promise of the arguments of their claims.
using Promises = std::map<std::pair<std::uint32_t, std::uint32_t>, Bounds>;
Promises promises_of(const ir::BlockProgram& program);

/// Enters what an audit knows of a program beside its circuit.
void describe_program(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                      const FreeVariables& free, Model& model);

/// The chips of all rules, with the rows of the tables and no blocks. Errors: those of
/// lower::lower_program.
Result<Model> model_of_program(const ir::BlockProgram& program, const FreeVariables& free,
                               std::uint32_t table_bits = 4);

/// The circuit of an execution, with its witness; spare copies as in model_of_proof. Errors:
/// those of driver::compile_execution and witness::make_witness.
Result<Model> model_of_execution(const ir::BlockProgram& program, const ir::Execution& execution,
                                 const FreeVariables& free, const ModelOptions& options = {});

} // namespace blockfold::audit

#pragma once

#include "compiler/driver/execution_statement.h"
#include "compiler/ir/block_program.h"
#include "tools/report/math.h"

/// Rules and blocks of programs, set as formulas: names of variables by their types, claims as
/// terms.
namespace blockfold::report {

/// "fib(n, x, y)  =>  fib(next, y, x + y)", or "makes ...", "takes ...", "rests on ..." where one
/// side is empty.
Html rule_formula(const ir::BlockProgram& program, const ir::BlockRule& rule);
/// What must hold of its values: definitions, lookups and requirements, each a formula.
std::vector<Html> rule_conditions(const ir::BlockProgram& program, const ir::BlockRule& rule);
/// "result(n = 10, x = 55)"
Html block_formula(const ir::BlockRule& rule, const driver::StatedBlock& block);
/// "fib(n: u32, x: field)"
Html relation_formula(const ir::BlockProgram& program, const ir::Relation& relation);

} // namespace blockfold::report

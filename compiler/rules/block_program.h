#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/rules/program.h"
#include "runtime/base/result.h"

/// Field rules as what circuits are made from.
namespace blockfold::rules {

/// The field rules of a program that passed the lints, with its relations and tables.
///
/// Decides which ranges the chip of a rule has to check: those of values that nothing promises. A
/// claim that a block rests on promises the types of its arguments, because who emits it keeps
/// them, by induction along the orders (docs/rules-soundness.md); so a check is left out only if
/// the rule's orders decrease without it.
///
/// A text that a rule writes out in a claim becomes a definition of its own. The program has its
/// sorts and symbols if a relation or a field rule speaks of texts, and none of them if not.
///
/// Errors: `program.texts` (a symbol has a backquote in it), `program.public-address` (an address
/// would be part of a statement).
Result<ir::BlockProgram> block_program(const Program& program);

} // namespace blockfold::rules

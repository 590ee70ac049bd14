#pragma once

#include "tools/common/arguments.h"

#include <optional>

/// `blockfold axioms` for field rules: what the public blocks of an execution can rest on.
namespace blockfold::tools {

/// Whether the operands name field rules or a program, perhaps with an execution, rather than
/// proofs of theorems. Prints nothing.
bool asks_about_rules(const Arguments& arguments);

/// Returns the exit status.
int axioms_of_rules(const Arguments& arguments);

} // namespace blockfold::tools

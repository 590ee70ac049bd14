#pragma once

#include "compiler/rules/ast.h"
#include "compiler/rules/loader.h"
#include "compiler/rules/program.h"

#include <optional>

/// From trees to a program: names to ids, types checked, every rule complete.
namespace blockfold::rules {

/// Reports every mistake, and then returns nothing. What is returned keeps the invariants of
/// program.h; whether its rules make sound circuits is for `lint` to say.
std::optional<Program> resolve(const LoadedFiles& files, Reporter& reporter);

} // namespace blockfold::rules

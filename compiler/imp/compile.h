#pragma once

#include "compiler/imp/check.h"

#include <optional>

namespace blockfold::imp {

/// Turns a program whose names are right into steps. What one step cannot do is done by steps
/// before it, which keep their results in variables of their own: a second element of an array or a
/// second division in one expression, products of more than two variables, and comparisons of
/// values that are not small. Nothing is returned after an error.
std::optional<Machine> compile(const ast::Program& program, Names names, Reporter& reporter);

} // namespace blockfold::imp

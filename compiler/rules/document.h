#pragma once

#include "compiler/rules/program.h"

#include <string>

/// Documentation from a program: what its comments say, and what follows from its text.
namespace blockfold::rules {

/// A Markdown page about one module: its documentation, sorts and symbols, relations with the
/// rules that emit and use them, tables, and each rule with its text, its arguments and what it
/// says in words.
std::string document(const Program& program, const Sources& sources, const Module& module);

/// The name of a module's page, such as "logic.implication.md".
std::string page_name(const Module& module);

} // namespace blockfold::rules

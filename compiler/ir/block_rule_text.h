#pragma once

#include "compiler/ir/block_program.h"

#include <string>

/// Rules of block programs in words.
namespace blockfold::ir {

/// Whether a block of this rule rests on no claim: what `axiom` says in a rule file.
bool is_axiom(const BlockRule& rule);
/// "axiom", "rule", "public axiom", "public rule"
std::string kind_of(const BlockRule& rule);

/// "1 - n + 2 * x * y"
std::string to_text(const BlockRule& rule, const Polynomial& polynomial);
/// "fib(n, x, x + y)": a claim or a row of a table.
std::string to_text(const BlockRule& rule, llvm::StringRef name,
                    const std::vector<Polynomial>& values);
/// "fib(n: u32, x: field, y: field)"
std::string to_text(const BlockProgram& program, const Relation& relation);
/// "range(8)", "rows (0, 1) (1, 3)"
std::string to_text(const Table& table);

/// All that a rule says, in lines; what policies pin by a digest. It depends on the rule, its name
/// included, and on the relations, tables, sorts and symbols that it uses, on nothing else:
///
///   public rule result              axiom, rule, public axiom or public rule, with its name
///   parameter n: u32                each, in order; of public rules "hidden y: field", if it is
///   let next: u32 = n + 1           each definition
///   self at: address
///   demand fib(n, x, y)             or consume, emit; in the order of the rule; a text that is
///                                   written out stands between backquotes
///   lookup pairs(x, y)
///   require a - b = 0               or != 0, or >= 0
///   relation fib(n: u32, x: field)  or linear relation; those above, in the order of the program
///   table pairs = range(8)
std::string rule_text(const BlockProgram& program, const BlockRule& rule);

} // namespace blockfold::ir

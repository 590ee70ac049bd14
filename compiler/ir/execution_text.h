#pragma once

#include "compiler/ir/execution.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/source_file.h"

#include <llvm/Support/raw_ostream.h>

#include <optional>

/// Executions as text, for people and for programs that make them (docs/rule-language.md,
/// "Executions").
///
///   blockfold execution 1
///
///   start()
///   step(0, 0, 1)                  # arguments in the order of the rule
///   step(n = 1, x = 1, y = 1)      # or by name
///   leaf = node(3, -1)             # a name for a block ...
///   pair(leaf, leaf)               # ... is an argument of type address
///   proves(3, `( p -> p )`)        # a text: symbols of the rule file with blanks between
///
/// The order of lines has no meaning, a name may be used before its line. Numbers are decimal, with
/// a '-' where they are negative, or hexadecimal after '0x'. What follows '#' is a comment.
namespace blockfold::ir {

/// The version of the text form; its first line names it.
inline constexpr unsigned kExecutionVersion = 1;

/// Whether the first line that is no comment is the header of an execution, of any version.
bool is_execution_text(const SourceFile& source);

/// Reads blocks of a program's rules. Every malformed line gives one diagnostic (IR03xx), and then
/// nothing is returned. Whether the blocks satisfy their rules is for `check_execution` to say.
std::optional<Execution> parse_execution(const SourceFile& source, const BlockProgram& program,
                                         DiagnosticSink& sink);

/// Writes an execution, the blocks of one rule together and in their order; `parse_execution` reads
/// an equal one back. Blocks that others refer to are named b0, b1, ...
void print_execution(llvm::raw_ostream& out, const BlockProgram& program,
                     const Execution& execution);

} // namespace blockfold::ir

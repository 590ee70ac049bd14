#pragma once

#include "compiler/rules/reader.h"
#include "compiler/support/diagnostic.h"
#include "compiler/trial/rule_model.h"

#include <optional>
#include <string>
#include <vector>

/// Valid blocks that people name: in the documentation of rules, or by an execution.
namespace blockfold::trial {

/// By rule, the values of its blocks without definitions.
struct Examples : std::vector<std::vector<Values>> {
  using std::vector<std::vector<Values>>::vector;
  RuleModel::Texts texts = std::make_shared<ir::TextTable>(); ///< of all of them
};

/// The text between the lines "```bmt" and "```" of a rule's documentation, of all such places.
std::vector<std::string> example_texts(llvm::StringRef documentation);

/// Blocks in the documentation of field rules: lines as in the transcript of an execution, with or
/// without its header. Mistakes in them are reported, and then nothing is returned.
std::optional<Examples> documented_examples(const rules::Program& program,
                                            const ir::BlockProgram& blocks, DiagnosticSink& sink);

/// All blocks of an execution.
void add_blocks(const ir::BlockProgram& program, const ir::Execution& execution,
                Examples& examples);

} // namespace blockfold::trial

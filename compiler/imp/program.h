#pragma once

#include "compiler/imp/machine.h"
#include "compiler/imp/rule_text.h"
#include "compiler/ir/block_program.h"
#include "compiler/rules/program.h"
#include "compiler/support/source_file.h"

#include <memory>
#include <optional>

/// IMP programs, the whole way from a text to what certificates are about.
namespace blockfold::imp {

struct CompiledProgram {
  Machine machine;
  std::vector<std::vector<VariableId>> live; ///< see live_variables()
  RuleText rules;
  ir::BlockProgram blocks;
  /// By step rule, ending and array: their rules among the blocks'.
  std::vector<ir::BlockRuleIndex> step_rules, ending_rules;
  struct ArrayRules {
    ir::BlockRuleIndex begin, end;
  };
  std::vector<ArrayRules> array_rules;
  ir::BlockRuleIndex start_rule;
};

/// A program with the text that its places point into.
struct ReadProgram {
  std::unique_ptr<SourceFile> source;
  std::optional<CompiledProgram> program; ///< nothing if there are errors
  bool unreadable = false;
};

/// Reads, checks and compiles. What was found is in the sink; warnings alone do no harm.
ReadProgram read_program(llvm::StringRef path, DiagnosticSink& sink);
ReadProgram read_program(std::unique_ptr<SourceFile> source, DiagnosticSink& sink);

} // namespace blockfold::imp

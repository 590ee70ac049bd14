#pragma once

#include "compiler/ir/block_program.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>

#include <optional>
#include <string>
#include <vector>

/// What blocks of field rules can rest on. A rule rests on the relations that it demands or
/// consumes, a relation on the rules that emit it; unlike proofs these may go in circles, which
/// order arguments unwind.
namespace blockfold::trace {

struct RuleTrace {
  std::vector<ir::BlockRuleIndex> goals; ///< the public rules that were asked about
  /// By rule and by relation: how many rules lie between it and the nearest goal; goals have 0.
  /// None: no goal can rest on it.
  std::vector<std::optional<std::uint32_t>> rules, relations;
  std::vector<bool> tables; ///< that some rule looks into on which a goal can rest

  bool reaches(ir::BlockRuleIndex rule) const { return rules[rule].has_value(); }
};

/// Follows claims from `goals` to axioms, over rules for which `present` holds: those of the
/// program, or those that an execution has blocks of.
RuleTrace trace_rules(const ir::BlockProgram& program, std::vector<ir::BlockRuleIndex> goals,
                      llvm::function_ref<bool(ir::BlockRuleIndex)> present);

/// A shortest chain from a goal to a rule, both included, with the relation between each two: rule,
/// relation, rule, ... Empty if no goal can rest on it.
std::vector<std::string> chain_to(const ir::BlockProgram& program, const RuleTrace& trace,
                                  ir::BlockRuleIndex rule);

/// A picture for Graphviz: goals gold, axioms red, rules white, relations small and grey. What is
/// farther than `depth` rules from a goal is left out, and a dashed border says where.
std::string to_dot(const ir::BlockProgram& program, const RuleTrace& trace, std::uint32_t depth);

} // namespace blockfold::trace

#pragma once

#include "compiler/rules/program.h"
#include "compiler/trial/rule_trial.h"

/// Trials of text rules: each proves itself from its own premises, and changed proofs of that have
/// to be refused.
namespace blockfold::trial {

/// A theorem that says what the rule says is proved by one application of the rule to fresh
/// variables; mutants are applications to other blocks, with fewer premises, with a `$d` condition
/// that the theorem does not have, and proofs that end elsewhere. The reference checker judges
/// them. The rule must be a text rule and no theorem.
RuleReport try_text_rule(const rules::Program& program, const rules::Rule& rule);

} // namespace blockfold::trial

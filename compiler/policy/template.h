#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/theory.h"
#include "compiler/policy/policy.h"

#include <llvm/ADT/STLFunctionalExtras.h>

#include <functional>
#include <string>

namespace blockfold::policy {

/// Groups of axioms in a policy, with a comment before each.
struct Section {
  std::string title;
  std::function<bool(const ir::Assertion&)> contains; ///< axioms that no earlier section contains
};

/// A policy that accepts exactly what theorems rest on, every statement pinned by its digest; for
/// people to read and to loosen. Axioms that begin with a symbol that variables have are syntax and
/// allowed by label, too. `subject` says what it is for, in one line.
std::string policy_template(const ir::Theory& theory, bool syntax_hoisted,
                            const std::string& subject, const std::vector<Section>& sections);

/// A policy that accepts executions of exactly this program: by its digest and, for who takes that
/// line out, by its rules, each pinned. `rests_on` says which rules count.
std::string policy_template(const ir::BlockProgram& program, const ProgramDigest& digest,
                            const std::string& subject,
                            llvm::function_ref<bool(ir::BlockRuleIndex)> rests_on);

} // namespace blockfold::policy

#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/theory.h"
#include "compiler/policy/policy.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include <string>
#include <vector>

namespace blockfold::policy {

/// Why a policy does not accept what theorems or an execution rest on.
struct Objection {
  enum class Reason : std::uint8_t {
    AxiomNotAllowed,
    AxiomDenied,
    StatementChanged, ///< the label is allowed with another statement only
    TheoremAssumed,   ///< a theorem is used without proof
    SyntaxHoisted,
    ProgramNotAllowed, ///< an execution is of none of the programs that the policy names
    RuleNotAllowed,    ///< of an execution
    RuleDenied,
  };
  Reason reason;
  const ir::Assertion* assertion = nullptr; ///< null for SyntaxHoisted, and for executions
  const Pattern* rule = nullptr;            ///< what denies or pins it; of the policy; else null
  std::string label{};                      ///< of the assertion or rule; empty for SyntaxHoisted
  std::string statement{};                  ///< the text whose digest is pinned; may be empty
};

/// Stable names for machines: "axiom-not-allowed", "axiom-denied", "statement-changed",
/// "theorem-assumed", "syntax-hoisted", "program-not-allowed", "rule-not-allowed", "rule-denied".
const char* name(Objection::Reason reason);

/// Something that theorems rest on.
struct Ground {
  const ir::Theory* theory;
  const ir::Assertion* assertion;
  bool assumed; ///< a theorem without its proof; else an axiom
};

/// The axioms and assumed theorems of a certificate's theory, in its order.
std::vector<Ground> grounds_of(const ir::Theory& theory);

/// Holds axioms and assumed theorems against a policy: none if it accepts them, else one for each
/// that it does not accept, in their order.
///
/// An axiom is accepted if it is allowed by label or typecode, not denied, and, if `allow` pins its
/// label, has a statement that is pinned. An assumed theorem likewise, by `assume`.
std::vector<Objection> judge(const Policy& policy, llvm::ArrayRef<Ground> grounds,
                             bool syntax_hoisted);
/// The same of all grounds of a theory.
std::vector<Objection> judge(const Policy& policy, const ir::Theory& theory, bool syntax_hoisted);

/// Holds the rules that an execution's blocks may be of against a policy; `may_have_blocks` says
/// which these are.
///
/// A rule is accepted if it is not denied and either the policy names the program, or it is allowed
/// by its name and, if `allow` pins that, has a text that is pinned. Who may add a rule can make
/// any claim, so all rules count, not axioms alone.
std::vector<Objection> judge(const Policy& policy, const ir::BlockProgram& program,
                             const ProgramDigest& digest,
                             llvm::function_ref<bool(ir::BlockRuleIndex)> may_have_blocks);

/// "keccak256:" and the digest in hexadecimal.
std::string program_text(const ProgramDigest& digest);

} // namespace blockfold::policy

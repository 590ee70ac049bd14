#pragma once

#include "compiler/ir/theory.h"
#include "compiler/policy/policy.h"

#include <string>
#include <vector>

namespace blockfold::policy {

/// Why a policy does not accept what theorems rest on.
struct Objection {
  enum class Reason : std::uint8_t {
    AxiomNotAllowed,
    AxiomDenied,
    StatementChanged, ///< the label is allowed with another statement only
    TheoremAssumed,   ///< a theorem is used without proof
    SyntaxHoisted,
  };
  Reason reason;
  const ir::Assertion* assertion = nullptr; ///< null for SyntaxHoisted; of the theory
  const Pattern* rule = nullptr;            ///< what denies or pins it; of the policy; else null
};

/// Stable names for machines: "axiom-not-allowed", "axiom-denied", "statement-changed",
/// "theorem-assumed", "syntax-hoisted".
const char* name(Objection::Reason reason);

/// Holds the axioms and assumed theorems of a certificate's theory against a policy: none if it
/// accepts them, else one for each that it does not accept, in the order of the theory.
///
/// An axiom is accepted if it is allowed by label or typecode, not denied, and, if `allow` pins its
/// label, has a statement that is pinned. An assumed theorem likewise, by `assume`.
std::vector<Objection> judge(const Policy& policy, const ir::Theory& theory, bool syntax_hoisted);

} // namespace blockfold::policy

#include "compiler/policy/judge.h"

#include "compiler/policy/statement_text.h"

#include <algorithm>
#include <optional>

namespace blockfold::policy {
namespace {

using Reason = Objection::Reason;

class Judge {
public:
  Judge(const Policy& policy, const ir::Theory& theory) : policy_(policy), theory_(theory) {}

  std::optional<Objection> axiom(const ir::Assertion& axiom) const {
    if (const Pattern* denied = first_match(policy_.deny, axiom.label))
      return Objection{Reason::AxiomDenied, &axiom, denied};
    if (const Pattern* pin = broken_pin(policy_.allow, axiom))
      return Objection{Reason::StatementChanged, &axiom, pin};
    if (first_match(policy_.allow, axiom.label) == nullptr && !typecode_allowed(axiom))
      return Objection{Reason::AxiomNotAllowed, &axiom, nullptr};
    return std::nullopt;
  }

  std::optional<Objection> assumed(const ir::Assertion& theorem) const {
    if (const Pattern* pin = broken_pin(policy_.assume, theorem))
      return Objection{Reason::StatementChanged, &theorem, pin};
    if (first_match(policy_.assume, theorem.label) == nullptr)
      return Objection{Reason::TheoremAssumed, &theorem, nullptr};
    return std::nullopt;
  }

private:
  static const Pattern* first_match(const std::vector<Pattern>& patterns, llvm::StringRef label) {
    const auto found = std::ranges::find_if(
        patterns, [&](const Pattern& pattern) { return pattern.matches(label); });
    return found == patterns.end() ? nullptr : &*found;
  }

  /// The first pin of this label, if there are some and none fits.
  const Pattern* broken_pin(const std::vector<Pattern>& patterns,
                            const ir::Assertion& assertion) const {
    const Pattern* first = nullptr;
    for (const Pattern& pattern : patterns) {
      if (!pattern.pinned || pattern.text != assertion.label)
        continue;
      if (*pattern.pinned == statement_digest(theory_, assertion))
        return nullptr;
      first = first == nullptr ? &pattern : first;
    }
    return first;
  }

  bool typecode_allowed(const ir::Assertion& axiom) const {
    const std::string& typecode = theory_.typecodes[axiom.conclusion.typecode];
    return std::ranges::find(policy_.typecodes, typecode) != policy_.typecodes.end();
  }

  const Policy& policy_;
  const ir::Theory& theory_;
};

} // namespace

const char* name(Reason reason) {
  switch (reason) {
  case Reason::AxiomNotAllowed:
    return "axiom-not-allowed";
  case Reason::AxiomDenied:
    return "axiom-denied";
  case Reason::StatementChanged:
    return "statement-changed";
  case Reason::TheoremAssumed:
    return "theorem-assumed";
  case Reason::SyntaxHoisted:
    return "syntax-hoisted";
  }
  return "";
}

std::vector<Objection> judge(const Policy& policy, const ir::Theory& theory, bool syntax_hoisted) {
  const Judge judge(policy, theory);
  std::vector<Objection> objections;
  for (const ir::Assertion& assertion : theory.assertions) {
    std::optional<Objection> objection;
    if (assertion.role == ir::Role::Axiom)
      objection = judge.axiom(assertion);
    else if (assertion.role == ir::Role::Assumed)
      objection = judge.assumed(assertion);
    if (objection)
      objections.push_back(*objection);
  }
  if (syntax_hoisted && !policy.hoisted_syntax)
    objections.push_back({Reason::SyntaxHoisted, nullptr, nullptr});
  return objections;
}

} // namespace blockfold::policy

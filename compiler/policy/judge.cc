#include "compiler/policy/judge.h"

#include "compiler/ir/block_rule_text.h"
#include "compiler/policy/statement_text.h"

#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <optional>

namespace blockfold::policy {
namespace {

using Reason = Objection::Reason;

const Pattern* first_match(const std::vector<Pattern>& patterns, llvm::StringRef label) {
  const auto found = std::ranges::find_if(
      patterns, [&](const Pattern& pattern) { return pattern.matches(label); });
  return found == patterns.end() ? nullptr : &*found;
}

/// The first pin of this label, if there are some and none fits the text.
const Pattern* broken_pin(const std::vector<Pattern>& patterns, llvm::StringRef label,
                          llvm::function_ref<std::string()> text) {
  const Pattern* first = nullptr;
  for (const Pattern& pattern : patterns) {
    if (!pattern.pinned || pattern.text != label)
      continue;
    if (*pattern.pinned == digest_of(text()))
      return nullptr;
    first = first == nullptr ? &pattern : first;
  }
  return first;
}

class Judge {
public:
  explicit Judge(const Policy& policy) : policy_(policy) {}

  std::optional<Objection> judge(const Ground& ground) const {
    auto objection = ground.assumed ? assumed(ground) : axiom(ground);
    if (objection) {
      objection->label = ground.assertion->label;
      objection->statement = statement_text(*ground.theory, *ground.assertion);
    }
    return objection;
  }

private:
  std::optional<Objection> axiom(const Ground& ground) const {
    const ir::Assertion& axiom = *ground.assertion;
    if (const Pattern* denied = first_match(policy_.deny, axiom.label))
      return Objection{Reason::AxiomDenied, &axiom, denied};
    if (const Pattern* pin = changed(policy_.allow, ground))
      return Objection{Reason::StatementChanged, &axiom, pin};
    if (first_match(policy_.allow, axiom.label) == nullptr && !typecode_allowed(ground))
      return Objection{Reason::AxiomNotAllowed, &axiom};
    return std::nullopt;
  }

  std::optional<Objection> assumed(const Ground& ground) const {
    const ir::Assertion& theorem = *ground.assertion;
    if (const Pattern* pin = changed(policy_.assume, ground))
      return Objection{Reason::StatementChanged, &theorem, pin};
    if (first_match(policy_.assume, theorem.label) == nullptr)
      return Objection{Reason::TheoremAssumed, &theorem};
    return std::nullopt;
  }

  static const Pattern* changed(const std::vector<Pattern>& patterns, const Ground& ground) {
    return broken_pin(patterns, ground.assertion->label,
                      [&] { return statement_text(*ground.theory, *ground.assertion); });
  }

  bool typecode_allowed(const Ground& ground) const {
    const std::string& typecode = ground.theory->typecodes[ground.assertion->conclusion.typecode];
    return std::ranges::find(policy_.typecodes, typecode) != policy_.typecodes.end();
  }

  const Policy& policy_;
};

std::optional<Objection> judge_rule(const Policy& policy, const ir::BlockProgram& program,
                                    const ir::BlockRule& rule, bool program_named) {
  const auto text = [&] { return ir::rule_text(program, rule); };
  if (const Pattern* denied = first_match(policy.deny, rule.name))
    return Objection{Reason::RuleDenied, nullptr, denied, rule.name, text()};
  if (program_named)
    return std::nullopt;
  if (const Pattern* pin = broken_pin(policy.allow, rule.name, text))
    return Objection{Reason::StatementChanged, nullptr, pin, rule.name, text()};
  if (first_match(policy.allow, rule.name) == nullptr)
    return Objection{Reason::RuleNotAllowed, nullptr, nullptr, rule.name, text()};
  return std::nullopt;
}

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
  case Reason::ProgramNotAllowed:
    return "program-not-allowed";
  case Reason::RuleNotAllowed:
    return "rule-not-allowed";
  case Reason::RuleDenied:
    return "rule-denied";
  }
  return "";
}

std::vector<Objection> judge(const Policy& policy, llvm::ArrayRef<Ground> grounds,
                             bool syntax_hoisted) {
  const Judge judge(policy);
  std::vector<Objection> objections;
  for (const Ground& ground : grounds)
    if (auto objection = judge.judge(ground))
      objections.push_back(std::move(*objection));
  if (syntax_hoisted && !policy.hoisted_syntax)
    objections.push_back({Reason::SyntaxHoisted});
  return objections;
}

std::vector<Ground> grounds_of(const ir::Theory& theory) {
  std::vector<Ground> grounds;
  for (const ir::Assertion& assertion : theory.assertions)
    if (assertion.role == ir::Role::Axiom || assertion.role == ir::Role::Assumed)
      grounds.push_back({&theory, &assertion, assertion.role == ir::Role::Assumed});
  return grounds;
}

std::vector<Objection> judge(const Policy& policy, const ir::Theory& theory, bool syntax_hoisted) {
  return judge(policy, grounds_of(theory), syntax_hoisted);
}

std::vector<Objection> judge(const Policy& policy, const ir::BlockProgram& program,
                             const ProgramDigest& digest,
                             llvm::function_ref<bool(ir::BlockRuleIndex)> may_have_blocks) {
  const bool named = std::ranges::find(policy.programs, digest) != policy.programs.end();
  std::vector<Objection> objections;
  for (ir::BlockRuleIndex i = 0; i < program.rules.size(); ++i)
    if (may_have_blocks(i))
      if (auto objection = judge_rule(policy, program, program.rules[i], named))
        objections.push_back(std::move(*objection));
  // Who names programs wants to hear of this first.
  if (!objections.empty() && !named && !policy.programs.empty())
    objections.insert(objections.begin(),
                      Objection{Reason::ProgramNotAllowed, nullptr, nullptr, program_text(digest)});
  return objections;
}

std::string program_text(const ProgramDigest& digest) {
  return "keccak256:" + llvm::toHex(digest, /*LowerCase=*/true);
}

} // namespace blockfold::policy

#include "compiler/rules/lint.h"

#include "compiler/support/format.h"

#include <algorithm>

namespace blockfold::rules {
namespace {

void mark(const Text& text, std::vector<bool>& used) {
  for (const TextItem item : text)
    if (item.is_variable)
      used[item.id] = true;
}

void mark(const Polynomial& polynomial, std::vector<bool>& used) {
  polynomial.each_variable([&](VariableIndex variable) { used[variable] = true; });
}

/// The variables that a rule's statements speak of; `distinct` says nothing of a text by itself.
std::vector<bool> used_variables(const Rule& rule) {
  std::vector<bool> used(rule.variables.size());
  if (const TextBody* body = rule.text()) {
    mark(body->conclusion.text, used);
    for (const Judgement& premise : body->premises)
      mark(premise.text, used);
    return used;
  }
  const FieldBody& body = *rule.field();
  for (const Claim& claim : body.claims)
    for (const Value& value : claim.values)
      std::visit([&](const auto& v) { mark(v, used); }, value);
  for (const Lookup& lookup : body.lookups)
    for (const Polynomial& value : lookup.values)
      mark(value, used);
  for (const Constraint& constraint : body.constraints)
    mark(constraint.value, used);
  return used;
}

void check_unused(const Rule& rule, Reporter& reporter) {
  const std::vector<bool> used = used_variables(rule);
  for (std::size_t i = 0; i < rule.parameters; ++i)
    if (!used[i])
      reporter.report(Code::UnusedParameter, rule.variables[i].where,
                      fmt::format("{} does not use its parameter {}", quoted(rule.name),
                                  quoted(rule.variables[i].name)));
}

/// Whether a rule concludes something without any reason.
bool unsupported(const Program& program, const Rule& rule) {
  if (rule.kind != RuleKind::Rule || rule.is_public)
    return false;
  if (const TextBody* body = rule.text())
    return body->premises.empty() && program[body->conclusion.sort].is_claim;
  const FieldBody& body = *rule.field();
  const auto is = [](bool emission) {
    return [emission](const Claim& claim) { return (claim.kind == ClaimKind::Emit) == emission; };
  };
  return std::any_of(body.claims.begin(), body.claims.end(), is(true)) &&
         std::none_of(body.claims.begin(), body.claims.end(), is(false)) && body.lookups.empty() &&
         body.constraints.empty();
}

Range conclusion_of(const Rule& rule) {
  if (const TextBody* body = rule.text())
    return body->conclusion.where;
  const auto& claims = rule.field()->claims;
  return std::find_if(claims.begin(), claims.end(),
                      [](const Claim& claim) { return claim.kind == ClaimKind::Emit; })
      ->where;
}

} // namespace

void lint_rules(const Program& program, Reporter& reporter) {
  for (const Rule& rule : program.rules) {
    check_unused(rule, reporter);
    if (unsupported(program, rule))
      reporter.report(Code::UnsupportedConclusion, conclusion_of(rule),
                      fmt::format("{} concludes this from nothing", quoted(rule.name)));
  }
}

Effort::Effort(const Program& program) {
  constexpr std::uint64_t kAtLeast = std::uint64_t{1} << 22, kEachStatement = 128;
  std::uint64_t statements = 0;
  for (const Rule& rule : program.rules)
    if (const FieldBody* body = rule.field())
      statements += body->claims.size() + body->lookups.size() + body->constraints.size();
  left_ = kAtLeast + kEachStatement * statements;
}

bool Effort::spend(std::uint64_t amount) {
  exhausted_ |= amount > left_;
  left_ -= exhausted_ ? 0 : amount;
  return !exhausted_;
}

void report_too_complex(const Rule& rule, Reporter& reporter) {
  reporter.report(
      Code::TooComplex, rule.where,
      fmt::format("{} and the rules before it have more claims, equations and table rows "
                  "than can be checked",
                  quoted(rule.name)));
}

void lint(const Program& program, Reporter& reporter) {
  lint_rules(program, reporter);
  lint_ranges(program, reporter);
  Effort effort(program);
  lint_determined(program, effort, reporter);
  lint_relations(program, effort, reporter);
}

} // namespace blockfold::rules

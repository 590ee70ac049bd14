#include "tools/verify/policy_verdict.h"

#include "compiler/policy/parser.h"
#include "compiler/policy/statement_text.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"

#include <llvm/ADT/SmallVector.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

using Reason = policy::Objection::Reason;

/// "'ax-2' is not allowed"; without the place in the policy.
std::string reason_text(const policy::Objection& objection) {
  const std::string label = quoted(llvm::StringRef(objection.label));
  const auto denied_by = [&] { return quoted(llvm::StringRef(objection.rule->text)); };
  switch (objection.reason) {
  case Reason::AxiomNotAllowed:
    return "the axiom " + label + " is not allowed";
  case Reason::AxiomDenied:
    return fmt::format("the axiom {} is denied by {}", label, denied_by());
  case Reason::StatementChanged:
    return label + " says something else than the statement that the policy pins";
  case Reason::TheoremAssumed:
    return "the theorem " + label + " is used without proof";
  case Reason::ProgramNotAllowed:
    return "the program " + objection.label + " is none of those that the policy names";
  case Reason::RuleNotAllowed:
    return "the rule " + label + " is not allowed";
  case Reason::RuleDenied:
    return fmt::format("the rule {} is denied by {}", label, denied_by());
  case Reason::SyntaxHoisted:
    break;
  }
  return "syntax axioms may stand after theorems that use them, which 'hoisted-syntax yes' would "
         "accept";
}

std::vector<std::string> statement_lines(const policy::Objection& objection) {
  llvm::SmallVector<llvm::StringRef, 8> lines;
  llvm::StringRef(objection.statement).rtrim('\n').split(lines, '\n');
  std::vector<std::string> out;
  for (const llvm::StringRef line : lines)
    out.push_back(line.str());
  return out;
}

std::string digest_of(const policy::Objection& objection) {
  return policy::to_string(policy::digest_of(objection.statement));
}

std::string brief_list(const std::vector<policy::Objection>& objections) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, objections.size()); ++i) {
    text += i == 0 ? "" : ", ";
    text += objections[i].reason == Reason::SyntaxHoisted ? "hoisted syntax" : objections[i].label;
  }
  if (objections.size() > kShown)
    text += fmt::format(", and {} more", objections.size() - kShown);
  return text;
}

} // namespace

std::optional<PolicyFile> parse_policy_file(llvm::StringRef text, llvm::StringRef path,
                                            DiagnosticSink& sink) {
  const auto source = SourceFile::from_text(text, path);
  auto policy = policy::parse_policy(*source, sink);
  if (!policy)
    return std::nullopt;
  return PolicyFile{path.str(), std::move(*policy)};
}

Error invalid_policy(llvm::StringRef path) {
  return {"policy.invalid", quoted(path) + " is no valid policy; nothing was judged"};
}

PolicyVerdict judge(const std::optional<PolicyFile>& file, llvm::ArrayRef<policy::Ground> grounds,
                    bool syntax_hoisted) {
  if (!file)
    return {};
  return {&*file, policy::judge(file->policy, grounds, syntax_hoisted)};
}

PolicyVerdict judge(const std::optional<PolicyFile>& file, const ir::Theory& theory,
                    bool syntax_hoisted) {
  if (!file)
    return {};
  return {&*file, policy::judge(file->policy, theory, syntax_hoisted)};
}

PolicyVerdict judge(const std::optional<PolicyFile>& file, const ir::BlockProgram& program,
                    const driver::VerifiedExecution& verified) {
  if (!file)
    return {};
  const auto may_have_blocks = [&](ir::BlockRuleIndex rule) {
    return !program.rules[rule].is_public || verified.bound.public_blocks[rule].count != 0;
  };
  return {&*file, policy::judge(file->policy, program, verified.program_digest, may_have_blocks)};
}

Error PolicyVerdict::error() const {
  return {"verify.policy",
          fmt::format("the policy {} does not accept {}", quoted(llvm::StringRef(file->path)),
                      brief_list(objections))};
}

void render_text(const PolicyVerdict& verdict, llvm::raw_ostream& out) {
  for (const policy::Objection& objection : verdict.objections) {
    out << "policy: " << escape_bytes(reason_text(objection));
    if (objection.rule != nullptr)
      out << " (" << escape_bytes(verdict.file->path) << ':' << objection.rule->line << ')';
    out << '\n';
    if (objection.statement.empty())
      continue;
    for (const std::string& line : statement_lines(objection))
      out << "    " << escape_bytes(line) << '\n';
    if (objection.rule != nullptr && objection.rule->pinned)
      out << "    pinned " << policy::to_string(*objection.rule->pinned) << ", found "
          << digest_of(objection) << '\n';
  }
}

nlohmann::ordered_json to_json(const PolicyVerdict& verdict) {
  nlohmann::ordered_json json = {{"file", verdict.file->path}, {"accepted", verdict.accepted()}};
  json["objections"] = nlohmann::ordered_json::array();
  for (const policy::Objection& objection : verdict.objections) {
    nlohmann::ordered_json entry = {{"reason", policy::name(objection.reason)},
                                    {"message", reason_text(objection)}};
    if (objection.rule != nullptr)
      entry["line"] = objection.rule->line;
    if (!objection.label.empty())
      entry["label"] = objection.label;
    if (!objection.statement.empty()) {
      entry["statement"] = statement_lines(objection);
      entry["digest"] = digest_of(objection);
    }
    json["objections"].push_back(std::move(entry));
  }
  return json;
}

} // namespace blockfold::tools

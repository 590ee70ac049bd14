#include "tools/capi/verification.h"

#include "compiler/import/theory_import.h"
#include "compiler/metamath/reader.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "runtime/cert/certificate.h"
#include "runtime/cert/link_file.h"
#include "tools/common/report.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

/// What a file of that size is called in the programs.
Verification too_large(llvm::StringRef name, std::size_t max_bytes) {
  return Verification::failure(
      ExitStatus::Unreadable,
      {"file.size", fmt::format("{} has more than {} bytes", quoted(name), max_bytes)});
}

/// Why this library has no verdict on a file that the programs have one on.
std::optional<Verification> left_to_programs(const VerificationTask& task) {
  if (cert::is_link_file(task.certificate))
    return Verification::failure(
        ExitStatus::Usage,
        {"link.unsupported", "the certificate is linked, and this library verifies single ones; "
                             "'blockfold-verify X.bfc FILE.mm --theory FOLDER' verifies it"});
  if (cert::is_execution(task.certificate))
    return Verification::failure(ExitStatus::Invalid, execution_error());
  if (llvm::StringRef(task.names.theory).endswith(".blk"))
    return Verification::failure(ExitStatus::Usage, rule_file_error(task.names.theory));
  return std::nullopt;
}

mm::ReadResult read_theory(const VerificationTask& task, DiagnosticSink& sink) {
  const std::string& name = task.names.theory;
  if (task.theory.size() > SourceFile::kMaxBytes)
    return mm::unreadable_database(name, "File larger than 4 GB", sink);
  const auto included = mm::files_in_memory(name, task.included);
  return mm::read_database(SourceFile::from_text(task.theory, name), included.get(), sink);
}

} // namespace

Verification Verification::failure(ExitStatus status, Error error) {
  return {status, std::move(error)};
}

Verification Verification::with(DiagnosticSink sink, ExitStatus status, Error error) {
  Verification out(status, std::move(error));
  out.diagnostics_ = std::move(sink);
  return out;
}

Verification Verification::of(const VerificationTask& task) {
  std::optional<AllowedAxioms> allowed;
  if (task.allowed_axioms)
    if (Status added = allowed.emplace().add(*task.allowed_axioms); !added)
      return failure(ExitStatus::Usage, added.error());
  DiagnosticSink sink;
  std::optional<PolicyFile> policy;
  if (task.policy) {
    const llvm::StringRef path = task.policy->name, text = task.policy->text;
    if (text.size() > kMaxPolicyBytes)
      return too_large(path, kMaxPolicyBytes);
    policy = parse_policy_file(text, path, sink);
    if (!policy)
      return with(std::move(sink), ExitStatus::Usage, invalid_policy(path));
  }
  if (task.certificate.size() > cert::kMaxBytes)
    return too_large(task.names.certificate, cert::kMaxBytes);
  if (auto left = left_to_programs(task))
    return std::move(*left);
  const mm::ReadResult read = read_theory(task, sink);
  if (!read.ok())
    return with(std::move(sink), theory_exit(read.status),
                theory_error(read.status, task.names.theory));
  auto verified = driver::verify_certificate(read.database, task.certificate);
  if (!verified)
    return failure(ExitStatus::Invalid,
                   explained(verified.error(), import::MetamathSource(read.database)));
  auto held = std::make_unique<Held>(task.names, std::move(*verified), std::move(policy));
  held->judge(allowed);
  return Verification(std::move(held));
}

void Verification::Held::judge(const std::optional<AllowedAxioms>& allowed) {
  const driver::BoundStatement& bound = verified.bound;
  if (allowed)
    refusals.not_allowed = allowed->not_covered(verified.statement(driver::Detail::Brief));
  refusals.policy = tools::judge(policy, bound.theory, bound.lowered.analysis.syntax_hoisted);
}

Verification::Verification(std::unique_ptr<const Held> held)
    : status_(held->refusals.exit()),
      error_(held->refusals.none() ? Error() : held->refusals.error()), held_(std::move(held)) {}

std::string Verification::json() const {
  if (!held_)
    return dump(diagnostics_ ? error_object(status_, error_, *diagnostics_)
                             : error_object(status_, error_));
  const auto refusal = held_->refusals.refusal();
  nlohmann::ordered_json json =
      verdict_object(held_->names, held_->verified.bytes, held_->verified.statement(),
                     refusal ? &*refusal : nullptr);
  if (held_->policy)
    json["policy"] = to_json(held_->refusals.policy);
  return dump(json);
}

std::string Verification::text(driver::Detail detail) const {
  if (!held_)
    return errors();
  std::string text;
  llvm::raw_string_ostream out(text);
  const auto refusal = held_->refusals.refusal();
  render_verdict(held_->names, held_->verified.statement(detail), detail,
                 refusal ? &*refusal : nullptr, out);
  render_acceptance(held_->refusals, out);
  return text + errors();
}

std::string Verification::errors() const {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (held_) {
    render_objections(held_->refusals, out);
  } else {
    if (diagnostics_)
      render_text(*diagnostics_, out);
    render_error(error_, out);
  }
  return text;
}

} // namespace blockfold::tools

#include "tools/verify/refusals.h"

#include "compiler/support/format.h"
#include "tools/common/report.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringExtras.h>

namespace blockfold::tools {
namespace {

std::string list_some(llvm::ArrayRef<std::string> labels) {
  constexpr std::size_t kShown = 20;
  std::string text = llvm::join(labels.take_front(kShown), ", ");
  if (labels.size() > kShown)
    text += fmt::format(", and {} more", labels.size() - kShown);
  return text;
}

Error why_refused(llvm::ArrayRef<std::string> labels) {
  return {"verify.axioms", "the proof holds, but it rests on what --allow-axioms does not allow: " +
                               list_some(labels)};
}

} // namespace

ExitStatus Refusals::exit() const {
  if (!not_allowed.empty())
    return ExitStatus::Invalid;
  return policy.accepted() ? ExitStatus::Success : ExitStatus::Refused;
}

Error Refusals::error() const {
  if (!not_allowed.empty())
    return why_refused(not_allowed);
  const Error error = policy.error();
  return {error.code, "the proof holds, but " + error.message};
}

std::optional<Refusal> Refusals::refusal() const {
  if (none())
    return std::nullopt;
  return Refusal{error(), not_allowed, exit()};
}

void render_acceptance(const Refusals& refusals, llvm::raw_ostream& out) {
  if (refusals.none() && refusals.policy.file != nullptr)
    out << "Policy       accepted by " << refusals.policy.file->path << '\n';
}

void render_objections(const Refusals& refusals, llvm::raw_ostream& out) {
  if (refusals.none())
    return;
  render_text(refusals.policy, out);
  render_error(refusals.error(), out);
}

} // namespace blockfold::tools

#pragma once

#include "tools/verify/policy_verdict.h"
#include "tools/verify/verdict.h"

#include <llvm/Support/raw_ostream.h>

#include <optional>
#include <string>
#include <vector>

/// What two readers of a statement that holds object to, and how that is said.
namespace blockfold::tools {

struct Refusals {
  std::vector<std::string> not_allowed; ///< by --allow-axioms
  PolicyVerdict policy;

  bool none() const { return not_allowed.empty() && policy.accepted(); }
  ExitStatus exit() const;
  /// `verify.axioms` or `verify.policy`; only if there are some.
  Error error() const;
  /// Nothing if there are none.
  std::optional<Refusal> refusal() const;
};

/// What stands below the statement: that a policy accepts it, on `out`, or the objections and the
/// error, on `err`.
void render_text(const Refusals& refusals, llvm::raw_ostream& out, llvm::raw_ostream& err);

} // namespace blockfold::tools

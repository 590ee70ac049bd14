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

/// Below the statement: that a policy accepts it. Nothing if there is none.
void render_acceptance(const Refusals& refusals, llvm::raw_ostream& out);
/// The objections and the error. Nothing if there are none.
void render_objections(const Refusals& refusals, llvm::raw_ostream& out);

} // namespace blockfold::tools

#pragma once

#include "compiler/ir/theory.h"

#include <functional>
#include <string>

namespace blockfold::policy {

/// Groups of axioms in a policy, with a comment before each.
struct Section {
  std::string title;
  std::function<bool(const ir::Assertion&)> contains; ///< axioms that no earlier section contains
};

/// A policy that accepts exactly what theorems rest on, every statement pinned by its digest; for
/// people to read and to loosen. Axioms that begin with a symbol that variables have are syntax and
/// allowed by label, too. `subject` says what it is for, in one line.
std::string policy_template(const ir::Theory& theory, bool syntax_hoisted,
                            const std::string& subject, const std::vector<Section>& sections);

} // namespace blockfold::policy

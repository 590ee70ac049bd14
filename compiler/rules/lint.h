#pragma once

#include "compiler/rules/program.h"

/// What the types cannot see: rules that would make unsound circuits, or that say less than they
/// seem to. The codes BF14xx; docs/rule-language.md explains the ideas, `blockfold explain` each
/// code.
namespace blockfold::rules {

/// All of the following.
void lint(const Program& program, Reporter& reporter);

/// Conclusions without support, parameters without use.
void lint_rules(const Program& program, Reporter& reporter);
/// Every value that must be small is known to be.
void lint_ranges(const Program& program, Reporter& reporter);
/// Every value that a rule emits is determined by what it rests on.
void lint_determined(const Program& program, Reporter& reporter);
/// Relations are used as what they are declared, and recursion decreases an order.
void lint_relations(const Program& program, Reporter& reporter);

/// Proves anew that recursion decreases, for circuits that leave range checks out. The program must
/// have passed the lints.
class OrderProofs {
public:
  explicit OrderProofs(const Program& program);
  /// Whether the orders of a field rule still decrease if its chip checks the types of the
  /// `checked` variables only.
  bool hold(const Rule& rule, const std::function<bool(VariableIndex)>& checked) const;

private:
  const Program& program_;
  std::vector<std::size_t> circles_; ///< by relation: which may rest on each other
};

} // namespace blockfold::rules

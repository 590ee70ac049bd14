#pragma once

#include "compiler/ir/theory_source.h"
#include "compiler/rules/program.h"

#include <vector>

/// Text rules as what certificates speak of: axioms and rules are its axioms, theorems its
/// theorems, in the order of the program. Field rules are not among them.
namespace blockfold::rules {

class RuleTheory : public ir::TheorySource {
public:
  /// The program must outlive the source.
  explicit RuleTheory(const Program& program);

  std::uint32_t assertion_count() const override {
    return static_cast<std::uint32_t>(rules_.size());
  }
  bool is_axiom(std::uint32_t ordinal) const override {
    return rules_[ordinal]->kind != RuleKind::Theorem;
  }
  llvm::StringRef label(std::uint32_t ordinal) const override { return rules_[ordinal]->name; }
  ir::Theory build(llvm::ArrayRef<ir::ChosenAssertion> chosen) const override;

private:
  const Program& program_;
  std::vector<const Rule*> rules_; ///< text rules, by ordinal
};

} // namespace blockfold::rules

#pragma once

#include "compiler/rules/program.h"

/// What the types cannot see: rules that would make unsound circuits, or that say less than they
/// seem to. The codes BF14xx; docs/rule-language.md explains the ideas, `blockfold explain` each
/// code.
namespace blockfold::rules {

/// How much the lints may still do. They look at pairs of claims and of equations, and at tables,
/// so a file of a megabyte could keep them busy for days. Counted in terms of polynomials and
/// values of tables; what there is depends on the program's size only.
class Effort {
public:
  explicit Effort(const Program& program);
  /// False, and then always, if there is not that much left.
  bool spend(std::uint64_t amount);
  bool is_exhausted() const { return exhausted_; }

private:
  std::uint64_t left_;
  bool exhausted_ = false;
};

/// The error of a rule at which the lints give up.
void report_too_complex(const Rule& rule, Reporter& reporter);

/// All of the following. A program that is too large for them gets an error.
void lint(const Program& program, Reporter& reporter);

/// Conclusions without support, parameters without use.
void lint_rules(const Program& program, Reporter& reporter);
/// Every value that must be small is known to be.
void lint_ranges(const Program& program, Reporter& reporter);
/// Every value that a rule emits is determined by what it rests on.
void lint_determined(const Program& program, Effort& effort, Reporter& reporter);
/// Relations are used as what they are declared, and recursion decreases an order.
void lint_relations(const Program& program, Effort& effort, Reporter& reporter);

/// Proves anew that recursion decreases, for circuits that leave range checks out. The program must
/// have passed the lints.
class OrderProofs {
public:
  explicit OrderProofs(const Program& program);
  /// Whether the orders of a field rule still decrease if its chip checks the types of the
  /// `checked` variables only.
  bool hold(const Rule& rule, const std::function<bool(VariableIndex)>& checked);
  /// There was more to compare than a program may ask for: some answer since then is none.
  bool is_exhausted() const { return effort_.is_exhausted(); }

private:
  const Program& program_;
  Effort effort_;
  std::vector<std::size_t> circles_; ///< by relation: which may rest on each other
};

} // namespace blockfold::rules

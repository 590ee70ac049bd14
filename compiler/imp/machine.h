#pragma once

#include "compiler/imp/source.h"
#include "compiler/ir/polynomial.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A program as steps: what happens in one move of the small-step semantics, and where it goes on.
/// docs/executions.md says what each step means; `rule_text` turns each into block rules, and
/// `Interpreter` carries it out.
namespace blockfold::imp {

using VariableId = std::uint32_t;
using ArrayId = std::uint32_t;
using StepId = std::uint32_t;

/// What the polynomials of a step speak of: values that the step itself finds, then the variables.
using Slot = ir::VariableIndex;
inline constexpr Slot kCellSlot = 0;      ///< the element of an array that the step reads
inline constexpr Slot kQuotientSlot = 1;  ///< of the step's division
inline constexpr Slot kRemainderSlot = 2; ///< of the step's division
inline constexpr Slot kFirstVariable = 3;
inline Slot slot_of(VariableId variable) {
  return kFirstVariable + variable;
}

struct Variable {
  std::string name; ///< of those that hold parts of expressions "part'N"
  Range where;
  bool is_input = false, is_output = false;
  std::int64_t initial = 0; ///< of those that are no input
};
struct Array {
  std::string name;
  Range where;
  std::uint32_t size = 0;
  bool is_input = false, is_output = false;
};

/// One element of an array that a step reads, or writes.
struct Access {
  ArrayId array = 0;
  ir::Polynomial index;
  std::optional<ir::Polynomial> written{}; ///< the new value, or nothing
};
/// dividend = quotient * divisor + remainder, with 0 <= remainder < |divisor|.
struct Division {
  ir::Polynomial dividend, divisor;
};

struct Step {
  enum class Kind : std::uint8_t { Assign, Write, Test, Skip };
  /// What a test compares: left == right, or left < right.
  enum class Comparison : std::uint8_t { Equal, Less };
  Kind kind = Kind::Skip;
  Range where;
  std::optional<Access> access{};     ///< at most one: two at one time could be of one element
  std::optional<Division> division{}; ///< of an Assign
  VariableId target = 0;              ///< of an Assign
  ir::Polynomial value{};             ///< of an Assign
  Comparison comparison{};
  bool is_contrary = false;       ///< of a Test: the condition in the program holds if it does not
  ir::Polynomial left{}, right{}; ///< of a Test
  StepId next = 0;                ///< if the test holds, or there is none
  StepId otherwise = 0;           ///< of a Test that does not hold
};

/// A place where a run ends.
struct Ending {
  bool failed;
  Range where; ///< of the requirement that failed
};

/// Steps are numbered from 0; the endings follow them.
struct Machine {
  std::vector<Variable> variables;
  std::vector<Array> arrays;
  std::vector<Step> steps;
  std::vector<Ending> endings;
  StepId entry = 0;

  bool is_ending(StepId id) const { return id >= steps.size(); }
  const Ending& ending(StepId id) const { return endings[id - steps.size()]; }
  std::size_t place_count() const { return steps.size() + endings.size(); }
};

/// The most values that the states of a program have, all places together. A rule file with more
/// could not be read: each is an argument of a relation and, more than once, of its rules.
inline constexpr std::size_t kMaxStateValues = std::size_t{1} << 20;

/// For each place, steps and endings, the variables whose values matter there, in order. Inputs
/// matter at the entry, because the statement speaks of them, and outputs at every ending. Nothing
/// if there are more than kMaxStateValues in all.
std::optional<std::vector<std::vector<VariableId>>> live_variables(const Machine& machine);

/// Calls `visit` with the polynomials that a step evaluates.
template <class Visit> void each_polynomial(const Step& step, const Visit& visit) {
  if (step.access) {
    visit(step.access->index);
    if (step.access->written)
      visit(*step.access->written);
  }
  if (step.division) {
    visit(step.division->dividend);
    visit(step.division->divisor);
  }
  visit(step.value);
  visit(step.left);
  visit(step.right);
}

} // namespace blockfold::imp

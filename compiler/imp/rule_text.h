#pragma once

#include "compiler/imp/machine.h"

#include <llvm/ADT/ArrayRef.h>

#include <string>
#include <vector>

/// A program as a file of block rules: what a certificate about its runs is about. One rule for
/// each step and outcome, in the rule language, so that its checks and lints apply; the words of
/// the program are in the comments.
namespace blockfold::imp {

/// Where the argument of a block comes from.
struct Source {
  enum class Kind : std::uint8_t {
    Time,      ///< when the step is taken, from 0
    CellTime,  ///< when the element was free again after it was used before
    Wait,      ///< from then until the step is taken
    CellIndex, ///< which element it is
    Value,     ///< a variable, or what the step finds
    Contrary,  ///< the same with the other sign
  };
  Kind kind;
  Slot slot = 0;
};

/// A rule of a step, for one outcome.
struct StepRule {
  enum class Outcome : std::uint8_t {
    Always,
    Holds,           ///< the test does
    Fails,           ///< the test does not
    PositiveDivisor, ///< the divisor is above 0
    NegativeDivisor, ///< the divisor is below 0
  };
  StepId step;
  Outcome outcome;
  std::string name;
  std::vector<Source> parameters;
};

/// The text and what its rules are called. Parameters of `start` are the inputs that are numbers,
/// in order; of an ending the time, then outputs, then the other variables that are known there.
struct RuleText {
  std::string text;
  std::vector<StepRule> steps;
  std::vector<std::string> endings; ///< by ending
  struct ArrayRules {
    std::string begin; ///< (at, value) of inputs, else (at): the value is 0
    std::string end;   ///< of outputs (at, value, since), public; else (since, at, value)
  };
  std::vector<ArrayRules> arrays;
};

/// `live` are the machine's live_variables().
RuleText rule_text(const Machine& machine, llvm::ArrayRef<std::vector<VariableId>> live,
                   const SourceFile& source);

} // namespace blockfold::imp

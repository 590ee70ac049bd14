#pragma once

#include "compiler/trial/chip_run.h"
#include "compiler/trial/surroundings.h"

#include <llvm/ADT/ArrayRef.h>

#include <map>
#include <random>
#include <string>
#include <vector>

/// Trials of field rules: valid blocks are changed in every argument, condition and claim, and each
/// changed block has to be refused, by the rows of the rule's chip and by the reference checker.
namespace blockfold::trial {

/// What came of the mutants of one rule.
struct RuleReport {
  std::string rule;
  std::size_t arguments = 0, constraints = 0; ///< of the rule; constraints: all but claims
  std::size_t blocks = 0;                     ///< valid ones that mutants were made of
  std::size_t mutants = 0;                    ///< that ought to be refused
  /// By the first row that refused a mutant.
  std::map<std::string, std::size_t> refused_by;
  std::size_t same_meaning = 0;   ///< changed blocks that rest on the same and conclude the same
  std::size_t stated = 0;         ///< changed in a public argument: another statement, and valid
  std::size_t other_premises = 0; ///< valid, resting on the claims in another order or on fewer
  std::vector<std::string> holes; ///< mutants that were accepted
  /// Mutants that were accepted and meant: by the arguments declared `free` that differ, how many
  /// there were, and one of them.
  struct Declared {
    std::size_t count = 0;
    std::string example;
  };
  std::map<std::vector<std::string>, Declared> declared;
  std::vector<std::string> disputes; ///< circuit and checker disagree: a bug of this program
  std::vector<std::string> notes;
  std::string problem; ///< why there are no mutants, or empty

  bool passed() const { return holes.empty() && disputes.empty() && problem.empty(); }
};

/// One program, all its rules.
class Trial {
public:
  Trial(const ir::BlockProgram& program, ProgramCircuit circuit, std::uint64_t seed)
      : program_(program), circuit_(std::move(circuit)), surroundings_(program), seed_(seed) {}

  /// Tries one rule with blocks that are known to be valid, or, if there are none, with blocks that
  /// a search finds. A given block that is not valid is a problem. Any value of the parameters
  /// `free` is right that the rule accepts: premises and they determine what a block concludes.
  RuleReport run(ir::BlockRuleIndex rule, const std::vector<Values>& examples,
                 llvm::ArrayRef<std::string> free = {}) const;

private:
  const ir::BlockProgram& program_;
  ProgramCircuit circuit_;
  Surroundings surroundings_;
  std::uint64_t seed_;
};

} // namespace blockfold::trial

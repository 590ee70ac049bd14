#pragma once

#include "compiler/trial/rule_model.h"

#include <optional>
#include <string>

/// The reference checker's opinion on one block: blocks around it make good what it rests on, and
/// consume what it leaves.
namespace blockfold::trial {

class Surroundings {
public:
  explicit Surroundings(const ir::BlockProgram& program);

  /// Claims of a block that others emit, of `premises`, and consume, of the block itself. Leaves
  /// out the partner of one claim if told to.
  struct Around {
    const Values* premises;
    std::optional<std::uint32_t> alone = std::nullopt; ///< index of a claim
  };
  /// Whether ir::check_execution accepts the block. What no word can hold is not accepted.
  bool accepts(const RuleModel& model, const Values& block, const Around& around) const;

private:
  /// A block of a rule about one claim.
  void add_partner(ir::Execution& execution, ir::BlockRuleIndex rule,
                   llvm::ArrayRef<Fr> values) const;

  ir::BlockProgram program_; ///< with a rule that emits, and one that consumes, for each relation
  ir::BlockRuleIndex first_; ///< of those; two for each relation
};

} // namespace blockfold::trial

#pragma once

#include "compiler/lower/chip/block_chips.h"
#include "compiler/trial/rule_model.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

/// The circuit's opinion on one block: the rows of its rule's chip, evaluated without a proof.
namespace blockfold::trial {

/// A claim that the chip puts on the bus, by the value of its bus denominator.
struct BusTerm {
  std::string row; ///< its name
  Fr claim;
  Fr times;
};

struct ChipRun {
  std::vector<std::string> broken;           ///< rows that do not hold, and lookups of no row
  std::vector<BusTerm> demands;              ///< of ordinary relations
  std::vector<BusTerm> consumptions, linear; ///< of linear relations; `linear` are emissions
  std::vector<BusTerm> emissions;            ///< of ordinary relations
};

/// A wire that does not hold what it should: one of the structure phase, or of a text's value.
struct Lie {
  std::variant<lower::StructureWire, lower::TextWire> wire;
  Fr value;

  /// The wire, if it is of the structure phase and means this.
  bool is_about(lower::StructureWire::Meaning meaning) const;
};

class ProgramCircuit {
public:
  static constexpr std::uint32_t kTableBits = 4;

  using Texts = RuleModel::Texts;
  /// `texts` are those that values name. Errors: those of lower::lower_program.
  static Result<ProgramCircuit> make(const ir::BlockProgram& program,
                                     Texts texts = std::make_shared<ir::TextTable>());

  /// The chips of all rules, with a block of every public one. Range tables of trials are as small
  /// as they can be.
  static Result<lower::LoweredTheory> lower(const ir::BlockProgram& program,
                                            std::uint32_t table_bits = kTableBits);
  /// With chips as `lower` gives them, or weaker ones.
  ProgramCircuit(const ir::BlockProgram& program, lower::LoweredTheory lowered,
                 Texts texts = std::make_shared<ir::TextTable>());
  const Texts& texts() const { return texts_; }

  /// Wires hold what the values say, true or not; products and inverses are computed. Of values
  /// that have no digits, one digit takes all that is too much: the lowest, or `limb`.
  ChipRun run(ir::BlockRuleIndex rule, const Values& values,
              const std::optional<Lie>& lie = std::nullopt, std::uint32_t limb = 0) const;
  /// Digits of the largest range check of a rule's chip.
  std::uint32_t most_digits(ir::BlockRuleIndex rule) const;

  /// The wires of the structure phase of a rule's chip.
  llvm::ArrayRef<lower::StructureWire> structure(ir::BlockRuleIndex rule) const;
  /// Those of the text phase.
  llvm::ArrayRef<lower::TextWire> text(ir::BlockRuleIndex rule) const;

private:
  void collect_rows(const cs::Chip& chip, std::uint64_t copies);
  struct KeyHash {
    std::size_t operator()(const Fr& key) const { return key.raw()[0]; }
  };

  const ir::BlockProgram* program_;
  std::shared_ptr<const lower::LoweredTheory> lowered_;
  std::shared_ptr<const cs::CoefficientTable> table_;
  Texts texts_;
  std::vector<std::size_t> chip_of_;             ///< by rule
  std::unordered_set<Fr, KeyHash> table_claims_; ///< what tables and the range table emit
};

} // namespace blockfold::trial

#pragma once

#include "compiler/ir/block_program.h"
#include "compiler/ir/theory.h"
#include "compiler/lower/chip/chips.h"

#include <cstdint>
#include <string>
#include <vector>

/// A circuit counted chip by chip.
namespace blockfold::report {

/// What chips are there for.
enum class ChipClass : std::uint8_t {
  SyntaxAxiom,
  Axiom,
  Theorem,
  Variable,
  Statement, ///< hypotheses and conclusions
  Disjoint,
  Range,
  BlockAxiom,  ///< a field rule that rests on no claim
  BlockRule,   ///< any other
  PublicBlock, ///< a public rule: a copy for each block of the statement
  Table,
};
inline constexpr std::size_t kChipClasses = 11;

struct ChipCount {
  std::string name;
  ChipClass chip_class;
  std::uint64_t copies = 0;          ///< in all segments
  std::uint64_t rows = 0, wires = 0; ///< of one copy

  std::uint64_t constraints() const { return copies * rows; }
};

/// Every chip that has a copy, those with the most constraints first.
std::vector<ChipCount> count_chips(const ir::Theory& theory, const lower::LoweredTheory& placed);
std::vector<ChipCount> count_chips(const ir::BlockProgram& program,
                                   const lower::LoweredTheory& placed);

struct ClassCount {
  ChipClass chip_class;
  std::uint64_t chips = 0, copies = 0, constraints = 0;
};
/// Sums, one for each class in its order.
std::vector<ClassCount> count_classes(const std::vector<ChipCount>& chips);

} // namespace blockfold::report

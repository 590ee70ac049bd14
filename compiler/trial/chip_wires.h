#pragma once

#include "compiler/lower/chip/block_chips.h"
#include "compiler/trial/rule_model.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

/// The wires of one copy of a chip, without a proof around it: for trials of rules, and for the
/// search for under-constrained circuits (tools/audit).
namespace blockfold::trial {

/// Challenges to evaluate rows with. Any would do: claims that differ have different values on the
/// bus but for one in 2^250.
cs::Challenges any_challenges();

class CopyWires {
public:
  /// Everything is zero but the column of ones.
  explicit CopyWires(const cs::Chip& chip);

  Fr& operator[](cs::Column column) {
    return phases_[static_cast<std::size_t>(column.phase)][column.index];
  }
  const Fr& operator[](cs::Column column) const {
    return phases_[static_cast<std::size_t>(column.phase)][column.index];
  }
  /// The sum of the terms in [begin, end) of the chip.
  Fr sum(const cs::Chip& chip, const cs::CoefficientTable& table, std::uint32_t begin,
         std::uint32_t end) const;

private:
  std::array<std::vector<Fr>, cs::kPhases + 1> phases_;
};

/// The texts that values name, where a rule has some.
struct CopyTexts {
  const ir::TextTable* texts = nullptr;
  const cs::CoefficientTable* table = nullptr;
  /// A variable whose length is not told truly; what follows from it follows from the lie.
  std::optional<std::pair<ir::VariableIndex, Fr>> length_lie;
};

/// Writes what the values of a block say, true or not, into the wires of its rule's chip: its
/// address, public arguments, values, texts and digits; every block counts, every multiplicity and
/// every site is zero.
/// Wires that rows define are left alone. Of a value that has no digits, one digit takes all that
/// is too much: the lowest, or `taker`.
void fill_wires(const ir::BlockRule& rule, const lower::LoweredChip& lowered,
                std::uint32_t table_bits, const Values& values, const CopyTexts& texts,
                CopyWires& wires, std::uint32_t taker = 0);

} // namespace blockfold::trial

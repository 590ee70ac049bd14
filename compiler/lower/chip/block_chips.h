#pragma once

#include "compiler/ir/execution.h"
#include "compiler/lower/chip/chips.h"
#include "runtime/base/result.h"

#include <vector>

/// Lowering of block programs: every rule, and every table that some rule looks into, to its chip.
/// docs/rules-soundness.md has the arguments.
namespace blockfold::lower {

/// The blocks of public rules as a certificate states them: by rule, with the public parameters
/// only. The other columns, and all of the other rules, are empty.
struct PublicBlocks : std::vector<ir::RuleBlocks> {
  using std::vector<ir::RuleBlocks>::vector;
  ir::TextTable texts; ///< that the blocks name by number
};

/// Emissions of claims with texts have places of their own: a block's are its address times
/// `emission_sites`, the number of them that no rule of the program exceeds, plus the number of the
/// emission among those of its rule. docs/rules-soundness.md, section 7.
std::uint32_t emission_sites(const ir::BlockProgram& program);

/// How a range check writes a value of `bits` bits: digits of table_bits each, and what is left
/// for the highest, which is looked up once more if it is not whole. A check of one bit has none.
struct Digits {
  std::uint32_t count = 0;
  unsigned spare = 0; ///< bits that the highest digit must leave free
};
Digits digits_of(unsigned bits, std::uint32_t table_bits);

/// Sizes of the range table that programs may have; none if no value needs digits.
inline bool is_table_size(std::uint32_t table_bits) {
  return table_bits <= 20 && table_bits % 4 == 0;
}

/// Whether some chip has a range check with digits: then there must be a table.
bool needs_ranges(const ir::BlockProgram& program);

/// Chips of the rules that are not public come first, in their order; the layout counts their
/// copies. Then public rules, with a copy for each public block, tables, and the range table.
///
/// Errors: `program.coefficients` (a rule's numbers are too large for one field product),
/// `program.tables` (the tables are too large together).
Result<LoweredTheory> lower_program(const ir::BlockProgram& program,
                                    const PublicBlocks& public_blocks, std::uint32_t table_bits,
                                    Keep keep = Keep::Meanings);

} // namespace blockfold::lower

#include "compiler/ir/block_program.h"

#include <algorithm>

namespace blockfold::ir {

bool Relation::has_texts() const {
  return std::ranges::any_of(arguments,
                             [](const Argument& argument) { return argument.type.is_text(); });
}

std::size_t Table::columns() const {
  switch (kind) {
  case Kind::Range:
    return 1;
  case Kind::And:
  case Kind::Or:
  case Kind::Xor:
    return 3;
  case Kind::Rows:
    break;
  }
  return rows.front().size();
}

std::uint64_t Table::row_count() const {
  if (kind == Kind::Rows)
    return rows.size();
  return std::uint64_t{1} << (kind == Kind::Range ? bits : 2 * bits);
}

std::uint64_t Table::value(std::uint64_t row, std::size_t column) const {
  const std::uint64_t low = row & ((std::uint64_t{1} << bits) - 1), high = row >> bits;
  switch (kind) {
  case Kind::Range:
    return row;
  case Kind::And:
    return column == 0 ? low : column == 1 ? high : low & high;
  case Kind::Or:
    return column == 0 ? low : column == 1 ? high : low | high;
  case Kind::Xor:
    return column == 0 ? low : column == 1 ? high : low ^ high;
  case Kind::Rows:
    break;
  }
  return rows[row][column];
}

bool BlockProgram::is_linear(const BlockRule& rule) const {
  return std::ranges::any_of(
      rule.claims, [&](const BlockClaim& claim) { return relations[claim.relation].linear; });
}

std::optional<BlockRuleIndex> BlockProgram::find_rule(llvm::StringRef name) const {
  for (BlockRuleIndex i = 0; i < rules.size(); ++i)
    if (rules[i].name == name)
      return i;
  return std::nullopt;
}

} // namespace blockfold::ir

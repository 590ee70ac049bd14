#include "compiler/trial/block_search.h"

#include <llvm/ADT/STLExtras.h>

namespace blockfold::trial {
namespace {

constexpr std::size_t kRestarts = 300;
constexpr std::size_t kSteps = 300; ///< of one repair

using ir::BlockConstraint;
using ir::BlockType;
using ir::BlockVariable;
using ir::VariableIndex;

} // namespace

std::uint64_t BlockSearch::random_word(unsigned bits) {
  return bits >= 64 ? random_() : random_() & ((std::uint64_t{1} << bits) - 1);
}

ir::SymbolCode BlockSearch::random_symbol() {
  return static_cast<ir::SymbolCode>(1 + below(model_.program().symbols.size() - 1));
}

/// One that is known already, or a few symbols.
Fr BlockSearch::random_text() {
  ir::TextTable& texts = *model_.texts();
  if (texts.size() != 0 && below(3) == 0)
    return Fr::from_u64(below(texts.size()));
  std::vector<ir::SymbolCode> codes(model_.program().symbols.size() == 1 ? 0 : below(6));
  for (ir::SymbolCode& code : codes)
    code = random_symbol();
  return Fr::from_u64(texts.intern(codes));
}

Fr BlockSearch::changed_text(const Fr& text) {
  ir::TextTable& texts = *model_.texts();
  std::vector<ir::SymbolCode> codes = texts[ir::text_id(text)].vec();
  if (codes.empty() || model_.program().symbols.size() == 1)
    return random_text();
  const auto at = codes.begin() + static_cast<std::ptrdiff_t>(below(codes.size()));
  switch (below(4)) {
  case 0:
    *at = random_symbol();
    break;
  case 1:
    codes.erase(at);
    break;
  case 2:
    codes.insert(at, random_symbol());
    break;
  default:
    std::swap(*at, codes.front());
    break;
  }
  return Fr::from_u64(texts.intern(codes));
}

Fr BlockSearch::random_value(const BlockType& type) {
  switch (type.kind) {
  case BlockType::Kind::Address:
    return Fr::from_u64(1 + below(5));
  case BlockType::Kind::Text:
    return random_text();
  case BlockType::Kind::Field:
    return below(4) != 0 ? Fr::from_u64(below(10))
                         : Fr::from_limbs({random_(), random_(), random_(), random_() >> 3});
  case BlockType::Kind::Integer:
    break;
  }
  const Fr low = Fr::from_i64(static_cast<std::int64_t>(type.low()));
  switch (below(8)) {
  case 0:
    return low;
  case 1:
    return low + Fr::from_u64(type.bits == 64 ? UINT64_MAX : (std::uint64_t{1} << type.bits) - 1);
  case 2:
  case 3:
    return low + Fr::from_u64(random_word(type.bits));
  default:
    break;
  }
  const Fr small = Fr::from_u64(below(8));
  const Fr value = type.is_signed && below(2) == 0 ? -small : small;
  return ir::fits(type, value) ? value : low;
}

void BlockSearch::set(Values& values, VariableIndex parameter, const Fr& value) {
  values[parameter] = value;
  model_.complete(values);
}

std::optional<Values> BlockSearch::find() {
  const std::vector<bool> none(model_.rule().variables.size());
  for (std::size_t attempt = 0; attempt < kRestarts; ++attempt) {
    Values values = model_.blank();
    for (VariableIndex i = 0; i < model_.rule().parameters; ++i)
      values[i] = random_value(model_.rule().variables[i].type);
    model_.complete(values);
    if (auto found = repair(std::move(values), none))
      return found;
  }
  return std::nullopt;
}

std::optional<Values> BlockSearch::repair(Values values, const std::vector<bool>& frozen,
                                          const std::optional<Condition>& except) {
  except_ = except;
  for (std::size_t step = 0; step < kSteps; ++step) {
    std::vector<Condition> broken;
    for (const Condition& condition : model_.conditions())
      if (condition != except && !model_.holds(condition, values))
        broken.push_back(condition);
    if (broken.empty())
      return values;
    if (!fix(broken[below(broken.size())], values, frozen))
      return std::nullopt;
  }
  return std::nullopt;
}

/// False if nothing that the condition depends on may change.
bool BlockSearch::fix(const Condition& condition, Values& values, const std::vector<bool>& frozen) {
  std::vector<VariableIndex> movable = model_.support(condition);
  llvm::erase_if(movable, [&](VariableIndex i) { return frozen[i]; });
  if (movable.empty())
    return false;
  if (condition.kind == Condition::Kind::Lookup) {
    fix_lookup(model_.rule().lookups[condition.index], model_.tuple(condition), values, frozen);
    return true;
  }
  const VariableIndex parameter = movable[below(movable.size())];
  const bool is_free_choice =
      condition.kind == Condition::Kind::Constraint &&
      model_.rule().constraints[condition.index].kind == BlockConstraint::Kind::NonZero;
  if (is_free_choice || below(10) == 0 ||
      !solve(model_.tuple(condition).front(), target_of(condition), parameter, values))
    set(values, parameter, random_value(model_.rule().variables[parameter].type));
  return true;
}

Fr BlockSearch::target_of(const Condition& condition) {
  if (condition.kind == Condition::Kind::Type)
    return random_value(model_.rule().variables[condition.index].type);
  const BlockConstraint& constraint = model_.rule().constraints[condition.index];
  if (constraint.kind == BlockConstraint::Kind::Zero)
    return Fr::zero();
  return random_value({BlockType::Kind::Integer, constraint.bits, false});
}

void BlockSearch::fix_lookup(const ir::BlockLookup& lookup, const RuleModel::Tuple& tuple,
                             Values& values, const std::vector<bool>& frozen) {
  const ir::Table& table = model_.program().tables[lookup.table];
  const std::uint64_t row = likely_row(table, model_.evaluate(tuple, values));
  for (std::size_t column = 0; column < tuple.size(); ++column) {
    const Fr target = Fr::from_u64(table.value(row, column));
    std::vector<VariableIndex> movable = model_.support(lookup.values[column]);
    llvm::erase_if(movable, [&](VariableIndex i) { return frozen[i]; });
    if (!movable.empty() && tuple[column].at(values) != target)
      solve(tuple[column], target, movable[below(movable.size())], values);
  }
}

/// Of a few rows, the one that has most values already.
std::uint64_t BlockSearch::likely_row(const ir::Table& table, llvm::ArrayRef<Fr> current) {
  constexpr std::size_t kTries = 32;
  std::uint64_t best = 0;
  std::size_t most = 0;
  for (std::size_t i = 0; i < kTries; ++i) {
    std::uint64_t row = below(table.row_count());
    if (table.columns() == 3 && table.kind != ir::Table::Kind::Rows && i == 0) {
      // The row of the two operands, if they are small enough.
      const auto x = current[0].to_limbs()[0], y = current[1].to_limbs()[0];
      const std::uint64_t mask = (std::uint64_t{1} << table.bits) - 1;
      row = (x & mask) | (y & mask) << table.bits;
    }
    std::size_t same = 1;
    for (std::size_t column = 0; column < current.size(); ++column)
      same += current[column] == Fr::from_u64(table.value(row, column)) ? 1 : 0;
    if (same > most) {
      most = same;
      best = row;
    }
  }
  return best;
}

bool BlockSearch::may_be(VariableIndex parameter, const Fr& value) const {
  return except_ == Condition{Condition::Kind::Type, parameter} ||
         ir::fits(model_.rule().variables[parameter].type, value);
}

bool BlockSearch::solve(const ir::PolynomialValue& value, const Fr& target, VariableIndex parameter,
                        Values& values) {
  const Fr before = values[parameter];
  std::array<Fr, 3> at;
  for (std::uint64_t i = 0; i < at.size(); ++i) {
    set(values, parameter, Fr::from_u64(i));
    at[i] = value.at(values);
  }
  const Fr slope = at[1] - at[0];
  if (!slope.is_zero() && at[2] - at[1] == slope) {
    const Fr solution = (target - at[0]) * slope.inverse();
    if (may_be(parameter, solution)) {
      set(values, parameter, solution);
      return true;
    }
  }
  set(values, parameter, before);
  return false;
}

} // namespace blockfold::trial

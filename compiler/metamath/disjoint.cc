#include "compiler/metamath/disjoint.h"

#include <algorithm>

namespace blockfold::mm {
namespace {
constexpr std::uint8_t kNoBit = 255;
constexpr std::size_t kBits = 64;
} // namespace

DisjointChecker::DisjointChecker(const Database& database)
    : values_(database.symbols().size()), seen_(database.symbols().size(), 0),
      is_variable_(database.symbols().size()), bit_of_(database.symbols().size(), kNoBit) {
  for (SymbolId symbol = 0; symbol < is_variable_.size(); ++symbol)
    is_variable_[symbol] = database.is_variable(symbol) ? 1 : 0;
}

void DisjointChecker::start(llvm::ArrayRef<DisjointPair> declared) {
  declared_ = declared;
  bits_assigned_ = false;
}

void DisjointChecker::assign_bits() {
  for (const SymbolId symbol : with_bit_)
    bit_of_[symbol] = kNoBit;
  with_bit_.clear();
  distinct_from_.clear();
  bits_assigned_ = true;
  const auto bit = [this](SymbolId symbol) {
    if (bit_of_[symbol] == kNoBit && with_bit_.size() < kBits) {
      bit_of_[symbol] = static_cast<std::uint8_t>(with_bit_.size());
      with_bit_.push_back(symbol);
      distinct_from_.push_back(0);
    }
    return bit_of_[symbol];
  };
  for (const DisjointPair pair : declared_) {
    const std::uint8_t first = bit(pair.first);
    const std::uint8_t second = bit(pair.second);
    if (first == kNoBit || second == kNoBit)
      continue;
    distinct_from_[first] |= std::uint64_t{1} << second;
    distinct_from_[second] |= std::uint64_t{1} << first;
  }
}

const DisjointChecker::Value& DisjointChecker::value_of(SymbolId variable,
                                                        const Substitution& substitution) {
  Value& value = values_[variable];
  if (value.step == check_)
    return value;
  ++scan_;
  value = {check_, static_cast<std::uint32_t>(variables_.size()), 0, true, 0};
  for (const SymbolId symbol : substitution[variable]) {
    if (is_variable_[symbol] == 0 || seen_[symbol] == scan_)
      continue;
    seen_[symbol] = scan_;
    variables_.push_back(symbol);
    if (bit_of_[symbol] == kNoBit)
      value.all_known = false;
    else
      value.bits |= std::uint64_t{1} << bit_of_[symbol];
  }
  value.end = static_cast<std::uint32_t>(variables_.size());
  return value;
}

bool DisjointChecker::clearly_distinct(const Value& first, const Value& second) const {
  if (first.begin == first.end || second.begin == second.end)
    return true;
  if (!first.all_known || !second.all_known || (first.bits & second.bits) != 0)
    return false;
  for (std::uint64_t rest = first.bits; rest != 0; rest &= rest - 1)
    if ((second.bits & ~distinct_from_[static_cast<std::size_t>(__builtin_ctzll(rest))]) != 0)
      return false;
  return true;
}

bool DisjointChecker::is_declared(SymbolId a, SymbolId b) const {
  return std::binary_search(declared_.begin(), declared_.end(),
                            DisjointPair{std::min(a, b), std::max(a, b)});
}

std::optional<DisjointChecker::Violation>
DisjointChecker::find_violation(llvm::ArrayRef<DisjointPair> required,
                                const Substitution& substitution) {
  if (!bits_assigned_)
    assign_bits();
  ++check_;
  variables_.clear();
  for (const DisjointPair pair : required) {
    const Value first = value_of(pair.first, substitution);
    const Value second = value_of(pair.second, substitution);
    if (clearly_distinct(first, second))
      continue;
    for (std::uint32_t i = first.begin; i != first.end; ++i) {
      for (std::uint32_t j = second.begin; j != second.end; ++j) {
        const SymbolId a = variables_[i];
        const SymbolId b = variables_[j];
        if (a == b || !is_declared(a, b))
          return Violation{pair, {std::min(a, b), std::max(a, b)}};
      }
    }
  }
  return std::nullopt;
}

} // namespace blockfold::mm

#include "runtime/cs/circuit.h"

#include "runtime/base/check.h"

#include <algorithm>
#include <bit>

namespace blockfold::cs {

unsigned Kind::log_segments() const {
  return segments <= 1 ? 0 : static_cast<unsigned>(std::bit_width(segments - 1));
}

std::uint32_t Kind::commitments(unsigned phase) const {
  const std::uint32_t width = std::uint32_t{1} << log_width;
  return (used[phase] + width - 1) / width;
}

TextId TextPool::add(std::span<const std::uint32_t> symbols) {
  symbols_.insert(symbols_.end(), symbols.begin(), symbols.end());
  ends_.push_back(symbols_.size());
  return static_cast<TextId>(ends_.size() - 1);
}

std::span<const std::uint32_t> TextPool::operator[](TextId id) const {
  const std::uint64_t begin = id == 0 ? 0 : ends_[id - 1];
  return {symbols_.data() + begin, symbols_.data() + ends_[id]};
}

std::vector<SymbolicTerm> Circuit::spell(std::span<const Term> terms) const {
  std::vector<SymbolicTerm> out;
  for (const Term& term : terms)
    out.push_back({term.column, coefficients[term.coefficient]});
  return out;
}

std::uint64_t column_offset(const Kind& kind, const Placement& placement, Column column) {
  if (column.phase == Phase::Fixed) {
    BF_ASSERT(column.index != kAddress);
    if (column.index < kAddress)
      return std::uint64_t{column.index} << kind.log_fixed;
    return placement.constant +
           (std::uint64_t{column.index - kFirstConstant} << placement.log_copies);
  }
  const auto phase = static_cast<unsigned>(column.phase);
  return (std::uint64_t{phase} << kind.log_part) + placement.column[phase - 1] +
         (std::uint64_t{column.index} << placement.log_copies);
}

namespace {

constexpr std::uint64_t kSmallPowers = 64;

std::uint64_t largest_beta_power(const CoefficientPool& pool) {
  std::uint64_t largest = 0;
  for (const Coefficient& coefficient : pool.all())
    largest = std::max<std::uint64_t>(largest, coefficient.beta_power);
  return largest;
}

std::vector<Fr> powers(const Fr& base, std::uint64_t count) {
  std::vector<Fr> out(count);
  Fr power = Fr::one();
  for (Fr& entry : out) {
    entry = power;
    power *= base;
  }
  return out;
}

/// r^0 ... r^kMost at most: longer texts are evaluated piece by piece.
constexpr std::uint64_t kMostPowers = 1 << 14;

std::uint64_t powers_needed(const TextPool& texts) {
  std::uint64_t longest = kSmallPowers;
  for (TextId id = 0; id < texts.size(); ++id)
    longest = std::max<std::uint64_t>(longest, texts[id].size() + 1);
  return std::min(longest, kMostPowers);
}

__extension__ typedef unsigned __int128 Wide;

/// sum_i symbols[i] powers[n - 1 - i]. Symbols are 32-bit numbers, so the sum of their products
/// with Montgomery forms fits five limbs and is reduced once: four short products a symbol.
Fr small_combination(std::span<const std::uint32_t> symbols, std::span<const Fr> powers) {
  std::uint64_t sum[5] = {0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto& limbs = powers[symbols.size() - 1 - i].raw();
    Wide carry = 0;
    for (unsigned j = 0; j < 4; ++j) {
      carry += Wide{limbs[j]} * symbols[i] + sum[j];
      sum[j] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    sum[4] += static_cast<std::uint64_t>(carry);
  }
  // The low limbs are a Montgomery form still to be reduced: read as a number, it is R times too
  // large. The high limb counts multiples of R = 2^256, which is what from_u64 means.
  const Fr low = Fr::from_limbs({sum[0], sum[1], sum[2], sum[3]}) * Fr::from_raw({1, 0, 0, 0});
  return low + Fr::from_u64(sum[4]);
}

Fr text_fingerprint(std::span<const std::uint32_t> text, std::span<const Fr> powers) {
  const std::size_t piece = powers.size() - 1;
  Fr value;
  while (!text.empty()) {
    const std::size_t n = std::min(piece, text.size());
    value = value * powers[n] + small_combination(text.first(n), powers);
    text = text.subspan(n);
  }
  return value;
}

} // namespace

CoefficientTable::CoefficientTable(const Circuit& circuit, const Challenges& challenges)
    : challenges_(challenges), r_powers_(powers(challenges.r, powers_needed(circuit.texts))),
      beta_powers_(powers(challenges.beta, largest_beta_power(circuit.coefficients) + 1)),
      scalars_(circuit.scalars) {
  fingerprints_.reserve(circuit.texts.size());
  for (TextId id = 0; id < circuit.texts.size(); ++id)
    fingerprints_.push_back(text_fingerprint(circuit.texts[id], r_powers_));
  values_.reserve(circuit.coefficients.all().size());
  for (const Coefficient& coefficient : circuit.coefficients.all())
    values_.push_back((*this)(coefficient));
}

Fr CoefficientTable::r_power(std::uint64_t exponent) const {
  return exponent < r_powers_.size() ? r_powers_[exponent] : challenges_.r.pow(exponent);
}

Fr CoefficientTable::operator()(const Coefficient& c) const {
  Fr value = c.alpha ? challenges_.alpha : beta_powers_[c.beta_power];
  if (c.text != kNoText)
    value *= fingerprints_[c.text];
  return value * r_power(c.r_power) * Fr::from_i64(c.scale);
}

Fr constant_value(const CoefficientTable& table, const ConstantColumn& column, std::uint64_t copy) {
  const std::uint64_t value = column.values[copy];
  switch (column.meaning) {
  case ConstantColumn::Meaning::Integer:
    return Fr::from_u64(value);
  case ConstantColumn::Meaning::Scalar:
    return table.scalar(value);
  case ConstantColumn::Meaning::Fingerprint:
    return table.fingerprint(static_cast<TextId>(value));
  case ConstantColumn::Meaning::Power:
    return table.r_power(value);
  }
  BF_CHECK(false);
}

void expand_terms(const Kind& kind, const Placement& placement, const Chip& chip,
                  const CoefficientTable& table, std::uint32_t begin, std::uint32_t end,
                  std::vector<NumericTerm>& out) {
  for (std::uint32_t i = begin; i < end; ++i) {
    const Term& term = chip.terms[i];
    const Fr value = table(term.coefficient);
    if (term.column.phase != Phase::Fixed || term.column.index != kAddress) {
      out.push_back({column_offset(kind, placement, term.column), value});
      continue;
    }
    const std::uint64_t block = std::uint64_t{1} << kind.log_fixed;
    out.push_back({kOne * block, value * Fr::from_u64(placement.address)});
    out.push_back({kIndex * block, value});
    out.push_back({kSegment * block, value * Fr::from_u64(kind.stride)});
  }
}

} // namespace blockfold::cs

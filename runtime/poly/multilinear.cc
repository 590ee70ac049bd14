#include "runtime/poly/multilinear.h"

#include <algorithm>

#include "runtime/base/check.h"

namespace blockfold {

std::vector<Fr> eq_table(std::span<const Fr> point) {
  std::vector<Fr> table(std::size_t{1} << point.size());
  table[0] = Fr::one();
  for (std::size_t j = 0; j < point.size(); ++j) {
    const std::size_t half = std::size_t{1} << j;
    for (std::size_t i = 0; i < half; ++i) {
      table[half + i] = table[i] * point[j];
      table[i] -= table[half + i];
    }
  }
  return table;
}

Fr eq_eval(std::span<const Fr> a, std::span<const Fr> b) {
  BF_CHECK(a.size() == b.size());
  Fr value = Fr::one();
  for (std::size_t j = 0; j < a.size(); ++j) {
    const Fr product = a[j] * b[j];
    value *= Fr::one() - a[j] - b[j] + product.doubled();
  }
  return value;
}

Fr eq_at(std::span<const Fr> point, std::uint64_t index) {
  Fr value = Fr::one();
  for (std::size_t j = 0; j < point.size(); ++j)
    value *= (index >> j & 1) != 0 ? point[j] : Fr::one() - point[j];
  return value;
}

Fr eq_prefix_sum(std::span<const Fr> point, std::uint64_t count) {
  if (count >> point.size() != 0)
    return Fr::one(); // all vertices
  // Walk down from the highest bit of count: each set bit adds the whole subcube below it.
  Fr sum, prefix = Fr::one();
  for (std::size_t j = point.size(); j-- > 0;) {
    const Fr low = prefix * (Fr::one() - point[j]);
    if ((count >> j & 1) != 0) {
      sum += low;
      prefix *= point[j];
    } else {
      prefix = low;
    }
  }
  return sum;
}

Fr evaluate_multilinear(std::span<const Fr> values, std::span<const Fr> point) {
  BF_CHECK(values.size() <= std::size_t{1} << point.size());
  const std::vector<Fr> eq = eq_table(point);
  Fr sum;
  for (std::size_t i = 0; i < values.size(); ++i)
    sum += eq[i] * values[i];
  return sum;
}

Fr evaluate_index(std::span<const Fr> point) {
  Fr sum, weight = Fr::one();
  for (const Fr& coordinate : point) {
    sum += weight * coordinate;
    weight = weight.doubled();
  }
  return sum;
}

EqLevels::EqLevels(std::span<const Fr> point, std::span<const Fr> scales)
    : middle_(static_cast<unsigned>(point.size() / 2)), upper_(eq_table(point.subspan(middle_))) {
  for (std::size_t k = 0; k <= point.size(); ++k) {
    levels_.push_back(eq_table(k < middle_ ? point.subspan(k, middle_ - k) : point.subspan(k)));
    if (!scales.empty())
      for (Fr& weight : levels_.back())
        weight *= scales[std::min(k, scales.size() - 1)];
  }
}

EqLevels::Level EqLevels::level(unsigned k) const {
  Level level;
  level.low_ = levels_[k];
  if (k < middle_) {
    level.high_ = upper_;
    level.bits_ = middle_ - k;
  }
  return level;
}

} // namespace blockfold

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace blockfold {

/// Inverts every element in place; zeros stay zero. One inversion and three products an element
/// (Montgomery's trick).
template <class F> void batch_invert(std::span<F> values) {
  std::vector<F> before; // the product of the nonzero elements before each one
  before.reserve(values.size());
  F product = F::one();
  for (const F& value : values) {
    before.push_back(product);
    if (!value.is_zero())
      product *= value;
  }
  F inverse = product.inverse();
  for (std::size_t i = values.size(); i-- > 0;) {
    if (values[i].is_zero())
      continue;
    const F value = values[i];
    values[i] = inverse * before[i];
    inverse *= value;
  }
}

} // namespace blockfold

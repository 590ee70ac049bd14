#pragma once

#include "runtime/field/limbs.h"

#include <array>

/// Sums of products that are reduced once, at the end: a product then costs its sixteen limb
/// products and an addition, half of a Montgomery product.
namespace blockfold {

template <class Field> class ProductSum {
public:
  /// this += a * b. Exact for fewer than 2^68 products: each is below 2^508.
  void add(const Field& a, const Field& b) {
    const Limbs &x = a.raw(), &y = b.raw();
    std::array<std::uint64_t, 8> product{};
    for (std::size_t i = 0; i < 4; ++i) {
      std::uint64_t carry = 0;
      for (std::size_t j = 0; j < 4; ++j)
        product[i + j] = mul_add(product[i + j], x[i], y[j], carry);
      product[i + 4] = carry;
    }
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < 8; ++i)
      sum_[i] = add_carry(sum_[i], product[i], carry);
    sum_[8] += carry;
  }

  /// Whether nothing was added yet, or nothing but zeros.
  bool is_empty() const { return sum_ == std::array<std::uint64_t, 9>{}; }
  Field value() const { return Field::from_product_sum(sum_); }

private:
  std::array<std::uint64_t, 9> sum_{};
};

} // namespace blockfold

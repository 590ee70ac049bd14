#pragma once

#include "runtime/field/limbs.h"

/// Montgomery products for machines whose widest product has 64 bits, such as WebAssembly: nine
/// limbs of 29 bits, so that a column of eighteen products fits a word and carries wait until the
/// end.
namespace blockfold {

inline constexpr std::size_t kShortLimbs = 9;
inline constexpr unsigned kShortBits = 29;
inline constexpr std::uint64_t kShortMask = (std::uint64_t{1} << kShortBits) - 1;

using ShortLimbs = std::array<std::uint64_t, kShortLimbs>;

/// value * 2^shift, for shift <= 5: the result has at most 261 bits.
constexpr ShortLimbs to_short_limbs(const Limbs& value, unsigned shift) {
  ShortLimbs out{};
  out[0] = (value[0] << shift) & kShortMask;
  for (std::size_t i = 1; i < kShortLimbs; ++i) {
    const std::size_t bit = i * kShortBits - shift, word = bit / 64, offset = bit % 64;
    std::uint64_t bits = value[word] >> offset;
    if (offset > 64 - kShortBits && word < 3)
      bits |= value[word + 1] << (64 - offset);
    out[i] = bits & kShortMask;
  }
  return out;
}

/// The number of columns that may each have up to 63 bits, for a value below 2^256.
constexpr Limbs from_short_limbs(const ShortLimbs& columns) {
  Limbs out{};
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < kShortLimbs; ++i) {
    carry += columns[i];
    const std::uint64_t bits = carry & kShortMask;
    const std::size_t bit = i * kShortBits, word = bit / 64, offset = bit % 64;
    out[word] |= bits << offset;
    if (offset > 64 - kShortBits && word < 3)
      out[word + 1] |= bits >> (64 - offset);
    carry >>= kShortBits;
  }
  return out;
}

/// a b / 2^256 modulo `kModulus`, below twice the modulus; for any 256-bit a and any b below the
/// modulus. `kNegInverse` is -1/modulus modulo 2^64. Never inlined: it is called from everywhere.
///
/// The limbs divide by 2^261, so that a is multiplied by 2^5 first.
template <const Limbs& kModulus, std::uint64_t kNegInverse>
[[gnu::noinline]] constexpr Limbs short_limb_product(const Limbs& a, const Limbs& b) {
  constexpr ShortLimbs kShortModulus = to_short_limbs(kModulus, 0);
  const ShortLimbs x = to_short_limbs(a, 5), y = to_short_limbs(b, 0);
  ShortLimbs columns{};
#if defined(__clang__)
#pragma clang loop unroll(full)
#endif
  for (std::size_t i = 0; i < kShortLimbs; ++i) {
    const std::uint64_t low = columns[0] + x[i] * y[0];
    const std::uint64_t m = (low * (kNegInverse & kShortMask)) & kShortMask;
    const std::uint64_t carry = (low + m * kShortModulus[0]) >> kShortBits;
#if defined(__clang__)
#pragma clang loop unroll(full)
#endif
    for (std::size_t j = 1; j < kShortLimbs; ++j)
      columns[j - 1] = columns[j] + x[i] * y[j] + m * kShortModulus[j];
    columns[0] += carry;
    columns[kShortLimbs - 1] = 0;
  }
  return from_short_limbs(columns);
}

} // namespace blockfold

#include "runtime/curve/msm.h"

#include <vector>

#include "runtime/base/check.h"

namespace blockfold {
namespace {

constexpr unsigned kScalarBits = 254;

/// The window that minimizes the additions: n mixed ones and 2^(c-1) times two full ones a window.
unsigned best_window(std::size_t n) {
  unsigned best = 1;
  double least = 1e300;
  for (unsigned window = 1; window <= 16; ++window) {
    const double windows = (kScalarBits + window) / window;
    const double buckets = static_cast<double>(std::size_t{1} << (window - 1));
    const double cost = windows * (10.0 * static_cast<double>(n) + 24.0 * buckets);
    if (cost < least) {
      least = cost;
      best = window;
    }
  }
  return best;
}

/// `window` bits of the number, from bit `first` on.
std::uint32_t bits_at(const Limbs& number, unsigned first, unsigned window) {
  if (first >= 256)
    return 0;
  std::uint64_t bits = number[first / 64] >> (first % 64);
  if (first % 64 != 0 && first / 64 < 3)
    bits |= number[first / 64 + 1] << (64 - first % 64);
  return static_cast<std::uint32_t>(bits & ((std::uint64_t{1} << window) - 1));
}

/// Digits in [-2^(c-1), 2^(c-1)], digit k of scalar i at k n + i. A last window holds the carry.
std::vector<std::int32_t> signed_digits(std::span<const Fr> scalars, unsigned window,
                                        unsigned windows) {
  const std::size_t n = scalars.size();
  std::vector<std::int32_t> digits(n * windows);
  for (std::size_t i = 0; i < n; ++i) {
    const Limbs number = scalars[i].to_limbs();
    std::uint32_t carry = 0;
    for (unsigned k = 0; k < windows; ++k) {
      const std::uint32_t bits = bits_at(number, k * window, window) + carry;
      carry = bits > (1u << (window - 1)) ? 1 : 0;
      digits[k * n + i] =
          static_cast<std::int32_t>(bits) - static_cast<std::int32_t>(carry << window);
    }
    BF_ASSERT(carry == 0);
  }
  return digits;
}

/// sum_i digits[i] * points[i]. `buckets` has 2^(c-1) entries, all the identity before and after.
G1 window_sum(std::span<const G1Affine> points, const std::int32_t* digits, std::span<G1> buckets) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int32_t digit = digits[i];
    if (digit > 0)
      buckets[static_cast<std::size_t>(digit - 1)] += points[i];
    else if (digit < 0)
      buckets[static_cast<std::size_t>(-digit - 1)] -= points[i];
  }
  G1 suffix, total; // total = sum_b b * bucket_b
  for (std::size_t b = buckets.size(); b-- > 0;) {
    suffix += buckets[b];
    total += suffix;
    buckets[b] = G1();
  }
  return total;
}

} // namespace

G1 multi_scalar_mul(std::span<const G1Affine> points, std::span<const Fr> scalars) {
  BF_CHECK(points.size() == scalars.size());
  const std::size_t n = points.size();
  if (n == 0)
    return {};
  if (n == 1)
    return points[0] * scalars[0];
  const unsigned window = best_window(n);
  const unsigned windows = kScalarBits / window + 1; // one bit at least is left for the carry
  const std::vector<std::int32_t> digits = signed_digits(scalars, window, windows);
  std::vector<G1> buckets(std::size_t{1} << (window - 1));
  G1 out;
  for (unsigned k = windows; k-- > 0;) {
    for (unsigned bit = 0; bit < window && !out.is_identity(); ++bit)
      out = out.doubled();
    out += window_sum(points, digits.data() + k * n, buckets);
  }
  return out;
}

} // namespace blockfold

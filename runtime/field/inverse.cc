#include "runtime/field/inverse.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace blockfold {
namespace {

constexpr int kBatch = 62;
constexpr std::uint64_t kBatchMask = (std::uint64_t{1} << kBatch) - 1;

/// 2^62 times the effect of 62 division steps: f' = (u f + v g) / 2^62, g' = (q f + r g) / 2^62.
/// |u| + |v| and |q| + |r| are at most 2^62.
struct Transition {
  std::int64_t u, v, q, r;
};

/// A two's complement number of 256 bits. The values here stay within (-2^255, 2^255).
using Signed256 = Limbs;

bool is_negative(const Signed256& x) {
  return static_cast<std::int64_t>(x[3]) < 0;
}
bool is_zero(const Signed256& x) {
  return (x[0] | x[1] | x[2] | x[3]) == 0;
}

/// Runs 62 division steps on the low words of f (odd) and g. `delta` is carried between batches.
/// Up to six zero bits of g are made at once by adding a multiple of f.
Transition division_steps(std::int64_t& delta, std::uint64_t f, std::uint64_t g) {
  std::uint64_t u = 1, v = 0, q = 0, r = 1; // two's complement, cast back at the end
  int left = kBatch;
  while (true) {
    const int zeros = std::min(left, std::countr_zero(g | (std::uint64_t{1} << 63)));
    g >>= zeros;
    u <<= zeros;
    v <<= zeros;
    delta += zeros;
    left -= zeros;
    if (left == 0)
      break;
    if (delta > 0) { // (f, g) <- (g, -f)
      delta = -delta;
      f = std::exchange(g, 0 - f);
      u = std::exchange(q, 0 - u);
      v = std::exchange(r, 0 - v);
    }
    // While delta stays at most 0 no swap happens, so 1 - delta steps may be taken together.
    // f (f^2 - 2) = -1/f modulo 64 for odd f.
    const int steps = static_cast<int>(std::min<std::int64_t>({1 - delta, left, 6}));
    const std::uint64_t mask = (std::uint64_t{1} << steps) - 1;
    const std::uint64_t multiple = (f * g * (f * f - 2)) & mask;
    g += f * multiple;
    q += u * multiple;
    r += v * multiple;
  }
  return {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v), static_cast<std::int64_t>(q),
          static_cast<std::int64_t>(r)};
}

i128 times(std::int64_t a, std::uint64_t b) {
  return i128{a} * static_cast<i128>(u128{b});
}

/// (a x + b y + c z) / 2^62 for signed x and y and unsigned z; the division must be exact.
Signed256 combine(std::int64_t a, const Signed256& x, std::int64_t b, const Signed256& y,
                  std::int64_t c, const Limbs& z) {
  std::array<std::uint64_t, 5> sum{};
  i128 carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (i < 3) {
      carry += times(a, x[i]) + times(b, y[i]);
    } else {
      carry +=
          i128{a} * static_cast<std::int64_t>(x[3]) + i128{b} * static_cast<std::int64_t>(y[3]);
    }
    // Split before the third product: the three together may pass 127 bits.
    const u128 third = static_cast<u128>(times(c, z[i]));
    const u128 low = static_cast<u128>(carry & ~std::uint64_t{0}) + (third & ~std::uint64_t{0});
    sum[i] = static_cast<std::uint64_t>(low);
    carry = (carry >> 64) + (static_cast<i128>(third) >> 64) + static_cast<i128>(low >> 64);
  }
  sum[4] = static_cast<std::uint64_t>(carry);
  Signed256 out;
  for (std::size_t i = 0; i < 4; ++i)
    out[i] = (sum[i] >> kBatch) | (sum[i + 1] << (64 - kBatch));
  return out;
}

/// The multiple of the modulus that makes a d + b e divisible by 2^62 and keeps it in (-2p, p).
std::int64_t correction(std::int64_t a, const Signed256& d, std::int64_t b, const Signed256& e,
                        std::uint64_t modulus_inverse) {
  const std::int64_t base = (is_negative(d) ? a : 0) + (is_negative(e) ? b : 0);
  const std::uint64_t low =
      static_cast<std::uint64_t>(a) * d[0] + static_cast<std::uint64_t>(b) * e[0];
  const std::uint64_t excess =
      (modulus_inverse * low + static_cast<std::uint64_t>(base)) & kBatchMask;
  return base - static_cast<std::int64_t>(excess);
}

void add_to(Signed256& x, const Limbs& y) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i)
    x[i] = add_carry(x[i], y[i], carry);
}

void negate(Signed256& x) {
  std::uint64_t borrow = 0;
  for (std::uint64_t& limb : x)
    limb = sub_borrow(0, limb, borrow);
}

} // namespace

Limbs invert_mod(const Limbs& value, const Limbs& modulus, std::uint64_t modulus_inverse) {
  // Invariant: f = d value and g = e value modulo p, with d and e in (-2p, p).
  Signed256 f = modulus, g = value;
  Signed256 d{}, e{1, 0, 0, 0};
  std::int64_t delta = 1;
  while (!is_zero(g)) {
    const Transition t = division_steps(delta, f[0], g[0]);
    const Signed256 next_d =
        combine(t.u, d, t.v, e, correction(t.u, d, t.v, e, modulus_inverse), modulus);
    const Signed256 next_e =
        combine(t.q, d, t.r, e, correction(t.q, d, t.r, e, modulus_inverse), modulus);
    const Signed256 next_f = combine(t.u, f, t.v, g, 0, modulus);
    const Signed256 next_g = combine(t.q, f, t.r, g, 0, modulus);
    d = next_d, e = next_e, f = next_f, g = next_g;
  }
  // f is 1 or -1 (or p, with d = 0, for value 0).
  if (is_negative(d))
    add_to(d, modulus);
  if (is_negative(f))
    negate(d);
  while (is_negative(d))
    add_to(d, modulus);
  return d;
}

} // namespace blockfold

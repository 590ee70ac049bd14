#include "runtime/curve/msm.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "runtime/base/check.h"
#include "runtime/field/batch.h"

namespace blockfold {
namespace {

constexpr unsigned kScalarBits = 254;

/// The window that minimizes the products: n affine additions and 2^(c-1) times one mixed and one
/// full addition a window.
unsigned best_window(std::size_t n) {
  unsigned best = 1;
  double least = 1e300;
  for (unsigned window = 1; window <= 16; ++window) {
    const double windows = (kScalarBits + window) / window;
    const double buckets = static_cast<double>(std::size_t{1} << (window - 1));
    const double cost = windows * (7.0 * static_cast<double>(n) + 24.0 * buckets);
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

/// Sums of many points by affine additions, which cost six products each once they share their
/// inversions: in each round, every bucket adds its points in pairs.
class BucketSums {
public:
  explicit BucketSums(std::size_t buckets) : begin_(buckets + 1) {}

  /// sum_i digits[i] * points[i], digits in [-buckets, buckets].
  G1 window_sum(std::span<const G1Affine> points, const std::int32_t* digits) {
    distribute(points, digits);
    while (halve()) {
    }
    G1 suffix, total; // total = sum_b b * bucket_b
    for (std::size_t b = begin_.size() - 1; b-- > 0;) {
      if (begin_[b] != begin_[b + 1])
        suffix += points_[begin_[b]];
      total += suffix;
    }
    return total;
  }

private:
  /// Sorts the points by bucket, negative digits as opposite points; bucket b holds digit b + 1.
  void distribute(std::span<const G1Affine> points, const std::int32_t* digits) {
    std::ranges::fill(begin_, 0);
    for (std::size_t i = 0; i < points.size(); ++i)
      if (digits[i] != 0)
        ++begin_[static_cast<std::size_t>(std::abs(digits[i]))];
    for (std::size_t b = 1; b < begin_.size(); ++b)
      begin_[b] += begin_[b - 1];
    points_.resize(begin_.back());
    next_.assign(begin_.begin(), begin_.end() - 1);
    for (std::size_t i = 0; i < points.size(); ++i)
      if (digits[i] != 0)
        points_[next_[static_cast<std::size_t>(std::abs(digits[i])) - 1]++] =
            digits[i] > 0 ? points[i] : -points[i];
  }

  /// Halves the points of every bucket; false if none had two.
  bool halve() {
    inverses_.clear();
    for_each_pair([&](const G1Affine& p, const G1Affine& q) {
      inverses_.push_back(p.x != q.x ? q.x - p.x : p.y.doubled());
    });
    if (inverses_.empty())
      return false;
    batch_invert(std::span(inverses_)); // zeros stay zero
    std::size_t used = 0, out = 0;
    for (std::size_t b = 0; b + 1 < begin_.size(); ++b) {
      const std::size_t begin = begin_[b], end = begin_[b + 1];
      begin_[b] = out;
      std::size_t i = begin;
      for (; i + 1 < end; i += 2)
        points_[out++] = add(points_[i], points_[i + 1], inverses_[used++]);
      if (i < end)
        points_[out++] = points_[i];
    }
    begin_.back() = out;
    return true;
  }

  template <class Visit> void for_each_pair(Visit visit) const {
    for (std::size_t b = 0; b + 1 < begin_.size(); ++b)
      for (std::size_t i = begin_[b]; i + 1 < begin_[b + 1]; i += 2)
        visit(points_[i], points_[i + 1]);
  }

  /// p + q, with the inverse of q.x - p.x, or of 2 p.y if the x are equal.
  static G1Affine add(const G1Affine& p, const G1Affine& q, const Fq& inverse) {
    if (p.is_identity())
      return q;
    if (q.is_identity())
      return p;
    if (p.x == q.x && p.y != q.y)
      return G1Affine::identity();
    const Fq slope = (p.x == q.x ? tripled(p.x.square()) : q.y - p.y) * inverse;
    const Fq x = slope.square() - p.x - q.x;
    return {x, slope * (p.x - x) - p.y};
  }

  static Fq tripled(const Fq& x) { return x.doubled() + x; }

  std::vector<std::size_t> begin_, next_; ///< bucket b is points_[begin_[b], begin_[b + 1])
  std::vector<G1Affine> points_;
  std::vector<Fq> inverses_;
};

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
  BucketSums buckets(std::size_t{1} << (window - 1));
  G1 out;
  for (unsigned k = windows; k-- > 0;) {
    for (unsigned bit = 0; bit < window && !out.is_identity(); ++bit)
      out = out.doubled();
    out += buckets.window_sum(points, digits.data() + k * n);
  }
  return out;
}

} // namespace blockfold

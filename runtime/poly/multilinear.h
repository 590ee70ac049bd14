#pragma once

#include "runtime/field/bn254.h"

#include <cstdint>
#include <span>
#include <vector>

/// Multilinear polynomials over the Boolean cube. A vector of 2^n values is the polynomial that
/// takes value v[i] where variable j equals bit j of i. Points list variable 0 (the lowest bit)
/// first.
namespace blockfold {

/// eq(point, i) for all i in [0, 2^n): the table is 2^n entries, n = point.size().
std::vector<Fr> eq_table(std::span<const Fr> point);

/// eq(a, b) of two points of one size.
Fr eq_eval(std::span<const Fr> a, std::span<const Fr> b);

/// eq(point, index), the weight of one vertex.
Fr eq_at(std::span<const Fr> point, std::uint64_t index);

/// sum_{i < count} eq(point, i) for count <= 2^n, in O(n).
Fr eq_prefix_sum(std::span<const Fr> point, std::uint64_t count);

/// Value at `point` of the polynomial with these 2^n values; a shorter vector is padded with zeros.
Fr evaluate_multilinear(std::span<const Fr> values, std::span<const Fr> point);

/// Value at `point` of the polynomial with value i at vertex i: sum_j 2^j point_j.
Fr evaluate_index(std::span<const Fr> point);

/// scale_k * eq(variables [k, n) of a point, block) for every k and block: how a verifier evaluates
/// aligned columns. The point is split in two halves, so that memory is O(2^(n/2)) whatever is
/// asked for; a look-up costs one product.
class EqLevels {
public:
  /// Scales of level 0 and up; the last one is that of all further levels.
  explicit EqLevels(std::span<const Fr> point, std::span<const Fr> scales = {});

  /// Weights of the blocks of 2^k entries: the variables from k up against the bits of a block.
  class Level {
  public:
    Fr operator[](std::uint64_t block) const {
      return high_.empty() ? low_[block] : low_[block & (low_.size() - 1)] * high_[block >> bits_];
    }

  private:
    friend class EqLevels;
    std::span<const Fr> low_, high_;
    unsigned bits_ = 0;
  };
  Level level(unsigned k) const;

private:
  unsigned middle_;
  std::vector<Fr> upper_;               ///< variables [middle, n)
  std::vector<std::vector<Fr>> levels_; ///< level k: variables [k, middle) or [k, n), scaled
};

} // namespace blockfold

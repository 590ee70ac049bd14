#pragma once

#include "runtime/field/bn254.h"

#include <cstdint>
#include <utility>

namespace blockfold::ir {

/// 128 bits of a sequence of words, by two products with a carried state.
class TupleHash {
public:
  explicit TupleHash(std::uint64_t seed)
      : high_(seed ^ 0x9e3779b97f4a7c15), low_(0xd1b54a32d192ed03) {}
  void add(std::uint64_t word) {
    const Wide a = Wide{high_ ^ word} * 0x9fb21c651e98df25;
    const Wide b = Wide{low_ ^ (word >> 32 | word << 32)} * 0xc2b2ae3d27d4eb4f;
    high_ = fold(a) + low_;
    low_ = fold(b) ^ (high_ << 23 | high_ >> 41);
  }
  void add(const Fr& value) {
    for (const std::uint64_t limb : value.raw())
      add(limb);
  }
  std::pair<std::uint64_t, std::uint64_t> key() const { return {high_, low_}; }
  std::uint64_t high() const { return high_; }
  std::uint64_t low() const { return low_; }

private:
  __extension__ using Wide = unsigned __int128;
  static std::uint64_t fold(Wide value) {
    return static_cast<std::uint64_t>(value) ^ static_cast<std::uint64_t>(value >> 64);
  }
  std::uint64_t high_, low_;
};

} // namespace blockfold::ir

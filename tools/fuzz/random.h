#pragma once

#include <cstddef>
#include <cstdint>

namespace blockfold::fuzz {

/// SplitMix64: small, seeded, the same everywhere.
class Random {
public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t word() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// In [0, bound), bound > 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(word() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Container> auto& of(Container& from) { return from[below(from.size())]; }

private:
  std::uint64_t state_;
};

} // namespace blockfold::fuzz

#pragma once

#include <cstdint>

#include <tuple>

/// Hashes of texts that compose like the texts themselves. For finding equal conclusions only: a
/// collision would cost a failed proof, never a wrong one.
namespace blockfold::import {

/// Polynomial hashes modulo 2^61 - 1 at two points, with the text's length as an exponent.
class TextHash {
public:
  TextHash() = default; ///< of the empty text
  static TextHash symbol(std::uint32_t code) {
    TextHash hash;
    hash.value_ = {code + 1, code + 1};
    hash.power_ = {kBase0, kBase1};
    return hash;
  }
  /// The text followed by another.
  void append(const TextHash& next) {
    value_.first = add(multiply(value_.first, next.power_.first), next.value_.first);
    value_.second = add(multiply(value_.second, next.power_.second), next.value_.second);
    power_.first = multiply(power_.first, next.power_.first);
    power_.second = multiply(power_.second, next.power_.second);
  }
  friend auto operator<=>(const TextHash&, const TextHash&) = default;
  std::uint64_t first() const { return value_.first; }
  std::uint64_t second() const { return value_.second; }

private:
  static constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;
  static constexpr std::uint64_t kBase0 = 0x1b873593cc9e2d51 & kPrime;
  static constexpr std::uint64_t kBase1 = 0x19660d3c6ef372fe & kPrime;
  __extension__ typedef unsigned __int128 Wide;

  static std::uint64_t add(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t sum = a + b;
    return sum >= kPrime ? sum - kPrime : sum;
  }
  static std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    const Wide product = Wide{a} * b;
    return add(static_cast<std::uint64_t>(product) & kPrime,
               static_cast<std::uint64_t>(product >> 61));
  }

  std::pair<std::uint64_t, std::uint64_t> value_{0, 0};
  std::pair<std::uint64_t, std::uint64_t> power_{1, 1};
};

} // namespace blockfold::import

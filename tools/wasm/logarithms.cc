// The two functions of <math.h> that are linked, for the bits of security that a statement names:
// of numbers of at least 1, and of whole exponents. The C library's own have tables of four
// kilobytes.
#include <bit>
#include <cmath>
#include <cstdint>

namespace {

constexpr int kMantissaBits = 52;
constexpr std::uint64_t kBias = 1023;

} // namespace

/// Digit by digit: the square of a number has twice the logarithm. 40 digits behind the point.
extern "C" double log2(double number) {
  if (!(number >= 1) || !std::isfinite(number))
    __builtin_trap();
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << kMantissaBits) - 1);
  double logarithm = static_cast<double>((bits >> kMantissaBits) - kBias);
  double rest = std::bit_cast<double>(fraction | kBias << kMantissaBits);
  double digit = 1;
  for (int i = 0; i < 40; ++i) {
    rest *= rest;
    digit /= 2;
    if (rest >= 2) {
      rest /= 2;
      logarithm += digit;
    }
  }
  return logarithm;
}

extern "C" double exp2(double exponent) {
  if (!(exponent >= 0 && exponent < static_cast<double>(kBias)) || exponent != std::trunc(exponent))
    __builtin_trap();
  return std::bit_cast<double>((static_cast<std::uint64_t>(exponent) + kBias) << kMantissaBits);
}

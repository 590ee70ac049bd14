#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Words and 256-bit numbers: four 64-bit limbs, least significant first.
namespace blockfold {

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

using Limbs = std::array<std::uint64_t, 4>;

/// a + b, and the carry out in `carry`, which must be 0 or 1 on entry.
constexpr std::uint64_t add_carry(std::uint64_t a, std::uint64_t b, std::uint64_t& carry) {
#if defined(__x86_64__)
  if (!std::is_constant_evaluated()) { // keeps the carry in the flag: twice as fast in a chain
    unsigned long long sum = 0;
    carry = _addcarry_u64(static_cast<unsigned char>(carry), a, b, &sum);
    return sum;
  }
#endif
  const std::uint64_t partial = a + b, sum = partial + carry;
  carry = static_cast<std::uint64_t>(partial < a) | static_cast<std::uint64_t>(sum < partial);
  return sum;
}

/// a - b, and the borrow out in `borrow`, which must be 0 or 1 on entry.
constexpr std::uint64_t sub_borrow(std::uint64_t a, std::uint64_t b, std::uint64_t& borrow) {
#if defined(__x86_64__)
  if (!std::is_constant_evaluated()) {
    unsigned long long difference = 0;
    borrow = _subborrow_u64(static_cast<unsigned char>(borrow), a, b, &difference);
    return difference;
  }
#endif
  const std::uint64_t partial = a - b, difference = partial - borrow;
  borrow = static_cast<std::uint64_t>(a < b) | static_cast<std::uint64_t>(partial < borrow);
  return difference;
}

/// mul_add() where a product of 128 bits is a call: by halves.
constexpr std::uint64_t mul_add_by_halves(std::uint64_t acc, std::uint64_t a, std::uint64_t b,
                                          std::uint64_t& carry) {
  constexpr std::uint64_t kMask = 0xffff'ffff;
  const std::uint64_t low = (a & kMask) * (b & kMask), high = (a >> 32) * (b >> 32);
  const std::uint64_t cross1 = (a >> 32) * (b & kMask), cross2 = (a & kMask) * (b >> 32);
  const std::uint64_t middle = (low >> 32) + (cross1 & kMask) + (cross2 & kMask);
  const std::uint64_t product = (middle << 32) | (low & kMask);
  std::uint64_t carry1 = 0, carry2 = 0;
  const std::uint64_t sum = add_carry(add_carry(product, acc, carry1), carry, carry2);
  carry = high + (cross1 >> 32) + (cross2 >> 32) + (middle >> 32) + carry1 + carry2;
  return sum;
}

/// acc + a * b + carry, which never overflows 128 bits: the low word is returned, the high word
/// replaces `carry`.
constexpr std::uint64_t mul_add(std::uint64_t acc, std::uint64_t a, std::uint64_t b,
                                std::uint64_t& carry) {
#if defined(__wasm__)
  return mul_add_by_halves(acc, a, b, carry);
#else
  const u128 sum = u128{a} * b + acc + carry;
  carry = static_cast<std::uint64_t>(sum >> 64);
  return static_cast<std::uint64_t>(sum);
#endif
}

/// Whether a < b as numbers.
constexpr bool less_than(const Limbs& a, const Limbs& b) {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i)
    (void)sub_borrow(a[i], b[i], borrow);
  return borrow != 0;
}

} // namespace blockfold

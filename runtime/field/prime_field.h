#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "runtime/field/inverse.h"
#include "runtime/field/limbs.h"
#include "runtime/field/short_limbs.h"

namespace blockfold {

/// An element of the prime field with modulus p = `Params::kModulus`, an odd prime with
/// 2^253 < p < 2^254.
///
/// Held as the four 64-bit limbs of a R mod p with R = 2^256 (Montgomery form), always fully
/// reduced, so that equal elements have equal limbs. Trivially copyable, 32 bytes: arrays of
/// elements may be read by vector kernels as they are. The arithmetic has no secret-dependent
/// guarantees; it happens to be branch-free except for inverse(), pow() and sqrt().
template <class Params> class PrimeField {
public:
  constexpr PrimeField() = default;

  static constexpr PrimeField zero() { return {}; }
  static constexpr PrimeField one() { return from_raw(kR); }
  static constexpr PrimeField from_u64(std::uint64_t value) { return from_limbs({value, 0, 0, 0}); }
  static constexpr PrimeField from_i64(std::int64_t value) {
    return value < 0 ? -from_u64(0 - static_cast<std::uint64_t>(value))
                     : from_u64(static_cast<std::uint64_t>(value));
  }
  /// Any 256-bit number, taken modulo p.
  static constexpr PrimeField from_limbs(const Limbs& value) {
    return from_raw(montgomery_product(value, kR2));
  }
  /// 32 bytes, little endian. Nothing unless the number is below p: each element has one encoding.
  static constexpr std::optional<PrimeField> from_bytes(std::span<const std::uint8_t, 32> bytes) {
    const Limbs value = load(bytes);
    if (!less_than(value, kModulus))
      return std::nullopt;
    return from_limbs(value);
  }
  /// 64 bytes, little endian, modulo p: close to uniform when the bytes are.
  static constexpr PrimeField from_bytes_wide(std::span<const std::uint8_t, 64> bytes) {
    return from_raw(montgomery_product(load(bytes.template first<32>()), kR2)) +
           from_raw(montgomery_product(load(bytes.template last<32>()), kR3));
  }
  /// Limbs that are in Montgomery form and reduced already, as raw() gives them.
  static constexpr PrimeField from_raw(const Limbs& limbs) {
    PrimeField out;
    out.limbs_ = limbs;
    return out;
  }

  /// The sum of products a b of elements, given as the sum of the 512-bit numbers a.raw() b.raw().
  static constexpr PrimeField from_product_sum(const std::array<std::uint64_t, 9>& sum) {
    // raw() of the result is sum / R: low / R + high + top R.
    const Limbs low{sum[0], sum[1], sum[2], sum[3]}, high{sum[4], sum[5], sum[6], sum[7]};
    return from_raw(montgomery_product(low, {1, 0, 0, 0})) +
           from_raw(montgomery_product(high, kR)) +
           from_raw(montgomery_product({sum[8], 0, 0, 0}, kR2));
  }

  static constexpr const Limbs& modulus() { return kModulus; }
  /// -1/p modulo 2^64, the constant of Montgomery reduction.
  static constexpr std::uint64_t negated_modulus_inverse() { return kNegInverse; }

  constexpr const Limbs& raw() const { return limbs_; }
  /// The canonical number in [0, p).
  constexpr Limbs to_limbs() const { return montgomery_product(limbs_, {1, 0, 0, 0}); }
  /// The canonical number, 32 bytes little endian.
  constexpr void to_bytes(std::span<std::uint8_t, 32> out) const {
    const Limbs value = to_limbs();
    for (std::size_t i = 0; i < 32; ++i)
      out[i] = static_cast<std::uint8_t>(value[i / 8] >> (8 * (i % 8)));
  }

  constexpr bool is_zero() const { return (limbs_[0] | limbs_[1] | limbs_[2] | limbs_[3]) == 0; }
  friend constexpr bool operator==(const PrimeField& a, const PrimeField& b) {
    return ((a.limbs_[0] ^ b.limbs_[0]) | (a.limbs_[1] ^ b.limbs_[1]) |
            (a.limbs_[2] ^ b.limbs_[2]) | (a.limbs_[3] ^ b.limbs_[3])) == 0;
  }

  friend constexpr PrimeField operator+(const PrimeField& a, const PrimeField& b) {
    Limbs sum;
    std::uint64_t carry = 0; // none leaves the top limb: both are below 2^254
    for (std::size_t i = 0; i < 4; ++i)
      sum[i] = add_carry(a.limbs_[i], b.limbs_[i], carry);
    return from_raw(reduce_once(sum));
  }
  friend constexpr PrimeField operator-(const PrimeField& a, const PrimeField& b) {
    Limbs difference;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < 4; ++i)
      difference[i] = sub_borrow(a.limbs_[i], b.limbs_[i], borrow);
    const std::uint64_t mask = 0 - borrow;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < 4; ++i)
      difference[i] = add_carry(difference[i], kModulus[i] & mask, carry);
    return from_raw(difference);
  }
  friend constexpr PrimeField operator*(const PrimeField& a, const PrimeField& b) {
    return from_raw(montgomery_product(a.limbs_, b.limbs_));
  }
  constexpr PrimeField operator+() const { return *this; }
  constexpr PrimeField operator-() const { return PrimeField{} - *this; }
  constexpr PrimeField& operator+=(const PrimeField& b) { return *this = *this + b; }
  constexpr PrimeField& operator-=(const PrimeField& b) { return *this = *this - b; }
  constexpr PrimeField& operator*=(const PrimeField& b) { return *this = *this * b; }

  constexpr PrimeField square() const { return *this * *this; }
  constexpr PrimeField doubled() const { return *this + *this; }

  /// The multiplicative inverse; zero for zero.
  PrimeField inverse() const {
    // The integer inverse of aR is a^-1 R^-1; two more factors of R bring it back.
    const Limbs inverse = invert_mod(limbs_, kModulus, 0 - kNegInverse);
    return from_raw(montgomery_product(inverse, kR3));
  }

  /// this^exponent, the exponent as little-endian words; x^0 is 1 for every x.
  constexpr PrimeField pow(std::span<const std::uint64_t> exponent) const {
    std::array<PrimeField, 16> powers;
    powers[0] = one();
    for (std::size_t i = 1; i < 16; ++i)
      powers[i] = powers[i - 1] * *this;
    PrimeField out = one();
    for (std::size_t nibble = exponent.size() * 16; nibble-- > 0;) {
      out = out.square().square().square().square();
      out *= powers[(exponent[nibble / 16] >> (4 * (nibble % 16))) & 15];
    }
    return out;
  }
  constexpr PrimeField pow(std::uint64_t exponent) const {
    PrimeField out = one();
    for (PrimeField power = *this; exponent != 0; exponent >>= 1, power = power.square())
      if (exponent & 1)
        out *= power;
    return out;
  }

  /// A square root, or nothing for a non-residue. Which of the two roots is unspecified but fixed.
  constexpr std::optional<PrimeField> sqrt() const requires(Params::kModulus[0] % 4 == 3) {
    const PrimeField root = pow(std::span<const std::uint64_t>(kSqrtExponent));
    if (root.square() != *this)
      return std::nullopt;
    return root;
  }

private:
  static constexpr const Limbs& kModulus = Params::kModulus;
  static_assert(kModulus[0] % 2 == 1 && kModulus[3] >> 61 == 1, "253 < log2 p < 254");

  static constexpr Limbs load(std::span<const std::uint8_t, 32> bytes) {
    Limbs out{};
    for (std::size_t i = 0; i < 32; ++i)
      out[i / 8] |= std::uint64_t{bytes[i]} << (8 * (i % 8));
    return out;
  }

  /// value - p if that is not negative, for value < 2p. Unrolled and without an array to index, so
  /// that the borrow stays in the flag and the choice becomes four conditional moves.
  static constexpr Limbs reduce_once(const Limbs& value) {
    std::uint64_t borrow = 0;
    const std::uint64_t r0 = sub_borrow(value[0], kModulus[0], borrow);
    const std::uint64_t r1 = sub_borrow(value[1], kModulus[1], borrow);
    const std::uint64_t r2 = sub_borrow(value[2], kModulus[2], borrow);
    const std::uint64_t r3 = sub_borrow(value[3], kModulus[3], borrow);
    const bool below = borrow != 0;
    return {below ? value[0] : r0, below ? value[1] : r1, below ? value[2] : r2,
            below ? value[3] : r3};
  }

  /// t <- (t + a b + m p) / 2^64 with the m that makes the division exact.
  [[gnu::always_inline]] static constexpr void product_step(Limbs& t, std::uint64_t a,
                                                            const Limbs& b) {
    std::uint64_t carry = 0, reduction = 0;
    const std::uint64_t low = mul_add(t[0], a, b[0], carry);
    const std::uint64_t m = low * kNegInverse;
    (void)mul_add(low, m, kModulus[0], reduction);
    t[0] = mul_add(mul_add(t[1], a, b[1], carry), m, kModulus[1], reduction);
    t[1] = mul_add(mul_add(t[2], a, b[2], carry), m, kModulus[2], reduction);
    t[2] = mul_add(mul_add(t[3], a, b[3], carry), m, kModulus[3], reduction);
    t[3] = carry + reduction; // cannot overflow: t stays below b + p < 2^255
  }

  /// a b / R mod p, reduced, for any 256-bit a and any b below p.
  static constexpr Limbs montgomery_product(const Limbs& a, const Limbs& b) {
#if defined(__wasm__)
    return reduce_once(short_limb_product<Params::kModulus, kNegInverse>(a, b));
#else
    Limbs t{};
    product_step(t, a[0], b);
    product_step(t, a[1], b);
    product_step(t, a[2], b);
    product_step(t, a[3], b);
    return reduce_once(t);
#endif
  }

  static constexpr std::uint64_t compute_neg_inverse() {
    std::uint64_t inverse = 1; // Newton: each step doubles the number of correct bits
    for (int i = 0; i < 6; ++i)
      inverse *= 2 - kModulus[0] * inverse;
    return 0 - inverse;
  }
  /// 2^exponent mod p.
  static constexpr Limbs power_of_two(int exponent) {
    Limbs value{1, 0, 0, 0};
    for (int i = 0; i < exponent; ++i) {
      Limbs twice;
      std::uint64_t carry = 0;
      for (std::size_t j = 0; j < 4; ++j)
        twice[j] = add_carry(value[j], value[j], carry);
      value = reduce_once(twice);
    }
    return value;
  }
  /// (p + 1) / 4, an exponent of the square root when p = 3 mod 4.
  static constexpr Limbs compute_sqrt_exponent() {
    Limbs out = kModulus;
    std::uint64_t carry = 1;
    for (std::size_t i = 0; i < 4; ++i)
      out[i] = add_carry(out[i], 0, carry);
    for (std::size_t i = 0; i < 4; ++i)
      out[i] = (out[i] >> 2) | (i < 3 ? out[i + 1] << 62 : 0);
    return out;
  }

  static constexpr std::uint64_t kNegInverse = compute_neg_inverse();
  static constexpr Limbs kR = power_of_two(256);
  static constexpr Limbs kR2 = power_of_two(512);
  static constexpr Limbs kR3 = power_of_two(768);
  static constexpr Limbs kSqrtExponent = compute_sqrt_exponent();

  Limbs limbs_{};
};

} // namespace blockfold

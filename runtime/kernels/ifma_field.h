#pragma once

// Eight field elements at a time on AVX-512 IFMA. For the kernels' own .cc files only.
//
// An F8 holds eight numbers in radix 2^52, limb i of all of them in v[i]. "Loose" means below 2p
// with every limb below 2^52: what products take and give. Products are Montgomery's with 2^260:
// product(a, b) = a b / 2^260. Memory has the factor 2^256, so to multiply two numbers as they are
// in memory, one of them is loaded times 16 (load_times_16): 16 a b / 2^260 = a b / 2^256.
#if defined(__x86_64__)

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/field/prime_field.h"

#define BF_IFMA_TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512ifma")))
#define BF_IFMA                                                                                    \
  __attribute__((target("avx512f,avx512vl,avx512dq,avx512ifma"), always_inline)) inline

namespace blockfold::ifma {

inline constexpr std::uint64_t kLimbMask = (std::uint64_t{1} << 52) - 1;

/// Radix 2^52 limbs of a 256-bit number.
constexpr std::array<std::uint64_t, 5> to_radix52(const Limbs& w) {
  return {w[0] & kLimbMask, (w[0] >> 52 | w[1] << 12) & kLimbMask,
          (w[1] >> 40 | w[2] << 24) & kLimbMask, (w[2] >> 28 | w[3] << 36) & kLimbMask, w[3] >> 16};
}

/// Radix 2^52 limbs of 16 times a number below 2^256.
constexpr std::array<std::uint64_t, 5> to_radix52_times_16(const Limbs& w) {
  return {(w[0] << 4) & kLimbMask, (w[0] >> 48 | w[1] << 16) & kLimbMask,
          (w[1] >> 36 | w[2] << 28) & kLimbMask, (w[2] >> 24 | w[3] << 40) & kLimbMask, w[3] >> 12};
}

struct alignas(64) F8 {
  __m512i v[5];
};

/// Four words of each of eight numbers: word i of all of them in w[i].
struct Words8 {
  __m512i w[4];
};

/// A product before reduction: ten limbs of up to 64 bits.
struct Wide8 {
  __m512i v[10];
};

BF_IFMA __m512i splat(std::uint64_t value) {
  return _mm512_set1_epi64(static_cast<long long>(value));
}

BF_IFMA F8 splat(const std::array<std::uint64_t, 5>& limbs) {
  F8 out;
  for (int i = 0; i < 5; ++i)
    out.v[i] = splat(limbs[static_cast<std::size_t>(i)]);
  return out;
}

// ---- Memory: eight consecutive elements of four words, in the lane order 0 2 1 3 4 6 5 7. ----

BF_IFMA Words8 load_words(const void* memory) {
  const auto* rows = static_cast<const __m512i*>(memory);
  const __m512i r0 = _mm512_loadu_si512(rows), r1 = _mm512_loadu_si512(rows + 1);
  const __m512i r2 = _mm512_loadu_si512(rows + 2), r3 = _mm512_loadu_si512(rows + 3);
  const __m512i even0 = _mm512_unpacklo_epi64(r0, r1), even1 = _mm512_unpacklo_epi64(r2, r3);
  const __m512i odd0 = _mm512_unpackhi_epi64(r0, r1), odd1 = _mm512_unpackhi_epi64(r2, r3);
  return {{_mm512_shuffle_i64x2(even0, even1, 0x88), _mm512_shuffle_i64x2(odd0, odd1, 0x88),
           _mm512_shuffle_i64x2(even0, even1, 0xdd), _mm512_shuffle_i64x2(odd0, odd1, 0xdd)}};
}

BF_IFMA void store_words(void* memory, const Words8& x) {
  const __m512i low0 = _mm512_unpacklo_epi64(x.w[0], x.w[1]);
  const __m512i low1 = _mm512_unpacklo_epi64(x.w[2], x.w[3]);
  const __m512i high0 = _mm512_unpackhi_epi64(x.w[0], x.w[1]);
  const __m512i high1 = _mm512_unpackhi_epi64(x.w[2], x.w[3]);
  const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  auto* rows = static_cast<__m512i*>(memory);
  _mm512_storeu_si512(rows, _mm512_permutex2var_epi64(low0, first, low1));
  _mm512_storeu_si512(rows + 1, _mm512_permutex2var_epi64(high0, first, high1));
  _mm512_storeu_si512(rows + 2, _mm512_permutex2var_epi64(low0, second, low1));
  _mm512_storeu_si512(rows + 3, _mm512_permutex2var_epi64(high0, second, high1));
}

/// Eight 64-bit integers in the lane order of load_words().
BF_IFMA __m512i load_integers(const std::uint64_t* memory) {
  const __m512i order = _mm512_setr_epi64(0, 2, 1, 3, 4, 6, 5, 7);
  return _mm512_permutexvar_epi64(order, _mm512_loadu_si512(memory));
}

/// (high : low) >> shift, the low 52 bits.
template <int Shift> BF_IFMA __m512i funnel(__m512i low, __m512i high) {
  return _mm512_and_si512(
      _mm512_or_si512(_mm512_srli_epi64(low, Shift), _mm512_slli_epi64(high, 64 - Shift)),
      splat(kLimbMask));
}

BF_IFMA F8 from_words(const Words8& x) {
  return {{_mm512_and_si512(x.w[0], splat(kLimbMask)), funnel<52>(x.w[0], x.w[1]),
           funnel<40>(x.w[1], x.w[2]), funnel<28>(x.w[2], x.w[3]), _mm512_srli_epi64(x.w[3], 16)}};
}

/// 16 times the number, which must be below 2^256.
BF_IFMA F8 from_words_times_16(const Words8& x) {
  return {{_mm512_and_si512(_mm512_slli_epi64(x.w[0], 4), splat(kLimbMask)),
           funnel<48>(x.w[0], x.w[1]), funnel<36>(x.w[1], x.w[2]), funnel<24>(x.w[2], x.w[3]),
           _mm512_srli_epi64(x.w[3], 12)}};
}

/// Limbs below 2^52, a number below 2^256.
BF_IFMA Words8 to_words(const F8& x) {
  return {{_mm512_or_si512(x.v[0], _mm512_slli_epi64(x.v[1], 52)),
           _mm512_or_si512(_mm512_srli_epi64(x.v[1], 12), _mm512_slli_epi64(x.v[2], 40)),
           _mm512_or_si512(_mm512_srli_epi64(x.v[2], 24), _mm512_slli_epi64(x.v[3], 28)),
           _mm512_or_si512(_mm512_srli_epi64(x.v[3], 36), _mm512_slli_epi64(x.v[4], 16))}};
}

BF_IFMA F8 load(const void* memory) {
  return from_words(load_words(memory));
}
BF_IFMA F8 load_times_16(const void* memory) {
  return from_words_times_16(load_words(memory));
}
BF_IFMA void store(void* memory, const F8& x) {
  store_words(memory, to_words(x));
}

// ---- Arithmetic. ----

/// Brings limbs, signed 64-bit numbers, into [0, 2^52), for a number in [0, 2^260). A negative
/// number gets a negative top limb.
BF_IFMA F8 carry(F8 x) {
  const __m512i mask = splat(kLimbMask);
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    x.v[i + 1] = _mm512_add_epi64(x.v[i + 1], _mm512_srai_epi64(x.v[i], 52));
    x.v[i] = _mm512_and_si512(x.v[i], mask);
  }
  return x;
}

BF_IFMA F8 add_limbs(const F8& a, const F8& b) {
  F8 out;
  for (int i = 0; i < 5; ++i)
    out.v[i] = _mm512_add_epi64(a.v[i], b.v[i]);
  return out;
}

BF_IFMA F8 sub_limbs(const F8& a, const F8& b) {
  F8 out;
  for (int i = 0; i < 5; ++i)
    out.v[i] = _mm512_sub_epi64(a.v[i], b.v[i]);
  return out;
}

/// 16 x, for a number below 2^256 with limbs below 2^52.
BF_IFMA F8 times_16(F8 x) {
  for (__m512i& limb : x.v)
    limb = _mm512_slli_epi64(limb, 4);
  return carry(x);
}

BF_IFMA F8 select(__mmask8 take_b, const F8& a, const F8& b) {
  F8 out;
  for (int i = 0; i < 5; ++i)
    out.v[i] = _mm512_mask_mov_epi64(a.v[i], take_b, b.v[i]);
  return out;
}

/// Sets acc += a b without reduction. The operands' limbs must be below 2^52; 128 products fit.
BF_IFMA void accumulate(Wide8& acc, const F8& a, const F8& b) {
#pragma GCC unroll 5
  for (int i = 0; i < 5; ++i) {
#pragma GCC unroll 5
    for (int j = 0; j < 5; ++j) {
      acc.v[i + j] = _mm512_madd52lo_epu64(acc.v[i + j], a.v[i], b.v[j]);
      acc.v[i + j + 1] = _mm512_madd52hi_epu64(acc.v[i + j + 1], a.v[i], b.v[j]);
    }
  }
}

BF_IFMA Wide8 zero_wide() {
  Wide8 out;
  for (__m512i& limb : out.v)
    limb = _mm512_setzero_si512();
  return out;
}

BF_IFMA Wide8 wide_product(const F8& a, const F8& b) {
  Wide8 out = zero_wide();
  accumulate(out, a, b);
  return out;
}

/// a^2, for three quarters of a product.
BF_IFMA Wide8 wide_square(const F8& a) {
  Wide8 out = zero_wide();
#pragma GCC unroll 5
  for (int i = 0; i < 5; ++i) {
#pragma GCC unroll 5
    for (int j = i + 1; j < 5; ++j) {
      out.v[i + j] = _mm512_madd52lo_epu64(out.v[i + j], a.v[i], a.v[j]);
      out.v[i + j + 1] = _mm512_madd52hi_epu64(out.v[i + j + 1], a.v[i], a.v[j]);
    }
  }
#pragma GCC unroll 10
  for (__m512i& limb : out.v)
    limb = _mm512_add_epi64(limb, limb);
#pragma GCC unroll 5
  for (int i = 0; i < 5; ++i) {
    out.v[2 * i] = _mm512_madd52lo_epu64(out.v[2 * i], a.v[i], a.v[i]);
    out.v[2 * i + 1] = _mm512_madd52hi_epu64(out.v[2 * i + 1], a.v[i], a.v[i]);
  }
  return out;
}

/// 2^260 x: what reduction turns into x.
BF_IFMA Wide8 widen(const F8& x) {
  const __m512i zero = _mm512_setzero_si512();
  return {{zero, zero, zero, zero, zero, x.v[0], x.v[1], x.v[2], x.v[3], x.v[4]}};
}

/// The arithmetic that depends on the modulus.
template <class Params> struct Field8 {
  static constexpr std::array<std::uint64_t, 5> kModulus = to_radix52(Params::kModulus);
  static constexpr std::uint64_t kNegInverse =
      PrimeField<Params>::negated_modulus_inverse() & kLimbMask;

  /// `factor` times the modulus, factor at most 16.
  static constexpr std::array<std::uint64_t, 5> modulus_times(std::uint64_t factor) {
    std::array<std::uint64_t, 5> out{};
    std::uint64_t excess = 0;
    for (std::size_t i = 0; i < 5; ++i) {
      excess += factor * kModulus[i];
      out[i] = excess & kLimbMask;
      excess >>= 52;
    }
    return out;
  }

  /// One step of Montgomery's reduction: makes limb `at` a multiple of 2^52 and passes it on.
  static BF_IFMA void reduce_limb(__m512i* t) {
    const __m512i q = _mm512_madd52lo_epu64(_mm512_setzero_si512(), t[0], splat(kNegInverse));
#pragma GCC unroll 5
    for (int j = 0; j < 5; ++j) {
      const __m512i p = splat(kModulus[static_cast<std::size_t>(j)]);
      t[j] = _mm512_madd52lo_epu64(t[j], q, p);
      t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], q, p);
    }
    t[1] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], 52));
  }

  /// wide / 2^260, rounded up by less than p, with limbs below 2^62: to be added to and carried.
  static BF_IFMA F8 reduce_limbs(Wide8 wide) {
#pragma GCC unroll 5
    for (int i = 0; i < 5; ++i)
      reduce_limb(wide.v + i);
    return {{wide.v[5], wide.v[6], wide.v[7], wide.v[8], wide.v[9]}};
  }

  /// wide / 2^260, rounded up by less than p; the result must be below 2^260.
  static BF_IFMA F8 reduce(const Wide8& wide) {
    return carry(reduce_limbs(wide));
  }

  /// a b / 2^260 mod p, loose. For loose operands, or 16 x and y with x and y loose.
  static BF_IFMA F8 product(const F8& a, const F8& b) {
    return reduce(wide_product(a, b));
  }

  /// a - b + Factor p, which must not be negative; limbs below 2^52.
  template <int Factor> static BF_IFMA F8 difference(const F8& a, const F8& b) {
    return carry(add_limbs(sub_limbs(a, b), splat(modulus_times(Factor))));
  }

  /// x - factor p where that is not negative; limbs below 2^52 on both sides.
  template <int Factor> static BF_IFMA F8 reduce_by(const F8& x) {
    const F8 reduced = carry(sub_limbs(x, splat(modulus_times(Factor))));
    return select(_mm512_movepi64_mask(reduced.v[4]), reduced, x);
  }

  /// The canonical form of a number below 2p.
  static BF_IFMA F8 canonical(const F8& x) {
    return reduce_by<1>(x);
  }
};

} // namespace blockfold::ifma

#endif

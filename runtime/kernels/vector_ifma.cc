#include "runtime/kernels/vector_impl.h"

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <vector>

#include "runtime/field/batch.h"
#include "runtime/kernels/ifma_field.h"

// Elements in memory are canonical and have the Montgomery factor 2^256: see ifma_field.h for why
// one operand of each product is taken times 16. Bounds in comments are in units of p: 2^260 is 84,
// and 16 a b / 2^260 is 0.19 times the bounds of a and b.
namespace blockfold::kernels::ifma {
namespace {

using namespace blockfold::ifma;
using Field = Field8<Bn254ScalarParams>;

constexpr std::size_t kLanes = 8;

/// After so many vectors an accumulator of unreduced products is emptied: each product is at most
/// 16 * 2 * 2, and the reduced sum has to stay below 84.
constexpr std::size_t kFlushEvery = 64;

constexpr std::size_t whole_vectors(std::size_t n) {
  return n / kLanes * kLanes;
}

/// The canonical form of a number below 3.
BF_IFMA F8 canonical3(const F8& x) {
  return Field::reduce_by<1>(Field::reduce_by<1>(x));
}

/// The element whose Montgomery form is a sum of numbers in radix 2^52, congruent modulo p.
Fr from_sum(const std::array<std::uint64_t, 5>& limbs) {
  // Each limb is an element of its own, times the element of Montgomery form 2^(52 i).
  Fr sum;
  for (std::size_t i = 5; i-- > 0;)
    sum = sum * Fr::from_u64(kLimbMask + 1) + Fr::from_u64(limbs[i]);
  return sum * Fr::from_raw({1, 0, 0, 0});
}

/// The sum over the lanes of an accumulator, which is emptied.
BF_IFMA_TARGET Fr flush(Wide8& acc) {
  const F8 sum = Field::reduce(acc);
  acc = zero_wide();
  std::array<std::uint64_t, 5> limbs;
  for (std::size_t i = 0; i < 5; ++i)
    limbs[i] = static_cast<std::uint64_t>(_mm512_reduce_add_epi64(sum.v[i]));
  return from_sum(limbs);
}

/// The quadratic with the given values at 0 and 1 and the given leading coefficient.
Quadratic from_values(const Fr& at_zero, const Fr& at_one, const Fr& leading) {
  return {at_zero, at_one - at_zero - leading, leading};
}

Quadratic add(Quadratic a, const Quadratic& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    a[i] += b[i];
  return a;
}

} // namespace

BF_IFMA_TARGET void mul(Fr* out, const Fr* a, const Fr* b, std::size_t n) {
  const std::size_t whole = whole_vectors(n);
  for (std::size_t i = 0; i < whole; i += kLanes)
    store(out + i, Field::canonical(Field::product(load_times_16(a + i), load(b + i))));
  portable::mul(out + whole, a + whole, b + whole, n - whole);
}

BF_IFMA_TARGET void axpy(Fr* acc, const Fr& coef, const Fr* x, std::size_t n) {
  const F8 factor = splat(to_radix52_times_16(coef.raw()));
  const std::size_t whole = whole_vectors(n);
  for (std::size_t i = 0; i < whole; i += kLanes) {
    Wide8 wide = widen(load(acc + i));
    accumulate(wide, load(x + i), factor);
    store(acc + i, canonical3(Field::reduce(wide)));
  }
  portable::axpy(acc + whole, coef, x + whole, n - whole);
}

BF_IFMA_TARGET void axpy_u64(Fr* acc, const Fr& coef, const std::uint64_t* x, std::size_t n) {
  // The integers have two limbs, so two steps of reduction suffice: the factor 2^104 makes up for
  // them.
  const Fr scaled = coef * Fr::from_limbs({0, std::uint64_t{1} << 40, 0, 0});
  const F8 factor = splat(to_radix52(scaled.raw()));
  const std::size_t whole = whole_vectors(n);
  for (std::size_t i = 0; i < whole; i += kLanes) {
    const F8 sum = load(acc + i);
    const __m512i integers = load_integers(x + i);
    const __m512i low = integers; // the instructions read 52 bits only
    const __m512i high = _mm512_srli_epi64(integers, 52);
    const __m512i zero = _mm512_setzero_si512();
    __m512i t[7] = {zero, zero, sum.v[0], sum.v[1], sum.v[2], sum.v[3], sum.v[4]};
#pragma GCC unroll 5
    for (int j = 0; j < 5; ++j) {
      t[j] = _mm512_madd52lo_epu64(t[j], factor.v[j], low);
      t[j + 1] = _mm512_madd52hi_epu64(t[j + 1], factor.v[j], low);
      t[j + 1] = _mm512_madd52lo_epu64(t[j + 1], factor.v[j], high);
      t[j + 2] = _mm512_madd52hi_epu64(t[j + 2], factor.v[j], high);
    }
    Field::reduce_limb(t);
    Field::reduce_limb(t + 1);
    store(acc + i, canonical3(carry({{t[2], t[3], t[4], t[5], t[6]}})));
  }
  portable::axpy_u64(acc + whole, coef, x + whole, n - whole);
}

BF_IFMA_TARGET void fold(Fr* out, const Fr* lo, const Fr* hi, const Fr& r, std::size_t n) {
  const F8 factor = splat(to_radix52_times_16(r.raw()));
  const std::size_t whole = whole_vectors(n);
  for (std::size_t i = 0; i < whole; i += kLanes) {
    const F8 low = load(lo + i);
    Wide8 wide = widen(low);
    accumulate(wide, Field::difference<1>(load(hi + i), low), factor);
    store(out + i, canonical3(Field::reduce(wide)));
  }
  portable::fold(out + whole, lo + whole, hi + whole, r, n - whole);
}

BF_IFMA_TARGET Fr inner_product(const Fr* a, const Fr* b, std::size_t n) {
  const std::size_t whole = whole_vectors(n);
  Fr sum = portable::inner_product(a + whole, b + whole, n - whole);
  Wide8 acc = zero_wide();
  for (std::size_t i = 0; i < whole;) {
    const std::size_t end = std::min(whole, i + kFlushEvery * kLanes);
    for (; i < end; i += kLanes)
      accumulate(acc, load_times_16(a + i), load(b + i));
    sum += flush(acc);
  }
  return sum;
}

BF_IFMA_TARGET Fr product_sum3(const Fr* e, const Fr* a, const Fr* b, std::size_t n) {
  const std::size_t whole = whole_vectors(n);
  Fr sum = portable::product_sum3(e + whole, a + whole, b + whole, n - whole);
  Wide8 acc = zero_wide();
  for (std::size_t i = 0; i < whole;) {
    const std::size_t end = std::min(whole, i + kFlushEvery * kLanes);
    for (; i < end; i += kLanes)
      accumulate(acc, Field::product(load_times_16(a + i), load(b + i)), load_times_16(e + i));
    sum += flush(acc);
  }
  return sum;
}

BF_IFMA_TARGET Quadratic pair_product_round(const Fr* a_lo, const Fr* a_hi, const Fr* b_lo,
                                            const Fr* b_hi, std::size_t n) {
  const std::size_t whole = whole_vectors(n);
  Fr at_zero, at_one, leading;
  Wide8 acc_zero = zero_wide(), acc_one = zero_wide(), acc_leading = zero_wide();
  for (std::size_t i = 0; i < whole;) {
    const std::size_t end = std::min(whole, i + kFlushEvery * kLanes);
    for (; i < end; i += kLanes) {
      const F8 a0 = load_times_16(a_lo + i), a1 = load_times_16(a_hi + i);
      const F8 b0 = load(b_lo + i), b1 = load(b_hi + i);
      accumulate(acc_zero, a0, b0);
      accumulate(acc_one, a1, b1);
      accumulate(acc_leading, Field::difference<16>(a1, a0), Field::difference<1>(b1, b0));
    }
    at_zero += flush(acc_zero);
    at_one += flush(acc_one);
    leading += flush(acc_leading);
  }
  return add(from_values(at_zero, at_one, leading),
             portable::pair_product_round(a_lo + whole, a_hi + whole, b_lo + whole, b_hi + whole,
                                          n - whole));
}

BF_IFMA_TARGET Quadratic eq_abc_round(const Fr* e, const Fr* a_lo, const Fr* a_hi, const Fr* b_lo,
                                      const Fr* b_hi, const Fr* c_lo, const Fr* c_hi,
                                      std::size_t n) {
  const std::size_t whole = whole_vectors(n);
  Fr at_zero, at_one, leading;
  Wide8 acc_zero = zero_wide(), acc_one = zero_wide(), acc_leading = zero_wide();
  for (std::size_t i = 0; i < whole;) {
    const std::size_t end = std::min(whole, i + kFlushEvery * kLanes);
    for (; i < end; i += kLanes) {
      const F8 weight = load_times_16(e + i);
      const F8 a0 = load_times_16(a_lo + i), a1 = load_times_16(a_hi + i);
      const F8 b0 = load(b_lo + i), b1 = load(b_hi + i);
      // Below 2.2, 2.2 and 1.8: the sums stay below 64 * 0.19 * 2.2 + 1.
      accumulate(acc_zero, Field::difference<1>(Field::product(a0, b0), load(c_lo + i)), weight);
      accumulate(acc_one, Field::difference<1>(Field::product(a1, b1), load(c_hi + i)), weight);
      accumulate(acc_leading,
                 Field::product(Field::difference<16>(a1, a0), Field::difference<1>(b1, b0)),
                 weight);
    }
    at_zero += flush(acc_zero);
    at_one += flush(acc_one);
    leading += flush(acc_leading);
  }
  return add(from_values(at_zero, at_one, leading),
             portable::eq_abc_round(e + whole, a_lo + whole, a_hi + whole, b_lo + whole,
                                    b_hi + whole, c_lo + whole, c_hi + whole, n - whole));
}

namespace {

/// The vectors that share one scalar inversion: enough to hide its cost, few enough for the cache.
constexpr std::size_t kInversionBlock = 512;

/// Inverts `vectors` times eight elements; `before` has room for one F8 each.
BF_IFMA_TARGET void invert_block(Fr* values, std::size_t vectors, F8* before) {
  // One running product a lane. A zero is replaced by one on the way in and masked on the way out.
  const F8 one = splat(to_radix52(Fr::one().raw()));
  F8 running = one;
  for (std::size_t i = 0; i < vectors; ++i) {
    before[i] = running;
    const F8 x = load_times_16(values + i * kLanes);
    const __m512i any = _mm512_or_si512(
        _mm512_or_si512(_mm512_or_si512(x.v[0], x.v[1]), _mm512_or_si512(x.v[2], x.v[3])), x.v[4]);
    const F8 next = Field::product(running, x);
    running = select(_mm512_test_epi64_mask(any, any), running, next);
  }
  std::array<Fr, kLanes> totals;
  store(totals.data(), Field::canonical(running));
  blockfold::batch_invert(std::span<Fr>(totals));
  F8 inverse = load(totals.data());
  for (std::size_t i = vectors; i-- > 0;) {
    const Words8 words = load_words(values + i * kLanes);
    const __m512i any = _mm512_or_si512(_mm512_or_si512(words.w[0], words.w[1]),
                                        _mm512_or_si512(words.w[2], words.w[3]));
    const __mmask8 nonzero = _mm512_test_epi64_mask(any, any);
    // The factor 16 goes to `before`, which is loose: 16 * 2 < 84.
    const F8 result = Field::canonical(Field::product(times_16(before[i]), inverse));
    store(values + i * kLanes, select(nonzero, splat(std::array<std::uint64_t, 5>{}), result));
    inverse = select(nonzero, inverse, Field::product(inverse, from_words_times_16(words)));
  }
}

} // namespace

void batch_invert(std::span<Fr> values) {
  const std::size_t vectors = values.size() / kLanes;
  std::vector<F8> before(std::min(vectors, kInversionBlock));
  for (std::size_t i = 0; i < vectors; i += kInversionBlock)
    invert_block(values.data() + i * kLanes, std::min(kInversionBlock, vectors - i), before.data());
  portable::batch_invert(values.subspan(vectors * kLanes));
}

} // namespace blockfold::kernels::ifma

#endif

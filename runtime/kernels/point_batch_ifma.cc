#include "runtime/kernels/point_batch.h"

#if defined(__x86_64__)

#include <algorithm>
#include <array>
#include <span>

#include "runtime/field/batch.h"
#include "runtime/kernels/ifma_field.h"

// The work form: coordinates times 2^260 modulo q, not quite reduced, in four words. Bounds below
// are in units of q; 2^256 is 5.2 and 2^260 is 84, so a product of a and b is below 1 + a b / 84.
//
//   x < 2.3,   y <= 3,   all zero for the identity.
namespace blockfold::kernels {
namespace {

using namespace blockfold::ifma;
using Field = Field8<Bn254BaseParams>;

constexpr std::size_t kLanes = 8;
constexpr std::size_t kChains = 2; // vectors in flight, so that one's latency hides the other's
constexpr std::size_t kPairsPerStep = kLanes * kChains;
constexpr std::size_t kStepsPerInversion = 64;
constexpr std::size_t kPrefetchPairs = 32;

// ---- Conversions, one point at a time. ----

constexpr Fq kWorkFactor = Fq::from_u64(2).pow(260);
constexpr Fq kInverseWorkFactor = [] {
  Limbs exponent = Fq::modulus();
  exponent[0] -= 2;
  return kWorkFactor.pow(std::span<const std::uint64_t>(exponent));
}();

Limbs to_work(const Fq& x) {
  return (x * kWorkFactor).to_limbs();
}
Fq from_work(const std::uint64_t* words) {
  return Fq::from_limbs({words[0], words[1], words[2], words[3]}) * kInverseWorkFactor;
}

WorkPoint to_work(const G1Affine& point) {
  const Limbs x = to_work(point.x), y = to_work(point.y);
  return {{x[0], x[1], x[2], x[3], y[0], y[1], y[2], y[3]}};
}

G1Affine export_point(const WorkPoint& point) {
  return {from_work(point.words), from_work(point.words + 4)};
}

bool is_identity(const WorkPoint& point) {
  return std::all_of(point.words, point.words + 8, [](std::uint64_t word) { return word == 0; });
}

WorkPoint fetch(const WorkPoint* source, PointRef ref) {
  WorkPoint point = source[ref & ~kNegated];
  if ((ref & kNegated) == 0 || is_identity(point))
    return point;
  static constexpr Limbs kThree = [] {
    Limbs out{};
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < 4; ++i)
      out[i] = mul_add(0, 3, Fq::modulus()[i], carry);
    return out;
  }();
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i)
    point.words[4 + i] = sub_borrow(kThree[i], point.words[4 + i], borrow);
  return point;
}

// ---- Eight points at a time. ----

struct Points8 {
  F8 x, y;
};

/// Transposes an 8 by 8 matrix of words.
BF_IFMA void transpose(__m512i (&r)[8]) {
  __m512i t[8];
#pragma GCC unroll 4
  for (int i = 0; i < 8; i += 2) {
    t[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
  }
  __m512i u[8]; // u[h], u[h + 4]: columns h mod 2 + {0, 4} and + {2, 6} of rows 0 to 3 or 4 to 7
#pragma GCC unroll 2
  for (int half = 0; half < 2; ++half) {
#pragma GCC unroll 2
    for (int odd = 0; odd < 2; ++odd) {
      const __m512i first = t[4 * half + odd], second = t[4 * half + 2 + odd];
      u[4 * half + odd] = _mm512_shuffle_i64x2(first, second, 0x88);
      u[4 * half + 2 + odd] = _mm512_shuffle_i64x2(first, second, 0xdd);
    }
  }
#pragma GCC unroll 4
  for (int column = 0; column < 4; ++column) {
    r[column] = _mm512_shuffle_i64x2(u[column], u[column + 4], 0x88);
    r[column + 4] = _mm512_shuffle_i64x2(u[column], u[column + 4], 0xdd);
  }
}

template <Signs kSigns> constexpr PointRef index_of(PointRef ref) {
  return kSigns == Signs::Some ? ref & ~kNegated : ref;
}

/// Eight points. The limbs of y are not carried: they may be negative.
template <Signs kSigns, PointRef PairSum::*Side>
BF_IFMA Points8 load_points(const WorkPoint* source, const PairSum* pairs) {
  __m512i rows[8];
  unsigned negated = 0;
#pragma GCC unroll 8
  for (unsigned i = 0; i < kLanes; ++i) {
    const PointRef ref = pairs[i].*Side;
    rows[i] = _mm512_load_si512(source + index_of<kSigns>(ref));
    negated |= (ref >> 31) << i;
  }
  transpose(rows);
  const F8 x = from_words({{rows[0], rows[1], rows[2], rows[3]}});
  F8 y = from_words({{rows[4], rows[5], rows[6], rows[7]}});
  if constexpr (kSigns == Signs::Some) {
    const F8 three = splat(Field::modulus_times(3));
    for (int i = 0; i < 5; ++i)
      y.v[i] = _mm512_mask_sub_epi64(y.v[i], static_cast<__mmask8>(negated), three.v[i], y.v[i]);
  }
  return {x, y};
}

template <Signs kSigns>
BF_IFMA __m512i two_halves(const WorkPoint* source, PointRef low, PointRef high) {
  const auto* first = reinterpret_cast<const __m256i*>(source + index_of<kSigns>(low));
  const auto* second = reinterpret_cast<const __m256i*>(source + index_of<kSigns>(high));
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_load_si256(first)),
                            _mm256_load_si256(second), 1);
}

/// The x of eight points, in the same lanes as load_points().
template <Signs kSigns, PointRef PairSum::*Side>
BF_IFMA F8 load_x(const WorkPoint* source, const PairSum* pairs) {
  const __m512i z0 = two_halves<kSigns>(source, pairs[0].*Side, pairs[2].*Side);
  const __m512i z1 = two_halves<kSigns>(source, pairs[1].*Side, pairs[3].*Side);
  const __m512i z2 = two_halves<kSigns>(source, pairs[4].*Side, pairs[6].*Side);
  const __m512i z3 = two_halves<kSigns>(source, pairs[5].*Side, pairs[7].*Side);
  const __m512i even0 = _mm512_unpacklo_epi64(z0, z1), even1 = _mm512_unpacklo_epi64(z2, z3);
  const __m512i odd0 = _mm512_unpackhi_epi64(z0, z1), odd1 = _mm512_unpackhi_epi64(z2, z3);
  return from_words(
      {{_mm512_shuffle_i64x2(even0, even1, 0x88), _mm512_shuffle_i64x2(odd0, odd1, 0x88),
        _mm512_shuffle_i64x2(even0, even1, 0xdd), _mm512_shuffle_i64x2(odd0, odd1, 0xdd)}});
}

BF_IFMA void store_points(WorkPoint* target, const PairSum* pairs, std::size_t count,
                          const Points8& points) {
  const Words8 x = to_words(points.x), y = to_words(points.y);
  __m512i rows[8] = {x.w[0], x.w[1], x.w[2], x.w[3], y.w[0], y.w[1], y.w[2], y.w[3]};
  transpose(rows);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kLanes; ++i)
    if (i < count)
      _mm512_store_si512(target + pairs[i].sum, rows[i]);
}

/// Brings a number below 10, and well above 0, with any small limbs below 2.3: takes away a
/// multiple of q that is read off the top limb. 2^254 is 1.32, so top limb >> 46 counts in that
/// unit.
BF_IFMA F8 settle(const F8& x) {
  static constexpr std::array<std::uint64_t, 8> kMultiple = {0, 1, 2, 3, 5, 6, 7, 9};
  const __m512i index = _mm512_srli_epi64(x.v[4], 46);
  F8 out;
#pragma GCC unroll 5
  for (std::size_t i = 0; i < 5; ++i) {
    alignas(64) static constexpr auto kTable = [] {
      std::array<std::array<std::uint64_t, 8>, 5> table{};
      for (std::size_t k = 0; k < 8; ++k)
        for (std::size_t j = 0; j < 5; ++j)
          table[j][k] = Field::modulus_times(kMultiple[k])[j];
      return table;
    }();
    const __m512i multiples = _mm512_load_si512(kTable[i].data());
    out.v[i] = _mm512_sub_epi64(x.v[i], _mm512_permutexvar_epi64(index, multiples));
  }
  return carry(out);
}

/// Lanes whose sum is not an ordinary one: x2 - x1 is a multiple of q, or a point may be the
/// identity. A few ordinary lanes may be among them: only the lowest limbs are looked at.
BF_IFMA __mmask8 unusual_lanes(const F8& x1, const F8& x2, const F8& difference) {
  constexpr std::uint64_t kModulusInverse = (0 - Fq::negated_modulus_inverse()) & kLimbMask;
  const __m512i zero = _mm512_setzero_si512();
  const __m512i multiple =
      _mm512_madd52lo_epu64(zero, difference.v[0], splat(kModulusInverse)); // if it is one
  return static_cast<__mmask8>(_mm512_cmplt_epu64_mask(multiple, splat(8)) |
                               _mm512_testn_epi64_mask(x1.v[0], x1.v[0]) |
                               _mm512_testn_epi64_mask(x2.v[0], x2.v[0]));
}

// ---- The batch. ----

/// What a lane needs that is not an ordinary sum: either its slope's numerator (a doubling) or its
/// result.
struct Unusual {
  std::size_t step, chain, lane;
  bool is_doubling;
  Limbs numerator;
  WorkPoint result;
};

/// The state of one vector between the two passes.
struct Saved {
  F8 denominator; // x2 - x1, or what replaces it
  F8 before;      // the product of the denominators before it
};

BF_IFMA_TARGET void set_lane(F8& x, std::size_t lane, const Limbs& value) {
  const std::array<std::uint64_t, 5> limbs = to_radix52(value);
  const auto mask = static_cast<__mmask8>(1u << lane);
  for (std::size_t i = 0; i < 5; ++i)
    x.v[i] = _mm512_mask_set1_epi64(x.v[i], mask, static_cast<long long>(limbs[i]));
}

/// Classifies one lane; an ordinary one is left alone. `denominator` is made invertible.
BF_IFMA_TARGET void resolve_lane(const WorkPoint* source, const PairSum& pair, Unusual unusual,
                                 F8& denominator, std::vector<Unusual>& out) {
  const WorkPoint left = fetch(source, pair.left), right = fetch(source, pair.right);
  const G1Affine a = export_point(left), b = export_point(right);
  if (is_identity(left) || is_identity(right)) {
    unusual.result = is_identity(left) ? right : left;
  } else if (a.x != b.x) {
    return;
  } else if (a.y != b.y) {
    unusual.result = WorkPoint{};
  } else {
    const Fq square = a.x.square();
    unusual.is_doubling = true;
    unusual.numerator = to_work(square.doubled() + square);
  }
  set_lane(denominator, unusual.lane, to_work(unusual.is_doubling ? a.y.doubled() : Fq::one()));
  out.push_back(unusual);
}

/// The inverses of all lanes.
BF_IFMA_TARGET F8 invert_lanes(const F8& x) {
  std::array<Fq, kLanes> values;
  store(values.data(), Field::canonical(x)); // below 2: it is a product
  batch_invert(std::span<Fq>(values));
  // a 2^260, read as an element with the factor 2^256, is 16 a; 2^8 / (16 a) then has the factor
  // 2^260 again.
  for (Fq& value : values)
    value *= Fq::from_u64(256);
  return load(values.data());
}

/// One batch: up to kStepsPerInversion steps of kPairsPerStep pairs, the last of them padded.
template <Signs kSigns> class PairBatch {
public:
  PairBatch(const WorkPoint* source, WorkPoint* target, Saved* saved)
      : source_(source), target_(target), saved_(saved) {}

  BF_IFMA_TARGET void run(const PairSum* pairs, std::size_t count, std::size_t readable) {
    const std::size_t whole = count / kPairsPerStep;
    const std::size_t rest = count % kPairsPerStep;
    std::array<PairSum, kPairsPerStep> padded;
    if (rest != 0) {
      std::fill(padded.begin(), padded.end(), pairs[count - 1]);
      std::copy_n(pairs + whole * kPairsPerStep, rest, padded.begin());
    }
    F8 running[kChains];
    for (F8& x : running)
      x = splat(to_radix52(to_work(Fq::one())));
    for (std::size_t step = 0; step < whole; ++step) {
      const PairSum* at = pairs + step * kPairsPerStep;
      if (step * kPairsPerStep + kPrefetchPairs + kPairsPerStep <= readable)
        prefetch(at + kPrefetchPairs);
      forward(step, at, running);
    }
    if (rest != 0)
      forward(whole, padded.data(), running);
    split_inverse(running);
    if (rest != 0)
      backward(whole, padded.data(), rest, running);
    for (std::size_t step = whole; step-- > 0;)
      backward(step, pairs + step * kPairsPerStep, kPairsPerStep, running);
  }

private:
  BF_IFMA_TARGET void prefetch(const PairSum* pairs) const {
    for (std::size_t i = 0; i < kPairsPerStep; ++i) {
      __builtin_prefetch(source_ + index_of<kSigns>(pairs[i].left));
      __builtin_prefetch(source_ + index_of<kSigns>(pairs[i].right));
    }
  }

  /// Computes the denominators and multiplies them up, one product for each lane of each chain.
  BF_IFMA void forward(std::size_t step, const PairSum* pairs, F8 (&running)[kChains]) {
#pragma GCC unroll 2
    for (std::size_t chain = 0; chain < kChains; ++chain) {
      const PairSum* mine = pairs + chain * kLanes;
      const F8 x1 = load_x<kSigns, &PairSum::left>(source_, mine);
      const F8 x2 = load_x<kSigns, &PairSum::right>(source_, mine);
      F8 denominator = Field::template difference<3>(x2, x1);
      const __mmask8 unusual = unusual_lanes(x1, x2, denominator);
      if (unusual != 0) [[unlikely]]
        resolve(step, chain, mine, unusual, denominator);
      Saved& saved = saved_[step * kChains + chain];
      saved.denominator = denominator;
      saved.before = running[chain];
      running[chain] = Field::product(running[chain], denominator);
    }
  }

  BF_IFMA_TARGET __attribute__((noinline)) void resolve(std::size_t step, std::size_t chain,
                                                        const PairSum* pairs, unsigned lanes,
                                                        F8& denominator) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      if ((lanes >> lane & 1) != 0)
        resolve_lane(source_, pairs[lane], {step, chain, lane, false, {}, {}}, denominator,
                     unusual_);
  }

  /// Replaces the chains' products by their inverses, with one inversion for all.
  BF_IFMA static void split_inverse(F8 (&running)[kChains]) {
    const F8 inverse = invert_lanes(Field::product(running[0], running[1]));
    const F8 first = Field::product(inverse, running[1]);
    running[1] = Field::product(inverse, running[0]);
    running[0] = first;
  }

  /// Computes the sums; `inverse` holds the inverses of the products up to this step. The chains
  /// are taken in the order opposite to forward()'s, as the steps are.
  BF_IFMA void backward(std::size_t step, const PairSum* pairs, std::size_t count,
                        F8 (&inverse)[kChains]) {
    static_assert(kChains == 2);
    backward_chain(step, 1, pairs + kLanes, count > kLanes ? count - kLanes : 0, inverse[1]);
    backward_chain(step, 0, pairs, count, inverse[0]);
  }

  BF_IFMA void backward_chain(std::size_t step, std::size_t chain, const PairSum* pairs,
                              std::size_t count, F8& inverse) {
    const Saved& saved = saved_[step * kChains + chain];
    const F8 inverse_denominator = Field::product(inverse, saved.before);
    inverse = Field::product(inverse, saved.denominator);
    const Points8 a = load_points<kSigns, &PairSum::left>(source_, pairs);
    const Points8 b = load_points<kSigns, &PairSum::right>(source_, pairs);
    F8 numerator = Field::template difference<3>(b.y, a.y);
    const bool has_unusual =
        !unusual_.empty() && unusual_.back().step == step && unusual_.back().chain == chain;
    if (has_unusual) [[unlikely]]
      set_numerators(step, chain, numerator);
    const F8 lambda = Field::product(numerator, inverse_denominator);
    const F8 square = Field::reduce_limbs(wide_square(lambda));
    const F8 five = splat(Field::modulus_times(5));
    const F8 x = settle(sub_limbs(add_limbs(square, five), add_limbs(a.x, b.x)));
    const F8 run = Field::template difference<3>(a.x, x);
    const F8 rise = Field::reduce_limbs(wide_product(lambda, run));
    const F8 four = splat(Field::modulus_times(4));
    const F8 y = settle(sub_limbs(add_limbs(rise, four), a.y));
    store_points(target_, pairs, count, {x, y});
    if (has_unusual) [[unlikely]]
      set_results(step, chain, pairs, count);
  }

  BF_IFMA_TARGET __attribute__((noinline)) void set_numerators(std::size_t step, std::size_t chain,
                                                               F8& numerator) const {
    for (std::size_t i = unusual_.size(); i-- > 0;) {
      const Unusual& unusual = unusual_[i];
      if (unusual.step != step || unusual.chain != chain)
        break;
      if (unusual.is_doubling)
        set_lane(numerator, unusual.lane, unusual.numerator);
    }
  }

  BF_IFMA_TARGET __attribute__((noinline)) void
  set_results(std::size_t step, std::size_t chain, const PairSum* pairs, std::size_t count) {
    while (!unusual_.empty() && unusual_.back().step == step && unusual_.back().chain == chain) {
      const Unusual& unusual = unusual_.back();
      if (!unusual.is_doubling && unusual.lane < count)
        target_[pairs[unusual.lane].sum] = unusual.result;
      unusual_.pop_back();
    }
  }

  const WorkPoint* source_;
  WorkPoint* target_;
  Saved* saved_;
  std::vector<Unusual> unusual_; // in the order of the forward pass
};

template <Signs kSigns>
BF_IFMA_TARGET void add_batches(const WorkPoint* source, const PairSum* pairs, std::size_t count,
                                WorkPoint* target, Saved* saved) {
  PairBatch<kSigns> batch(source, target, saved);
  constexpr std::size_t kBatch = kStepsPerInversion * kPairsPerStep;
  for (std::size_t begin = 0; begin < count; begin += kBatch)
    batch.run(pairs + begin, std::min(kBatch, count - begin), count - begin);
}

void add_pairs(const WorkPoint* source, const PairSum* pairs, std::size_t count, Signs signs,
               WorkPoint* target, PairScratch& scratch) {
  constexpr std::size_t kSavedPoints =
      kStepsPerInversion * kChains * sizeof(Saved) / sizeof(WorkPoint);
  scratch.storage.resize(kSavedPoints);
  auto* saved = reinterpret_cast<Saved*>(scratch.storage.data());
  if (signs == Signs::Some)
    add_batches<Signs::Some>(source, pairs, count, target, saved);
  else
    add_batches<Signs::None>(source, pairs, count, target, saved);
}

BF_IFMA_TARGET void import_points(const G1Affine* points, std::size_t n, WorkPoint* out) {
  // x 2^256 -> x 2^260: 16 times it, times 2^260, reduced. Coordinates are 2n consecutive elements.
  const auto* coordinates = reinterpret_cast<const std::uint64_t*>(points);
  auto* words = reinterpret_cast<std::uint64_t*>(out);
  const F8 factor = splat(to_radix52(to_work(Fq::one())));
  const std::size_t whole = 2 * n / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes)
    store(words + 4 * i,
          Field::canonical(Field::product(load_times_16(coordinates + 4 * i), factor)));
  for (std::size_t i = whole / 2; i < n; ++i)
    out[i] = to_work(points[i]);
}

} // namespace

const PointBackend kIfmaPoints = {import_points, export_point, fetch, add_pairs};

} // namespace blockfold::kernels

#endif

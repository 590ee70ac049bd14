#include <doctest/doctest.h>

#include <functional>

#include "runtime/field/batch.h"
#include "runtime/kernels/vector.h"
#include "tests/unit/kernels/kernel_sets.h"
#include "tests/unit/random.h"

// Elements have one form each, so "equal" means "the same bytes".
using namespace blockfold;
using namespace blockfold::testing;

namespace {

using kernels::Quadratic;

constexpr std::size_t kSizes[] = {0, 1, 7, 8, 9, 16, 63, 64, 511, 512, 513, 1025, 4099};

/// Runs `body` for every kernel set and size.
void for_each_case(const std::function<void(Random&, std::size_t)>& body) {
  for (const KernelSet set : kernel_sets()) {
    const WithKernels with(set);
    Random random(31);
    for (const std::size_t n : kSizes) {
      CAPTURE(static_cast<int>(set));
      CAPTURE(n);
      body(random, n);
    }
  }
}

Quadratic through(const Fr& at_zero, const Fr& at_one, const Fr& leading) {
  return {at_zero, at_one - at_zero - leading, leading};
}

} // namespace

TEST_CASE("mul, also in place") {
  for_each_case([](Random& random, std::size_t n) {
    std::vector<Fr> a = random.elements<Fr>(n), b = random.elements<Fr>(n), out(n), expected(n);
    for (std::size_t i = 0; i < n; ++i)
      expected[i] = a[i] * b[i];
    kernels::mul(out.data(), a.data(), b.data(), n);
    CHECK(out == expected);
    kernels::mul(a.data(), a.data(), b.data(), n);
    CHECK(a == expected);
  });
}

TEST_CASE("axpy") {
  for_each_case([](Random& random, std::size_t n) {
    for (int round = 0; round < 8; ++round) {
      std::vector<Fr> acc = random.elements<Fr>(n), expected = acc;
      const std::vector<Fr> x = random.elements<Fr>(n);
      const Fr coef = random.edge_element<Fr>();
      for (std::size_t i = 0; i < n; ++i)
        expected[i] += coef * x[i];
      kernels::axpy(acc.data(), coef, x.data(), n);
      CHECK(acc == expected);
    }
  });
}

TEST_CASE("axpy_u64") {
  for_each_case([](Random& random, std::size_t n) {
    for (int round = 0; round < 8; ++round) {
      std::vector<Fr> acc = random.elements<Fr>(n), expected = acc;
      std::vector<std::uint64_t> x(n);
      for (std::uint64_t& value : x)
        value = random.below(4) == 0 ? ~std::uint64_t{0} : random.word() >> random.below(64);
      const Fr coef = random.edge_element<Fr>();
      for (std::size_t i = 0; i < n; ++i)
        expected[i] += coef * Fr::from_u64(x[i]);
      kernels::axpy_u64(acc.data(), coef, x.data(), n);
      CHECK(acc == expected);
    }
  });
}

TEST_CASE("fold, also in place") {
  for_each_case([](Random& random, std::size_t n) {
    for (int round = 0; round < 8; ++round) {
      std::vector<Fr> lo = random.elements<Fr>(n), hi = random.elements<Fr>(n), out(n), expected(n);
      const Fr r = random.edge_element<Fr>();
      for (std::size_t i = 0; i < n; ++i)
        expected[i] = lo[i] + r * (hi[i] - lo[i]);
      kernels::fold(out.data(), lo.data(), hi.data(), r, n);
      CHECK(out == expected);
      kernels::fold(lo.data(), lo.data(), hi.data(), r, n);
      CHECK(lo == expected);
    }
  });
}

TEST_CASE("inner products of two and three") {
  for_each_case([](Random& random, std::size_t n) {
    const std::vector<Fr> e = random.elements<Fr>(n), a = random.elements<Fr>(n),
                          b = random.elements<Fr>(n);
    Fr two, three;
    for (std::size_t i = 0; i < n; ++i) {
      two += a[i] * b[i];
      three += e[i] * a[i] * b[i];
    }
    CHECK(kernels::inner_product(a.data(), b.data(), n) == two);
    CHECK(kernels::product_sum3(e.data(), a.data(), b.data(), n) == three);
  });
}

TEST_CASE("sum-check rounds") {
  for_each_case([](Random& random, std::size_t n) {
    std::vector<Fr> v[7];
    for (std::vector<Fr>& x : v)
      x = random.elements<Fr>(n);
    const auto& [e, a0, a1, b0, b1, c0, c1] = v;
    Fr pair_zero, pair_one, pair_leading, eq_zero, eq_one, eq_leading;
    for (std::size_t i = 0; i < n; ++i) {
      const Fr leading = (a1[i] - a0[i]) * (b1[i] - b0[i]);
      pair_zero += a0[i] * b0[i];
      pair_one += a1[i] * b1[i];
      pair_leading += leading;
      eq_zero += e[i] * (a0[i] * b0[i] - c0[i]);
      eq_one += e[i] * (a1[i] * b1[i] - c1[i]);
      eq_leading += e[i] * leading;
    }
    CHECK(kernels::pair_product_round(a0.data(), a1.data(), b0.data(), b1.data(), n) ==
          through(pair_zero, pair_one, pair_leading));
    CHECK(kernels::eq_abc_round(e.data(), a0.data(), a1.data(), b0.data(), b1.data(), c0.data(),
                                c1.data(), n) == through(eq_zero, eq_one, eq_leading));
  });
}

TEST_CASE("sums of the greatest values do not overflow") {
  // Every limb as large as it gets, for long enough to fill the accumulators.
  const Limbs& p = Fr::modulus();
  const Fr greatest = Fr::from_raw({p[0] - 1, p[1], p[2], p[3]});
  const std::size_t n = 5000;
  const std::vector<Fr> high(n, greatest), zero(n);
  const Fr count = Fr::from_u64(n), square = greatest.square();
  for (const KernelSet set : kernel_sets()) {
    const WithKernels with(set);
    CHECK(kernels::inner_product(high.data(), high.data(), n) == count * square);
    CHECK(kernels::product_sum3(high.data(), high.data(), high.data(), n) ==
          count * square * greatest);
    CHECK(kernels::pair_product_round(zero.data(), high.data(), zero.data(), high.data(), n) ==
          Quadratic{Fr(), Fr(), count * square});
    CHECK(kernels::pair_product_round(high.data(), zero.data(), high.data(), zero.data(), n) ==
          through(count * square, Fr(), count * square));
    CHECK(kernels::eq_abc_round(high.data(), zero.data(), high.data(), high.data(), zero.data(),
                                zero.data(), zero.data(),
                                n) == through(Fr(), Fr(), -(count * square * greatest)));
    CHECK(kernels::eq_abc_round(high.data(), high.data(), high.data(), high.data(), high.data(),
                                zero.data(), high.data(), n) ==
          through(count * square * greatest, count * (square - greatest) * greatest, Fr()));
  }
}

TEST_CASE("batch inversion keeps zeros") {
  for_each_case([](Random& random, std::size_t n) {
    std::vector<Fr> values = random.elements<Fr>(n), expected = values;
    blockfold::batch_invert(std::span(expected));
    kernels::batch_invert(values);
    CHECK(values == expected);
    std::vector<Fr> zeros(n);
    kernels::batch_invert(zeros);
    CHECK(zeros == std::vector<Fr>(n));
  });
}

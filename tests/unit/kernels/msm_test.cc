#include <doctest/doctest.h>

#include "runtime/curve/msm.h"
#include "runtime/kernels/msm.h"
#include "runtime/parallel/parallel.h"
#include "tests/unit/kernels/kernel_sets.h"
#include "tests/unit/random.h"

using namespace blockfold;
using namespace blockfold::testing;

namespace {

G1 naive(std::span<const G1Affine> points, std::span<const Fr> scalars) {
  G1 sum;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += points[i] * scalars[i];
  return sum;
}

std::vector<Fr> as_fields(std::span<const std::uint64_t> values) {
  std::vector<Fr> out;
  for (const std::uint64_t value : values)
    out.push_back(Fr::from_u64(value));
  return out;
}

std::vector<std::uint64_t> integers(Random& random, std::size_t n, unsigned bits) {
  std::vector<std::uint64_t> out(n);
  for (std::uint64_t& value : out)
    value = random.below(8) == 0 ? 0 : random.word() >> (64 - bits);
  return out;
}

/// Every kernel set gives `expected`.
void check_msm(std::span<const G1Affine> points, std::span<const Fr> scalars, const G1& expected) {
  for (const KernelSet set : kernel_sets()) {
    const WithKernels with(set);
    CAPTURE(static_cast<int>(set));
    CHECK(kernels::msm(points, scalars) == expected);
  }
}

} // namespace

TEST_CASE("the sum of products, few points") {
  Random random(41);
  for (const std::size_t n : {0, 1, 2, 3, 5, 8, 15, 16, 17, 33, 64, 99}) {
    CAPTURE(n);
    const std::vector<G1Affine> points = random.points(n);
    const std::vector<Fr> scalars = random.elements<Fr>(n);
    check_msm(points, scalars, naive(points, scalars));
  }
}

TEST_CASE("the verifier's multiplication agrees with the prover's on many points") {
  Random random(42);
  for (const std::size_t n : {512, 1023, 5000, 20001}) {
    CAPTURE(n);
    const std::vector<G1Affine> points = random.points(n);
    std::vector<Fr> scalars(n);
    for (Fr& scalar : scalars)
      scalar = random.element<Fr>();
    check_msm(points, scalars, multi_scalar_mul(points, scalars));
  }
}

TEST_CASE("equal points force doublings, opposite ones cancel, identities are skipped") {
  Random random(43);
  for (const std::size_t n : {2, 3, 40, 700}) {
    CAPTURE(n);
    std::vector<G1Affine> points = random.points(n);
    std::vector<Fr> scalars = random.elements<Fr>(n);
    for (std::size_t i = 0; i + 1 < n; i += 3) {
      points[i + 1] = i % 2 == 0 ? points[i] : -points[i];
      scalars[i + 1] = i % 5 == 0 ? -scalars[i] : scalars[i]; // the same bucket
      if (i % 7 == 0)
        points[i] = G1Affine::identity();
    }
    check_msm(points, scalars, multi_scalar_mul(points, scalars));
    // One point throughout, then with alternating signs.
    std::fill(points.begin(), points.end(), G1Affine::generator());
    check_msm(points, scalars, multi_scalar_mul(points, scalars));
    std::fill(scalars.begin(), scalars.end(), Fr::from_u64(0x1234567));
    check_msm(points, scalars, G1::generator() * (Fr::from_u64(0x1234567) * Fr::from_u64(n)));
    for (std::size_t i = 0; i < n; i += 2)
      points[i] = -points[i];
    check_msm(points, scalars, multi_scalar_mul(points, scalars));
    std::fill(points.begin(), points.end(), G1Affine::identity());
    check_msm(points, scalars, G1());
  }
}

TEST_CASE("special scalars") {
  Random random(44);
  const std::vector<G1Affine> points = random.points(300);
  for (const Fr& scalar : {Fr::zero(), Fr::one(), -Fr::one(), Fr::from_u64(2).pow(253)}) {
    const std::vector<Fr> scalars(points.size(), scalar);
    check_msm(points, scalars, multi_scalar_mul(points, scalars));
  }
}

TEST_CASE("integers of every bit length") {
  Random random(45);
  const std::vector<G1Affine> points = random.points(333);
  for (const unsigned bits : {1u, 2u, 7u, 8u, 15u, 16u, 17u, 31u, 32u, 33u, 48u, 63u, 64u}) {
    CAPTURE(bits);
    std::vector<std::uint64_t> scalars = integers(random, points.size(), bits);
    scalars[7] = ~std::uint64_t{0} >> (64 - bits);
    const G1 expected = multi_scalar_mul(points, as_fields(scalars));
    for (const KernelSet set : kernel_sets()) {
      const WithKernels with(set);
      CHECK(kernels::msm_u64(points, scalars) == expected);
    }
  }
  const std::vector<std::uint64_t> zeros(points.size());
  CHECK(kernels::msm_u64(points, zeros).is_identity());
  CHECK(kernels::msm_u64({}, {}).is_identity());
}

TEST_CASE("rows are committed one by one, the last may be short") {
  Random random(46);
  for (const std::size_t width : {1, 2, 64, 512}) {
    const std::vector<G1Affine> generators = random.points(width);
    for (const std::size_t n : {std::size_t{0}, width, 3 * width + 1, 40 * width + width / 2}) {
      CAPTURE(width);
      CAPTURE(n);
      const std::vector<Fr> values = random.elements<Fr>(n);
      const std::vector<std::uint64_t> small = integers(random, n, 16);
      const std::vector<Fr> small_fields = as_fields(small);
      const std::size_t rows = (n + width - 1) / width;
      std::vector<G1Affine> expected(rows), expected_small(rows);
      for (std::size_t r = 0; r < rows; ++r) {
        const std::size_t size = std::min(width, n - r * width);
        const auto bases = std::span(generators).first(size);
        expected[r] =
            multi_scalar_mul(bases, std::span(values).subspan(r * width, size)).to_affine();
        expected_small[r] =
            multi_scalar_mul(bases, std::span(small_fields).subspan(r * width, size)).to_affine();
      }
      for (const KernelSet set : kernel_sets()) {
        const WithKernels with(set);
        std::vector<G1Affine> out(rows);
        kernels::commit_rows(generators, values, out);
        CHECK(out == expected);
        kernels::commit_rows_u64(generators, small, out);
        CHECK(out == expected_small);
      }
    }
  }
}

TEST_CASE("wide rows, which are long enough to be worth dividing") {
  Random random(48);
  const std::size_t width = 8192, rows = 9;
  const std::vector<G1Affine> generators = random.points(width);
  const std::vector<std::uint64_t> values = integers(random, rows * width - 1000, 20);
  const std::vector<Fr> fields = as_fields(values);
  std::vector<G1Affine> expected(rows);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto row =
        std::span(fields).subspan(r * width, std::min(width, fields.size() - r * width));
    expected[r] = multi_scalar_mul(std::span(generators).first(row.size()), row).to_affine();
  }
  const WithKernels with(kernel_sets().back());
  for (const unsigned threads : {1u, 2u, 16u}) { // 16: fewer rows than threads
    set_thread_count(threads);
    std::vector<G1Affine> out(rows);
    kernels::commit_rows(generators, fields, out);
    CHECK(out == expected);
    kernels::commit_rows_u64(generators, values, out);
    CHECK(out == expected);
  }
  set_thread_count(0);
}

TEST_CASE("the number of threads changes nothing") {
  Random random(47);
  const std::vector<G1Affine> points = random.points(3000);
  const std::vector<Fr> scalars = random.elements<Fr>(3000);
  const G1Affine expected = kernels::msm(points, scalars).to_affine();
  for (const unsigned threads : {1u, 2u, 3u}) {
    set_thread_count(threads);
    CHECK(kernels::msm(points, scalars).to_affine() == expected);
  }
  set_thread_count(0);
}

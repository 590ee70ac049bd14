// The vector kernels straight against GMP, and one kernel set against the other on more values than
// the unit tests take.
#include <doctest/doctest.h>
#include <gmpxx.h>

#include "runtime/kernels/msm.h"
#include "runtime/kernels/vector.h"
#include "tests/unit/kernels/kernel_sets.h"
#include "tests/unit/random.h"

using namespace blockfold;
using namespace blockfold::testing;

namespace {

mpz_class to_mpz(const Limbs& limbs) {
  mpz_class out;
  mpz_import(out.get_mpz_t(), 4, -1, 8, 0, 0, limbs.data());
  return out;
}

mpz_class to_mpz(const Fr& x) {
  return to_mpz(x.to_limbs());
}

mpz_class reduced(const mpz_class& x) {
  const mpz_class p = to_mpz(Fr::modulus());
  mpz_class out;
  mpz_mod(out.get_mpz_t(), x.get_mpz_t(), p.get_mpz_t());
  return out;
}

} // namespace

TEST_CASE("vector kernels agree with GMP") {
  constexpr std::size_t n = 4000;
  Random random(61);
  const std::vector<Fr> a = random.elements<Fr>(n), b = random.elements<Fr>(n);
  const Fr r = random.element<Fr>();
  for (const KernelSet set : kernel_sets()) {
    const WithKernels with(set);
    std::vector<Fr> product(n), sum = a, folded(n);
    kernels::mul(product.data(), a.data(), b.data(), n);
    kernels::axpy(sum.data(), r, b.data(), n);
    kernels::fold(folded.data(), a.data(), b.data(), r, n);
    mpz_class inner = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const mpz_class x = to_mpz(a[i]), y = to_mpz(b[i]), z = to_mpz(r);
      CHECK(to_mpz(product[i]) == reduced(x * y));
      CHECK(to_mpz(sum[i]) == reduced(x + z * y));
      CHECK(to_mpz(folded[i]) == reduced(x + z * (y - x)));
      inner += x * y;
    }
    CHECK(to_mpz(kernels::inner_product(a.data(), b.data(), n)) == reduced(inner));
  }
}

TEST_CASE("all kernel sets commit alike") {
  Random random(62);
  const std::vector<G1Affine> generators = random.points(256);
  const std::vector<Fr> values = random.elements<Fr>(40 * 256);
  std::vector<std::vector<G1Affine>> results;
  for (const KernelSet set : kernel_sets()) {
    const WithKernels with(set);
    results.emplace_back(40);
    kernels::commit_rows(generators, values, results.back());
  }
  for (const std::vector<G1Affine>& result : results)
    CHECK(result == results.front());
}

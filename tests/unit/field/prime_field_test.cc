#include <doctest/doctest.h>
#include <gmpxx.h>

#include "runtime/field/batch.h"
#include "runtime/field/bn254.h"
#include "runtime/field/product_sum.h"
#include "tests/unit/random.h"

using namespace blockfold;
using blockfold::testing::Random;

namespace {

mpz_class to_mpz(const Limbs& limbs) {
  mpz_class out;
  mpz_import(out.get_mpz_t(), 4, -1, 8, 0, 0, limbs.data());
  return out;
}

template <class F> mpz_class to_mpz(const F& x) {
  return to_mpz(x.to_limbs());
}

template <class F> mpz_class modulus() {
  return to_mpz(F::modulus());
}

mpz_class mod(const mpz_class& x, const mpz_class& p) {
  mpz_class out;
  mpz_mod(out.get_mpz_t(), x.get_mpz_t(), p.get_mpz_t());
  return out;
}

template <class F> void check_pair(const F& a, const F& b) {
  const mpz_class p = modulus<F>(), x = to_mpz(a), y = to_mpz(b);
  REQUIRE(x < p);
  CHECK(to_mpz(a + b) == mod(x + y, p));
  CHECK(to_mpz(a - b) == mod(x - y, p));
  CHECK(to_mpz(a * b) == mod(x * y, p));
  CHECK(to_mpz(-a) == mod(-x, p));
  CHECK(to_mpz(a.square()) == mod(x * x, p));
  CHECK(to_mpz(a.doubled()) == mod(2 * x, p));
  CHECK((a == b) == (x == y));
  mpz_class inverse;
  if (mpz_invert(inverse.get_mpz_t(), x.get_mpz_t(), p.get_mpz_t()) != 0)
    CHECK(to_mpz(a.inverse()) == inverse);
  else
    CHECK(a.inverse().is_zero());
}

/// The product as machines without 128-bit products compute it, for any 256-bit number and an
/// element.
template <class Params> void check_short_limbs(const Limbs& a, const PrimeField<Params>& b) {
  using F = PrimeField<Params>;
  const mpz_class p = modulus<F>();
  const Limbs product =
      short_limb_product<Params::kModulus, F::negated_modulus_inverse()>(a, b.raw());
  CHECK(to_mpz(product) < 2 * p);
  CHECK(mod(to_mpz(product) << 256, p) == mod(to_mpz(a) * to_mpz(b.raw()), p));
}

} // namespace

TEST_CASE_TEMPLATE("field arithmetic agrees with GMP", F, Fr, Fq) {
  Random random(1);
  for (int i = 0; i < 20000; ++i)
    check_pair(random.edge_element<F>(), random.edge_element<F>());
}

TEST_CASE_TEMPLATE("the moduli are the BN254 primes", F, Fr, Fq) {
  CHECK(mpz_probab_prime_p(modulus<F>().get_mpz_t(), 30) > 0);
}

TEST_CASE("the moduli in decimal") {
  CHECK(modulus<Fr>() == mpz_class("21888242871839275222246405745257275088548364400416034343698204"
                                   "186575808495617"));
  CHECK(modulus<Fq>() == mpz_class("21888242871839275222246405745257275088696311157297823662689037"
                                   "894645226208583"));
}

TEST_CASE_TEMPLATE("reading numbers of any size", F, Fr, Fq) {
  Random random(2);
  const mpz_class p = modulus<F>();
  for (int i = 0; i < 1000; ++i) {
    const Limbs limbs = {random.word(), random.word(), random.word(), random.word()};
    CHECK(to_mpz(F::from_limbs(limbs)) == mod(to_mpz(limbs), p));
    std::array<std::uint8_t, 64> wide;
    for (std::uint8_t& byte : wide)
      byte = i == 0 ? 0xff : static_cast<std::uint8_t>(random.word());
    mpz_class number;
    mpz_import(number.get_mpz_t(), 64, -1, 1, 0, 0, wide.data());
    CHECK(to_mpz(F::from_bytes_wide(wide)) == mod(number, p));
    const auto small = static_cast<std::int64_t>(random.word());
    CHECK(F::from_i64(small) + F::from_i64(-small) == F::zero());
  }
  CHECK(F::from_i64(-1) == -F::one());
  CHECK(F::from_i64(INT64_MIN) == -F::from_u64(std::uint64_t{1} << 63));
  CHECK(to_mpz(F::from_limbs({~0ull, ~0ull, ~0ull, ~0ull})) == mod((mpz_class(1) << 256) - 1, p));
}

TEST_CASE_TEMPLATE("bytes are canonical or refused", F, Fr, Fq) {
  Random random(3);
  std::array<std::uint8_t, 32> bytes;
  for (int i = 0; i < 1000; ++i) {
    const F x = random.edge_element<F>();
    x.to_bytes(bytes);
    REQUIRE(F::from_bytes(bytes).has_value());
    CHECK(*F::from_bytes(bytes) == x);
  }
  const auto write = [&](const mpz_class& value) {
    bytes.fill(0);
    mpz_export(bytes.data(), nullptr, -1, 1, 0, 0, value.get_mpz_t());
  };
  const mpz_class p = modulus<F>();
  write(p - 1);
  CHECK(F::from_bytes(bytes) == -F::one());
  for (const mpz_class& excess : {mpz_class(0), mpz_class(1), p, mpz_class(2 * p)}) {
    write(p + excess);
    CHECK_FALSE(F::from_bytes(bytes).has_value());
  }
  bytes.fill(0xff);
  CHECK_FALSE(F::from_bytes(bytes).has_value());
}

TEST_CASE_TEMPLATE("powers", F, Fr, Fq) {
  Random random(4);
  for (int i = 0; i < 100; ++i) {
    const F x = random.edge_element<F>();
    const std::array<std::uint64_t, 3> exponent = {random.word(), i % 2 == 0 ? random.word() : 0,
                                                   i % 3 == 0 ? random.word() : 0};
    mpz_class e, expected;
    mpz_import(e.get_mpz_t(), 3, -1, 8, 0, 0, exponent.data());
    mpz_powm(expected.get_mpz_t(), to_mpz(x).get_mpz_t(), e.get_mpz_t(), modulus<F>().get_mpz_t());
    CHECK(to_mpz(x.pow(exponent)) == expected);
    CHECK(x.pow(exponent[0]) == x.pow(std::span(exponent).first(1)));
  }
  CHECK(F::zero().pow(0) == F::one());
}

TEST_CASE("square roots exist exactly for squares") {
  Random random(5);
  int residues = 0;
  for (int i = 0; i < 500; ++i) {
    const Fq x = random.element<Fq>();
    const std::optional<Fq> root = x.square().sqrt();
    REQUIRE(root.has_value());
    CHECK((*root == x || *root == -x));
    const mpz_class number = to_mpz(x);
    const bool is_square = mpz_legendre(number.get_mpz_t(), modulus<Fq>().get_mpz_t()) >= 0;
    CHECK(x.sqrt().has_value() == is_square);
    residues += is_square ? 1 : 0;
  }
  CHECK(residues > 150);
  CHECK(residues < 350);
  CHECK(Fq::zero().sqrt() == Fq::zero());
}

TEST_CASE_TEMPLATE("batch inversion", F, Fr, Fq) {
  Random random(6);
  for (const std::size_t n : {0, 1, 2, 7, 100}) {
    std::vector<F> values = random.elements<F>(n), inverses = values;
    batch_invert(std::span(inverses));
    for (std::size_t i = 0; i < n; ++i)
      CHECK(inverses[i] == values[i].inverse());
  }
}

TEST_CASE_TEMPLATE("sums of products are reduced once", F, Fr, Fq) {
  Random random(7);
  ProductSum<F> sum;
  F expected;
  CHECK(sum.is_empty());
  CHECK(sum.value() == F::zero());
  for (int i = 0; i < 2000; ++i) {
    const F a = random.edge_element<F>(), b = random.edge_element<F>();
    sum.add(a, b);
    expected += a * b;
    CHECK(sum.value() == expected);
  }
  // Largest products, enough of them for the highest limb to count.
  const F most = F::from_raw([] {
    Limbs limbs = F::modulus();
    limbs[0] -= 1;
    return limbs;
  }());
  for (int i = 0; i < 5000; ++i) {
    sum.add(most, most);
    expected += most * most;
  }
  CHECK_FALSE(sum.is_empty());
  CHECK(sum.value() == expected);
}

TEST_CASE("arithmetic at compile time") {
  constexpr Fr two = Fr::from_u64(2), six = two * Fr::from_u64(3);
  static_assert(six - two == two.square());
  static_assert(-Fr::one() + Fr::one() == Fr::zero());
  static_assert(Fr::from_u64(2).pow(10).to_limbs()[0] == 1024);
  static_assert(*Fq::from_u64(9).sqrt() * *Fq::from_u64(9).sqrt() == Fq::from_u64(9));
  CHECK(six == Fr::from_u64(6));
}

TEST_CASE_TEMPLATE("products of short limbs", F, Fr, Fq) {
  Random random(29);
  const std::uint64_t ones = ~std::uint64_t{0};
  check_short_limbs({ones, ones, ones, ones}, -F::one());
  check_short_limbs({ones, ones, ones, ones}, F::from_raw({F::modulus()[0] - 1, F::modulus()[1],
                                                           F::modulus()[2], F::modulus()[3]}));
  for (int i = 0; i < 3000; ++i) {
    const F a = random.edge_element<F>(), b = random.edge_element<F>();
    check_short_limbs(a.raw(), b);
    check_short_limbs({random.word(), random.word(), random.word(), random.word()}, b);
    const Limbs columns = from_short_limbs(to_short_limbs(a.raw(), 0));
    CHECK(columns == a.raw());
  }
}

TEST_CASE("products by halves") {
  Random random(64);
  const auto edge = [&] {
    const std::uint64_t ones = ~std::uint64_t{0};
    const std::uint64_t words[] = {0, 1, ones, ones << 32, ones >> 32, random.word()};
    return words[random.below(6)];
  };
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t acc = edge(), a = edge(), b = edge();
    std::uint64_t carry = edge();
    const u128 expected = u128{a} * b + acc + carry;
    CHECK(mul_add_by_halves(acc, a, b, carry) == static_cast<std::uint64_t>(expected));
    CHECK(carry == static_cast<std::uint64_t>(expected >> 64));
  }
}

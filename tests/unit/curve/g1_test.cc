#include <doctest/doctest.h>
#include <gmpxx.h>

#include "runtime/curve/g1.h"
#include "tests/unit/random.h"

using namespace blockfold;
using blockfold::testing::Random;

namespace {

Fq fq(const char* decimal) {
  const mpz_class number(decimal);
  std::array<std::uint8_t, 32> bytes{};
  mpz_export(bytes.data(), nullptr, -1, 1, 0, 0, number.get_mpz_t());
  return Fq::from_bytes(bytes).value();
}

/// The same point with other coordinates.
G1 disguised(const G1Affine& point) {
  return (G1(point) + G1::generator()) - G1::generator();
}

} // namespace

TEST_CASE("twice the generator is the known point") {
  const G1Affine two = G1::generator().doubled().to_affine();
  CHECK(two.x ==
        fq("1368015179489954701390400359078579693043519447331113978918064868415326638035"));
  CHECK(two.y ==
        fq("9918110051302171585080402603319702774565515993150576347155970296011118125764"));
}

TEST_CASE("the order of the group is the modulus of the scalars") {
  const G1 g = G1::generator();
  CHECK((g * -Fr::one() + g).is_identity());
  CHECK(g * -Fr::one() == -g);
  CHECK_FALSE((g * -Fr::one()).is_identity());
}

TEST_CASE("group laws") {
  Random random(11);
  for (int i = 0; i < 50; ++i) {
    const G1Affine a = random.point(), b = random.point(), c = random.point();
    CHECK(a.is_valid());
    CHECK(G1(a) + b == G1(b) + a);
    CHECK((G1(a) + b) + c == G1(a) + (G1(b) + c));
    CHECK(G1(a) + b == disguised(a) + disguised(b));
    CHECK((G1(a) + b).to_affine().is_valid());
    CHECK(G1(a) + a == G1(a).doubled());
    CHECK(disguised(a) + a == G1(a).doubled());
    CHECK(disguised(a) + disguised(a) == G1(a).doubled());
    CHECK((G1(a) - a).is_identity());
    CHECK((disguised(a) - disguised(a)).is_identity());
    CHECK((disguised(a) - a).is_identity());
    CHECK(disguised(a) == G1(a));
    CHECK(disguised(a).to_affine() == a);
    CHECK_FALSE(G1(a) == G1(b));
    CHECK_FALSE(G1(a) == -G1(a));
  }
}

TEST_CASE("the identity") {
  Random random(12);
  const G1 zero;
  const G1Affine a = random.point();
  CHECK(zero.is_identity());
  CHECK(G1Affine::identity().is_valid());
  CHECK(G1(G1Affine::identity()) == zero);
  CHECK(zero + a == G1(a));
  CHECK(G1(a) + zero == G1(a));
  CHECK(G1(a) + G1Affine::identity() == G1(a));
  CHECK(zero.doubled().is_identity());
  CHECK((-zero).is_identity());
  CHECK((zero + zero).is_identity());
  CHECK(zero.to_affine() == G1Affine::identity());
  CHECK_FALSE(zero == G1(a));
  CHECK_FALSE(G1(a) == zero);
  CHECK((zero * random.element<Fr>()).is_identity());
}

TEST_CASE("scalar multiplication is linear") {
  Random random(13);
  const G1 g = random.point();
  G1 sum;
  for (std::uint64_t k = 0; k < 70; ++k, sum += g)
    CHECK(g * Fr::from_u64(k) == sum);
  for (int i = 0; i < 30; ++i) {
    const Fr a = random.edge_element<Fr>(), b = random.edge_element<Fr>();
    CHECK(g * a + g * b == g * (a + b));
    CHECK((g * a) * b == g * (a * b));
  }
}

TEST_CASE("batch conversion, identities included") {
  Random random(14);
  std::vector<G1> points;
  for (int i = 0; i < 20; ++i)
    points.push_back(i % 4 == 0 ? G1() : disguised(random.point()));
  const std::vector<G1Affine> affine = batch_to_affine(points);
  for (std::size_t i = 0; i < points.size(); ++i)
    CHECK(affine[i] == points[i].to_affine());
  CHECK(batch_to_affine({}).empty());
}

TEST_CASE("compressed points come back") {
  Random random(15);
  for (int i = 0; i < 100; ++i) {
    const G1Affine point = random.point();
    CHECK(decompress(compress(point)) == point);
    CHECK(decompress(compress(-point)) == -point);
    CHECK(compress(point) != compress(-point));
  }
  CHECK(decompress(compress(G1Affine::identity())) == G1Affine::identity());
  CHECK(decompress(compress(G1Affine::generator())) == G1Affine::generator());
}

TEST_CASE("every other encoding is refused") {
  Random random(16);
  CompressedG1 identity = compress(G1Affine::identity());
  for (std::size_t bit = 0; bit < 256; ++bit) {
    if (bit == 254)
      continue; // that makes it x = 0, which is no identity
    CompressedG1 changed = identity;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
    CHECK_FALSE(decompress(changed).has_value());
  }
  // x + q for a small x of the curve: q + x < 2^254, so that only canonicity refuses it.
  const CompressedG1 one = compress(G1Affine::generator());
  std::array<std::uint8_t, 32> q_plus_one{};
  std::uint64_t carry = 1;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t limb = add_carry(Fq::modulus()[i], 0, carry);
    for (std::size_t j = 0; j < 8; ++j)
      q_plus_one[8 * i + j] = static_cast<std::uint8_t>(limb >> (8 * j));
  }
  CHECK(decompress(one).has_value());
  CHECK_FALSE(decompress(q_plus_one).has_value());
  int off_curve = 0;
  for (int i = 0; i < 200; ++i) {
    CompressedG1 bytes;
    random.element<Fq>().to_bytes(bytes);
    const std::optional<G1Affine> point = decompress(bytes);
    off_curve += point ? 0 : 1;
    if (point) {
      CHECK(point->is_valid());
      CHECK(compress(*point) == bytes);
      bytes[31] |= 0x40; // a point and the identity at once
      CHECK_FALSE(decompress(bytes).has_value());
    }
  }
  CHECK(off_curve > 50);
}

TEST_CASE("points off the curve are recognized") {
  CHECK(G1Affine::generator().is_valid());
  CHECK_FALSE(G1Affine{Fq::one(), Fq::one()}.is_valid());
  CHECK_FALSE(G1Affine{Fq::zero(), Fq::one()}.is_valid());
}

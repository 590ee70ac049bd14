#include <doctest/doctest.h>

#include "runtime/curve/msm.h"
#include "tests/unit/random.h"

using namespace blockfold;
using blockfold::testing::Random;

namespace {

G1 naive(std::span<const G1Affine> points, std::span<const Fr> scalars) {
  G1 sum;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += points[i] * scalars[i];
  return sum;
}

} // namespace

TEST_CASE("multi-scalar multiplication agrees with the sum of products") {
  Random random(21);
  for (const std::size_t n : {0, 1, 2, 3, 7, 32, 33, 200}) {
    const std::vector<G1Affine> points = random.points(n);
    const std::vector<Fr> scalars = random.elements<Fr>(n);
    CHECK(multi_scalar_mul(points, scalars) == naive(points, scalars));
  }
}

TEST_CASE("equal, opposite and identity points") {
  Random random(22);
  std::vector<G1Affine> points = random.points(100);
  std::vector<Fr> scalars = random.elements<Fr>(100);
  for (std::size_t i = 0; i + 1 < points.size(); i += 4) {
    points[i + 1] = i % 8 == 0 ? points[i] : -points[i];
    scalars[i + 1] = scalars[i];
    points[i + 2] = G1Affine::identity();
  }
  CHECK(multi_scalar_mul(points, scalars) == naive(points, scalars));
  std::fill(points.begin(), points.end(), points[0]);
  CHECK(multi_scalar_mul(points, scalars) == naive(points, scalars));
  std::fill(scalars.begin(), scalars.end(), -Fr::one());
  CHECK(multi_scalar_mul(points, scalars) == naive(points, scalars));
  std::fill(scalars.begin(), scalars.end(), Fr::zero());
  CHECK(multi_scalar_mul(points, scalars).is_identity());
}

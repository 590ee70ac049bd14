#include <algorithm>
#include <bit>
#include <span>

#include "runtime/field/batch.h"
#include "runtime/kernels/point_batch.h"

namespace blockfold::kernels {
namespace {

// The work form is G1Affine itself.
constexpr std::size_t kPairsPerInversion = 1024;

G1Affine to_affine(const WorkPoint& point) {
  return std::bit_cast<G1Affine>(point);
}
WorkPoint to_work(const G1Affine& point) {
  return std::bit_cast<WorkPoint>(point);
}

void import_points(const G1Affine* points, std::size_t n, WorkPoint* out) {
  std::transform(points, points + n, out, to_work);
}

G1Affine load(const WorkPoint* source, PointRef ref) {
  const G1Affine point = to_affine(source[ref & ~kNegated]);
  return (ref & kNegated) != 0 ? -point : point;
}

WorkPoint fetch(const WorkPoint* source, PointRef ref) {
  return to_work(load(source, ref));
}

/// The slope of the line through two points is numerator / denominator; zero over zero where the
/// sum does not need one.
struct Slope {
  Fq numerator, denominator;
};

Slope slope(const G1Affine& a, const G1Affine& b) {
  if (a.is_identity() || b.is_identity())
    return {};
  if (a.x != b.x)
    return {b.y - a.y, b.x - a.x};
  if (a.y != b.y)
    return {}; // opposite points
  const Fq square = a.x.square();
  return {square.doubled() + square, a.y.doubled()};
}

G1Affine add(const G1Affine& a, const G1Affine& b, const Fq& inverse_denominator) {
  if (a.is_identity())
    return b;
  if (b.is_identity())
    return a;
  if (inverse_denominator.is_zero())
    return G1Affine::identity();
  const Fq lambda = slope(a, b).numerator * inverse_denominator;
  const Fq x = lambda.square() - a.x - b.x;
  return {x, lambda * (a.x - x) - a.y};
}

void add_pairs(const WorkPoint* source, const PairSum* pairs, std::size_t count, Signs,
               WorkPoint* target, PairScratch&) {
  std::vector<Fq> inverses(std::min(count, kPairsPerInversion));
  for (std::size_t begin = 0; begin < count; begin += kPairsPerInversion) {
    const std::size_t size = std::min(kPairsPerInversion, count - begin);
    for (std::size_t i = 0; i < size; ++i)
      inverses[i] = slope(load(source, pairs[begin + i].left), load(source, pairs[begin + i].right))
                        .denominator;
    batch_invert(std::span(inverses.data(), size));
    for (std::size_t i = 0; i < size; ++i) {
      const PairSum& pair = pairs[begin + i];
      target[pair.sum] =
          to_work(add(load(source, pair.left), load(source, pair.right), inverses[i]));
    }
  }
}

} // namespace

const PointBackend kPortablePoints = {import_points, to_affine, fetch, add_pairs};

} // namespace blockfold::kernels

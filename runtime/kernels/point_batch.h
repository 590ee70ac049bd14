#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/curve/g1.h"

/// Additions of curve points in affine form, many at a time: with the inversions shared
/// (Montgomery's trick) an addition costs six products. The inner loop of runtime/kernels/msm.h.
namespace blockfold::kernels {

/// A point in the form that its backend works in: x, then y; all zero for the identity.
struct alignas(64) WorkPoint {
  std::uint64_t words[8];
};

/// An index into an array of points; with kNegated, the negative of that point.
using PointRef = std::uint32_t;
inline constexpr PointRef kNegated = PointRef{1} << 31;

/// target[sum] = source[left] + source[right].
struct PairSum {
  PointRef left, right;
  std::uint32_t sum;
};

/// Whether references may be negated.
enum class Signs { None, Some };

/// Room for add_pairs(), kept between calls.
struct PairScratch {
  std::vector<WorkPoint> storage;
};

/// One implementation. Both compute the same points; their work forms differ.
struct PointBackend {
  void (*import_points)(const G1Affine* points, std::size_t n, WorkPoint* out);
  G1Affine (*export_point)(const WorkPoint& point);
  /// source[ref], negated if it says so.
  WorkPoint (*fetch)(const WorkPoint* source, PointRef ref);
  /// Carries out `count` sums of any points: equal, opposite, the identity. No target may be a
  /// source. kNegated is looked for only with Signs::Some.
  void (*add_pairs)(const WorkPoint* source, const PairSum* pairs, std::size_t count, Signs signs,
                    WorkPoint* target, PairScratch& scratch);
};

extern const PointBackend kPortablePoints;
extern const PointBackend kIfmaPoints; // only where supports(KernelSet::Ifma)

/// The backend of active_kernels().
const PointBackend& active_points();

} // namespace blockfold::kernels

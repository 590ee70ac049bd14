#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/kernels/buffer.h"
#include "runtime/kernels/point_batch.h"

namespace blockfold::kernels {

/// Sums many lists of points at once: pairwise, level by level, so that all the additions of a
/// level share their inversions. Keeps its memory between calls.
class ListSums {
public:
  explicit ListSums(const PointBackend& backend) : backend_(backend) {}

  /// List l is refs[ends[l - 1], ends[l]) (from 0 for l = 0), of points of `source`. The result has
  /// one point for each list, the identity for an empty one; it is valid until the next call.
  /// `signs` says whether references may be negated.
  std::span<const WorkPoint> sum(const WorkPoint* source, std::span<const PointRef> refs,
                                 std::span<const std::uint32_t> ends, Signs signs);

private:
  /// Some of the lists, few enough for everything between two levels to stay in the cache.
  struct Segment {
    std::uint32_t first_list, last_list; // [first, last)
    std::uint32_t first_ref, last_ref;
  };

  /// A list that has more than one point left: `size` points from `begin` on in the arena.
  struct Pending {
    std::uint32_t list, begin, size;
  };

  void cut(std::span<const std::uint32_t> ends);
  void first_level(const WorkPoint* source, const PointRef* refs, const std::uint32_t* ends,
                   const Segment& segment, Signs signs);
  void next_level();

  const PointBackend& backend_;
  std::vector<Segment> segments_;
  Buffer<WorkPoint> arena_; // the results, then two halves that the levels alternate between
  std::uint32_t half_begin_[2] = {0, 0};
  unsigned half_ = 0;
  std::vector<PairSum> pairs_;
  std::vector<Pending> pending_;
  PairScratch scratch_;
};

} // namespace blockfold::kernels

#include "runtime/kernels/list_sums.h"

#include <algorithm>

namespace blockfold::kernels {
namespace {

constexpr std::uint32_t kSegmentRefs = std::uint32_t{1} << 14;

} // namespace

std::span<const WorkPoint> ListSums::sum(const WorkPoint* source, std::span<const PointRef> refs,
                                         std::span<const std::uint32_t> ends, Signs signs) {
  cut(ends);
  for (const Segment& segment : segments_) {
    first_level(source, refs.data(), ends.data(), segment, signs);
    while (!pending_.empty())
      next_level();
  }
  return {arena_.data(), ends.size()};
}

void ListSums::cut(std::span<const std::uint32_t> ends) {
  segments_.clear();
  Segment current{0, 0, 0, 0};
  std::uint32_t longest = 0;
  const auto lists = static_cast<std::uint32_t>(ends.size());
  for (std::uint32_t l = 0; l < lists; ++l) {
    current.last_list = l + 1;
    current.last_ref = ends[l];
    if (current.last_ref - current.first_ref < kSegmentRefs && l + 1 < lists)
      continue;
    longest = std::max(longest, current.last_ref - current.first_ref);
    segments_.push_back(current);
    current = {l + 1, l + 1, ends[l], ends[l]};
  }
  // A list of k > 2 points leaves (k + 1) / 2 <= 2k / 3.
  half_begin_[0] = lists;
  half_begin_[1] = lists + 2 * (longest / 3 + 1);
  arena_.reserve(half_begin_[1] + 2 * (longest / 3 + 1));
}

void ListSums::first_level(const WorkPoint* source, const PointRef* refs, const std::uint32_t* ends,
                           const Segment& segment, Signs signs) {
  pairs_.clear();
  pending_.clear();
  std::uint32_t next = half_begin_[0];
  std::uint32_t begin = segment.first_ref;
  for (std::uint32_t l = segment.first_list; l < segment.last_list; ++l) {
    const std::uint32_t size = ends[l] - begin;
    const PointRef* list = refs + begin;
    begin = ends[l];
    if (size == 0) {
      arena_[l] = WorkPoint{};
    } else if (size == 1) {
      arena_[l] = backend_.fetch(source, list[0]);
    } else if (size == 2) {
      pairs_.push_back({list[0], list[1], l});
    } else {
      pending_.push_back({l, next, (size + 1) / 2});
      for (std::uint32_t i = 0; i + 1 < size; i += 2)
        pairs_.push_back({list[i], list[i + 1], next++});
      if (size % 2 != 0)
        arena_[next++] = backend_.fetch(source, list[size - 1]);
    }
  }
  backend_.add_pairs(source, pairs_.data(), pairs_.size(), signs, arena_.data(), scratch_);
  half_ = 1;
}

void ListSums::next_level() {
  pairs_.clear();
  std::uint32_t next = half_begin_[half_];
  std::size_t kept = 0;
  for (const Pending list : pending_) {
    if (list.size == 2) {
      pairs_.push_back({list.begin, list.begin + 1, list.list});
      continue;
    }
    pending_[kept++] = {list.list, next, (list.size + 1) / 2};
    for (std::uint32_t i = 0; i + 1 < list.size; i += 2)
      pairs_.push_back({list.begin + i, list.begin + i + 1, next++});
    if (list.size % 2 != 0)
      arena_[next++] = arena_[list.begin + list.size - 1];
  }
  pending_.resize(kept);
  backend_.add_pairs(arena_.data(), pairs_.data(), pairs_.size(), Signs::None, arena_.data(),
                     scratch_);
  half_ = 1 - half_;
}

} // namespace blockfold::kernels

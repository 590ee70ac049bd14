#include "compiler/layout/plan.h"

#include "compiler/lower/chip/block_chips.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace blockfold::layout {
namespace {

std::uint32_t digits(std::uint64_t largest, std::uint32_t bits) {
  const auto width =
      std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::bit_width(largest)));
  return (width + bits - 1) / bits;
}

/// Entries that one segment commits to, all phases.
std::uint64_t committed(const lower::LoweredTheory& lowered,
                        const std::vector<std::uint32_t>& copies, bool with_fixed) {
  std::uint64_t total = 0;
  std::size_t counted = 0;
  for (std::size_t chip = 0; chip < lowered.chips.size(); ++chip) {
    const auto& columns = lowered.circuit.chips[chip].columns;
    const std::uint64_t fixed = lowered.chips[chip].fixed_copies;
    const std::uint64_t n = fixed == 0 ? copies[counted++] : (with_fixed ? fixed : 0);
    total += n * (std::uint64_t{columns[0]} + columns[1] + columns[2]);
  }
  return total;
}

/// Balances what the verifier does per commitment against what it does per entry of a row.
/// The widest row of a certificate is paid for once, so in a library all are wide.
std::uint32_t balanced_log_width(std::uint64_t entries, bool library) {
  const double root = std::sqrt(static_cast<double>(std::max<std::uint64_t>(entries, 1)));
  const auto log = static_cast<std::uint32_t>(std::ceil(std::log2(root)));
  return std::clamp<std::uint32_t>(log + (library ? 2 : 1), 5, 15);
}

/// A power of two near the root of the number of blocks, divided by four: segments grow with the
/// theorem as their number does.
std::uint32_t balanced_segments(std::uint64_t blocks) {
  if (blocks < 64)
    return 1;
  return std::uint32_t{1} << std::max<int>(1, (std::bit_width(blocks) - 1) / 2 - 2);
}

} // namespace

lower::RangeParameters plan_range(const RangeNeeds& needs) {
  if (needs.length_checks + needs.time_checks + needs.order_checks == 0)
    return {};
  lower::RangeParameters best;
  std::uint64_t best_cost = UINT64_MAX;
  for (std::uint32_t bits = 1; bits <= 16; ++bits) {
    const lower::RangeParameters range{bits, digits(needs.largest_length, bits),
                                       digits(needs.largest_time_difference, bits),
                                       digits(needs.largest_order_difference, bits)};
    const std::uint64_t cost =
        (std::uint64_t{1} << bits) + needs.length_checks * range.length_limbs +
        needs.time_checks * range.time_limbs + needs.order_checks * range.order_limbs;
    if (cost < best_cost) {
      best_cost = cost;
      best = range;
    }
  }
  return best;
}

std::uint32_t plan_table_bits(llvm::ArrayRef<std::uint64_t> checks) {
  std::uint32_t best = 0;
  std::uint64_t best_cost = UINT64_MAX;
  for (std::uint32_t bits = 4; bits <= 16; bits += 4) {
    std::uint64_t cost = std::uint64_t{1} << bits;
    for (unsigned width = 2; width < checks.size(); ++width) {
      const lower::Digits digits = lower::digits_of(width, bits);
      cost += checks[width] * (digits.count + (digits.spare != 0 ? 1 : 0));
    }
    if (cost < best_cost) {
      best_cost = cost;
      best = bits;
    }
  }
  return best;
}

namespace {

constexpr std::uint32_t kMiddleSegments = 8;

/// Segment numbers of the kinds, the largest first. A middle kind keeps the remainders of a large
/// one out of kind 0, whose size the verifier pays for.
std::vector<std::uint32_t> kind_segments(std::uint64_t blocks, const PlanOptions& options) {
  const std::uint32_t most = options.segments != 0 ? options.segments : balanced_segments(blocks);
  if (most == 1)
    return {1};
  if (options.segments != 0 || most < 64)
    return {most, 1};
  return {most, kMiddleSegments, 1};
}

/// The blocks of a counted chip that have no copy yet.
struct Demand {
  std::uint64_t blocks;
  bool exact; ///< no copy may repeat a block
};

/// Copies per segment of one kind; takes what it places off `demands`. A chip is placed once for
/// every binary digit of its copies, and each placement costs the verifier all of the chip's
/// constraints once more: in a library, that outweighs a few unused copies.
std::vector<std::uint32_t> take_copies(std::vector<Demand>& demands, std::uint32_t segments,
                                       bool library) {
  // From how many eighths of a further copy per segment on its remainder is worth one.
  const unsigned eighths = library && segments == kMiddleSegments ? 5 : 8;
  std::vector<std::uint32_t> copies;
  for (auto& [blocks, exact] : demands) {
    std::uint64_t per_segment = blocks / segments;
    blocks -= per_segment * segments;
    if (!exact && segments > 1 &&
        (blocks * 8 > std::uint64_t{segments} * 7 ||
         blocks * 8 >= std::uint64_t{segments} * eighths)) {
      ++per_segment;
      blocks = 0;
    }
    if (!exact && library && segments == 1 && per_segment == 3)
      per_segment = 4;
    copies.push_back(static_cast<std::uint32_t>(per_segment));
  }
  return copies;
}

} // namespace

Layout plan_layout(const lower::LoweredTheory& lowered, llvm::ArrayRef<std::uint64_t> occupants,
                   llvm::ArrayRef<std::uint32_t> dummies, const PlanOptions& options) {
  std::vector<Demand> demands;
  std::uint64_t blocks = 0;
  for (std::size_t chip = 0; chip < lowered.chips.size(); ++chip)
    if (lowered.chips[chip].fixed_copies == 0) {
      demands.push_back({occupants[chip], lowered.chips[chip].bound_to_place});
      blocks += occupants[chip];
    }

  Layout layout;
  layout.range = lowered.range;
  layout.dummies.assign(dummies.begin(), dummies.end());
  const std::vector<std::uint32_t> kinds = kind_segments(blocks, options);
  const bool library = kinds.size() > 2;
  for (const std::uint32_t segments : kinds) {
    std::vector<std::uint32_t> copies = take_copies(demands, segments, library);
    if (segments > 1 && std::ranges::all_of(copies, [](std::uint32_t n) { return n == 0; }))
      continue;
    const std::uint64_t entries = segments * committed(lowered, copies, segments == 1);
    layout.kinds.push_back({segments, options.log_width != 0
                                          ? options.log_width
                                          : balanced_log_width(entries, library)});
    layout.copies.push_back(std::move(copies));
  }
  std::ranges::reverse(layout.kinds);
  std::ranges::reverse(layout.copies);
  return layout;
}

} // namespace blockfold::layout

#pragma once

#include "compiler/ir/transcript.h"
#include "compiler/lower/chip/analysis.h"

#include <cstdint>
#include <vector>

/// Numbers about every block that the structure phase commits to.
namespace blockfold::witness {

struct Measures {
  std::vector<std::uint64_t> lengths; ///< symbols of the text; 0 for typecodes without variables
  std::vector<std::uint32_t> times;   ///< depth over time-checked premises

  /// What the range checks must reach, and how many there are of each sort.
  std::uint64_t largest_length = 0, largest_time_difference = 0, largest_order_difference = 0;
  std::uint64_t length_checks = 0, time_checks = 0, order_checks = 0;
};

Measures measure(const ir::Theory& theory, const lower::Analysis& analysis,
                 const ir::Transcript& transcript);

} // namespace blockfold::witness

#pragma once

#include "compiler/layout/layout.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstdint>

/// How the prover chooses a layout. Nothing here is trusted: a bad choice costs time or space.
namespace blockfold::layout {

/// How often each sort of range check occurs and how far it must reach.
struct RangeNeeds {
  std::uint64_t largest_length = 0, largest_time_difference = 0, largest_order_difference = 0;
  std::uint64_t length_checks = 0, time_checks = 0, order_checks = 0;
};

/// The table size that costs the fewest bus terms: small tables need more digits.
lower::RangeParameters plan_range(const RangeNeeds& needs);

/// The same for a block program: `checks[n]` values of n bits are checked; 0 if none needs a table.
std::uint32_t plan_table_bits(llvm::ArrayRef<std::uint64_t> checks);

struct PlanOptions {
  std::uint32_t segments = 0;  ///< of the repeated kind; 0: by size
  std::uint32_t log_width = 0; ///< entries per commitment; 0: by size
};

/// Chooses kinds and copies for chips that hold `occupants[c]` blocks each. Rules used often go to
/// a kind of many equal segments, the rest and the remainders to kind 0.
Layout plan_layout(const lower::LoweredTheory& lowered, llvm::ArrayRef<std::uint64_t> occupants,
                   llvm::ArrayRef<std::uint32_t> dummies, const PlanOptions& options = {});

} // namespace blockfold::layout

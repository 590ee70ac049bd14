#pragma once

#include "tools/fuzz/executions.h"
#include "tools/fuzz/random.h"

#include <mutex>
#include <string_view>
#include <vector>

/// Changes certificates of executions by what they say, with everything else as a prover would have
/// it.
namespace blockfold::fuzz {

enum class ExecutionMutation : std::uint8_t {
  Stated,   ///< other public blocks, numbers and texts, with the proof as it was
  Restated, ///< the same, and what the prover sends last is solved for: only the opening can tell
  Reproved, ///< the true blocks proved as other public blocks, or with a changed witness
};
inline constexpr std::size_t kExecutionMutations = 3;
std::string_view name(ExecutionMutation mutation);

class ExecutionMutator {
public:
  /// `proven` must outlive the mutator.
  explicit ExecutionMutator(const std::vector<ProvenExecution>& proven) : proven_(proven) {}

  /// A changed copy of certificate `base`; now and then, by chance, an equal one.
  Bytes mutant(Random& random, std::size_t base, ExecutionMutation mutation) const;

private:
  const std::vector<ProvenExecution>& proven_;
  mutable std::mutex proving_; ///< a witness writes texts into its execution
};

} // namespace blockfold::fuzz

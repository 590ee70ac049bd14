#pragma once

#include "compiler/driver/prove.h"
#include "compiler/driver/prove_execution.h"

#include <cstdint>

/// What a proof is going to cost, from its circuit and a short look at the machine. The whole cost
/// model is here and in estimate.cc.
namespace blockfold::driver {

/// Sizes that are known exactly before the proof.
struct ProofSize {
  std::uint64_t blocks = 0;
  std::uint64_t constraints = 0, small_values = 0, full_values = 0; ///< over all segments
  std::uint64_t commitments = 0;
  std::uint64_t certificate_bytes = 0;
};
ProofSize size_of(const Compiled& compiled);

/// A proof of a circuit's shape without content: zeros, and identities for points.
cert::Proof blank_proof(const cs::Circuit& circuit);

/// Seconds that this machine takes for one element of each sort of work, with all threads at work
/// and nothing else running.
struct MachineSpeed {
  unsigned threads = 1;
  double full_value = 0;    ///< committing to a field element
  double small_value = 0;   ///< committing to a small integer
  double multiply_add = 0;  ///< of field elements, in arrays
  double lone_multiply = 0; ///< of field elements, one after another in one thread
};

/// Measures the machine with the row width and value sizes of this proof, in less than half a
/// second.
MachineSpeed measure_speed(const Compiled& compiled);

/// Seconds from the compiled proof to the verified certificate.
double predict_seconds(const Compiled& compiled, const MachineSpeed& speed);

/// Bytes that the process will have in use at most, from what it has now and what the prover adds:
/// the committed values, the three products of every row, the texts of the blocks, and room for the
/// threads' multi-scalar multiplications. A little more than what is used, rarely less.
std::uint64_t predict_memory(const Compiled& compiled, unsigned threads);
/// The same of an execution, whose blocks are in memory already.
std::uint64_t predict_memory(const CompiledExecution& compiled, unsigned threads);

} // namespace blockfold::driver

#pragma once

#include "runtime/cert/proof.h"
#include "runtime/cs/circuit.h"
#include "runtime/cs/witness.h"
#include "runtime/fold/checkpoint.h"
#include "runtime/fold/rows.h"
#include "runtime/hash/transcript.h"
#include "runtime/parallel/profile.h"

#include <functional>
#include <string_view>

/// The folding prover: commits the witness in three phases, folds the segments of each kind by the
/// instance-first sum-check and proves the folded instance with Spartan and an inner-product
/// argument (PROTOCOL, sections 5 to 8). Deterministic: one input, one proof, whatever the number
/// of threads.
namespace blockfold::fold {

/// Called at the start of each step, and now and then within it, with its name and the share of all
/// work done, in [0, 1]. One call at a time, from any thread.
using Progress = std::function<void(std::string_view step, double done)>;

/// The hand of a cheating prover, for the soundness tests: called for each kind before the
/// commitments of a phase (0 structure, 1 text, 2 bus), it may change anything that was computed so
/// far. `rows` holds what the constraints evaluate to; a witness changed without them fails as
/// surely as one with.
using Tamper =
    std::function<void(unsigned phase, std::size_t kind, std::vector<cs::SegmentWitness>& segments,
                       std::vector<RowValues>& rows)>;

/// What may accompany a prover at work. None of it changes a byte of the proof.
struct Company {
  Checkpoint* checkpoint = nullptr; ///< finished commitments go there, and may come from there
  Profile* profile = nullptr;
};

/// `transcript` must be in the state that verify::verify will be given. The proof is of what the
/// source says, true or not: a false witness gives a proof that does not verify.
cert::Proof prove(const cs::Circuit& circuit, cs::WitnessSource& source, Transcript& transcript,
                  const Progress& progress = {}, const Tamper& tamper = {},
                  const Company& company = {});

} // namespace blockfold::fold

#pragma once

#include "runtime/cert/proof.h"
#include "runtime/cs/circuit.h"
#include "runtime/hash/transcript.h"

namespace blockfold::fuzz {

/// Plays a proof's transcript as the verifier does and replaces what the prover is free to choose
/// last: a bus sum, C z*, and the value of the structure part. Then every check of a proof with
/// changed messages holds but those of the openings. What cannot be repaired stays as it is.
cert::Proof repaired(const cs::Circuit& circuit, Transcript transcript, cert::Proof proof);

} // namespace blockfold::fuzz

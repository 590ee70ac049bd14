#pragma once

#include "runtime/base/result.h"
#include "runtime/cert/proof.h"
#include "runtime/cs/circuit.h"
#include "runtime/hash/transcript.h"

/// The verifier of folded R1CS proofs: scalar code, no threads, no prover. It trusts the circuit,
/// which its caller has derived from the theory, and nothing in the proof.
namespace blockfold::verify {

/// Verifies that some witness satisfies every constraint of every segment of `circuit` and that all
/// bus terms sum to zero. `transcript` must already hold everything the circuit was derived from.
///
/// Errors: `verify.shape`, `sumcheck.shape`, `ipa.shape` (messages of wrong number or size),
/// `verify.point` (a commitment that is no curve point), `verify.bus` (bus sums do not cancel),
/// `verify.fold`, `verify.outer`, `verify.inner`, `ipa.mismatch`, `ipa.challenge` (the named step's
/// equation fails).
Status verify(const cs::Circuit& circuit, const cert::Proof& proof, Transcript& transcript);

} // namespace blockfold::verify

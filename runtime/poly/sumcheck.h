#pragma once

#include "runtime/base/result.h"
#include "runtime/hash/transcript.h"

#include <span>
#include <string_view>
#include <vector>

/// The sum-check protocol (Lund, Fortnow, Karloff, Nisan 1992), as messages shared by prover and
/// verifier and the verifier's side. Variables are bound from the highest to the lowest.
namespace blockfold {

/// A round polynomial g of degree d without its linear coefficient, which follows from the claim
/// g(0) + g(1): [c0, c2, c3, ..., cd], d entries.
using RoundMessage = std::vector<Fr>;

/// g(x), given the claim g(0) + g(1).
Fr evaluate_round(const RoundMessage& message, const Fr& claim, const Fr& x);

struct SumcheckResult {
  std::vector<Fr> point; ///< variable 0 first
  Fr claim;              ///< what the summed polynomial must equal at that point
};

/// Absorbs one round message and draws the challenge that binds the round's variable.
Fr bind_round(const RoundMessage& message, Transcript& transcript, std::string_view label);

/// Verifies `variables` rounds of degree `degree`. Fails with code `sumcheck.shape` when a message
/// has another size; whether the final claim holds is for the caller to check.
Result<SumcheckResult> verify_sumcheck(const Fr& claim, std::span<const RoundMessage> rounds,
                                       unsigned variables, unsigned degree, Transcript& transcript,
                                       std::string_view label);

} // namespace blockfold

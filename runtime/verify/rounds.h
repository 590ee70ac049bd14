#pragma once

#include "runtime/cert/proof.h"
#include "runtime/cs/circuit.h"
#include "runtime/hash/transcript.h"

#include <span>
#include <string_view>
#include <vector>

/// Steps of the protocol that both sides perform in the same words: labels and challenges. Keeping
/// them here means that prover and verifier cannot disagree about what is absorbed.
namespace blockfold::verify {

inline constexpr std::string_view kPhaseLabels[] = {"structure", "text", "bus"};

/// Absorbs all commitments of one phase, kind after kind.
void absorb_phase(Transcript& transcript, unsigned phase, std::span<const cert::KindProof> kinds);

/// Absorbs the commitments of all three phases and draws the challenges between them, each after
/// everything that it must depend on.
cs::Challenges replay_commitments(Transcript& transcript, std::span<const cert::KindProof> kinds);

/// The challenges of one kind, drawn after every bus sum was absorbed.
struct KindChallenges {
  std::vector<Fr> tau; ///< over rows
  std::vector<Fr> rho; ///< over segments
  Fr gamma;            ///< weight of the bus sum
};
KindChallenges draw_kind_challenges(Transcript& transcript, const cs::Kind& kind);

std::vector<Fr> draw_point(Transcript& transcript, std::string_view label, unsigned size);

} // namespace blockfold::verify

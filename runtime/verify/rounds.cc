#include "runtime/verify/rounds.h"

namespace blockfold::verify {

void absorb_phase(Transcript& transcript, unsigned phase, std::span<const cert::KindProof> kinds) {
  for (const cert::KindProof& kind : kinds) {
    const std::vector<cert::EncodedPoint>& points = kind.commitments[phase];
    transcript.absorb_bytes(kPhaseLabels[phase],
                            {reinterpret_cast<const std::uint8_t*>(points.data()),
                             points.size() * sizeof(cert::EncodedPoint)});
  }
}

cs::Challenges replay_commitments(Transcript& transcript, std::span<const cert::KindProof> kinds) {
  cs::Challenges challenges;
  absorb_phase(transcript, 0, kinds);
  challenges.r = transcript.challenge("r");
  absorb_phase(transcript, 1, kinds);
  challenges.alpha = transcript.challenge("alpha");
  challenges.beta = transcript.challenge("beta");
  absorb_phase(transcript, 2, kinds);
  return challenges;
}

std::vector<Fr> draw_point(Transcript& transcript, std::string_view label, unsigned size) {
  std::vector<Fr> point(size);
  for (Fr& coordinate : point)
    coordinate = transcript.challenge(label);
  return point;
}

KindChallenges draw_kind_challenges(Transcript& transcript, const cs::Kind& kind) {
  KindChallenges challenges;
  challenges.tau = draw_point(transcript, "tau", kind.log_rows);
  challenges.rho = draw_point(transcript, "rho", kind.log_segments());
  challenges.gamma = transcript.challenge("gamma");
  return challenges;
}

} // namespace blockfold::verify

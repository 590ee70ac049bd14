// Fiat-Shamir: what is absorbed, and that every challenge depends on everything absorbed before it.
// The verifier's order of messages is written down here once more; that it is the real one shows in
// the final state, which prover, verifier and this copy share.
#include "tests/soundness/proof_fields.h"
#include "tests/soundness/samples.h"

#include "runtime/curve/msm.h"
#include "runtime/pcs/ipa.h"
#include "runtime/poly/multilinear.h"
#include "runtime/poly/sumcheck.h"
#include "runtime/verify/rounds.h"
#include "runtime/verify/verify.h"

namespace blockfold::soundness {
namespace {

/// All challenges up to each kind's opening, in order, and the state after the last opening.
struct Replay {
  std::vector<Fr> challenges;
  std::array<std::uint8_t, 32> state{};
  bool opened = true;
};

class Replayer {
public:
  Replayer(const cs::Circuit& circuit, const cert::Proof& proof, Transcript transcript)
      : circuit_(circuit), proof_(proof), transcript_(transcript) {}

  Replay run() {
    verify::absorb_phase(transcript_, 0, proof_.kinds);
    draw("r");
    verify::absorb_phase(transcript_, 1, proof_.kinds);
    draw("alpha");
    draw("beta");
    verify::absorb_phase(transcript_, 2, proof_.kinds);
    for (const cert::KindProof& kind : proof_.kinds)
      transcript_.absorb("bus sum", kind.bus_sum);
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k)
      replay_kind(circuit_.kinds[k], proof_.kinds[k]);
    out_.state = transcript_.state();
    return out_;
  }

private:
  Fr draw(std::string_view label) {
    out_.challenges.push_back(transcript_.challenge(label));
    return out_.challenges.back();
  }

  /// The point of a sum-check, variable 0 first.
  std::vector<Fr> rounds(const std::vector<cert::RoundMessage>& messages, std::string_view label) {
    std::vector<Fr> point(messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
      out_.challenges.push_back(bind_round(messages[i], transcript_, label));
      point[messages.size() - 1 - i] = out_.challenges.back();
    }
    return point;
  }

  void replay_kind(const cs::Kind& kind, const cert::KindProof& proof) {
    const verify::KindChallenges drawn = verify::draw_kind_challenges(transcript_, kind);
    out_.challenges.insert(out_.challenges.end(), drawn.tau.begin(), drawn.tau.end());
    out_.challenges.insert(out_.challenges.end(), drawn.rho.begin(), drawn.rho.end());
    out_.challenges.push_back(drawn.gamma);
    const std::vector<Fr> segments = rounds(proof.fold, "fold");
    transcript_.absorb("folded bus sum", proof.folded_bus_sum);
    rounds(proof.outer, "outer");
    transcript_.absorb("row values", proof.row_values);
    draw("mix");
    const std::vector<Fr> columns = rounds(proof.inner, "inner");
    transcript_.absorb("part values", proof.part_values);
    open(kind, proof, eq_table(segments), columns, draw("batch"));
  }

  void open(const cs::Kind& kind, const cert::KindProof& proof, const std::vector<Fr>& segments,
            std::span<const Fr> point, const Fr& batch) {
    const std::vector<Fr> rows =
        eq_table(point.subspan(kind.log_width, kind.log_part - kind.log_width));
    G1 commitment;
    Fr value, power = Fr::one();
    for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
      std::size_t at = 0;
      for (std::uint32_t segment = 0; segment < kind.segments; ++segment)
        for (std::uint32_t row = 0; row < kind.commitments(phase); ++row)
          if (const auto decoded = decompress(proof.commitments[phase][at++]))
            commitment += G1(*decoded) * (power * segments[segment] * rows[row]);
      value += power * proof.part_values[phase];
      power *= batch;
    }
    IpaProof opening{{}, {}, proof.opening.last};
    for (std::size_t i = 0; i < proof.opening.left.size(); ++i) {
      opening.left.push_back(*decompress(proof.opening.left[i]));
      opening.right.push_back(*decompress(proof.opening.right[i]));
    }
    out_.opened &= ipa_verify(pedersen_key(kind.log_width), commitment,
                              eq_table(point.first(kind.log_width)), value, opening, transcript_)
                       .ok();
  }

  const cs::Circuit& circuit_;
  const cert::Proof& proof_;
  Transcript transcript_;
  Replay out_;
};

TEST_CASE("every challenge depends on every message before it") {
  const Scene scene = sample(4, true);
  const Outcome honest = scene.run(); // which checks that prover and verifier end in one state
  check_accepted(honest);
  const auto bound = driver::bind_statement(scene.database(), honest.certificate);
  REQUIRE(bound.ok());
  const cs::Circuit& circuit = bound->lowered.circuit;
  const auto replay = [&](const cert::Proof& proof) {
    return Replayer(circuit, proof, bound->transcript).run();
  };

  const Replay expected = replay(honest.certificate.proof);
  CHECK(expected.opened);
  Transcript verifying = bound->transcript;
  REQUIRE(verify::verify(circuit, honest.certificate.proof, verifying).ok());
  CHECK(expected.state == verifying.state());

  // The first challenge that a change reaches, and that it reaches all that follow.
  const auto first_changed = [&](const cert::Proof& proof) {
    const Replay changed = replay(proof);
    REQUIRE(changed.challenges.size() == expected.challenges.size());
    CHECK(changed.state != expected.state);
    std::size_t first = 0;
    while (first < changed.challenges.size() &&
           changed.challenges[first] == expected.challenges[first])
      ++first;
    for (std::size_t i = first; i < changed.challenges.size(); ++i)
      if (changed.challenges[i] == expected.challenges[i])
        FAIL_CHECK("challenge " << i << " does not depend on the change");
    return first;
  };

  cert::Proof proof = honest.certificate.proof;
  const std::map<std::string, std::size_t> by_phase = {{"structure", 0}, {"text", 1}, {"bus", 3}};
  for_each_point(proof, [&](std::size_t kind, const std::string& part, cert::EncodedPoint& point) {
    CAPTURE(kind);
    CAPTURE(part);
    const cert::EncodedPoint kept = point;
    point = compress(-*decompress(kept));
    if (point != kept) {
      const std::size_t first = first_changed(proof);
      if (part != "opening")
        CHECK(first == by_phase.at(part)); // r, alpha, tau: of all kinds, the first included
      else
        CHECK(first > 3);
    }
    point = kept;
  });

  std::size_t latest = 0;
  for_each_scalar(proof, [&](std::size_t kind, const std::string& part, Fr& scalar) {
    CAPTURE(kind);
    CAPTURE(part);
    scalar += Fr::one();
    const std::size_t first = first_changed(proof);
    if (part == "bus sum") {
      CHECK(first == 3);
    } else {
      CHECK(first >= latest); // messages in their order, each before what is drawn next
      CHECK(first > 3);
      latest = first;
    }
    scalar -= Fr::one();
  });
  CHECK(latest ==
        expected.challenges.size()); // the last opening: no challenge follows, the state changes
}

} // namespace
} // namespace blockfold::soundness

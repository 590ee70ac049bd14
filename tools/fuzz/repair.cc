#include "tools/fuzz/repair.h"

#include "runtime/curve/msm.h"
#include "runtime/pcs/ipa.h"
#include "runtime/poly/multilinear.h"
#include "runtime/poly/sumcheck.h"
#include "runtime/verify/matrices.h"
#include "runtime/verify/rounds.h"

namespace blockfold::fuzz {
namespace {

class Repair {
public:
  Repair(const cs::Circuit& circuit, Transcript transcript, cert::Proof& proof)
      : circuit_(circuit), transcript_(std::move(transcript)), proof_(proof) {}

  void run() {
    if (proof_.kinds.size() != circuit_.kinds.size())
      return;
    const cs::CoefficientTable table(circuit_, phases());
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k)
      if (!repair_kind(circuit_.kinds[k], proof_.kinds[k], table))
        return;
  }

private:
  cs::Challenges phases() {
    cs::Challenges challenges;
    verify::absorb_phase(transcript_, 0, proof_.kinds);
    challenges.r = transcript_.challenge("r");
    verify::absorb_phase(transcript_, 1, proof_.kinds);
    challenges.alpha = transcript_.challenge("alpha");
    challenges.beta = transcript_.challenge("beta");
    verify::absorb_phase(transcript_, 2, proof_.kinds);
    Fr total;
    for (const cert::KindProof& kind : proof_.kinds)
      total += kind.bus_sum;
    proof_.kinds.back().bus_sum -= total;
    for (const cert::KindProof& kind : proof_.kinds)
      transcript_.absorb("bus sum", kind.bus_sum);
    return challenges;
  }

  bool repair_kind(const cs::Kind& kind, cert::KindProof& proof,
                   const cs::CoefficientTable& table) {
    const verify::KindChallenges challenges = verify::draw_kind_challenges(transcript_, kind);
    const auto fold = verify_sumcheck(challenges.gamma * proof.bus_sum, proof.fold,
                                      kind.log_segments(), 3, transcript_, "fold");
    if (!fold)
      return false;
    transcript_.absorb("folded bus sum", proof.folded_bus_sum);
    const Fr constraints = (fold->claim - challenges.gamma * proof.folded_bus_sum) *
                           eq_eval(challenges.rho, fold->point).inverse();
    const auto outer =
        verify_sumcheck(constraints, proof.outer, kind.log_rows, 3, transcript_, "outer");
    if (!outer)
      return false;
    auto& [a, b, c] = proof.row_values;
    c = a * b - outer->claim * eq_eval(challenges.tau, outer->point).inverse();
    transcript_.absorb("row values", proof.row_values);
    return repair_inner(kind, proof, table, fold->point, outer->point);
  }

  bool repair_inner(const cs::Kind& kind, cert::KindProof& proof, const cs::CoefficientTable& table,
                    const std::vector<Fr>& segment_point, const std::vector<Fr>& row_point) {
    const Fr mix = transcript_.challenge("mix");
    const auto& [a, b, c] = proof.row_values;
    const Fr claim = a + mix * (b + mix * (c + mix * proof.folded_bus_sum));
    const auto inner =
        verify_sumcheck(claim, proof.inner, kind.log_part + 2, 2, transcript_, "inner");
    if (!inner)
      return false;
    const std::vector<Fr>& point = inner->point;
    const verify::MatrixValues values =
        verify::evaluate_matrices(circuit_, kind, table, row_point, point);
    const auto& [ma, mb, mc] = values.matrices;
    const Fr matrix = ma + mix * (mb + mix * (mc + mix * values.selector));
    const std::array<Fr, 4> weights = verify::part_weights(point);
    Fr rest = weights[0] * verify::evaluate_fixed_part(circuit_, kind, table, segment_point,
                                                       std::span(point).first(kind.log_part));
    for (unsigned phase = 1; phase < cs::kPhases; ++phase)
      rest += weights[phase + 1] * proof.part_values[phase];
    proof.part_values[0] = (inner->claim * matrix.inverse() - rest) * weights[1].inverse();
    transcript_.absorb("part values", proof.part_values);
    return pass_opening(kind, proof, segment_point, point);
  }

  /// Brings the transcript to where the next kind begins.
  bool pass_opening(const cs::Kind& kind, const cert::KindProof& proof,
                    const std::vector<Fr>& segment_point, const std::vector<Fr>& point) {
    const Fr batch = transcript_.challenge("batch");
    const std::vector<Fr> segments = eq_table(segment_point);
    const std::vector<Fr> rows =
        eq_table(std::span(point).subspan(kind.log_width, kind.log_part - kind.log_width));
    std::vector<G1Affine> points;
    std::vector<Fr> scalars;
    Fr value, power = Fr::one();
    for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
      if (!decode(proof.commitments[phase], points))
        return false;
      for (std::uint32_t segment = 0; segment < kind.segments; ++segment)
        for (std::uint32_t row = 0; row < kind.commitments(phase); ++row)
          scalars.push_back(power * segments[segment] * rows[row]);
      value += power * proof.part_values[phase];
      power *= batch;
    }
    std::vector<G1Affine> left, right;
    if (points.size() != scalars.size() || !decode(proof.opening.left, left) ||
        !decode(proof.opening.right, right) || left.size() != right.size())
      return false;
    const G1Affine commitment = multi_scalar_mul(points, scalars).to_affine();
    ipa_transcript::begin(transcript_, commitment, std::size_t{1} << kind.log_width, value);
    for (std::size_t i = 0; i < left.size(); ++i)
      ipa_transcript::round(transcript_, left[i], right[i]);
    ipa_transcript::end(transcript_, proof.opening.last);
    return true;
  }

  static bool decode(const std::vector<cert::EncodedPoint>& encoded, std::vector<G1Affine>& out) {
    for (const cert::EncodedPoint& bytes : encoded) {
      const auto point = decompress(bytes);
      if (!point)
        return false;
      out.push_back(*point);
    }
    return true;
  }

  const cs::Circuit& circuit_;
  Transcript transcript_;
  cert::Proof& proof_;
};

} // namespace

cert::Proof repaired(const cs::Circuit& circuit, Transcript transcript, cert::Proof proof) {
  Repair(circuit, std::move(transcript), proof).run();
  return proof;
}

} // namespace blockfold::fuzz

#include "runtime/verify/verify.h"

#include "runtime/curve/g1.h"
#include "runtime/curve/msm.h"
#include "runtime/pcs/ipa.h"
#include "runtime/poly/multilinear.h"
#include "runtime/poly/sumcheck.h"
#include "runtime/verify/matrices.h"
#include "runtime/verify/rounds.h"

#include <algorithm>
#include <bit>

namespace blockfold::verify {
namespace {

Error shape_error(std::string what) {
  return {"verify.shape", std::move(what)};
}

/// Sizes first: no later step may index beyond what was sent.
Status check_shape(const cs::Circuit& circuit, const cert::Proof& proof) {
  if (proof.kinds.size() != circuit.kinds.size())
    return shape_error("the proof has another number of segment kinds than the circuit");
  for (std::size_t k = 0; k < proof.kinds.size(); ++k) {
    const cs::Kind& kind = circuit.kinds[k];
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      if (proof.kinds[k].commitments[phase].size() !=
          std::size_t{kind.segments} * kind.commitments(phase))
        return shape_error("wrong number of commitments");
    const cert::EncodedOpening& opening = proof.kinds[k].opening;
    if (opening.left.size() != kind.log_width || opening.right.size() != kind.log_width)
      return shape_error("wrong number of opening rounds");
  }
  return success();
}

/// Steps 1 to 3: commitments to structure, text and bus, each absorbed before the challenges that
/// depend on it are drawn; then the bus sums, which must cancel.
Result<cs::Challenges> replay_phases(const cert::Proof& proof, Transcript& transcript) {
  const cs::Challenges challenges = replay_commitments(transcript, proof.kinds);
  Fr total;
  for (const cert::KindProof& kind : proof.kinds) {
    transcript.absorb("bus sum", kind.bus_sum);
    total += kind.bus_sum;
  }
  if (!total.is_zero())
    return Error{"verify.bus",
                 "the bus sums of the segment kinds do not cancel: some claim that is "
                 "demanded was never emitted"};
  return challenges;
}

/// What folding a kind leaves to be decided: one instance and the two scalar claims about it.
struct FoldedClaim {
  std::vector<Fr> segment_point;
  Fr constraints; ///< sum_x eq(tau, x) (Az* Bz* - Cz*)(x)
};

/// Step 4: the instance-first sum-check (PROTOCOL, section 7).
Result<FoldedClaim> verify_fold(const cs::Kind& kind, const cert::KindProof& proof,
                                const KindChallenges& challenges, Transcript& transcript) {
  const auto folded = verify_sumcheck(challenges.gamma * proof.bus_sum, proof.fold,
                                      kind.log_segments(), 3, transcript, "fold");
  if (!folded)
    return folded.error();
  transcript.absorb("folded bus sum", proof.folded_bus_sum);
  const Fr weight = eq_eval(challenges.rho, folded->point);
  if (weight.is_zero())
    return Error{"verify.fold", "the folding challenges are degenerate"};
  return FoldedClaim{folded->point,
                     (folded->claim - challenges.gamma * proof.folded_bus_sum) * weight.inverse()};
}

/// Step 5: Spartan's outer sum-check over the rows of the folded instance (ePrint 2019/550).
Result<std::vector<Fr>> verify_outer(const cs::Kind& kind, const cert::KindProof& proof,
                                     const KindChallenges& challenges, const Fr& claim,
                                     Transcript& transcript) {
  const auto outer = verify_sumcheck(claim, proof.outer, kind.log_rows, 3, transcript, "outer");
  if (!outer)
    return outer.error();
  const auto& [a, b, c] = proof.row_values;
  if (outer->claim != eq_eval(challenges.tau, outer->point) * (a * b - c))
    return Error{"verify.outer", "the folded instance does not satisfy the constraints"};
  transcript.absorb("row values", proof.row_values);
  return outer->point;
}

/// Step 6: the inner sum-check, which ties Az*, Bz*, Cz* and the bus sum to one z*.
Result<std::vector<Fr>> verify_inner(const cs::Circuit& circuit, const cs::Kind& kind,
                                     const cs::CoefficientTable& table,
                                     const cert::KindProof& proof, const FoldedClaim& folded,
                                     std::span<const Fr> row_point, Transcript& transcript) {
  const Fr mix = transcript.challenge("mix");
  const auto& [a, b, c] = proof.row_values;
  const Fr claim = a + mix * (b + mix * (c + mix * proof.folded_bus_sum));
  const auto inner = verify_sumcheck(claim, proof.inner, kind.log_part + 2, 2, transcript, "inner");
  if (!inner)
    return inner.error();
  transcript.absorb("part values", proof.part_values);

  const std::vector<Fr>& point = inner->point;
  const MatrixValues values = evaluate_matrices(circuit, kind, table, row_point, point);
  const auto& [ma, mb, mc] = values.matrices;
  const Fr matrix = ma + mix * (mb + mix * (mc + mix * values.selector));
  const std::array<Fr, 4> weights = part_weights(point);
  Fr z = weights[0] * evaluate_fixed_part(circuit, kind, table, folded.segment_point,
                                          std::span(point).first(kind.log_part));
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    z += weights[phase + 1] * proof.part_values[phase];
  if (inner->claim != matrix * z)
    return Error{"verify.inner", "the folded instance does not match its claimed row values"};
  return point;
}

Result<std::vector<G1Affine>> decode_points(std::span<const cert::EncodedPoint> encoded) {
  std::vector<G1Affine> points;
  points.reserve(encoded.size());
  for (const cert::EncodedPoint& bytes : encoded) {
    const std::optional<G1Affine> point = decompress(bytes);
    if (!point)
      return Error{"verify.point", "a commitment is not the encoding of a curve point"};
    points.push_back(*point);
  }
  return points;
}

/// Step 7: one opening of the three folded parts, batched by a challenge drawn after the values,
/// down to an equation between points.
Result<IpaEquation> reduce_opening(const cs::Kind& kind, const cert::KindProof& proof,
                                   std::span<const Fr> segment_point, std::span<const Fr> point,
                                   Transcript& transcript) {
  const Fr batch = transcript.challenge("batch");
  const std::vector<Fr> segments = eq_table(segment_point);
  const std::span<const Fr> row_coordinates =
      point.subspan(kind.log_width, kind.log_part - kind.log_width);
  const std::vector<Fr> row_weights = eq_table(row_coordinates);

  std::vector<G1Affine> points;
  std::vector<Fr> scalars;
  Fr value, power = Fr::one();
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    const auto decoded = decode_points(proof.commitments[phase]);
    if (!decoded)
      return decoded.error();
    points.insert(points.end(), decoded->begin(), decoded->end());
    for (std::uint32_t segment = 0; segment < kind.segments; ++segment)
      for (std::uint32_t row = 0; row < kind.commitments(phase); ++row)
        scalars.push_back(power * segments[segment] * row_weights[row]);
    value += power * proof.part_values[phase];
    power *= batch;
  }

  const auto left = decode_points(proof.opening.left);
  const auto right = decode_points(proof.opening.right);
  if (!left || !right)
    return Error{"verify.point", "an opening message is not the encoding of a curve point"};
  const G1 commitment = multi_scalar_mul(points, scalars);
  const std::vector<Fr> weights = eq_table(point.first(kind.log_width));
  return ipa_reduce(pedersen_key(kind.log_width), commitment, weights, value,
                    IpaProof{*left, *right, proof.opening.last}, transcript);
}

/// All of a kind but the equation that its opening leaves.
Result<IpaEquation> verify_kind(const cs::Circuit& circuit, const cs::Kind& kind,
                                const cs::CoefficientTable& table, const cert::KindProof& proof,
                                Transcript& transcript) {
  const KindChallenges challenges = draw_kind_challenges(transcript, kind);
  const auto folded = verify_fold(kind, proof, challenges, transcript);
  if (!folded)
    return folded.error();
  const auto row_point = verify_outer(kind, proof, challenges, folded->constraints, transcript);
  if (!row_point)
    return row_point.error();
  const auto point = verify_inner(circuit, kind, table, proof, *folded, *row_point, transcript);
  if (!point)
    return point.error();
  return reduce_opening(kind, proof, folded->segment_point, *point, transcript);
}

/// Step 8: the equations of all kinds at once. The weight depends on the whole proof; it is drawn
/// from a copy, since it is the verifier's own affair.
Status check_openings(std::span<const IpaEquation> equations, Transcript transcript) {
  std::size_t widest = 0;
  for (const IpaEquation& equation : equations)
    widest = std::max(widest, equation.generators.size());
  if (widest == 0)
    return success();
  const auto log_width = static_cast<unsigned>(std::bit_width(widest) - 1);
  return ipa_check(pedersen_key(log_width), equations, transcript.challenge("openings"));
}

} // namespace

Status verify(const cs::Circuit& circuit, const cert::Proof& proof, Transcript& transcript) {
  if (Status shape = check_shape(circuit, proof); !shape)
    return shape;
  const auto challenges = replay_phases(proof, transcript);
  if (!challenges)
    return challenges.error();
  const cs::CoefficientTable table(circuit, *challenges);
  std::vector<IpaEquation> openings;
  for (std::size_t k = 0; k < circuit.kinds.size(); ++k) {
    auto opening = verify_kind(circuit, circuit.kinds[k], table, proof.kinds[k], transcript);
    if (!opening) {
      // A false opening spoils all challenges after it: name the first thing that is wrong.
      const Status before = check_openings(openings, transcript);
      return before ? opening.error() : before.error();
    }
    openings.push_back(std::move(*opening));
  }
  return check_openings(openings, transcript);
}

} // namespace blockfold::verify

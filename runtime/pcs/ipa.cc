#include "runtime/pcs/ipa.h"

#include <bit>

#include "runtime/base/check.h"
#include "runtime/curve/msm.h"
#include "runtime/field/batch.h"
#include "runtime/pcs/points.h"

namespace blockfold {

Fr ipa_transcript::begin(Transcript& transcript, const G1Affine& commitment, std::size_t width,
                         const Fr& value) {
  transcript.absorb_u64("ipa.width", width);
  absorb_point(transcript, "ipa.commitment", commitment);
  transcript.absorb("ipa.value", value);
  return transcript.challenge("ipa.u");
}

Fr ipa_transcript::round(Transcript& transcript, const G1Affine& left, const G1Affine& right) {
  absorb_point(transcript, "ipa.left", left);
  absorb_point(transcript, "ipa.right", right);
  return transcript.challenge("ipa.round");
}

void ipa_transcript::end(Transcript& transcript, const Fr& last) {
  transcript.absorb("ipa.last", last);
}

namespace {

/// The coefficients of the first generators in the folded one: entry i is the product of x_j^-1
/// over the rounds j in which i is in the upper half; round 0 splits by the top bit of i.
std::vector<Fr> folding_coefficients(std::span<const Fr> inverse_challenges) {
  std::vector<Fr> out{Fr::one()};
  for (const Fr& inverse : inverse_challenges) {
    std::vector<Fr> next(2 * out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      next[2 * i] = out[i];
      next[2 * i + 1] = out[i] * inverse;
    }
    out = std::move(next);
  }
  return out;
}

Status check_shape(const PedersenKey& key, std::span<const Fr> q, const IpaProof& proof) {
  const std::size_t n = key.width();
  const auto rounds = static_cast<std::size_t>(std::bit_width(n) - 1);
  if (q.size() != n || proof.left.size() != rounds || proof.right.size() != rounds)
    return Error{"ipa.shape", "the opening has the wrong number of rounds"};
  for (const std::vector<G1Affine>* side : {&proof.left, &proof.right})
    for (const G1Affine& point : *side)
      if (!point.is_valid())
        return Error{"ipa.point", "a point of the opening is not on the curve"};
  return success();
}

} // namespace

Result<IpaEquation> ipa_reduce(const PedersenKey& key, const G1& commitment, std::span<const Fr> q,
                               const Fr& e, const IpaProof& proof, Transcript& transcript) {
  BF_CHECK(std::has_single_bit(key.width()));
  if (Status shape = check_shape(key, q, proof); !shape)
    return shape.error();
  const std::size_t n = key.width(), rounds = proof.left.size();
  const G1Affine c = commitment.to_affine();
  const Fr u_challenge = ipa_transcript::begin(transcript, c, n, e);
  std::vector<Fr> challenges(rounds);
  for (std::size_t j = 0; j < rounds; ++j) {
    challenges[j] = ipa_transcript::round(transcript, proof.left[j], proof.right[j]);
    if (challenges[j].is_zero())
      return Error{"ipa.challenge", "a challenge of the opening is zero"};
  }
  ipa_transcript::end(transcript, proof.last);
  std::vector<Fr> inverses = challenges;
  batch_invert(std::span(inverses));

  // last (sum_i s_i G_i) + (last <s, q> - e) U = C + sum_j x_j^-1 L_j + x_j R_j, all on one side.
  IpaEquation out{folding_coefficients(inverses), {}, {-c}, {Fr::one()}};
  Fr folded_q;
  for (std::size_t i = 0; i < n; ++i) {
    folded_q += out.generators[i] * q[i];
    out.generators[i] *= proof.last;
  }
  out.u = (proof.last * folded_q - e) * u_challenge;
  for (std::size_t j = 0; j < rounds; ++j) {
    out.points.push_back(-proof.left[j]);
    out.scalars.push_back(inverses[j]);
    out.points.push_back(-proof.right[j]);
    out.scalars.push_back(challenges[j]);
  }
  return out;
}

Status ipa_check(const PedersenKey& widest, std::span<const IpaEquation> equations,
                 const Fr& weight) {
  std::vector<G1Affine> points = widest.generators;
  points.push_back(widest.u);
  std::vector<Fr> scalars(points.size());
  Fr power = Fr::one();
  for (const IpaEquation& equation : equations) {
    BF_CHECK(equation.generators.size() <= widest.width());
    for (std::size_t i = 0; i < equation.generators.size(); ++i)
      scalars[i] += power * equation.generators[i];
    scalars[widest.width()] += power * equation.u;
    points.insert(points.end(), equation.points.begin(), equation.points.end());
    for (const Fr& scalar : equation.scalars)
      scalars.push_back(power * scalar);
    power *= weight;
  }
  if (!multi_scalar_mul(points, scalars).is_identity())
    return Error{"ipa.mismatch", "an opening does not match its commitment"};
  return success();
}

Status ipa_verify(const PedersenKey& key, const G1& commitment, std::span<const Fr> q, const Fr& e,
                  const IpaProof& proof, Transcript& transcript) {
  const auto equation = ipa_reduce(key, commitment, q, e, proof, transcript);
  if (!equation)
    return equation.error();
  return ipa_check(key, {&*equation, 1}, Fr::one());
}

} // namespace blockfold

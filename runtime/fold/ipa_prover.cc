#include "runtime/fold/ipa_prover.h"

#include <array>
#include <bit>

#include "runtime/base/check.h"
#include "runtime/kernels/msm.h"
#include "runtime/kernels/vector.h"

namespace blockfold {
namespace {

/// The prover's state between two rounds. The folded generator number t of the m left is
/// sum_b coefficients[b] G[b m + t].
struct IpaProver {
  std::vector<G1Affine> generators; // G, then u
  Fr u_challenge;
  std::vector<Fr> v, q, coefficients;

  std::size_t width() const { return generators.size() - 1; }

  /// L and R of this round.
  std::array<G1Affine, 2> cross_terms() const {
    const std::size_t m = v.size(), half = m / 2, row = generators.size();
    std::vector<Fr> scalars(2 * row);
    Fr* left = scalars.data();
    Fr* right = left + row;
    for (std::size_t b = 0; b < coefficients.size(); ++b) {
      kernels::axpy(left + b * m + half, coefficients[b], v.data(), half);
      kernels::axpy(right + b * m, coefficients[b], v.data() + half, half);
    }
    left[width()] = kernels::inner_product(v.data(), q.data() + half, half) * u_challenge;
    right[width()] = kernels::inner_product(v.data() + half, q.data(), half) * u_challenge;
    std::array<G1Affine, 2> out;
    kernels::commit_rows(generators, scalars, out);
    return out;
  }

  void fold(const Fr& challenge) {
    const Fr inverse = challenge.inverse();
    const std::size_t half = v.size() / 2;
    kernels::axpy(v.data(), challenge, v.data() + half, half);
    kernels::axpy(q.data(), inverse, q.data() + half, half);
    v.resize(half);
    q.resize(half);
    std::vector<Fr> next;
    next.reserve(2 * coefficients.size());
    for (const Fr& coefficient : coefficients) {
      next.push_back(coefficient);
      next.push_back(coefficient * inverse);
    }
    coefficients = std::move(next);
  }
};

} // namespace

IpaProof ipa_prove(const PedersenKey& key, std::span<const Fr> v, std::span<const Fr> q,
                   Transcript& transcript) {
  const std::size_t n = key.width();
  BF_CHECK(std::has_single_bit(n) && v.size() == n && q.size() == n);
  G1Affine commitment;
  kernels::commit_rows(key.generators, v, {&commitment, 1});
  const Fr value = kernels::inner_product(v.data(), q.data(), n);

  IpaProver prover{key.generators,
                   ipa_transcript::begin(transcript, commitment, n, value),
                   {v.begin(), v.end()},
                   {q.begin(), q.end()},
                   {Fr::one()}};
  prover.generators.push_back(key.u);
  IpaProof proof;
  while (prover.v.size() > 1) {
    const auto [left, right] = prover.cross_terms();
    proof.left.push_back(left);
    proof.right.push_back(right);
    const Fr challenge = ipa_transcript::round(transcript, left, right);
    BF_CHECK(!challenge.is_zero());
    prover.fold(challenge);
  }
  proof.last = prover.v.front();
  ipa_transcript::end(transcript, proof.last);
  return proof;
}

} // namespace blockfold

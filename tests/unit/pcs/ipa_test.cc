#include <doctest/doctest.h>

#include "runtime/curve/msm.h"
#include "runtime/fold/ipa_prover.h"
#include "runtime/pcs/ipa.h"
#include "tests/unit/random.h"

using namespace blockfold;
using blockfold::testing::Random;

namespace {

/// An honest claim and its proof.
struct Opening {
  const PedersenKey& key;
  std::vector<Fr> v, q;
  G1 commitment;
  Fr value;
  IpaProof proof;

  Opening(unsigned log_width, std::uint64_t seed) : key(pedersen_key(log_width)) {
    Random random(seed);
    v = random.elements<Fr>(key.width());
    q = random.elements<Fr>(key.width());
    commitment = multi_scalar_mul(key.generators, v);
    for (std::size_t i = 0; i < v.size(); ++i)
      value += v[i] * q[i];
    Transcript transcript("test");
    proof = ipa_prove(key, v, q, transcript);
  }

  std::string verdict() const {
    Transcript transcript("test");
    const Status status = ipa_verify(key, commitment, q, value, proof, transcript);
    return status ? "accepted" : status.error().code;
  }
};

} // namespace

TEST_CASE("an honest opening is accepted") {
  for (unsigned log_width = 0; log_width <= 9; ++log_width)
    CHECK(Opening(log_width, log_width).verdict() == "accepted");
}

TEST_CASE("prover and verifier leave the transcript in the same state") {
  const Opening opening(3, 1);
  Transcript prover("test"), verifier("test");
  (void)ipa_prove(opening.key, opening.v, opening.q, prover);
  CHECK(ipa_verify(opening.key, opening.commitment, opening.q, opening.value, opening.proof,
                   verifier));
  CHECK(prover.state() == verifier.state());
}

TEST_CASE("the zero vector opens to zero") {
  Opening opening(4, 2);
  std::fill(opening.v.begin(), opening.v.end(), Fr());
  Transcript transcript("test");
  opening.proof = ipa_prove(opening.key, opening.v, opening.q, transcript);
  opening.commitment = G1();
  opening.value = Fr();
  CHECK(opening.verdict() == "accepted");
  opening.value = Fr::one();
  CHECK(opening.verdict() == "ipa.mismatch");
}

TEST_CASE("any changed part of the claim is rejected") {
  const Opening honest(5, 3);
  Opening changed = honest;
  changed.value += Fr::one();
  CHECK(changed.verdict() == "ipa.mismatch");
  changed.value = honest.value;
  changed.commitment += G1Affine::generator();
  CHECK(changed.verdict() == "ipa.mismatch");
  changed.commitment = honest.commitment;
  for (std::size_t i = 0; i < honest.q.size(); ++i) {
    changed.q = honest.q;
    changed.q[i] += Fr::one();
    CHECK(changed.verdict() == "ipa.mismatch");
  }
  changed.q = honest.q;
  CHECK(changed.verdict() == "accepted");
}

TEST_CASE("any changed part of the proof is rejected") {
  const Opening honest(5, 4);
  Opening changed = honest;
  changed.proof.last += Fr::one();
  CHECK(changed.verdict() == "ipa.mismatch");
  for (std::size_t j = 0; j < honest.proof.left.size(); ++j) {
    for (std::vector<G1Affine> IpaProof::*side : {&IpaProof::left, &IpaProof::right}) {
      changed.proof = honest.proof;
      G1Affine& point = (changed.proof.*side)[j];
      point = -point;
      CHECK(changed.verdict() == "ipa.mismatch");
      point = G1Affine::identity();
      CHECK(changed.verdict() == "ipa.mismatch");
      point = {Fq::one(), Fq::one()};
      CHECK(changed.verdict() == "ipa.point");
    }
    changed.proof = honest.proof;
    std::swap(changed.proof.left[j], changed.proof.right[j]);
    CHECK(changed.verdict() == "ipa.mismatch");
  }
}

TEST_CASE("wrong shapes are rejected") {
  const Opening honest(4, 5);
  Opening changed = honest;
  changed.proof.left.pop_back();
  CHECK(changed.verdict() == "ipa.shape");
  changed.proof.right.pop_back();
  CHECK(changed.verdict() == "ipa.shape");
  changed.proof = honest.proof;
  changed.proof.right.push_back(G1Affine::generator());
  CHECK(changed.verdict() == "ipa.shape");
  changed.proof = IpaProof{};
  CHECK(changed.verdict() == "ipa.shape");
  changed.proof = honest.proof;
  changed.q.pop_back();
  CHECK(changed.verdict() == "ipa.shape");
}

TEST_CASE("another transcript is rejected") {
  const Opening honest(4, 6);
  Transcript transcript("another");
  CHECK_FALSE(
      ipa_verify(honest.key, honest.commitment, honest.q, honest.value, honest.proof, transcript));
}

TEST_CASE("equations of several widths are checked together, and their errors do not cancel") {
  Random random(7);
  std::vector<IpaEquation> equations;
  for (const unsigned log_width : {3U, 5U, 0U}) {
    const Opening opening(log_width, log_width);
    Transcript transcript("test");
    auto equation = ipa_reduce(opening.key, opening.commitment, opening.q, opening.value,
                               opening.proof, transcript);
    REQUIRE(equation.ok());
    equations.push_back(std::move(*equation));
  }
  const PedersenKey& widest = pedersen_key(5);
  const Fr weight = random.element<Fr>();
  CHECK(ipa_check(widest, equations, weight));
  // Two false equations whose sum is true: only a weight that comes after them tells.
  const Fr error = random.element<Fr>();
  equations[0].generators[1] += error;
  equations[1].generators[1] -= error;
  CHECK(ipa_check(widest, equations, Fr::one()));
  const Status status = ipa_check(widest, equations, weight);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == "ipa.mismatch");
  for (std::size_t only = 0; only < 2; ++only)
    CHECK_FALSE(ipa_check(widest, {&equations[only], 1}, weight));
}

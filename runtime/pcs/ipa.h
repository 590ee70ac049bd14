#pragma once

#include <span>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/curve/g1.h"
#include "runtime/hash/transcript.h"
#include "runtime/pcs/pedersen.h"

/// The inner-product argument (Bulletproofs, ePrint 2017/1066, section 3, not hiding): for a
/// commitment C = <v, G> to a vector v of length n = 2^w, <v, q> = e for a public vector q.
///
/// Let U be the key's u times a challenge drawn after C and e. Each round halves everything. With
/// v = (v0 | v1), and G and q alike,
///
///   L = <v0, G1> + <v0, q1> U,   R = <v1, G0> + <v1, q0> U,   then a challenge x,
///   v <- v0 + x v1,   G <- G0 + x^-1 G1,   q <- q0 + x^-1 q1,   C <- C + x^-1 L + x R,
///
/// where C includes e U from the start. In the end v is one scalar and C = v G + v q U is checked.
namespace blockfold {

struct IpaProof {
  std::vector<G1Affine> left, right; // L and R of each of the w rounds
  Fr last;                           // what remains of v

  friend bool operator==(const IpaProof&, const IpaProof&) = default;
};

/// The transcript's part of the protocol, the same for both sides.
namespace ipa_transcript {
/// Absorbs the claim; the challenge that multiplies the key's u.
Fr begin(Transcript& transcript, const G1Affine& commitment, std::size_t width, const Fr& value);
/// Absorbs one round's points; the round's challenge, zero with negligible probability.
Fr round(Transcript& transcript, const G1Affine& left, const G1Affine& right);
/// Absorbs the last scalar, so that whatever follows depends on the whole proof.
void end(Transcript& transcript, const Fr& last);
} // namespace ipa_transcript

/// What is left of an opening when all challenges are known: a sum of multiples of points that
/// must be the identity. Equations are checked together, at the price of the widest.
struct IpaEquation {
  std::vector<Fr> generators;   ///< scalars of the first generators
  Fr u;                         ///< of the key's u
  std::vector<G1Affine> points; ///< of the proof
  std::vector<Fr> scalars;      ///< of `points`
};

/// Reduces the claim <v, q> = e for the v inside `commitment` to an equation. The length of q must
/// be the key's width, and q must be fixed by what the transcript has absorbed: it is not absorbed
/// here. About 3 n field products.
/// Errors: `ipa.shape` (wrong lengths), `ipa.point` (a point off the curve), `ipa.challenge`
/// (a zero challenge).
Result<IpaEquation> ipa_reduce(const PedersenKey& key, const G1& commitment, std::span<const Fr> q,
                               const Fr& e, const IpaProof& proof, Transcript& transcript);

/// Checks sum_k weight^k equation_k = 0: false equations pass for at most (their number - 1) of all
/// weights, so the weight must be drawn after everything in them is fixed. One multi-scalar
/// multiplication. Error: `ipa.mismatch`.
Status ipa_check(const PedersenKey& widest, std::span<const IpaEquation> equations,
                 const Fr& weight);

/// Both steps for one claim.
Status ipa_verify(const PedersenKey& key, const G1& commitment, std::span<const Fr> q, const Fr& e,
                  const IpaProof& proof, Transcript& transcript);

} // namespace blockfold

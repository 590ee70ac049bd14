#pragma once

#include "runtime/field/bn254.h"

#include <array>
#include <cstdint>
#include <vector>

/// The messages of the folding prover, as they stand in a certificate (PROTOCOL, sections 5 to 8).
/// Points stay in their 32 byte encoding: reading a certificate checks sizes, the verifier decodes.
namespace blockfold::cert {

using EncodedPoint = std::array<std::uint8_t, 32>;
using RoundMessage = std::vector<Fr>; ///< see runtime/poly/sumcheck.h

/// An inner-product argument: two points a round, then the folded vector's only entry.
struct EncodedOpening {
  std::vector<EncodedPoint> left, right;
  Fr last;
};

/// Everything the prover says about one kind of segments.
struct KindProof {
  /// Per phase (structure, text, bus): row commitments, segment after segment.
  std::array<std::vector<EncodedPoint>, 3> commitments;
  Fr bus_sum;                      ///< S_k: the sum of the kind's bus terms
  std::vector<RoundMessage> fold;  ///< degree 3, one per halving of the segments
  Fr folded_bus_sum;               ///< u = <s, z*>
  std::vector<RoundMessage> outer; ///< degree 3, over the rows
  std::array<Fr, 3> row_values;    ///< Az*, Bz*, Cz* at the outer point
  std::vector<RoundMessage> inner; ///< degree 2, over the columns
  std::array<Fr, 3> part_values;   ///< w1*, w2*, w3* at the inner point
  EncodedOpening opening;
};

struct Proof {
  std::vector<KindProof> kinds;
};

} // namespace blockfold::cert

#pragma once

#include <vector>

#include "runtime/curve/g1.h"

namespace blockfold {

/// The public key of Pedersen vector commitments of one width: commit(v) = sum_i v_i generators[i],
/// binding, not hiding. Transparent: every generator comes from derive_generators().
struct PedersenKey {
  std::vector<G1Affine> generators; // 2^w of them
  G1Affine u;                       // carries the inner product in the opening argument

  std::size_t width() const { return generators.size(); }
};

/// The widest key there is, 2^20 generators.
inline constexpr unsigned kMaxLogWidth = 20;

/// The key of width 2^log_width, for log_width <= kMaxLogWidth. A narrower key's generators are the
/// first ones of a wider key. The first ones are compiled in (kGeneratorTableSize), others are hashed to
/// the curve at first use. The reference stays valid; safe to call from several threads.
const PedersenKey& pedersen_key(unsigned log_width);

} // namespace blockfold

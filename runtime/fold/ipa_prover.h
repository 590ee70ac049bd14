#pragma once

#include <span>

#include "runtime/pcs/ipa.h"

namespace blockfold {

/// The proof that the vector v inside the commitment <v, G> has the inner product <v, q> with q.
/// All of `v`, `q` and the key have the same length, a power of two. The transcript must be where
/// the verifier's will be; it is left as the verifier leaves it. See runtime/pcs/ipa.h for the
/// protocol.
///
/// The generators are never folded: a round is one multi-scalar multiplication of all n of them,
/// which the batched kernels do faster than n / 2 separate multiplications.
IpaProof ipa_prove(const PedersenKey& key, std::span<const Fr> v, std::span<const Fr> q,
                   Transcript& transcript);

} // namespace blockfold

#pragma once

#include <span>

#include "runtime/curve/g1.h"

namespace blockfold {

/// sum_i scalars[i] * points[i], the two of equal length. Any points: equal, opposite, the
/// identity.
///
/// Pippenger's method with signed digits, in plain scalar code on one thread: the verifier's. The
/// prover's faster ones are in runtime/kernels/msm.h.
G1 multi_scalar_mul(std::span<const G1Affine> points, std::span<const Fr> scalars);

} // namespace blockfold

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/curve/g1.h"

/// The provers' multi-scalar multiplications: Pippenger's method with signed digits and batched
/// affine additions, vectorized where the processor allows (dispatch.h), on all threads
/// (parallel.h). The results depend on neither. Any points are allowed: equal, opposite, the
/// identity.
namespace blockfold::kernels {

/// sum_i scalars[i] points[i], the two of equal length below 2^26.
G1 msm(std::span<const G1Affine> points, std::span<const Fr> scalars);

/// The same for integers; the time goes with the bit length of the greatest.
G1 msm_u64(std::span<const G1Affine> points, std::span<const std::uint64_t> scalars);

/// out[r] = sum_i values[r W + i] generators[i], W = generators.size() below 2^26: one commitment
/// for each row of W values. The last row may be short: out.size() is values.size() / W, rounded
/// up.
void commit_rows(std::span<const G1Affine> generators, std::span<const Fr> values,
                 std::span<G1Affine> out);
void commit_rows_u64(std::span<const G1Affine> generators, std::span<const std::uint64_t> values,
                     std::span<G1Affine> out);

} // namespace blockfold::kernels

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/field/bn254.h"

/// The provers' inner loops over arrays of scalars, single-threaded, dispatched at run time (see
/// dispatch.h). Arrays are plain Fr in memory; an output may be one of the inputs, but must not
/// overlap one in part. Every n is allowed, 0 included.
namespace blockfold::kernels {

/// out[i] = a[i] b[i].
void mul(Fr* out, const Fr* a, const Fr* b, std::size_t n);

/// acc[i] += coef x[i].
void axpy(Fr* acc, const Fr& coef, const Fr* x, std::size_t n);

/// acc[i] += coef x[i] for 64-bit integers x[i], at less than half the cost.
void axpy_u64(Fr* acc, const Fr& coef, const std::uint64_t* x, std::size_t n);

/// out[i] = lo[i] + r (hi[i] - lo[i]): fixes a variable of a multilinear polynomial.
void fold(Fr* out, const Fr* lo, const Fr* hi, const Fr& r, std::size_t n);

/// sum_i a[i] b[i].
Fr inner_product(const Fr* a, const Fr* b, std::size_t n);

/// sum_i e[i] a[i] b[i].
Fr product_sum3(const Fr* e, const Fr* a, const Fr* b, std::size_t n);

/// The coefficients of 1, X and X^2 of a polynomial.
using Quadratic = std::array<Fr, 3>;

/// sum_i a_i(X) b_i(X), where a_i(X) = a_lo[i] + X (a_hi[i] - a_lo[i]) and likewise for b.
Quadratic pair_product_round(const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,
                             std::size_t n);

/// sum_i e[i] (a_i(X) b_i(X) - c_i(X)), with a_i, b_i and c_i linear in X as above.
Quadratic eq_abc_round(const Fr* e, const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,
                       const Fr* c_lo, const Fr* c_hi, std::size_t n);

/// Inverts every element in place; zeros stay zero.
void batch_invert(std::span<Fr> values);

} // namespace blockfold::kernels

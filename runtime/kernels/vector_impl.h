#pragma once

// The two implementations behind vector.h. The vector one takes any n and leaves the last few
// elements to the portable one.
#include "runtime/kernels/vector.h"

#define BLOCKFOLD_DECLARE_VECTOR_KERNELS                                                           \
  void mul(Fr* out, const Fr* a, const Fr* b, std::size_t n);                                      \
  void axpy(Fr* acc, const Fr& coef, const Fr* x, std::size_t n);                                  \
  void axpy_u64(Fr* acc, const Fr& coef, const std::uint64_t* x, std::size_t n);                   \
  void fold(Fr* out, const Fr* lo, const Fr* hi, const Fr& r, std::size_t n);                      \
  Fr inner_product(const Fr* a, const Fr* b, std::size_t n);                                       \
  Fr product_sum3(const Fr* e, const Fr* a, const Fr* b, std::size_t n);                           \
  Quadratic pair_product_round(const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,     \
                               std::size_t n);                                                     \
  Quadratic eq_abc_round(const Fr* e, const Fr* a_lo, const Fr* a_hi, const Fr* b_lo,              \
                         const Fr* b_hi, const Fr* c_lo, const Fr* c_hi, std::size_t n);           \
  void batch_invert(std::span<Fr> values);

namespace blockfold::kernels::portable {
BLOCKFOLD_DECLARE_VECTOR_KERNELS
} // namespace blockfold::kernels::portable

namespace blockfold::kernels::ifma {
BLOCKFOLD_DECLARE_VECTOR_KERNELS
} // namespace blockfold::kernels::ifma

#undef BLOCKFOLD_DECLARE_VECTOR_KERNELS

#include "runtime/kernels/vector.h"

#include "runtime/kernels/dispatch.h"
#include "runtime/kernels/vector_impl.h"

#if defined(__x86_64__)
#define BLOCKFOLD_DISPATCH(call)                                                                   \
  return active_kernels() == KernelSet::Ifma ? ifma::call : portable::call
#else
#define BLOCKFOLD_DISPATCH(call) return portable::call
#endif

namespace blockfold::kernels {

void mul(Fr* out, const Fr* a, const Fr* b, std::size_t n) {
  BLOCKFOLD_DISPATCH(mul(out, a, b, n));
}

void axpy(Fr* acc, const Fr& coef, const Fr* x, std::size_t n) {
  BLOCKFOLD_DISPATCH(axpy(acc, coef, x, n));
}

void axpy_u64(Fr* acc, const Fr& coef, const std::uint64_t* x, std::size_t n) {
  BLOCKFOLD_DISPATCH(axpy_u64(acc, coef, x, n));
}

void fold(Fr* out, const Fr* lo, const Fr* hi, const Fr& r, std::size_t n) {
  BLOCKFOLD_DISPATCH(fold(out, lo, hi, r, n));
}

Fr inner_product(const Fr* a, const Fr* b, std::size_t n) {
  BLOCKFOLD_DISPATCH(inner_product(a, b, n));
}

Fr product_sum3(const Fr* e, const Fr* a, const Fr* b, std::size_t n) {
  BLOCKFOLD_DISPATCH(product_sum3(e, a, b, n));
}

Quadratic pair_product_round(const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,
                             std::size_t n) {
  BLOCKFOLD_DISPATCH(pair_product_round(a_lo, a_hi, b_lo, b_hi, n));
}

Quadratic eq_abc_round(const Fr* e, const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,
                       const Fr* c_lo, const Fr* c_hi, std::size_t n) {
  BLOCKFOLD_DISPATCH(eq_abc_round(e, a_lo, a_hi, b_lo, b_hi, c_lo, c_hi, n));
}

void batch_invert(std::span<Fr> values) {
  BLOCKFOLD_DISPATCH(batch_invert(values));
}

} // namespace blockfold::kernels

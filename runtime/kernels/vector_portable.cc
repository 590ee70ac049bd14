#include "runtime/field/batch.h"
#include "runtime/kernels/vector_impl.h"

namespace blockfold::kernels::portable {
namespace {

/// The quadratic with the given values at 0 and 1 and the given leading coefficient.
Quadratic from_values(const Fr& at_zero, const Fr& at_one, const Fr& leading) {
  return {at_zero, at_one - at_zero - leading, leading};
}

} // namespace

void mul(Fr* out, const Fr* a, const Fr* b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = a[i] * b[i];
}

void axpy(Fr* acc, const Fr& coef, const Fr* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    acc[i] += coef * x[i];
}

void axpy_u64(Fr* acc, const Fr& coef, const std::uint64_t* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    acc[i] += coef * Fr::from_u64(x[i]);
}

void fold(Fr* out, const Fr* lo, const Fr* hi, const Fr& r, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] = lo[i] + r * (hi[i] - lo[i]);
}

Fr inner_product(const Fr* a, const Fr* b, std::size_t n) {
  Fr sum;
  for (std::size_t i = 0; i < n; ++i)
    sum += a[i] * b[i];
  return sum;
}

Fr product_sum3(const Fr* e, const Fr* a, const Fr* b, std::size_t n) {
  Fr sum;
  for (std::size_t i = 0; i < n; ++i)
    sum += e[i] * (a[i] * b[i]);
  return sum;
}

Quadratic pair_product_round(const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,
                             std::size_t n) {
  Fr at_zero, at_one, leading;
  for (std::size_t i = 0; i < n; ++i) {
    at_zero += a_lo[i] * b_lo[i];
    at_one += a_hi[i] * b_hi[i];
    leading += (a_hi[i] - a_lo[i]) * (b_hi[i] - b_lo[i]);
  }
  return from_values(at_zero, at_one, leading);
}

Quadratic eq_abc_round(const Fr* e, const Fr* a_lo, const Fr* a_hi, const Fr* b_lo, const Fr* b_hi,
                       const Fr* c_lo, const Fr* c_hi, std::size_t n) {
  Fr at_zero, at_one, leading;
  for (std::size_t i = 0; i < n; ++i) {
    at_zero += e[i] * (a_lo[i] * b_lo[i] - c_lo[i]);
    at_one += e[i] * (a_hi[i] * b_hi[i] - c_hi[i]);
    leading += e[i] * ((a_hi[i] - a_lo[i]) * (b_hi[i] - b_lo[i]));
  }
  return from_values(at_zero, at_one, leading);
}

void batch_invert(std::span<Fr> values) {
  blockfold::batch_invert(values);
}

} // namespace blockfold::kernels::portable

// The vector kernels of every set that this processor runs, on arrays of exact size: results equal
// those of plain loops, bit for bit. An input is an operation, a length and a seed.
#include "runtime/field/batch.h"
#include "runtime/kernels/vector.h"
#include "tests/unit/kernels/kernel_sets.h"
#include "tools/fuzz/choices.h"
#include "tools/fuzz/elements.h"
#include "tools/fuzz/fuzz.h"

using namespace blockfold;
using kernels::Quadratic;
using Vector = std::vector<Fr>;

namespace {

struct Arguments {
  Fr r;
  Vector v[7];
  std::vector<std::uint64_t> integers;
  std::size_t n;
};

/// The polynomial c0 + c1 X + c2 X^2 from its values at 0 and 1 and its leading coefficient.
Vector through(const Fr& zero, const Fr& one, const Fr& leading) {
  return {zero, one - zero - leading, leading};
}
Vector as_vector(const Quadratic& q) {
  return {q[0], q[1], q[2]};
}

constexpr std::size_t kOperations = 9;

Vector by_kernel(std::size_t operation, Arguments a) {
  auto& [e, a0, a1, b0, b1, c0, c1] = a.v;
  switch (operation) {
  case 0:
    kernels::mul(e.data(), a0.data(), a1.data(), a.n);
    return e;
  case 1:
    kernels::axpy(e.data(), a.r, a0.data(), a.n);
    return e;
  case 2:
    kernels::axpy_u64(e.data(), a.r, a.integers.data(), a.n);
    return e;
  case 3:
    kernels::fold(a0.data(), a0.data(), a1.data(), a.r, a.n);
    return a0;
  case 4:
    return {kernels::inner_product(a0.data(), a1.data(), a.n)};
  case 5:
    return {kernels::product_sum3(e.data(), a0.data(), a1.data(), a.n)};
  case 6:
    return as_vector(kernels::pair_product_round(a0.data(), a1.data(), b0.data(), b1.data(), a.n));
  case 7:
    return as_vector(kernels::eq_abc_round(e.data(), a0.data(), a1.data(), b0.data(), b1.data(),
                                           c0.data(), c1.data(), a.n));
  default:
    kernels::batch_invert(e);
    return e;
  }
}

Vector by_loops(std::size_t operation, Arguments a) {
  auto& [e, a0, a1, b0, b1, c0, c1] = a.v;
  Fr zero, one, leading; // sums
  for (std::size_t i = 0; i < a.n; ++i) {
    switch (operation) {
    case 0:
      e[i] = a0[i] * a1[i];
      break;
    case 1:
      e[i] += a.r * a0[i];
      break;
    case 2:
      e[i] += a.r * Fr::from_u64(a.integers[i]);
      break;
    case 3:
      a0[i] += a.r * (a1[i] - a0[i]);
      break;
    case 4:
      zero += a0[i] * a1[i];
      break;
    case 5:
      zero += e[i] * a0[i] * a1[i];
      break;
    case 6:
      zero += a0[i] * b0[i];
      one += a1[i] * b1[i];
      leading += (a1[i] - a0[i]) * (b1[i] - b0[i]);
      break;
    case 7:
      zero += e[i] * (a0[i] * b0[i] - c0[i]);
      one += e[i] * (a1[i] * b1[i] - c1[i]);
      leading += e[i] * (a1[i] - a0[i]) * (b1[i] - b0[i]);
      break;
    default:
      e[i] = e[i].is_zero() ? e[i] : e[i].inverse();
    }
  }
  switch (operation) {
  case 3:
    return a0;
  case 4:
  case 5:
    return {zero};
  case 6:
  case 7:
    return through(zero, one, leading);
  default:
    return e;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<KernelSet> sets = testing::kernel_sets();
  fuzz::Choices choices(data, size);
  const std::size_t operation = choices.below(kOperations);
  Arguments arguments;
  arguments.n = choices.below(operation + 1 == kOperations ? 20 : 70);
  fuzz::Random random(choices.word());
  arguments.r = fuzz::element(random);
  for (Vector& values : arguments.v)
    values = fuzz::elements(random, arguments.n);
  arguments.integers = fuzz::integers(random, arguments.n);
  const Vector expected = by_loops(operation, arguments);
  for (const KernelSet set : sets) {
    const testing::WithKernels with(set);
    FUZZ_CHECK(by_kernel(operation, arguments) == expected);
  }
  return 0;
}

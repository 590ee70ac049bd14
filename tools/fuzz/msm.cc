// The provers' multi-scalar multiplications, of every kernel set that this processor runs, against
// the verifier's: few points, often equal, opposite or the identity.
#include "runtime/kernels/msm.h"
#include "runtime/curve/msm.h"
#include "runtime/parallel/parallel.h"
#include "tests/unit/kernels/kernel_sets.h"
#include "tools/fuzz/choices.h"
#include "tools/fuzz/elements.h"
#include "tools/fuzz/fuzz.h"

#include <algorithm>

using namespace blockfold;

namespace {

using Points = std::vector<G1Affine>;

/// Multiples of the generator from -8 to 8 and a few others.
Points make_table() {
  Points table{G1Affine::identity()};
  G1 multiple;
  for (int i = 0; i < 8; ++i) {
    multiple += G1Affine::generator();
    table.push_back(multiple.to_affine());
    table.push_back(-table.back());
  }
  for (std::uint64_t i = 1; i < 16; ++i)
    table.push_back((G1::generator() * Fr::from_u64(i * 0x9e3779b97f4a7c15)).to_affine());
  return table;
}

Points points(fuzz::Random& random, std::size_t n) {
  static const Points table = make_table();
  const std::size_t different = 1 + random.below(table.size());
  Points out(n);
  for (G1Affine& point : out)
    point = table[random.below(different)];
  return out;
}

std::vector<Fr> as_elements(const std::vector<std::uint64_t>& values) {
  std::vector<Fr> out;
  for (const std::uint64_t value : values)
    out.push_back(Fr::from_u64(value));
  return out;
}

/// Row by row with the verifier's code.
Points commit(const Points& generators, const std::vector<Fr>& values) {
  Points out;
  for (std::size_t at = 0; at < values.size(); at += generators.size()) {
    const std::size_t size = std::min(generators.size(), values.size() - at);
    out.push_back(
        multi_scalar_mul(std::span(generators).first(size), std::span(values).subspan(at, size))
            .to_affine());
  }
  return out;
}

void check_sum(fuzz::Random& random, std::size_t n) {
  const Points bases = points(random, n);
  const std::vector<Fr> scalars = fuzz::elements(random, n);
  const std::vector<std::uint64_t> small = fuzz::integers(random, n);
  const G1 expected = multi_scalar_mul(bases, scalars),
           expected_small = multi_scalar_mul(bases, as_elements(small));
  for (const KernelSet set : testing::kernel_sets()) {
    const testing::WithKernels with(set);
    FUZZ_CHECK(kernels::msm(bases, scalars) == expected);
    FUZZ_CHECK(kernels::msm_u64(bases, small) == expected_small);
  }
}

void check_rows(fuzz::Random& random, std::size_t width, std::size_t n) {
  const Points generators = points(random, width);
  const std::vector<Fr> values = fuzz::elements(random, n);
  const std::vector<std::uint64_t> small = fuzz::integers(random, n);
  const Points expected = commit(generators, values),
               expected_small = commit(generators, as_elements(small));
  for (const KernelSet set : testing::kernel_sets()) {
    const testing::WithKernels with(set);
    Points out(expected.size());
    kernels::commit_rows(generators, values, out);
    FUZZ_CHECK(out == expected);
    kernels::commit_rows_u64(generators, small, out);
    FUZZ_CHECK(out == expected_small);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  set_thread_count(1);
  fuzz::Choices choices(data, size);
  const bool rows = choices.below(2) != 0;
  const std::size_t n = choices.below(48), width = 1 + choices.below(24);
  fuzz::Random random(choices.word());
  if (rows)
    check_rows(random, width, n);
  else
    check_sum(random, n);
  return 0;
}

#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/random.h"
#include "tools/fuzz/seeds.h"

#include <algorithm>

using namespace blockfold;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  static const std::vector<Bytes> seeds = fuzz::seeds();
  fuzz::Random random(seed);
  if (size < 2 || random.one_in(32)) {
    const Bytes& from = random.of(seeds);
    size = std::min(from.size(), max_size);
    std::copy_n(from.begin(), size, data);
  }
  for (std::size_t n = 1 + random.below(3); n > 0; --n)
    size = LLVMFuzzerMutate(data, size, max_size);
  return size;
}

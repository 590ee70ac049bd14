// Certificates, changed by what they consist of, through the whole verifier with each of the
// sample theories. Only those that a prover made are accepted, each with its own theory only.
#include "compiler/driver/verify.h"
#include "runtime/parallel/parallel.h"
#include "tools/fuzz/certificate_mutator.h"
#include "tools/fuzz/fuzz.h"

#include <algorithm>

using namespace blockfold;

namespace {

struct Scene {
  std::vector<fuzz::Sample> theories = fuzz::samples();
  std::vector<std::size_t> theory_of;
  std::vector<fuzz::Proven> proven;

  Scene() {
    set_thread_count(1);
    for (std::size_t i = 0; i < theories.size(); ++i)
      for (const std::uint32_t segments : {1U, 3U}) {
        proven.push_back(fuzz::prove(theories[i], segments));
        theory_of.push_back(i);
      }
  }

  /// Whether these are the bytes of a certificate that was proved in this theory.
  bool is_honest(const Bytes& bytes, std::size_t theory) const {
    for (std::size_t i = 0; i < proven.size(); ++i)
      if (theory_of[i] == theory && proven[i].bytes == bytes)
        return true;
    return false;
  }
};

const Scene& scene() {
  static const Scene kept;
  return kept;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, data + size);
  for (std::size_t i = 0; i < scene().theories.size(); ++i) {
    const auto verified = driver::verify_certificate(*scene().theories[i].database, bytes);
    FUZZ_CHECK(verified.ok() == scene().is_honest(bytes, i));
    FUZZ_CHECK(verified.ok() ||
               (!verified.error().code.empty() && !verified.error().message.empty()));
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  static const fuzz::CertificateMutator mutator(scene().theories, scene().theory_of,
                                                scene().proven);
  fuzz::Random random(seed);
  Bytes bytes(data, data + size);
  if (size < 8 || random.one_in(4)) {
    const std::size_t base = random.below(scene().proven.size());
    const auto mutation = static_cast<fuzz::Mutation>(random.below(fuzz::kMutations - 1));
    bytes = mutator.mutant(random, base, mutation); // all but Reproved, which takes a prover
  } else {
    bytes = mutator.changed(random, bytes);
  }
  bytes.resize(std::min(bytes.size(), max_size));
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}

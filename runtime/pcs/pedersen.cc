#include "runtime/pcs/pedersen.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

#include "runtime/base/check.h"
#include "runtime/pcs/generator_table.h"
#include "runtime/pcs/generators.h"

namespace blockfold {
namespace {

G1Affine table_entry(std::size_t index) {
  const std::array<std::uint64_t, 8>& words = generator_table()[index];
  return {Fq::from_raw({words[0], words[1], words[2], words[3]}),
          Fq::from_raw({words[4], words[5], words[6], words[7]})};
}

std::unique_ptr<const PedersenKey> make_key(std::size_t width) {
  auto key = std::make_unique<PedersenKey>();
  key->generators.reserve(width);
  for (std::size_t i = 0; i < std::min(width, kGeneratorTableSize); ++i)
    key->generators.push_back(table_entry(i));
  if (width > kGeneratorTableSize) {
    const std::vector<G1Affine> rest =
        derive_generators(kPedersenDomain, kGeneratorTableSize, width - kGeneratorTableSize);
    key->generators.insert(key->generators.end(), rest.begin(), rest.end());
  }
  key->u = derive_generators(kInnerProductDomain, 0, 1).front();
  return key;
}

} // namespace

const PedersenKey& pedersen_key(unsigned log_width) {
  BF_CHECK(log_width <= kMaxLogWidth);
  static std::array<std::once_flag, kMaxLogWidth + 1> made;
  static std::array<std::unique_ptr<const PedersenKey>, kMaxLogWidth + 1> keys;
  std::call_once(made[log_width], [&] { keys[log_width] = make_key(std::size_t{1} << log_width); });
  return *keys[log_width];
}

} // namespace blockfold

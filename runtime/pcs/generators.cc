#include "runtime/pcs/generators.h"

#include <algorithm>
#include <optional>

#include "runtime/hash/keccak.h"

namespace blockfold {
namespace {

/// The digest of everything but the last byte, with that byte.
Digest finish(Keccak256 prefix, std::uint8_t half) {
  prefix.update({&half, 1});
  return prefix.finalize();
}

std::optional<G1Affine> candidate(std::string_view domain, std::uint64_t index,
                                  std::uint32_t attempt) {
  std::array<std::uint8_t, 12> counters;
  for (std::size_t i = 0; i < 8; ++i)
    counters[i] = static_cast<std::uint8_t>(index >> (8 * i));
  for (std::size_t i = 0; i < 4; ++i)
    counters[8 + i] = static_cast<std::uint8_t>(attempt >> (8 * i));
  Keccak256 prefix;
  prefix.update({reinterpret_cast<const std::uint8_t*>(domain.data()), domain.size()});
  prefix.update(counters);

  const Digest low = finish(prefix, 0), high = finish(prefix, 1);
  std::array<std::uint8_t, 64> wide;
  std::copy(low.begin(), low.end(), wide.begin());
  std::copy(high.begin(), high.end(), wide.begin() + 32);
  return point_from_x(Fq::from_bytes_wide(wide), (high[31] & 0x80) != 0);
}

} // namespace

std::vector<G1Affine> derive_generators(std::string_view domain, std::size_t first,
                                        std::size_t count) {
  std::vector<G1Affine> out;
  out.reserve(count);
  for (std::size_t i = first; i < first + count; ++i) {
    std::optional<G1Affine> point;
    for (std::uint32_t attempt = 0; !point; ++attempt) // about half of all x are on the curve
      point = candidate(domain, i, attempt);
    out.push_back(*point);
  }
  return out;
}

} // namespace blockfold

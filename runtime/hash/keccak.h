#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/base/bytes.h"

namespace blockfold {

using Digest = std::array<std::uint8_t, 32>;

/// Keccak-256 with the original padding (first byte 0x01), as Ethereum has it: not FIPS 202's SHA3.
/// Feed bytes with update(), read the digest once with finalize(); a copy of a hasher goes on from
/// the same prefix.
class Keccak256 {
public:
  void update(ByteView bytes);
  /// The digest of everything fed so far. The hasher must not be used afterwards.
  Digest finalize();

private:
  static constexpr std::size_t kRate = 136; // bytes absorbed by one permutation

  void absorb_byte(std::size_t position, std::uint8_t byte);

  std::array<std::uint64_t, 25> state_{};
  std::size_t filled_ = 0; // bytes of the current block that are in the state already
};

/// The digest of one byte string.
Digest keccak256(ByteView bytes);

} // namespace blockfold

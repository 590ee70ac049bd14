#pragma once

#include "runtime/base/bytes.h"
#include "runtime/field/bn254.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace blockfold {

/// The Fiat-Shamir transcript of a public-coin protocol, a hash chain over Keccak-256.
///
/// Every absorbed item is framed by its label and length, so no two different sequences of calls
/// absorb the same bytes. Both sides call the same methods in the same order; a challenge depends
/// on everything absorbed before it.
class Transcript {
public:
  /// Starts a transcript for the protocol of the given name and version.
  explicit Transcript(std::string_view protocol);

  void absorb_bytes(std::string_view label, ByteView bytes);
  void absorb_u64(std::string_view label, std::uint64_t value);
  void absorb(std::string_view label, const Fr& value);
  void absorb(std::string_view label, std::span<const Fr> values);

  /// A field element whose distance from uniform is below 2^-250.
  Fr challenge(std::string_view label);

  std::array<std::uint8_t, 32> state() const { return state_; }

private:
  std::array<std::uint8_t, 32> state_{};
};

} // namespace blockfold

#include "runtime/hash/transcript.h"

#include "runtime/hash/keccak.h"

#include <algorithm>

namespace blockfold {
namespace {

enum class Step : std::uint8_t { Protocol = 1, Absorb = 2, Challenge = 3 };

std::array<std::uint8_t, 8> little_endian(std::uint64_t value) {
  std::array<std::uint8_t, 8> out;
  for (std::uint8_t& byte : out) {
    byte = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
  return out;
}

ByteView view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// H(state || step || |label| || label || |bytes| || bytes)
std::array<std::uint8_t, 32> advance(const std::array<std::uint8_t, 32>& state, Step step,
                                     std::string_view label, ByteView bytes) {
  Keccak256 hash;
  hash.update(state);
  const std::uint8_t tag[] = {static_cast<std::uint8_t>(step)};
  hash.update(tag);
  hash.update(little_endian(label.size()));
  hash.update(view(label));
  hash.update(little_endian(bytes.size()));
  hash.update(bytes);
  return hash.finalize();
}

} // namespace

Transcript::Transcript(std::string_view protocol) {
  state_ = advance(state_, Step::Protocol, protocol, {});
}

void Transcript::absorb_bytes(std::string_view label, ByteView bytes) {
  state_ = advance(state_, Step::Absorb, label, bytes);
}

void Transcript::absorb_u64(std::string_view label, std::uint64_t value) {
  absorb_bytes(label, little_endian(value));
}

void Transcript::absorb(std::string_view label, const Fr& value) {
  absorb(label, std::span(&value, 1));
}

void Transcript::absorb(std::string_view label, std::span<const Fr> values) {
  Bytes bytes(values.size() * 32);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i].to_bytes(std::span<std::uint8_t, 32>(bytes.data() + 32 * i, 32));
  absorb_bytes(label, bytes);
}

Fr Transcript::challenge(std::string_view label) {
  std::array<std::uint8_t, 64> wide;
  const std::uint8_t halves[] = {0, 1};
  for (const std::uint8_t& half : halves) {
    const auto digest = advance(state_, Step::Challenge, label, ByteView(&half, 1));
    std::copy(digest.begin(), digest.end(), wide.begin() + 32 * half);
  }
  const std::uint8_t next = 2;
  state_ = advance(state_, Step::Challenge, label, ByteView(&next, 1));
  return Fr::from_bytes_wide(wide);
}

} // namespace blockfold

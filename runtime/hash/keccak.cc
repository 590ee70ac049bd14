#include "runtime/hash/keccak.h"

#include <bit>
#include <cstring>

namespace blockfold {
namespace {

using State = std::array<std::uint64_t, 25>; // lane (x, y) at x + 5 y

constexpr int kRounds = 24;

/// Rotation of each lane in the step rho: the triangular numbers along the path of the step pi.
constexpr std::array<int, 25> make_rotations() {
  std::array<int, 25> out{};
  std::size_t x = 1, y = 0;
  for (int t = 0; t < 24; ++t) {
    out[x + 5 * y] = ((t + 1) * (t + 2) / 2) % 64;
    const std::size_t next_y = (2 * x + 3 * y) % 5;
    x = y;
    y = next_y;
  }
  return out;
}

/// The constants of the step iota, from the LFSR x^8 + x^6 + x^5 + x^4 + 1.
constexpr std::array<std::uint64_t, kRounds> make_round_constants() {
  std::array<std::uint64_t, kRounds> out{};
  unsigned lfsr = 1;
  for (std::uint64_t& constant : out) {
    for (int j = 0; j <= 6; ++j) {
      if (lfsr & 1)
        constant |= std::uint64_t{1} << ((1 << j) - 1);
      lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x171);
    }
  }
  return out;
}

constexpr std::array<int, 25> kRotations = make_rotations();
constexpr std::array<std::uint64_t, kRounds> kRoundConstants = make_round_constants();

void permute(State& a) {
  for (const std::uint64_t constant : kRoundConstants) {
    std::array<std::uint64_t, 5> parity;
#pragma GCC unroll 5
    for (std::size_t x = 0; x < 5; ++x)
      parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    State b;
#pragma GCC unroll 5
    for (std::size_t x = 0; x < 5; ++x) {
      const std::uint64_t theta = parity[(x + 4) % 5] ^ std::rotl(parity[(x + 1) % 5], 1);
#pragma GCC unroll 5
      for (std::size_t y = 0; y < 5; ++y)
        b[y + 5 * ((2 * x + 3 * y) % 5)] = std::rotl(a[x + 5 * y] ^ theta, kRotations[x + 5 * y]);
    }
#pragma GCC unroll 5
    for (std::size_t y = 0; y < 25; y += 5) {
#pragma GCC unroll 5
      for (std::size_t x = 0; x < 5; ++x)
        a[x + y] = b[x + y] ^ (~b[(x + 1) % 5 + y] & b[(x + 2) % 5 + y]);
    }
    a[0] ^= constant;
  }
}

} // namespace

void Keccak256::absorb_byte(std::size_t position, std::uint8_t byte) {
  state_[position / 8] ^= std::uint64_t{byte} << (8 * (position % 8));
}

void Keccak256::update(ByteView bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    if (filled_ % 8 == 0 && bytes.size() - i >= 8) {
      std::uint64_t lane = 0;
      for (std::size_t j = 0; j < 8; ++j)
        lane |= std::uint64_t{bytes[i + j]} << (8 * j);
      state_[filled_ / 8] ^= lane;
      filled_ += 8;
      i += 8;
    } else {
      absorb_byte(filled_++, bytes[i++]);
    }
    if (filled_ == kRate) {
      permute(state_);
      filled_ = 0;
    }
  }
}

Digest Keccak256::finalize() {
  absorb_byte(filled_, 0x01);
  absorb_byte(kRate - 1, 0x80);
  permute(state_);
  Digest out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(state_[i / 8] >> (8 * (i % 8)));
  return out;
}

Digest keccak256(ByteView bytes) {
  Keccak256 hasher;
  hasher.update(bytes);
  return hasher.finalize();
}

} // namespace blockfold

// SHA-256 (FIPS 180-4) behind LLVM's interface; see llvm_support.cc. Policies pin statements by it.
#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/SHA256.h>

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

namespace llvm {
namespace {

constexpr std::uint32_t kStart[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t big_endian(const std::uint8_t* bytes) {
  std::uint32_t word = 0;
  for (int i = 0; i < 4; ++i)
    word = word << 8 | bytes[i];
  return word;
}

void put_big_endian(std::uint64_t value, std::uint8_t* out, int size) {
  for (int i = size; i-- > 0; value >>= 8)
    out[i] = static_cast<std::uint8_t>(value);
}

} // namespace

void SHA256::init() {
  std::copy(std::begin(kStart), std::end(kStart), InternalState.State);
  InternalState.ByteCount = 0;
  InternalState.BufferOffset = 0;
}

void SHA256::hashBlock() {
  using std::rotr;
  std::uint32_t words[64];
  for (int i = 0; i < 16; ++i)
    words[i] = big_endian(InternalState.Buffer.C + 4 * i);
  for (int i = 16; i < 64; ++i) {
    const std::uint32_t early = words[i - 15], late = words[i - 2];
    words[i] = words[i - 16] + (rotr(early, 7) ^ rotr(early, 18) ^ early >> 3) + words[i - 7] +
               (rotr(late, 17) ^ rotr(late, 19) ^ late >> 10);
  }
  auto [a, b, c, d, e, f, g, h] = std::to_array(InternalState.State);
  for (int i = 0; i < 64; ++i) {
    const std::uint32_t first =
        h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + kRound[i] + words[i];
    const std::uint32_t second =
        (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  const std::uint32_t after[8] = {a, b, c, d, e, f, g, h};
  for (int i = 0; i < 8; ++i)
    InternalState.State[i] += after[i];
}

void SHA256::addUncounted(std::uint8_t byte) {
  InternalState.Buffer.C[InternalState.BufferOffset++] = byte;
  if (InternalState.BufferOffset < BLOCK_LENGTH)
    return;
  hashBlock();
  InternalState.BufferOffset = 0;
}

void SHA256::update(ArrayRef<std::uint8_t> bytes) {
  for (const std::uint8_t byte : bytes)
    addUncounted(byte);
  InternalState.ByteCount += static_cast<std::uint32_t>(bytes.size()); // half a gigabyte at most
}

void SHA256::update(StringRef text) {
  update(ArrayRef(text.bytes_begin(), text.size()));
}

StringRef SHA256::final() {
  std::uint8_t bits[8];
  put_big_endian(std::uint64_t{InternalState.ByteCount} * 8, bits, 8);
  addUncounted(0x80);
  while (InternalState.BufferOffset != BLOCK_LENGTH - sizeof bits)
    addUncounted(0);
  for (const std::uint8_t byte : bits)
    addUncounted(byte);
  auto* const digest = reinterpret_cast<std::uint8_t*>(HashResult);
  for (int i = 0; i < 8; ++i)
    put_big_endian(InternalState.State[i], digest + 4 * i, 4);
  return {reinterpret_cast<const char*>(digest), HASH_LENGTH};
}

} // namespace llvm

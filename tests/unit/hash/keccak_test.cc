#include <cryptopp/keccak.h>
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "runtime/hash/keccak.h"

using namespace blockfold;

namespace {

Bytes random_bytes(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  Bytes out(n);
  for (std::uint8_t& byte : out)
    byte = static_cast<std::uint8_t>(engine());
  return out;
}

Digest by_cryptopp(ByteView bytes) {
  CryptoPP::Keccak_256 hasher;
  hasher.Update(bytes.data(), bytes.size());
  Digest out;
  hasher.Final(out.data());
  return out;
}

std::string hex(const Digest& digest) {
  std::string out;
  for (const std::uint8_t byte : digest) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

} // namespace

TEST_CASE("keccak256 of the empty string is Ethereum's") {
  CHECK(hex(keccak256({})) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST_CASE("keccak256 agrees with Crypto++ at every length around the block") {
  for (std::size_t n = 0; n < 600; ++n) {
    const Bytes bytes = random_bytes(n, n);
    CHECK(keccak256(bytes) == by_cryptopp(bytes));
  }
}

TEST_CASE("keccak256 does not depend on how the bytes are cut") {
  const Bytes bytes = random_bytes(1000, 7);
  const Digest expected = by_cryptopp(bytes);
  std::mt19937_64 engine(8);
  for (int i = 0; i < 300; ++i) {
    Keccak256 hasher;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(engine() % 200, bytes.size() - at);
      hasher.update(ByteView(bytes).subspan(at, size));
      at += size;
    }
    CHECK(hasher.finalize() == expected);
  }
}

TEST_CASE("a copied hasher goes on by itself") {
  const Bytes bytes = random_bytes(100, 9);
  Keccak256 first;
  first.update(ByteView(bytes).first(50));
  Keccak256 second = first;
  second.update(ByteView(bytes).subspan(50));
  CHECK(first.finalize() == by_cryptopp(ByteView(bytes).first(50)));
  CHECK(second.finalize() == by_cryptopp(bytes));
}

// Certificates: their bytes are canonical, and everything else is refused.
#include "runtime/cert/certificate.h"

#include "runtime/base/codec.h"
#include "tests/unit/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace blockfold;
using blockfold::testing::Random;
using cert::Certificate;

namespace {

std::vector<cert::EncodedPoint> random_points(Random& random) {
  std::vector<cert::EncodedPoint> points(random.below(4));
  for (cert::EncodedPoint& point : points)
    for (std::uint8_t& byte : point)
      byte = static_cast<std::uint8_t>(random.word());
  return points;
}

std::vector<cert::RoundMessage> random_rounds(Random& random, std::size_t degree) {
  std::vector<cert::RoundMessage> rounds(random.below(4));
  for (cert::RoundMessage& round : rounds)
    round = random.elements<Fr>(degree);
  return rounds;
}

Certificate random_certificate(Random& random) {
  Certificate certificate;
  for (std::uint8_t& byte : certificate.theory_digest)
    byte = static_cast<std::uint8_t>(random.word());
  std::uint32_t ordinal = 0;
  for (std::size_t n = 1 + random.below(5); n > 0; --n) {
    ordinal += static_cast<std::uint32_t>(random.below(1000));
    certificate.entries.push_back(
        {ordinal++, static_cast<std::uint8_t>(random.below(cert::kRoles))});
  }
  certificate.layout.resize(random.below(20), 7);
  for (std::size_t n = 1 + random.below(2); n > 0; --n) {
    cert::KindProof kind;
    for (auto& points : kind.commitments)
      points = random_points(random);
    kind.bus_sum = random.element<Fr>();
    kind.fold = random_rounds(random, 3);
    kind.folded_bus_sum = random.element<Fr>();
    kind.outer = random_rounds(random, 3);
    kind.inner = random_rounds(random, 2);
    for (std::size_t i = 0; i < 3; ++i) {
      kind.row_values[i] = random.element<Fr>();
      kind.part_values[i] = random.element<Fr>();
    }
    kind.opening.left = random_points(random);
    kind.opening.right = random_points(random);
    kind.opening.last = random.element<Fr>();
    certificate.proof.kinds.push_back(kind);
  }
  return certificate;
}

std::string code_of(ByteView bytes) {
  const auto result = cert::read_certificate(bytes);
  return result ? "ok" : result.error().code;
}

} // namespace

TEST_CASE("certificates survive writing and reading") {
  Random random(1);
  for (int round = 0; round < 50; ++round) {
    const Certificate certificate = random_certificate(random);
    const Bytes bytes = write_certificate(certificate);
    const auto read = cert::read_certificate(bytes);
    REQUIRE(read.ok());
    CHECK(write_certificate(*read) == bytes);
    CHECK(read->entries == certificate.entries);
    CHECK(read->layout == certificate.layout);
    CHECK(read->theory_digest == certificate.theory_digest);
    REQUIRE(read->proof.kinds.size() == certificate.proof.kinds.size());
    CHECK(read->proof.kinds[0].fold == certificate.proof.kinds[0].fold);
    CHECK(read->proof.kinds[0].opening.left == certificate.proof.kinds[0].opening.left);
    CHECK(read->proof.kinds[0].commitments == certificate.proof.kinds[0].commitments);
  }
}

TEST_CASE("the statement is a prefix of the certificate") {
  Random random(2);
  const Certificate certificate = random_certificate(random);
  const Bytes statement = write_statement(certificate), whole = write_certificate(certificate);
  REQUIRE(statement.size() < whole.size());
  CHECK(std::equal(statement.begin(), statement.end(), whole.begin()));
}

TEST_CASE("a certificate cut anywhere is refused") {
  Random random(3);
  const Bytes bytes = write_certificate(random_certificate(random));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK(code_of(ByteView(bytes).first(size)) != "ok");
  CHECK(code_of({}) == "cert.magic");
}

TEST_CASE("bytes after the end are refused") {
  Random random(4);
  Bytes bytes = write_certificate(random_certificate(random));
  bytes.push_back(0);
  CHECK(code_of(bytes) == "cert.trailing");
}

TEST_CASE("magic, version and backend") {
  Random random(5);
  const Bytes good = write_certificate(random_certificate(random));
  const auto code = [&](std::size_t at) {
    Bytes bad = good;
    bad[at] += 2; // 2 is the version of certificates about executions
    return code_of(bad);
  };
  CHECK(code(0) == "cert.magic");
  CHECK(code(3) == "cert.magic");
  CHECK(code(4) == "cert.version");
  CHECK(code(5) == "cert.backend");
}

TEST_CASE("what a file means to be is seen without reading it") {
  Random random(5);
  Certificate certificate = random_certificate(random);
  CHECK_FALSE(cert::is_execution(cert::write_certificate(certificate)));
  certificate.subject = cert::Subject::Execution;
  const Bytes bytes = cert::write_certificate(certificate);
  CHECK(cert::is_execution(bytes));
  for (std::size_t size = 0; size < 8; ++size)
    CHECK(cert::is_execution(ByteView(bytes).first(size)) == (size >= 5));
  CHECK_FALSE(cert::is_execution(Bytes{'B', 'F', 'L', '\n', 2}));
}

TEST_CASE("damage gives another certificate or an error, never two readings of one") {
  Random random(6);
  const Bytes good = write_certificate(random_certificate(random));
  for (int round = 0; round < 5000; ++round) {
    Bytes bad = good;
    for (std::size_t n = 1 + random.below(3); n > 0; --n)
      bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.word());
    if (const auto read = cert::read_certificate(bad))
      CHECK(write_certificate(*read) == bad);
  }
}

TEST_CASE("scalars that are not reduced are refused") {
  Random random(7);
  Certificate certificate = random_certificate(random);
  certificate.proof.kinds.back().opening.last = Fr::zero();
  Bytes bytes = write_certificate(certificate);
  REQUIRE(code_of(bytes) == "ok");
  // The last scalar ends the file: write the modulus itself there.
  const Limbs& p = Fr::modulus();
  for (std::size_t i = 0; i < 32; ++i)
    bytes[bytes.size() - 32 + i] = static_cast<std::uint8_t>(p[i / 8] >> (8 * (i % 8)));
  CHECK(code_of(bytes) == "cert.proof");
  bytes[bytes.size() - 32] -= 1;
  CHECK(code_of(bytes) == "ok");
}

TEST_CASE("counts beyond what the input can hold are refused") {
  Bytes bytes(cert::kMagic.begin(), cert::kMagic.end());
  bytes.insert(bytes.end(), {static_cast<std::uint8_t>(cert::Subject::Theorems), 1});
  bytes.resize(bytes.size() + 32);
  for (int i = 0; i < 4; ++i)
    bytes.push_back(0xff); // entries: more than the file has bytes
  bytes.push_back(0x0f);
  bytes.resize(bytes.size() + 50);
  CHECK(code_of(bytes) == "cert.statement");
}

TEST_CASE("numbers have one encoding each") {
  const auto read = [](std::initializer_list<std::uint8_t> bytes, std::uint64_t limit) {
    const Bytes input(bytes);
    ByteReader in(input);
    const std::uint64_t value = in.number(limit);
    return in.failed() || !in.at_end() ? std::string("refused") : std::to_string(value);
  };
  CHECK(read({0}, 10) == "0");
  CHECK(read({0x7f}, 1000) == "127");
  CHECK(read({0x80, 0x01}, 1000) == "128");
  CHECK(read({0x80, 0x00}, 1000) == "refused"); // zero with a superfluous group
  CHECK(read({0xff, 0x00}, 1000) == "refused");
  CHECK(read({0x80}, 1000) == "refused"); // unfinished
  CHECK(read({}, 1000) == "refused");
  CHECK(read({11}, 10) == "refused");
  CHECK(read({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, UINT64_MAX) ==
        std::to_string(UINT64_MAX));
  CHECK(read({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, UINT64_MAX) ==
        "refused");
  CHECK(read({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, UINT64_MAX) ==
        "refused");
}

TEST_CASE("numbers survive writing and reading") {
  Random random(8);
  for (int round = 0; round < 1000; ++round) {
    const std::uint64_t value = random.word() >> random.below(64);
    ByteWriter out;
    out.number(value);
    const Bytes bytes = out.take();
    ByteReader in(bytes);
    CHECK(in.number(UINT64_MAX) == value);
    CHECK(in.at_end());
    CHECK_FALSE(in.failed());
  }
}

// Every byte of three small certificates, flipped: never accepted, never a crash, never more memory
// than the bound. Memory is what operator new has handed out, counted in this program.
#include "tests/soundness/samples.h"

#include "compiler/driver/estimate.h"
#include "compiler/driver/verify.h"
#include "tools/fuzz/counted_memory.h"

#include <set>

namespace blockfold::soundness {
namespace {

/// What verifying may take beyond what was in use before. The certificates have less than 8 kB; a
/// flipped bit of the layout may ask for a range table of 2^20 entries, which must cost nothing
/// before the proof's size is compared with it.
constexpr std::size_t kMemoryBound = std::size_t{1} << 20;

struct Flips {
  std::size_t tried = 0, largest = 0;
  std::set<std::string> codes;
};

Flips flip_all(const Scene& scene, const cert::Certificate& certificate) {
  const Bytes honest = cert::write_certificate(certificate);
  const std::size_t statement = cert::write_statement(certificate).size();
  REQUIRE(driver::verify_certificate(scene.database(), honest).ok());
  REQUIRE(honest.size() < 8192);

  Flips flips;
  const fuzz::MemoryPeak memory;
  Bytes bytes = honest;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    // Every bit of statement, layout and counts; one low and the highest bit of what is left.
    const unsigned masks = at < statement ? 0xff : (1U << (at % 7)) | 0x80;
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((masks >> bit & 1) == 0)
        continue;
      bytes[at] = honest[at] ^ static_cast<std::uint8_t>(1U << bit);
      const auto result = driver::verify_certificate(scene.database(), bytes);
      ++flips.tried;
      if (result.ok())
        FAIL_CHECK("accepted with bit " << bit << " of byte " << at << " flipped");
      else
        flips.codes.insert(result.error().code);
    }
    bytes[at] = honest[at];
  }
  flips.largest = memory.bytes();
  return flips;
}

TEST_CASE("every byte of three small certificates") {
  std::size_t tried = 0;
  for (const bool all : {false, true})
    for (const std::uint32_t segments : {1U, 4U}) {
      if (all && segments == 1)
        continue;
      const Scene scene = sample(segments, all);
      const Outcome honest = scene.run();
      check_accepted(honest);
      const Flips flips = flip_all(scene, honest.certificate);
      CHECK(flips.largest < kMemoryBound);
      CHECK(flips.largest > 1024); // the counter counts
      MESSAGE(flips.tried << " flips, at most " << flips.largest << " bytes");
      tried += flips.tried;
      for (const char* code : {"cert.magic", "cert.version", "cert.backend", "statement.theory",
                               "cert.proof", "verify.outer", "verify.inner", "ipa.mismatch"})
        CHECK(flips.codes.contains(code));
    }
  CHECK(tried > 10000);
}

TEST_CASE("every truncation and extension of a certificate") {
  const Scene scene = sample(4, true);
  const Outcome honest = scene.run();
  check_accepted(honest);
  const Bytes bytes = cert::write_certificate(honest.certificate);
  const fuzz::MemoryPeak memory;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (driver::verify_certificate(scene.database(), ByteView(bytes).first(size)).ok())
      FAIL_CHECK("accepted when cut to " << size);
  Bytes longer = bytes;
  for (int i = 0; i < 40; ++i) {
    longer.push_back(static_cast<std::uint8_t>(i));
    const auto result = driver::verify_certificate(scene.database(), longer);
    REQUIRE(!result.ok());
    CHECK(result.error().code == "cert.trailing");
  }
  CHECK(memory.bytes() < kMemoryBound);
}

TEST_CASE("counts that promise more than there is") {
  const Scene scene = sample(1);
  const Outcome honest = scene.run();
  check_accepted(honest);
  const Bytes bytes = cert::write_certificate(honest.certificate);
  const fuzz::MemoryPeak memory;
  // A number of 2^63 or 2^28 in every place.
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const std::size_t groups : {4U, 9U}) {
      Bytes huge(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
      for (std::size_t i = 0; i < groups; ++i)
        huge.push_back(0x80);
      huge.push_back(0x01);
      for (std::size_t i = at + 1; i < bytes.size(); ++i)
        huge.push_back(bytes[i]);
      if (driver::verify_certificate(scene.database(), huge).ok())
        FAIL_CHECK("accepted with a huge number at " << at);
    }
  CHECK(memory.bytes() < kMemoryBound);
}

TEST_CASE("a layout that speaks of millions of chips takes no memory for them") {
  // Zeros are written as the length of their run, so a few bytes can promise many numbers.
  const Scene scene = sample(1);
  cert::Certificate certificate = scene.run().certificate;
  auto layout = layout::decode(certificate.layout);
  REQUIRE(layout.ok());
  layout->kinds.resize(layout::Bounds::kKinds);
  layout->copies.assign(layout::Bounds::kKinds, std::vector<std::uint32_t>(layout::Bounds::kChips));
  certificate.layout = layout::encode(*layout);
  CHECK(certificate.layout.size() < 100);
  const Bytes bytes = cert::write_certificate(certificate);
  *layout = {};

  const fuzz::MemoryPeak memory;
  const auto result = driver::verify_certificate(scene.database(), bytes);
  REQUIRE(!result.ok());
  CHECK(result.error().code == "layout.encoding");
  CHECK(memory.bytes() < kMemoryBound);
}

TEST_CASE("a large layout with an empty proof takes no memory in proportion to the layout") {
  // Zeros satisfy every equation up to the inner sum-check, where the circuit itself is evaluated.
  const Scene scene = sample(1);
  cert::Certificate certificate = scene.run().certificate;
  auto layout = layout::decode(certificate.layout);
  REQUIRE(layout.ok());
  layout->copies[0][0] = 1U << 21;
  layout->kinds[0].log_width = 16;
  certificate.layout = layout::encode(*layout);
  const auto bound = driver::bind_statement(scene.database(), certificate);
  REQUIRE(bound.ok());
  const cs::Kind& kind = bound->lowered.circuit.kinds[0];
  certificate.proof = driver::blank_proof(bound->lowered.circuit);
  const Bytes bytes = cert::write_certificate(certificate);
  CHECK(bytes.size() < 8192);

  const fuzz::MemoryPeak memory;
  const auto result = driver::verify_certificate(scene.database(), bytes);
  REQUIRE(!result.ok());
  CHECK(result.error().code == "verify.inner");
  CHECK(kind.log_part >= 23);               // 256 MiB, were it ever written down
  CHECK(memory.bytes() < 4 * kMemoryBound); // tables of the square root of a part
}

} // namespace
} // namespace blockfold::soundness

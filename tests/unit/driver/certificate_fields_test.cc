// Certificates field by field: the same bytes as runtime/cert writes, and the first difference.
#include "compiler/driver/certificate_fields.h"

#include "compiler/layout/layout.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace blockfold;
using namespace blockfold::driver;

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(BLOCKFOLD_SOURCE_DIR) / "tests/data/certificates";

Bytes bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A frozen certificate about theorems, one about an execution.
Bytes about_theorems() {
  return bytes_of(kFolder / "implication.bfc");
}
Bytes about_execution() {
  return bytes_of(kFolder / "gcd.bfc");
}

/// All frozen certificates.
std::vector<Bytes> certificates() {
  std::vector<Bytes> all;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.path().extension() == ".bfc")
      all.push_back(bytes_of(entry.path()));
  REQUIRE(all.size() >= 3);
  return all;
}

cert::Certificate parse(const Bytes& bytes) {
  auto certificate = cert::read_certificate(bytes);
  REQUIRE(certificate.ok());
  return std::move(*certificate);
}

Bytes joined(const std::vector<CertificateField>& fields) {
  Bytes all;
  for (const CertificateField& field : fields) {
    CHECK(field.offset == all.size());
    all.insert(all.end(), field.bytes.begin(), field.bytes.end());
  }
  return all;
}

/// Where the field ends that begins at `offset` in one of two certificates, the longer one: a
/// layout that is malformed is a single field.
std::size_t end_of(const cert::Certificate& a, const cert::Certificate& b, std::size_t offset) {
  std::size_t end = 0;
  for (const cert::Certificate& certificate : {a, b})
    for (const CertificateField& field : fields_of(certificate))
      if (field.offset == offset)
        end = std::max(end, offset + field.bytes.size());
  return end;
}

void check_each_byte(const Bytes& good) {
  const cert::Certificate before = parse(good);
  CHECK_FALSE(first_difference(before, before).has_value());
  std::size_t compared = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= 1;
    const auto after = cert::read_certificate(changed);
    if (!after)
      continue; // malformed: there are no two certificates to compare
    ++compared;
    CHECK(joined(fields_of(*after)) == changed);
    const auto difference = first_difference(before, *after);
    REQUIRE(difference.has_value());
    CAPTURE(at);
    CAPTURE(difference->name);
    CHECK(difference->offset <= at);
    CHECK(at < end_of(before, *after, difference->offset));
    CHECK(difference->first != difference->second);
  }
  CHECK(compared > good.size() / 2);
}

} // namespace

TEST_CASE("fields: together they are the file, and each has a name of its own") {
  for (const Bytes& bytes : certificates()) {
    const std::vector<CertificateField> fields = fields_of(parse(bytes));
    CHECK(joined(fields) == bytes);
    std::set<std::string> names;
    for (const CertificateField& field : fields) {
      CHECK_MESSAGE(names.insert(field.name).second, field.name);
      CHECK_FALSE(field.value.empty());
      CHECK_FALSE(field.bytes.empty());
    }
  }
}

TEST_CASE("fields: the first difference is where a byte was changed, whichever it is") {
  check_each_byte(about_theorems());
  check_each_byte(about_execution());
}

TEST_CASE("fields: names say section, kind, round and coefficient") {
  const cert::Certificate before = parse(about_theorems());
  const auto name_of = [&](auto change) {
    cert::Certificate after = before;
    change(after);
    const auto difference = first_difference(before, after);
    REQUIRE(difference.has_value());
    return difference->name;
  };
  CHECK(name_of([](auto& c) { c.theory_digest[3] ^= 1; }) == "statement: theory digest");
  CHECK(name_of([](auto& c) { c.entries.pop_back(); }) == "statement: entries: how many");
  CHECK(name_of([](auto& c) { c.entries[1].role ^= 1; }) == "statement: entry 1");
  CHECK(name_of([](auto& c) { c.proof.kinds[0].bus_sum += Fr::one(); }) ==
        "proof: kind 0: bus sum");
  CHECK(name_of([](auto& c) { c.proof.kinds[0].outer[2][1] += Fr::one(); }) ==
        "proof: kind 0: outer round 2: coefficient of X^2");
  CHECK(name_of([](auto& c) { c.proof.kinds[0].commitments[1][0][5] ^= 1; }) ==
        "proof: kind 0: text commitment 0");
  CHECK(name_of([](auto& c) { c.proof.kinds[0].opening.left.pop_back(); }) ==
        "proof: kind 0: opening left: how many");
  CHECK(name_of([](auto& c) { c.proof.kinds.clear(); }) == "proof: kinds");
  CHECK(name_of([](auto& c) {
          auto layout = layout::decode(c.layout);
          REQUIRE(layout.ok());
          ++layout->kinds[0].log_width;
          c.layout = layout::encode(*layout);
        }) == "layout: kind 0: logarithm of the commitment width");
}

TEST_CASE("fields: a malformed layout is shown as its bytes") {
  cert::Certificate certificate = parse(about_theorems());
  certificate.layout.push_back(7);
  CHECK(joined(fields_of(certificate)) == cert::write_certificate(certificate));
}

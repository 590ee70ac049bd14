// Certificates field by field: the same bytes as runtime/cert writes, and the first difference.
#include "compiler/driver/certificate_fields.h"

#include "compiler/layout/layout.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace blockfold;
using namespace blockfold::driver;

namespace {

namespace fs = std::filesystem;

/// The frozen certificates.
std::vector<Bytes> certificates() {
  std::vector<Bytes> all;
  for (const auto& entry :
       fs::directory_iterator(fs::path(BLOCKFOLD_SOURCE_DIR) / "tests/data/certificates")) {
    if (entry.path().extension() != ".bfc")
      continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
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
  const Bytes good = certificates().front();
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
    CHECK(at < difference->offset + 32);
    CHECK(difference->first != difference->second);
  }
  CHECK(compared > good.size() / 2);
}

TEST_CASE("fields: names say section, kind, round and coefficient") {
  const cert::Certificate before = parse(certificates().front());
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
  cert::Certificate certificate = parse(certificates().front());
  certificate.layout.push_back(7);
  CHECK(joined(fields_of(certificate)) == cert::write_certificate(certificate));
}

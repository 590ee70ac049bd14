#include "tools/report/certificate_bytes.h"

#include "tests/unit/report/example.h"

using namespace blockfold;
using namespace blockfold::report;

TEST_CASE("certificate bytes: the parts are the whole file") {
  for (const std::string& text :
       {std::string(testing::kLogic) + testing::kIdentity,
        std::string(testing::kLogic) + testing::kIdentity + testing::kTwice}) {
    const testing::ReportExample example(text);
    std::size_t sum = 0;
    for (const PartSize& part : certificate_parts(example.certificate))
      sum += part.bytes;
    CHECK(sum == example.bytes.size());
  }
}

TEST_CASE("certificate bytes: a longer list is counted where it stands") {
  cert::Certificate certificate =
      testing::ReportExample(std::string(testing::kLogic) + testing::kIdentity).certificate;
  const auto sizes = [&] { return certificate_parts(certificate); };
  const auto before = sizes();
  cert::KindProof& kind = certificate.proof.kinds.front();
  kind.commitments[1].resize(kind.commitments[1].size() + 200); // its number takes a second byte
  kind.opening.left.emplace_back();
  certificate.layout.push_back(0);
  const auto after = sizes();
  const auto grown = [&](Part part) {
    const auto at = static_cast<std::size_t>(part);
    return after[at].bytes - before[at].bytes;
  };
  CHECK(grown(Part::Text) == 200 * 32 + 1);
  CHECK(grown(Part::Openings) == 32);
  CHECK(grown(Part::Layout) == 1);
  CHECK(grown(Part::Structure) == 0);
  CHECK(grown(Part::Entries) == 0);
  std::size_t sum = 0;
  for (const PartSize& part : after)
    sum += part.bytes;
  CHECK(sum == cert::write_certificate(certificate).size());
}

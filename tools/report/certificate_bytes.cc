#include "tools/report/certificate_bytes.h"

#include "runtime/base/check.h"

namespace blockfold::report {
namespace {

constexpr std::size_t kScalar = 32, kPoint = 32, kDigest = 32;

/// A number as LEB128.
std::size_t number(std::uint64_t value) {
  std::size_t bytes = 1;
  while (value >>= 7)
    ++bytes;
  return bytes;
}

std::size_t points(const std::vector<cert::EncodedPoint>& list) {
  return number(list.size()) + kPoint * list.size();
}

std::size_t rounds(const std::vector<cert::RoundMessage>& list) {
  std::size_t bytes = number(list.size());
  for (const cert::RoundMessage& round : list)
    bytes += kScalar * round.size();
  return bytes;
}

/// Bus sums and row and part values belong to the sum-checks that they are about.
std::size_t sum_checks(const cert::KindProof& kind) {
  return rounds(kind.fold) + rounds(kind.outer) + rounds(kind.inner) +
         kScalar * (2 + kind.row_values.size() + kind.part_values.size());
}

std::size_t opening(const cert::EncodedOpening& opening) {
  return points(opening.left) + points(opening.right) + kScalar;
}

} // namespace

std::vector<PartSize> certificate_parts(const cert::Certificate& certificate) {
  const std::size_t layout = number(certificate.layout.size()) + certificate.layout.size();
  const std::size_t subject = number(static_cast<std::uint32_t>(certificate.subject));
  const std::size_t header = cert::kMagic.size() + subject + 1 + kDigest;
  const std::size_t statement = cert::write_statement(certificate).size();
  BF_CHECK(statement >= header + layout);
  std::vector<PartSize> parts = {{Part::Header, header + number(certificate.proof.kinds.size())},
                                 {Part::Entries, statement - header - layout},
                                 {Part::Layout, layout},
                                 {Part::Structure, 0},
                                 {Part::Text, 0},
                                 {Part::Bus, 0},
                                 {Part::SumChecks, 0},
                                 {Part::Openings, 0}};
  const auto add = [&](Part part, std::size_t bytes) {
    parts[static_cast<std::size_t>(part)].bytes += bytes;
  };
  for (const cert::KindProof& kind : certificate.proof.kinds) {
    add(Part::Structure, points(kind.commitments[0]));
    add(Part::Text, points(kind.commitments[1]));
    add(Part::Bus, points(kind.commitments[2]));
    add(Part::SumChecks, sum_checks(kind));
    add(Part::Openings, opening(kind.opening));
  }
  return parts;
}

} // namespace blockfold::report

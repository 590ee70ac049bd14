#include "runtime/cert/certificate.h"

#include "runtime/base/codec.h"

#include <algorithm>

namespace blockfold::cert {
namespace {

void write_scalar(ByteWriter& out, const Fr& value) {
  std::array<std::uint8_t, 32> bytes;
  value.to_bytes(bytes);
  out.raw(bytes);
}

void write_points(ByteWriter& out, const std::vector<EncodedPoint>& points) {
  out.number(points.size());
  for (const EncodedPoint& point : points)
    out.raw(point);
}

void write_rounds(ByteWriter& out, const std::vector<RoundMessage>& rounds) {
  out.number(rounds.size());
  for (const RoundMessage& message : rounds)
    for (const Fr& coefficient : message)
      write_scalar(out, coefficient);
}

Fr read_scalar(ByteReader& in) {
  const ByteView bytes = in.raw(32);
  if (in.failed())
    return {};
  const std::optional<Fr> value = Fr::from_bytes(bytes.first<32>());
  if (!value)
    in.fail();
  return value.value_or(Fr::zero());
}

/// A count of elements of `size` bytes each: no more than the rest of the input can hold.
std::size_t read_count(ByteReader& in, std::size_t size) {
  return in.number(in.remaining() / size);
}

std::vector<EncodedPoint> read_points(ByteReader& in) {
  std::vector<EncodedPoint> points(read_count(in, 32));
  for (EncodedPoint& point : points) {
    const ByteView bytes = in.raw(32);
    if (!in.failed())
      std::copy(bytes.begin(), bytes.end(), point.begin());
  }
  return points;
}

std::vector<RoundMessage> read_rounds(ByteReader& in, unsigned degree) {
  std::vector<RoundMessage> rounds(read_count(in, 32 * std::size_t{degree}), RoundMessage(degree));
  for (RoundMessage& message : rounds)
    for (Fr& coefficient : message)
      coefficient = read_scalar(in);
  return rounds;
}

constexpr unsigned kFoldDegree = 3, kOuterDegree = 3, kInnerDegree = 2;

void write_kind(ByteWriter& out, const KindProof& kind) {
  for (const auto& points : kind.commitments)
    write_points(out, points);
  write_scalar(out, kind.bus_sum);
  write_rounds(out, kind.fold);
  write_scalar(out, kind.folded_bus_sum);
  write_rounds(out, kind.outer);
  for (const Fr& value : kind.row_values)
    write_scalar(out, value);
  write_rounds(out, kind.inner);
  for (const Fr& value : kind.part_values)
    write_scalar(out, value);
  write_points(out, kind.opening.left);
  write_points(out, kind.opening.right);
  write_scalar(out, kind.opening.last);
}

KindProof read_kind(ByteReader& in) {
  KindProof kind;
  for (auto& points : kind.commitments)
    points = read_points(in);
  kind.bus_sum = read_scalar(in);
  kind.fold = read_rounds(in, kFoldDegree);
  kind.folded_bus_sum = read_scalar(in);
  kind.outer = read_rounds(in, kOuterDegree);
  for (Fr& value : kind.row_values)
    value = read_scalar(in);
  kind.inner = read_rounds(in, kInnerDegree);
  for (Fr& value : kind.part_values)
    value = read_scalar(in);
  kind.opening.left = read_points(in);
  kind.opening.right = read_points(in);
  kind.opening.last = read_scalar(in);
  return kind;
}

/// Entries as increments: increment * roles + role, mostly one byte each.
void write_entries(ByteWriter& out, const std::vector<Entry>& entries) {
  out.number(entries.size());
  std::uint64_t next = 0;
  for (const Entry& entry : entries) {
    out.number((entry.ordinal - next) * kRoles + entry.role);
    next = std::uint64_t{entry.ordinal} + 1;
  }
}

std::vector<Entry> read_entries(ByteReader& in) {
  std::vector<Entry> entries(read_count(in, 1));
  std::uint64_t next = 0;
  for (Entry& entry : entries) {
    const std::uint64_t value = in.number(std::uint64_t{UINT32_MAX} * kRoles);
    const std::uint64_t ordinal = next + value / kRoles;
    if (ordinal > UINT32_MAX)
      in.fail();
    entry = {static_cast<std::uint32_t>(ordinal), static_cast<std::uint8_t>(value % kRoles)};
    next = ordinal + 1;
  }
  return entries;
}

} // namespace

Bytes write_statement(const Certificate& certificate) {
  ByteWriter out;
  out.raw(kMagic);
  out.number(static_cast<std::uint32_t>(certificate.subject));
  out.byte(static_cast<std::uint8_t>(certificate.backend));
  out.raw(certificate.theory_digest);
  if (certificate.subject == Subject::Theorems)
    write_entries(out, certificate.entries);
  else
    out.sized(certificate.public_blocks);
  out.sized(certificate.layout);
  return out.take();
}

Bytes write_certificate(const Certificate& certificate) {
  ByteWriter out;
  out.raw(write_statement(certificate));
  out.number(certificate.proof.kinds.size());
  for (const KindProof& kind : certificate.proof.kinds)
    write_kind(out, kind);
  return out.take();
}

bool is_execution(ByteView bytes) {
  ByteReader in(bytes);
  const ByteView magic = in.raw(kMagic.size());
  const auto subject = static_cast<Subject>(in.number(UINT32_MAX));
  return !in.failed() && std::equal(magic.begin(), magic.end(), kMagic.begin()) &&
         subject == Subject::Execution;
}

Result<Certificate> read_certificate(ByteView bytes) {
  if (bytes.size() > kMaxBytes)
    return Error{"cert.size", "the file is larger than any certificate"};
  ByteReader in(bytes);
  if (const ByteView magic = in.raw(kMagic.size());
      in.failed() || !std::equal(magic.begin(), magic.end(), kMagic.begin()))
    return Error{"cert.magic", "the file is not a Blockfold certificate"};
  Certificate certificate;
  certificate.subject = static_cast<Subject>(in.number(UINT32_MAX));
  const bool known =
      certificate.subject == Subject::Theorems || certificate.subject == Subject::Execution;
  if (!known || in.failed())
    return Error{"cert.version",
                 "the certificate has another format version than this program reads"};
  if (in.byte() != static_cast<std::uint8_t>(Backend::FoldedR1csBn254Ipa) || in.failed())
    return Error{"cert.backend", "the certificate was made by a backend that this program lacks"};

  const ByteView digest = in.raw(32);
  if (!in.failed())
    std::copy(digest.begin(), digest.end(), certificate.theory_digest.begin());
  const auto read_sized = [&](Bytes& out) {
    const ByteView bytes_of_field = in.sized();
    out.assign(bytes_of_field.begin(), bytes_of_field.end());
  };
  if (certificate.subject == Subject::Theorems)
    certificate.entries = read_entries(in);
  else
    read_sized(certificate.public_blocks);
  read_sized(certificate.layout);
  if (in.failed())
    return Error{"cert.statement", "the certificate's statement section is truncated or malformed"};

  constexpr std::size_t kMostKinds = 64;
  certificate.proof.kinds.resize(in.number(kMostKinds));
  for (KindProof& kind : certificate.proof.kinds)
    kind = read_kind(in);
  if (in.failed())
    return Error{"cert.proof", "the certificate's proof section is truncated or malformed"};
  if (!in.at_end())
    return Error{"cert.trailing", "the certificate has bytes after its end"};
  return certificate;
}

} // namespace blockfold::cert

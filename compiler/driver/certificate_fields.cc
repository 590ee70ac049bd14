#include "compiler/driver/certificate_fields.h"

#include "compiler/layout/layout.h"
#include "compiler/support/format.h"
#include "runtime/base/codec.h"

#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <array>

namespace blockfold::driver {
namespace {

constexpr std::array<const char*, cert::kRoles> kRoleNames = {"axiom", "assumed", "lemma", "goal",
                                                              "goal that others cite"};

/// Writes a certificate as runtime/cert does, and remembers every field.
class Recorder {
public:
  std::vector<CertificateField> take() { return std::move(fields_); }

  void add(const std::string& name, std::string value, Bytes bytes) {
    const std::size_t size = bytes.size();
    fields_.push_back({prefix_ + name, std::move(value), std::move(bytes), offset_});
    offset_ += size;
  }
  void number(const std::string& name, std::uint64_t value) {
    number(name, value, std::to_string(value));
  }
  void number(const std::string& name, std::uint64_t value, std::string shown) {
    ByteWriter out;
    out.number(value);
    add(name, std::move(shown), out.take());
  }
  void raw(const std::string& name, ByteView bytes) {
    add(name, llvm::toHex(llvm::ArrayRef<std::uint8_t>(bytes.data(), bytes.size()), true),
        Bytes(bytes.begin(), bytes.end()));
  }
  void scalar(const std::string& name, const Fr& value) {
    std::array<std::uint8_t, 32> bytes;
    value.to_bytes(bytes);
    std::array<std::uint8_t, 32> digits = bytes;
    std::ranges::reverse(digits);
    add(name, "0x" + llvm::toHex(digits, true), Bytes(bytes.begin(), bytes.end()));
  }
  void points(const std::string& name, const std::vector<cert::EncodedPoint>& points) {
    number(name + ": how many", points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
      raw(fmt::format("{} {}", name, i), points[i]);
  }
  void rounds(const std::string& name, const std::vector<cert::RoundMessage>& rounds) {
    // The coefficient of X follows from the others, so no message has it.
    constexpr std::array<const char*, 3> kPowers = {"1", "X^2", "X^3"};
    number(name + " rounds: how many", rounds.size());
    for (std::size_t i = 0; i < rounds.size(); ++i)
      for (std::size_t power = 0; power < rounds[i].size(); ++power)
        scalar(fmt::format("{} round {}: coefficient of {}", name, i, kPowers[power]),
               rounds[i][power]);
  }

  /// What the names of all fields begin with until it is changed.
  void set_prefix(std::string prefix) { prefix_ = std::move(prefix); }

private:
  std::vector<CertificateField> fields_;
  std::string prefix_;
  std::size_t offset_ = 0;
};

void record_entries(Recorder& out, const std::vector<cert::Entry>& entries) {
  out.number("entries: how many", entries.size());
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const cert::Entry& entry = entries[i];
    out.number(fmt::format("entry {}", i), (entry.ordinal - next) * cert::kRoles + entry.role,
               fmt::format("assertion {} as {}", entry.ordinal, kRoleNames[entry.role]));
    next = std::uint64_t{entry.ordinal} + 1;
  }
}

void record_copies(Recorder& out, const std::vector<std::uint32_t>& copies) {
  out.number("counted chips", copies.size());
  for (std::size_t i = 0; i < copies.size();) {
    out.number(fmt::format("copies of counted chip {}", i), copies[i]);
    std::size_t zeros = 0;
    while (i + zeros < copies.size() && copies[i + zeros] == 0)
      ++zeros;
    if (zeros != 0)
      out.number(fmt::format("chips without copies, from chip {}", i), zeros);
    i += std::max<std::size_t>(zeros, 1);
  }
}

void record_layout(Recorder& out, const Bytes& bytes) {
  out.number("length", bytes.size());
  const auto layout = layout::decode(bytes);
  if (!layout)
    return out.raw("bytes, malformed", bytes);
  out.number("range table bits", layout->range.table_bits);
  out.number("length digits", layout->range.length_limbs);
  out.number("time digits", layout->range.time_limbs);
  out.number("order digits", layout->range.order_limbs);
  out.number("typecodes", layout->dummies.size());
  for (std::size_t type = 0; type < layout->dummies.size(); ++type)
    out.number(fmt::format("dummy variables of typecode {}", type), layout->dummies[type]);
  out.number("kinds", layout->kinds.size());
  for (std::size_t k = 0; k < layout->kinds.size(); ++k) {
    out.set_prefix(fmt::format("layout: kind {}: ", k));
    out.number("segments", layout->kinds[k].segments);
    out.number("logarithm of the commitment width", layout->kinds[k].log_width);
    record_copies(out, layout->copies[k]);
  }
}

/// What stands before the entries and behind them is read from the bytes, so that a version which
/// has something else there is shown too.
void record_statement(Recorder& out, const cert::Certificate& certificate) {
  constexpr std::uint32_t kAboutTheorems = 1;
  const Bytes bytes = cert::write_statement(certificate);
  ByteReader in(bytes);
  out.set_prefix("statement: ");
  out.raw("magic", in.raw(cert::kMagic.size()));
  const std::uint64_t version = in.number(UINT32_MAX);
  out.number("version", version);
  out.raw("backend", in.raw(1));
  out.raw("theory digest", in.raw(certificate.theory_digest.size()));
  if (version == kAboutTheorems) {
    record_entries(out, certificate.entries);
  } else {
    const ByteView blocks = in.sized();
    out.number("public blocks: bytes", blocks.size());
    if (!blocks.empty())
      out.raw("public blocks", blocks);
  }
  out.set_prefix("layout: ");
  record_layout(out, certificate.layout);
}

void record_kind(Recorder& out, const cert::KindProof& kind) {
  constexpr std::array<const char*, 3> kPhases = {"structure commitment", "text commitment",
                                                  "bus commitment"};
  for (std::size_t phase = 0; phase < kPhases.size(); ++phase)
    out.points(kPhases[phase], kind.commitments[phase]);
  out.scalar("bus sum", kind.bus_sum);
  out.rounds("fold", kind.fold);
  out.scalar("folded bus sum", kind.folded_bus_sum);
  out.rounds("outer", kind.outer);
  for (std::size_t i = 0; i < kind.row_values.size(); ++i)
    out.scalar(fmt::format("row value {}", "abc"[i]), kind.row_values[i]);
  out.rounds("inner", kind.inner);
  for (std::size_t i = 0; i < kind.part_values.size(); ++i)
    out.scalar(fmt::format("part value w{}", i + 1), kind.part_values[i]);
  out.points("opening left", kind.opening.left);
  out.points("opening right", kind.opening.right);
  out.scalar("opening last", kind.opening.last);
}

} // namespace

std::vector<CertificateField> fields_of(const cert::Certificate& certificate) {
  Recorder out;
  record_statement(out, certificate);
  out.set_prefix("proof: ");
  out.number("kinds", certificate.proof.kinds.size());
  for (std::size_t k = 0; k < certificate.proof.kinds.size(); ++k) {
    out.set_prefix(fmt::format("proof: kind {}: ", k));
    record_kind(out, certificate.proof.kinds[k]);
  }
  return out.take();
}

std::optional<FieldDifference> first_difference(const cert::Certificate& first,
                                                const cert::Certificate& second) {
  const std::vector<CertificateField> a = fields_of(first), b = fields_of(second);
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i)
    if (a[i].name != b[i].name || a[i].bytes != b[i].bytes)
      return FieldDifference{a[i].name, a[i].offset, a[i].value,
                             a[i].name == b[i].name ? b[i].value : std::string()};
  if (a.size() == b.size())
    return std::nullopt;
  const CertificateField& more = a.size() > common ? a[common] : b[common];
  const bool in_first = a.size() > common;
  return FieldDifference{more.name, more.offset, in_first ? more.value : std::string(),
                         in_first ? std::string() : more.value};
}

} // namespace blockfold::driver

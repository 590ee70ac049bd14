#include "runtime/cert/link_file.h"

#include "runtime/base/codec.h"
#include "runtime/cert/certificate.h"

#include <algorithm>

namespace blockfold::cert {
namespace {

/// The fewest bytes of a part: a name of one byte, no goals, an empty certificate.
constexpr std::size_t kSmallestPart = 4;

void write_goals(ByteWriter& out, const std::vector<std::uint32_t>& goals) {
  out.number(goals.size());
  std::uint64_t next = 0;
  for (const std::uint32_t goal : goals) {
    out.number(goal - next);
    next = std::uint64_t{goal} + 1;
  }
}

std::vector<std::uint32_t> read_goals(ByteReader& in) {
  std::vector<std::uint32_t> goals(in.number(in.remaining()));
  std::uint64_t next = 0;
  for (std::uint32_t& goal : goals) {
    const std::uint64_t ordinal = next + in.number(UINT32_MAX);
    if (ordinal > UINT32_MAX)
      in.fail();
    goal = static_cast<std::uint32_t>(ordinal);
    next = ordinal + 1;
  }
  return goals;
}

LinkedCertificate read_part(ByteReader& in) {
  LinkedCertificate part;
  const ByteView name = in.sized();
  part.theory.assign(name.begin(), name.end());
  if (!is_theory_name(part.theory))
    in.fail();
  part.goals = read_goals(in);
  const ByteView certificate = in.sized();
  part.certificate.assign(certificate.begin(), certificate.end());
  return part;
}

} // namespace

bool is_link_file(ByteView bytes) {
  return bytes.size() >= kLinkMagic.size() &&
         std::equal(kLinkMagic.begin(), kLinkMagic.end(), bytes.begin());
}

bool is_theory_name(std::string_view name) {
  const auto is_bad = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '/';
  };
  return !name.empty() && name.size() <= kLongestTheoryName && name != "." && name != ".." &&
         std::ranges::none_of(name, is_bad);
}

Bytes write_link(const LinkFile& file) {
  ByteWriter out;
  out.raw(kLinkMagic);
  out.number(kLinkVersion);
  out.number(file.parts.size());
  for (const LinkedCertificate& part : file.parts) {
    out.sized({reinterpret_cast<const std::uint8_t*>(part.theory.data()), part.theory.size()});
    write_goals(out, part.goals);
    out.sized(part.certificate);
  }
  return out.take();
}

Result<LinkFile> read_link(ByteView bytes) {
  if (bytes.size() > kMaxBytes)
    return Error{"link.size", "the file is larger than any linked certificate"};
  if (!is_link_file(bytes))
    return Error{"link.magic", "the file is not a linked certificate of Blockfold"};
  ByteReader in(bytes.subspan(kLinkMagic.size()));
  if (in.number(UINT32_MAX) != kLinkVersion || in.failed())
    return Error{"link.version",
                 "the linked certificate has another format version than this program reads"};
  LinkFile file;
  file.parts.resize(in.number(std::min(kMostParts, in.remaining() / kSmallestPart)));
  for (LinkedCertificate& part : file.parts) {
    part = read_part(in);
    if (in.failed())
      break;
  }
  if (in.failed() || file.parts.empty())
    return Error{"link.parts", "the list of certificates in the link is truncated or malformed"};
  if (!in.at_end())
    return Error{"link.trailing", "the linked certificate has bytes after its end"};
  return file;
}

} // namespace blockfold::cert

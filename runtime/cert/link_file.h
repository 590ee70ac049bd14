#pragma once

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The linked certificate: certificates of which some prove what others assume. docs/linking.md
/// specifies every byte. Nothing in the file says what discharges what: verifiers find out.
namespace blockfold::cert {

inline constexpr std::array<std::uint8_t, 4> kLinkMagic = {'B', 'F', 'L', '\n'};
inline constexpr std::uint32_t kLinkVersion = 1;
inline constexpr std::size_t kMostParts = std::size_t{1} << 16;
inline constexpr std::size_t kLongestTheoryName = 255;

/// One certificate of a link.
struct LinkedCertificate {
  std::string theory;               ///< the name of its theory file; only a hint where to look
  std::vector<std::uint32_t> goals; ///< ordinals of its goals that are the link's, increasing
  Bytes certificate;                ///< the certificate file, untouched
};

struct LinkFile {
  /// One at least. What a part assumes is proved by parts behind it, if at all.
  std::vector<LinkedCertificate> parts;
};

/// Whether a file means to be a linked certificate.
bool is_link_file(ByteView bytes);

/// The name of a file in a folder: not empty, not "." or "..", without '/' and control characters.
bool is_theory_name(std::string_view name);

Bytes write_link(const LinkFile& file);

/// Reads a linked certificate; the certificates in it are not looked at. Allocates at most a small
/// multiple of the input's size.
///
/// Errors: `link.magic`, `link.version`, `link.size`, `link.parts` (malformed), `link.trailing`.
Result<LinkFile> read_link(ByteView bytes);

} // namespace blockfold::cert

#pragma once

#include <string>
#include <string_view>

namespace blockfold {

/// Every byte as a character of its own, in UTF-8: ANTLR reads nothing else, and then counts places
/// in characters, which so are places in the bytes.
inline std::string bytes_as_code_points(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

} // namespace blockfold

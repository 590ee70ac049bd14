#include "tools/report/unicode.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/ConvertUTF.h>
#include <llvm/Support/Unicode.h>

#include <algorithm>

namespace blockfold::report {
namespace {

struct Range {
  std::uint32_t first, last;
};

/// What LLVM calls printable and a page must not have: scripts from right to left, marks that steer
/// directions, fillers that look like nothing, private use.
constexpr Range kRefused[] = {
    {0x00ad, 0x00ad},   {0x0590, 0x08ff},   {0x115f, 0x1160},   {0x17b4, 0x17b5}, {0x180b, 0x180f},
    {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164}, {0xe000, 0xf8ff},
    {0xfb1d, 0xfdff},   {0xfe00, 0xfe0f},   {0xfe70, 0xfeff},   {0xffa0, 0xffa0}, {0xfff0, 0xffff},
    {0x10800, 0x10fff}, {0x1e800, 0x1efff}, {0xe0000, 0x10ffff}};

/// The length of the well-formed sequence of harmless characters at the start, or 0.
std::size_t harmless_prefix(llvm::StringRef bytes) {
  const auto* from = reinterpret_cast<const llvm::UTF8*>(bytes.begin());
  const auto* const start = from;
  llvm::UTF32 code_point = 0;
  const auto* const end = reinterpret_cast<const llvm::UTF8*>(bytes.end());
  if (llvm::convertUTF8Sequence(&from, end, &code_point, llvm::strictConversion) !=
          llvm::conversionOK ||
      !is_harmless(code_point))
    return 0;
  return static_cast<std::size_t>(from - start);
}

} // namespace

bool is_harmless(std::uint32_t code_point) {
  const bool refused = llvm::any_of(kRefused, [&](const Range& range) {
    return range.first <= code_point && code_point <= range.last;
  });
  return !refused && code_point <= 0x10ffff &&
         llvm::sys::unicode::isPrintable(static_cast<int>(code_point));
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  char buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
  char* end = buffer;
  if (llvm::ConvertCodePointToUTF8(code_point, end))
    text.append(buffer, end);
}

std::string harmless_text(llvm::StringRef bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t length = harmless_prefix(bytes);
    if (length != 0)
      out += bytes.take_front(length);
    else
      out += fmt::format("<{:02X}>", static_cast<unsigned char>(bytes.front()));
    bytes = bytes.drop_front(std::max<std::size_t>(length, 1));
  }
  return out;
}

} // namespace blockfold::report

#include "tools/report/glyph.h"

#include "tools/report/unicode.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringSwitch.h>

#include <utility>

namespace blockfold::report {
namespace {

constexpr std::uint32_t kNoBreakSpace = 0xa0;
/// A symbol is a sign or a word.
constexpr std::size_t kMostBytes = 64;

const llvm::StringMap<std::uint32_t>& entities() {
  static const llvm::StringMap<std::uint32_t> all = {
#define X(name, code_point) {name, code_point},
#include "tools/report/entities.def"
#undef X
  };
  return all;
}

/// What a tag does to the text inside; nothing for tags that symbols have no use for.
std::optional<std::uint8_t> style_of(llvm::StringRef tag, llvm::StringRef attributes) {
  if (tag == "span")
    return attributes.contains_insensitive("overline")    ? kOverline
           : attributes.contains_insensitive("underline") ? kUnderline
           : attributes.contains_insensitive("symvar")    ? kDotted
                                                          : kPlain;
  if (tag == "font" || tag == "big")
    return tag == "big" || attributes.contains("+1") ? kLarge : kPlain;
  return llvm::StringSwitch<std::optional<std::uint8_t>>(tag)
      .Cases("i", "em", kItalic)
      .Cases("b", "strong", kBold)
      .Case("sub", kSubscript)
      .Cases("sup", "super", kSuperscript)
      .Case("u", kUnderline)
      .Cases("small", "tt", kPlain)
      .Default(std::nullopt);
}

/// Unions and intersections of families are larger; Unicode has signs for them.
std::uint32_t enlarged(std::uint32_t code_point) {
  constexpr std::uint32_t kCup = 0x222a, kCap = 0x2229, kManyCups = 0x22c3, kManyCaps = 0x22c2;
  return code_point == kCup ? kManyCups : code_point == kCap ? kManyCaps : code_point;
}

class FragmentReader {
public:
  explicit FragmentReader(llvm::StringRef html) : rest_(html) {}

  std::optional<Glyph> read() {
    while (!rest_.empty())
      if (!read_piece())
        return std::nullopt;
    glyph_.space_after = space_pending_;
    std::size_t bytes = 0;
    for (const Run& run : glyph_.runs)
      bytes += run.text.size();
    if (glyph_.runs.empty() || bytes > kMostBytes)
      return std::nullopt;
    return std::move(glyph_);
  }

private:
  bool read_piece() {
    const bool tag =
        rest_.size() > 1 && rest_[0] == '<' && (llvm::isAlpha(rest_[1]) || rest_[1] == '/');
    if (tag)
      return read_tag();
    if (rest_[0] == '&')
      return read_entity();
    const auto byte = static_cast<unsigned char>(rest_[0]);
    rest_ = rest_.drop_front();
    return byte < 0x80 && put(byte);
  }

  bool read_tag() {
    const std::size_t end = rest_.find('>');
    if (end == llvm::StringRef::npos)
      return false;
    llvm::StringRef inside = rest_.slice(1, end);
    rest_ = rest_.drop_front(end + 1);
    const bool closes = inside.consume_front("/");
    const llvm::StringRef name = inside.take_while([](char c) { return llvm::isAlnum(c); });
    const std::string tag = name.lower();
    const auto style = style_of(tag, inside.drop_front(name.size()));
    if (!style)
      return false;
    if (closes)
      close(tag);
    else
      open_.emplace_back(tag, *style);
    return true;
  }

  /// Up to the tag that it closes; a stray one closes nothing.
  void close(const std::string& tag) {
    const auto found =
        llvm::find_if(llvm::reverse(open_), [&](const auto& open) { return open.first == tag; });
    if (found != open_.rend())
      open_.erase(std::prev(found.base()), open_.end());
  }

  /// `&name;`, `&#8704;`, `&#x2200;`; numbers also without the semicolon, as people write them.
  bool read_entity() {
    rest_ = rest_.drop_front();
    if (rest_.consume_front("#"))
      return read_number();
    const std::size_t end = rest_.find(';');
    const auto found = entities().find(rest_.take_front(end));
    if (end == llvm::StringRef::npos || found == entities().end())
      return false;
    rest_ = rest_.drop_front(end + 1);
    return put(found->second);
  }

  bool read_number() {
    const bool hexadecimal = rest_.consume_front_insensitive("x");
    const llvm::StringRef digits = rest_.take_while(
        [&](char c) { return hexadecimal ? llvm::isHexDigit(c) : llvm::isDigit(c); });
    std::uint32_t code_point = 0;
    if (digits.getAsInteger(hexadecimal ? 16 : 10, code_point))
      return false;
    rest_ = rest_.drop_front(digits.size());
    rest_.consume_front(";");
    return put(code_point);
  }

  /// Spaces around become flags, spaces within become one.
  bool put(std::uint32_t code_point) {
    const bool space = code_point == kNoBreakSpace || code_point == ' ' || code_point == '\t' ||
                       code_point == '\n' || code_point == '\r';
    if (space) {
      space_pending_ = true;
      return true;
    }
    if (!is_harmless(code_point))
      return false;
    std::uint8_t style = kPlain;
    for (const auto& [tag, adds] : open_)
      style |= adds;
    Run& run = current_run(style & ~kLarge);
    if (std::exchange(space_pending_, false)) {
      if (glyph_.runs.size() == 1 && run.text.empty())
        glyph_.space_before = true;
      else
        run.text += ' ';
    }
    append_utf8(run.text, (style & kLarge) != 0 ? enlarged(code_point) : code_point);
    return true;
  }

  Run& current_run(int wanted) {
    const auto style = static_cast<std::uint8_t>(wanted);
    if (glyph_.runs.empty() || glyph_.runs.back().style != style)
      glyph_.runs.push_back({"", style});
    return glyph_.runs.back();
  }

  llvm::StringRef rest_;
  std::vector<std::pair<std::string, std::uint8_t>> open_;
  bool space_pending_ = false;
  Glyph glyph_;
};

} // namespace

std::optional<Glyph> read_glyph(llvm::StringRef html) {
  return FragmentReader(html).read();
}

std::string appearance(const Glyph& glyph) {
  std::string seen;
  for (const Run& run : glyph.runs) {
    // A bold or slanted letter is easily taken for a plain one; a raised one is not.
    const int place = run.style & ~(kItalic | kBold);
    for (const char c : run.text)
      if (c != ' ')
        (seen += static_cast<char>('0' + place / kSubscript)) +=
            c; // a digit or letter for each place
  }
  return seen;
}

} // namespace blockfold::report

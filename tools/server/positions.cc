#include "tools/server/positions.h"

#include <algorithm>

namespace blockfold::server {
namespace {

/// So many bytes are counted one by one. A file may be one line, with a name every few bytes.
constexpr std::size_t kBetweenMarks = 512;

/// A character of a text: how many bytes it has, and how many units of UTF-16.
struct Character {
  std::size_t bytes;
  std::uint32_t units;
};

/// How many bytes the first byte of a character of UTF-8 announces; 0 if it is none.
std::size_t announced(unsigned char byte) {
  if (byte < 0x80)
    return 1;
  if (byte < 0xc2 || byte > 0xf4)
    return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// Whether the second byte may follow the first: neither overlong, nor a surrogate, nor too large.
bool fits(unsigned char first, unsigned char second) {
  const unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

Character character_at(llvm::StringRef text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = announced(byte(0));
  if (size == 0 || size > text.size() || (size > 1 && !fits(byte(0), byte(1))))
    return {1, 1};
  for (std::size_t i = 2; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return {1, 1};
  return {size, size == 4 ? 2U : 1U};
}

} // namespace

Positions::Positions(llvm::StringRef text) : text_(text), starts_{0}, newlines_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n')
      newlines_.push_back(i + 1);
    const bool alone = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    if (text[i] == '\n' || alone)
      starts_.push_back(i + 1);
  }
  for (std::uint32_t index = 0; index < line_count(); ++index)
    if (line(index).size() > kBetweenMarks)
      mark(index);
}

void Positions::mark(std::uint32_t line) {
  Mark at{starts_[line], 0};
  const std::size_t end = at.offset + this->line(line).size();
  for (std::size_t last = at.offset; at.offset < end;) {
    if (at.offset - last >= kBetweenMarks) {
      marks_.push_back(at);
      last = at.offset;
    }
    const Character character = character_at(text_.drop_front(at.offset));
    at.offset += character.bytes;
    at.character += character.units;
  }
}

/// The last mark of a line that is not behind an offset, or the line's beginning.
Positions::Mark Positions::before(std::uint32_t line, std::size_t offset) const {
  const auto next =
      std::upper_bound(marks_.begin(), marks_.end(), offset,
                       [](std::size_t value, const Mark& mark) { return value < mark.offset; });
  if (next == marks_.begin() || std::prev(next)->offset < starts_[line])
    return {starts_[line], 0};
  return *std::prev(next);
}

llvm::StringRef Positions::line(std::uint32_t index) const {
  if (index >= starts_.size())
    return text_.take_back(0);
  const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1] : text_.size();
  return text_.slice(starts_[index], end).rtrim("\r\n");
}

Position Positions::at(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - starts_.begin() - 1);
  offset = std::min(offset, starts_[line] + this->line(line).size()); // not behind a "\r"
  auto [i, character_before] = before(line, offset);
  Position position{line, character_before};
  while (i < offset) {
    const Character character = character_at(text_.drop_front(i));
    if (i + character.bytes > offset)
      break;
    i += character.bytes;
    position.character += character.units;
  }
  return position;
}

std::size_t Positions::offset(Position position) const {
  if (position.line >= starts_.size())
    return text_.size();
  const llvm::StringRef line = this->line(position.line);
  std::size_t i = 0;
  std::uint64_t units = 0;
  while (i < line.size()) {
    const Character character = character_at(line.drop_front(i));
    units += character.units;
    if (units > position.character)
      break;
    i += character.bytes;
  }
  return starts_[position.line] + i;
}

std::size_t Positions::offset(LineColumn place) const {
  if (place.line == 0)
    return 0;
  if (place.line > newlines_.size())
    return text_.size();
  return std::min(newlines_[place.line - 1] + std::max(place.column, 1U) - 1, text_.size());
}

} // namespace blockfold::server

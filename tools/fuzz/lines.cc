#include "tools/fuzz/lines.h"

#include <algorithm>
#include <cstring>

namespace blockfold::fuzz {
namespace {

using Pieces = std::vector<std::string>;

void change(Random& random, Pieces& pieces, const std::string& other) {
  const std::size_t at = random.below(pieces.size());
  const auto place = pieces.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random.below(4)) {
  case 0:
    pieces.erase(place);
    return;
  case 1:
    pieces.insert(place, other);
    return;
  case 2:
    std::swap(*place, random.of(pieces));
    return;
  default:
    *place = other;
  }
}

} // namespace

Pieces cut(llvm::StringRef text, char at) {
  Pieces out(1);
  for (const char c : text)
    if (c == at)
      out.emplace_back();
    else
      out.back() += c;
  return out;
}

std::string joined(const Pieces& pieces, char with) {
  std::string out;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    out += (i == 0 ? "" : std::string(1, with)) + pieces[i];
  return out;
}

void change_lines(Random& random, Pieces& lines) {
  if (random.one_in(3))
    return change(random, lines, std::string(random.of(lines)));
  std::string& line = random.of(lines);
  Pieces others = cut(random.of(lines), ' ');
  const std::string word = random.of(others);
  Pieces words = cut(line, ' ');
  change(random, words, word);
  line = joined(words, ' ');
}

std::size_t put(const std::string& text, std::uint8_t* data, std::size_t max_size) {
  const std::size_t length = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), length);
  return length;
}

} // namespace blockfold::fuzz

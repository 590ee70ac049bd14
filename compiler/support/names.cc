#include "compiler/support/names.h"

#include <llvm/ADT/STLExtras.h>

#include <algorithm>

namespace blockfold {
namespace {

/// Takes a class, "[a-z]" or "[^a-z]", off the front of a pattern and gives what stands within the
/// brackets. Nothing if it is not closed; a ']' that comes first does not close it.
std::optional<llvm::StringRef> take_class(llvm::StringRef& pattern) {
  const std::size_t end = pattern.find(']', 2);
  if (end == llvm::StringRef::npos)
    return std::nullopt;
  const llvm::StringRef members = pattern.slice(1, end);
  pattern = pattern.drop_front(end + 1);
  return members;
}

/// Takes a range, "a-z", or a single byte off the front of a class.
std::pair<unsigned char, unsigned char> take_range(llvm::StringRef& members) {
  const bool range = members.size() >= 3 && members[1] == '-';
  const auto first = static_cast<unsigned char>(members.front());
  const auto last = static_cast<unsigned char>(members[range ? 2 : 0]);
  members = members.drop_front(range ? 3 : 1);
  return {first, last};
}

bool well_formed(llvm::StringRef members) {
  members.consume_front("^") || members.consume_front("!");
  while (!members.empty())
    if (const auto [first, last] = take_range(members); first > last)
      return false;
  return true;
}

bool contains(llvm::StringRef members, unsigned char byte) {
  const bool inverted = members.consume_front("^") || members.consume_front("!");
  bool found = false;
  while (!members.empty()) {
    const auto [first, last] = take_range(members);
    found |= first <= byte && byte <= last;
  }
  return found != inverted;
}

/// Takes the place for one byte off the front of a well-formed piece; whether `byte` may stand
/// there.
bool take_place(llvm::StringRef& piece, char byte) {
  if (piece.front() == '[')
    return contains(*take_class(piece), static_cast<unsigned char>(byte));
  const bool any = piece.front() == '?';
  piece.consume_front("\\");
  const bool here = any || piece.front() == byte;
  piece = piece.drop_front();
  return here;
}

/// Takes what stands before the first '*' off the front of a pattern, and counts its places.
/// Nothing if it is malformed.
std::optional<std::size_t> take_piece(llvm::StringRef& pattern) {
  std::size_t places = 0;
  for (; !pattern.empty() && pattern.front() != '*'; ++places) {
    if (pattern.front() == '[') {
      const auto members = take_class(pattern);
      if (!members || !well_formed(*members))
        return std::nullopt;
      continue;
    }
    pattern.consume_front("\\");
    if (pattern.empty()) // a backslash at the end
      return std::nullopt;
    pattern = pattern.drop_front();
  }
  return places;
}

} // namespace

std::optional<Glob> Glob::parse(llvm::StringRef pattern, std::string* why) {
  Glob glob;
  glob.text_ = std::make_shared<const std::string>(pattern.str());
  llvm::StringRef rest = *glob.text_;
  do {
    const llvm::StringRef start = rest;
    const auto length = take_piece(rest);
    if (!length) {
      *why = "invalid glob pattern: " + start.str();
      return std::nullopt;
    }
    glob.pieces_.push_back({*length, start.drop_back(rest.size())});
  } while (rest.consume_front("*"));
  return glob;
}

bool Glob::Piece::at(llvm::StringRef name, std::size_t start) const {
  llvm::StringRef left = places;
  for (const char byte : name.substr(start, length))
    if (!take_place(left, byte))
      return false;
  return true;
}

bool Glob::matches(llvm::StringRef name) const {
  if (pieces_.empty())
    return true;
  const Piece& first = pieces_.front();
  const Piece& last = pieces_.back();
  if (pieces_.size() == 1)
    return name.size() == first.length && first.at(name, 0);
  if (name.size() < first.length + last.length || !first.at(name, 0) ||
      !last.at(name, name.size() - last.length))
    return false;
  // Where a piece first fits leaves the most room for those that follow: no other place need be
  // tried.
  const std::size_t end = name.size() - last.length;
  std::size_t place = first.length;
  for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    while (place + piece.length <= end && !piece.at(name, place))
      ++place;
    if (place + piece.length > end)
      return false;
    place += piece.length;
  }
  return true;
}

Glob Glob::all() {
  return Glob();
}

NearMatches::NearMatches(llvm::StringRef wanted, unsigned limit)
    : wanted_(wanted), limit_(limit),
      max_distance_(
          std::max(1U, static_cast<unsigned>(std::min<std::size_t>(wanted.size(), 30)) / 3)) {}

void NearMatches::offer(llvm::StringRef candidate) {
  const std::size_t longer = std::max(candidate.size(), wanted_.size());
  const std::size_t shorter = std::min(candidate.size(), wanted_.size());
  if (limit_ == 0 || longer - shorter > max_distance_)
    return;
  // Once the list is full, only a better match is of use.
  const unsigned bound =
      matches_.size() < limit_ ? max_distance_ : std::min(max_distance_, matches_.back().distance);
  const unsigned distance = wanted_.edit_distance(candidate, true, bound);
  if (distance > bound || (matches_.size() == limit_ && distance == bound))
    return;
  auto* const place = std::find_if(matches_.begin(), matches_.end(),
                                   [&](const Match& match) { return match.distance > distance; });
  matches_.insert(place, Match{distance, candidate});
  if (matches_.size() > limit_)
    matches_.pop_back();
}

llvm::SmallVector<llvm::StringRef, 3> NearMatches::best() const {
  llvm::SmallVector<llvm::StringRef, 3> names;
  for (const Match& match : matches_)
    names.push_back(match.name);
  return names;
}

} // namespace blockfold

#include "compiler/support/names.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/Error.h>

#include <algorithm>

namespace blockfold {
namespace {

/// Bytes of a pattern before its first '*', and the characters that these stand for. What is
/// malformed is left to `llvm::GlobPattern`, whose syntax this is.
std::pair<std::size_t, std::size_t> measure_piece(llvm::StringRef pattern) {
  std::size_t at = 0, length = 0;
  for (; at < pattern.size() && pattern[at] != '*'; ++length) {
    if (pattern[at] == '[') // a ']' that comes first does not close it
      at = std::min(pattern.find(']', at + 2), pattern.size() - 1);
    else if (pattern[at] == '\\')
      ++at;
    ++at;
  }
  return {std::min(at, pattern.size()), length};
}

} // namespace

std::optional<Glob> Glob::parse(llvm::StringRef pattern, std::string* why) {
  Glob glob;
  glob.text_ = std::make_shared<const std::string>(pattern.str());
  llvm::StringRef rest = *glob.text_;
  for (bool last = false; !last;) {
    const auto [size, length] = measure_piece(rest);
    auto parsed = llvm::GlobPattern::create(rest.take_front(size));
    if (!parsed) {
      *why = llvm::toString(parsed.takeError());
      return std::nullopt;
    }
    glob.pieces_.push_back({length, std::move(*parsed)});
    last = size == rest.size();
    rest = rest.drop_front(std::min(size + 1, rest.size()));
  }
  return glob;
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

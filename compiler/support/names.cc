#include "compiler/support/names.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/Error.h>

#include <algorithm>

namespace blockfold {

std::optional<Glob> Glob::parse(llvm::StringRef pattern, std::string* why) {
  Glob glob;
  glob.text_ = std::make_shared<const std::string>(pattern.str());
  auto parsed = llvm::GlobPattern::create(*glob.text_);
  if (!parsed) {
    *why = llvm::toString(parsed.takeError());
    return std::nullopt;
  }
  glob.pattern_ = std::move(*parsed);
  return glob;
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

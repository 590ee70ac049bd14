#pragma once

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace blockfold {

/// A shell-like pattern over names: `*` any text, `?` one character, `[a-z]`, `[^a-z]`, `\`
/// escapes. With no help from LLVM, whose errors are too large for the WebAssembly module.
class Glob {
public:
  /// Nothing, with `*why` set, if the pattern is malformed.
  static std::optional<Glob> parse(llvm::StringRef pattern, std::string* why);
  /// The pattern that every name matches.
  static Glob all();

  /// Takes time in proportion to the lengths of name and pattern, multiplied.
  bool matches(llvm::StringRef name) const;

private:
  /// What stands between two '*': places for as many characters.
  struct Piece {
    std::size_t length;
    llvm::StringRef places;
    bool at(llvm::StringRef name, std::size_t start) const;
  };

  Glob() = default;
  std::shared_ptr<const std::string> text_; // the pieces refer to it
  std::vector<Piece> pieces_;               // none: every name matches
};

/// Finds the names most like one that does not exist: offer all candidates, then ask for the best.
class NearMatches {
public:
  /// At most `limit` names, each within a third of `wanted`'s length (at least 1) in edit distance.
  explicit NearMatches(llvm::StringRef wanted, unsigned limit = 3);

  void offer(llvm::StringRef candidate);
  /// The best first; ties in the order offered.
  llvm::SmallVector<llvm::StringRef, 3> best() const;

private:
  struct Match {
    unsigned distance;
    llvm::StringRef name;
  };
  llvm::StringRef wanted_;
  unsigned limit_;
  unsigned max_distance_;
  llvm::SmallVector<Match, 4> matches_;
};

} // namespace blockfold

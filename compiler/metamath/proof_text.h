#pragma once

#include "compiler/metamath/scanner.h"

#include <llvm/ADT/StringRef.h>

namespace blockfold::mm {

/// The words of a proof, comments left out. The reader has made sure that comments are closed and
/// that no '$' occurs outside of them.
class ProofWords {
public:
  explicit ProofWords(llvm::StringRef text) : at_(text.begin()), end_(text.end()) {}

  /// The next word; empty at the end.
  llvm::StringRef next() {
    while (true) {
      while (at_ != end_ && is_white_space(*at_))
        ++at_;
      const char* const start = at_;
      while (at_ != end_ && !is_white_space(*at_))
        ++at_;
      const llvm::StringRef word(start, static_cast<std::size_t>(at_ - start));
      if (word != "$(")
        return word;
      const llvm::StringRef rest(at_, static_cast<std::size_t>(end_ - at_));
      const std::size_t close = rest.find("$)");
      at_ = close == llvm::StringRef::npos ? end_ : at_ + close + 2;
    }
  }

private:
  const char* at_;
  const char* end_;
};

} // namespace blockfold::mm

#pragma once

#include "compiler/ir/theory.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

/// The texts of an execution: sequences of symbol codes. A block holds their numbers.
namespace blockfold::ir {

/// Texts by number. Texts are added, and never changed.
class TextTable {
public:
  using Id = std::uint32_t;

  /// The number of a text, which may be empty: equal texts have equal numbers.
  Id intern(llvm::ArrayRef<SymbolCode> codes);
  /// A number for a text that is only read, in time that does not depend on other texts: whoever
  /// wrote it could have chosen them to collide.
  Id add(llvm::ArrayRef<SymbolCode> codes);
  llvm::ArrayRef<SymbolCode> operator[](Id id) const;
  std::size_t size() const { return ends_.size(); }

private:
  std::vector<SymbolCode> symbols_;
  std::vector<std::uint64_t> ends_;
  std::unordered_multimap<std::uint64_t, Id> by_hash_;
};

/// Symbols with blanks between: "( p -> q )". What is longer than `most_bytes` is cut.
std::string joined_text(llvm::ArrayRef<std::string> symbol_names, llvm::ArrayRef<SymbolCode> text,
                        std::size_t most_bytes = SIZE_MAX);
/// The same between backquotes.
std::string quoted_text(llvm::ArrayRef<std::string> symbol_names, llvm::ArrayRef<SymbolCode> text,
                        std::size_t most_bytes = SIZE_MAX);

} // namespace blockfold::ir

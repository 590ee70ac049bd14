#pragma once

#include "compiler/metamath/database.h"
#include "tools/report/glyph.h"

#include <llvm/ADT/StringMap.h>

/// How a database wants its symbols to be shown: the `$t` comment (Metamath book, 4.4.3).
namespace blockfold::report {

class Typesetting {
public:
  /// Reads the body of a `$t` comment. Of each symbol, althtmldef counts before htmldef, and the
  /// first of either. Whatever cannot be read is passed over: typesetting is decoration.
  static Typesetting read(llvm::StringRef comment);
  /// That of a database; empty if it has no `$t` comment.
  static Typesetting of(const mm::Database& database);

  /// Nothing if the symbol is to be shown as it is written.
  const Glyph* find(llvm::StringRef symbol) const;
  std::size_t size() const { return glyphs_.size(); }

private:
  llvm::StringMap<Glyph> glyphs_;
};

/// The text between `$t` and `$)` of the first such comment; empty if there is none.
llvm::StringRef typesetting_comment(llvm::StringRef source);

} // namespace blockfold::report

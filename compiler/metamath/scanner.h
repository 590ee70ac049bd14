#pragma once

#include "compiler/metamath/codes.h"
#include "compiler/support/source_file.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>

namespace blockfold::mm {

enum class TokenKind : std::uint8_t {
  End,          ///< of the file
  Word,         ///< a label or a math symbol: it contains no '$'
  Constant,     ///< $c
  Variable,     ///< $v
  Floating,     ///< $f
  Essential,    ///< $e
  Disjoint,     ///< $d
  Axiom,        ///< $a
  Theorem,      ///< $p
  Equals,       ///< $=
  Dot,          ///< $.
  ScopeBegin,   ///< ${
  ScopeEnd,     ///< $}
  IncludeBegin, ///< $[
  IncludeEnd,   ///< $]
};

struct Token {
  TokenKind kind = TokenKind::End;
  llvm::StringRef text; ///< points into the file; empty at its end
};

inline bool is_white_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/// The characters that labels are made of: letters, digits, '-', '_' and '.'.
inline bool is_label(llvm::StringRef text) {
  return llvm::all_of(text,
                      [](char c) { return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

/// Splits one file into tokens (book, 4.1.1), leaving out comments. Tokens that cannot be any are
/// reported and left out, so that what follows them is still read.
class Scanner {
public:
  /// `report(code, piece of the file, message)`; it must outlive the scanner.
  using Report = llvm::function_ref<void(Code, llvm::StringRef, std::string)>;

  Scanner(const SourceFile& file, Report report);

  Token next();

  /// Continues the search for a token with a '$' at the current place without looking at the words
  /// on the way: for proofs, whose words are read later. Returns that token, or End.
  Token next_keyword();

  std::uint32_t offset() const { return static_cast<std::uint32_t>(at_ - begin_); }

private:
  bool skip_comment(llvm::StringRef opening);
  Token dollar_token(const char* start);
  void check_bytes(const char* first, const char* last);

  const char* begin_;
  const char* at_;
  const char* end_;
  bool all_legal_; // no byte of the file is illegal, so there is nothing to look for
  Report report_;
};

} // namespace blockfold::mm

#pragma once

#include "compiler/rules/ast.h"

#include <optional>
#include <vector>

/// From text to tree. The only user of ANTLR; no header of it is seen outside parser.cc.
namespace blockfold::rules {

/// Larger files are refused, and files that are larger together.
inline constexpr std::uint32_t kMaxFileBytes = std::uint32_t{1} << 24;
/// Words, signs and spaces of one file. A tree takes up to 500 bytes for each.
inline constexpr std::uint32_t kMaxTokens = std::uint32_t{1} << 22;

/// Parses one file of `sources`. Reports every mistake of words and shape, and then returns
/// nothing.
std::optional<ast::File> parse(FileId file, Reporter& reporter);

/// What a formatter must know about a piece of the text.
enum class TokenKind : std::uint8_t {
  Word,    ///< a symbol of a text that runs to the end of its line
  Name,    ///< a name, number or quoted text
  Keyword, ///< any reserved word
  Open,    ///< '('
  Close,   ///< ')'
  OpenBrace,
  CloseBrace,
  Comma,
  Colon,
  Dot,
  Operator,     ///< one that has blanks on both sides, or is a sign
  Comment,      ///< to the end of the line, documentation too
  Continuation, ///< '\' and the line break after it
};
struct Token {
  TokenKind kind;
  llvm::StringRef text;
  unsigned newlines_before; ///< line breaks between this token and the one before
};

/// All tokens and comments of a text that `parse` accepts, in their order.
std::vector<Token> tokenize(const SourceFile& source);

} // namespace blockfold::rules

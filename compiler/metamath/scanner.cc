#include "compiler/metamath/scanner.h"

#include "compiler/support/format.h"
#include "compiler/support/render.h"

#include <array>
#include <cstring>

namespace blockfold::mm {
namespace {

enum class ByteClass : std::uint8_t { Ordinary, Space, Dollar, Illegal };

constexpr std::array<ByteClass, 256> kClasses = [] {
  std::array<ByteClass, 256> classes{};
  classes.fill(ByteClass::Illegal);
  for (unsigned c = '!'; c <= '~'; ++c)
    classes[c] = ByteClass::Ordinary;
  for (const unsigned char c : {' ', '\n', '\t', '\r', '\f'})
    classes[c] = ByteClass::Space;
  classes['$'] = ByteClass::Dollar;
  return classes;
}();

ByteClass class_of(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

/// Branch-free, so that it runs at memory speed: nearly every file passes.
bool all_bytes_legal(llvm::StringRef text) {
  unsigned illegal = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // White space is 9, 10, 12, 13 and 32; what is printed ends with 126.
    illegal |= static_cast<unsigned>(byte - 9U > 126U - 9U) | static_cast<unsigned>(byte == 11) |
               static_cast<unsigned>(byte - 14U < 32U - 14U);
  }
  return illegal == 0;
}

TokenKind keyword_kind(char second) {
  switch (second) {
  case 'c':
    return TokenKind::Constant;
  case 'v':
    return TokenKind::Variable;
  case 'f':
    return TokenKind::Floating;
  case 'e':
    return TokenKind::Essential;
  case 'd':
    return TokenKind::Disjoint;
  case 'a':
    return TokenKind::Axiom;
  case 'p':
    return TokenKind::Theorem;
  case '=':
    return TokenKind::Equals;
  case '.':
    return TokenKind::Dot;
  case '{':
    return TokenKind::ScopeBegin;
  case '}':
    return TokenKind::ScopeEnd;
  case '[':
    return TokenKind::IncludeBegin;
  case ']':
    return TokenKind::IncludeEnd;
  default:
    return TokenKind::End;
  }
}

} // namespace

Scanner::Scanner(const SourceFile& file, Report report)
    : begin_(file.text().begin()), at_(begin_), end_(file.text().end()),
      all_legal_(all_bytes_legal(file.text())), report_(report) {}

void Scanner::check_bytes(const char* first, const char* last) {
  if (all_legal_)
    return;
  for (const char* p = first; p != last; ++p) {
    if (class_of(*p) != ByteClass::Illegal)
      continue;
    const char* const run = p;
    while (p + 1 != last && class_of(p[1]) == ByteClass::Illegal)
      ++p;
    const llvm::StringRef bytes(run, static_cast<std::size_t>(p + 1 - run));
    report_(
        Code::IllegalByte, bytes,
        fmt::format("only printable ASCII is allowed, not {}", escape_bytes(bytes.take_front(8))));
  }
}

bool Scanner::skip_comment(llvm::StringRef opening) {
  const char* const content = at_;
  while (true) {
    const auto* const dollar =
        static_cast<const char*>(std::memchr(at_, '$', static_cast<std::size_t>(end_ - at_)));
    if (dollar == nullptr || dollar + 1 == end_) {
      check_bytes(content, end_);
      report_(Code::UnclosedComment, opening,
              "this comment is not closed before the end of the file");
      at_ = end_;
      return false;
    }
    at_ = dollar + 1;
    if (*at_ == '(') {
      report_(Code::NestedComment, {dollar, 2}, "'$(' inside a comment: comments do not nest");
      ++at_;
    } else if (*at_ == ')') {
      ++at_;
      check_bytes(content, dollar);
      if (!is_white_space(dollar[-1]) || (at_ != end_ && !is_white_space(*at_)))
        report_(Code::GluedCommentEnd, {dollar, 2}, "'$)' must have white space on both sides");
      return true;
    }
  }
}

Token Scanner::dollar_token(const char* start) {
  while (at_ != end_ && class_of(*at_) != ByteClass::Space)
    ++at_;
  const llvm::StringRef text(start, static_cast<std::size_t>(at_ - start));
  check_bytes(start, at_);
  if (text == "$(") {
    skip_comment(text);
    return {};
  }
  if (text == "$)") {
    report_(Code::StrayCommentEnd, text, "this '$)' closes no comment");
    return {};
  }
  if (text.size() == 2 && text[0] == '$') {
    const TokenKind kind = keyword_kind(text[1]);
    if (kind != TokenKind::End)
      return {kind, text};
  }
  report_(Code::DollarInToken, text,
          fmt::format("{} is no keyword, and '$' may not occur in a name", quoted(text)));
  if (text.startswith("$(")) { // meant as a comment: its words are not worth an error each
    at_ = start + 2;
    skip_comment({start, 2});
  }
  return {};
}

Token Scanner::next() {
  while (true) {
    while (at_ != end_ && class_of(*at_) == ByteClass::Space)
      ++at_;
    if (at_ == end_)
      return {TokenKind::End, llvm::StringRef(end_, 0)};
    const char* const start = at_;
    while (at_ != end_ && class_of(*at_) == ByteClass::Ordinary)
      ++at_;
    if (at_ != end_ && class_of(*at_) != ByteClass::Space) {
      // A keyword, a comment or an error; also words with illegal bytes before any '$'.
      while (at_ != end_ && class_of(*at_) != ByteClass::Space && *at_ != '$')
        ++at_;
      if (at_ != end_ && *at_ == '$') {
        const Token token = dollar_token(start);
        if (token.kind != TokenKind::End)
          return token;
        continue;
      }
      check_bytes(start, at_);
    }
    return {TokenKind::Word, {start, static_cast<std::size_t>(at_ - start)}};
  }
}

Token Scanner::next_keyword() {
  while (true) {
    const char* const from = at_;
    const auto* dollar =
        static_cast<const char*>(std::memchr(at_, '$', static_cast<std::size_t>(end_ - at_)));
    if (dollar == nullptr)
      dollar = end_;
    while (dollar != from && !is_white_space(dollar[-1]))
      --dollar;
    check_bytes(from, dollar);
    at_ = dollar;
    const Token token = next();
    if (token.kind != TokenKind::Word)
      return token;
  }
}

} // namespace blockfold::mm

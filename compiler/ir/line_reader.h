#pragma once

#include "compiler/ir/codes.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <string>
#include <utility>

/// What the readers of transcripts share: both text forms are lines.
namespace blockfold::ir {

/// The words of one line. The first error is final: it is reported, and the rest of the line
/// skipped.
class LineReader {
public:
  /// `malformed` is the code for what has none of the forms that were asked for.
  LineReader(const SourceFile& source, llvm::StringRef line, DiagnosticSink& sink, Code malformed)
      : source_(source), rest_(line), sink_(sink), malformed_(malformed) {}

  bool failed() const { return failed_; }

  /// Reports an error about `text`, which must be a piece of the source.
  void fail(Code code, llvm::StringRef text, std::string message) {
    if (failed_)
      return;
    failed_ = true;
    if (sink_.full())
      return sink_.count_suppressed_error();
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.where =
        SourceRange(source_, offset_of(text), static_cast<std::uint32_t>(text.size()));
    diagnostic.message = std::move(message);
    sink_.add(std::move(diagnostic));
  }

  /// Everything up to the next blank.
  llvm::StringRef word(const char* what) {
    skip_blanks();
    return taken(rest_.take_until(is_blank), what);
  }

  /// Letters, digits, '-', '_' and '.', as in Metamath labels, and "'", as in rule files.
  llvm::StringRef label(const char* what) {
    skip_blanks();
    return taken(rest_.take_while([](char c) {
      return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.' || c == '\'';
    }),
                 what);
  }

  /// Whether a backquote comes next, after blanks.
  bool at_backquote() {
    skip_blanks();
    return rest_.startswith("`");
  }
  /// What stands between two backquotes, the first of which comes next, with them.
  llvm::StringRef backquoted() {
    const std::size_t end = rest_.find('`', 1);
    if (end == llvm::StringRef::npos)
      fail(malformed_, rest_.take_front(1), "the text that begins here has no second backquote");
    return taken(rest_.take_front(end == llvm::StringRef::npos ? 0 : end + 1), "a text");
  }

  /// A decimal number without superfluous zeros.
  std::uint32_t number(const char* what) {
    skip_blanks();
    const llvm::StringRef digits = taken(rest_.take_while(llvm::isDigit), what);
    std::uint32_t value = 0;
    if (!failed_ && (digits.getAsInteger(10, value) || (digits.size() > 1 && digits[0] == '0')))
      fail(malformed_, digits,
           fmt::format("{} is too large, or has superfluous zeros", quoted(digits)));
    return value;
  }

  /// A number after a letter, such as `b12`.
  std::uint32_t numbered(char letter, const char* what) {
    skip_blanks();
    expect_here(llvm::StringRef(&letter, 1), what);
    return number_here(what);
  }

  /// Takes `text` if it comes next, after blanks.
  bool accept(llvm::StringRef text) {
    skip_blanks();
    return accept_here(text);
  }
  bool accept_here(llvm::StringRef text) { return !failed_ && rest_.consume_front(text); }

  void expect(llvm::StringRef text) {
    skip_blanks();
    expect_here(text, nullptr);
  }

  /// Nothing but a comment may be left.
  void end() {
    skip_blanks();
    if (!rest_.empty() && rest_.front() != '#')
      fail(malformed_, rest_.take_until(is_blank), "expected the end of the line");
  }

  void skip_blanks() { rest_ = rest_.drop_while(is_blank); }
  llvm::StringRef rest() const { return rest_; }

private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
  std::uint32_t offset_of(llvm::StringRef text) const {
    return static_cast<std::uint32_t>(text.data() - source_.text().data());
  }

  llvm::StringRef taken(llvm::StringRef text, const char* what) {
    if (failed_)
      return {};
    if (text.empty())
      fail(malformed_, rest_.take_front(1), fmt::format("expected {}", what));
    rest_ = rest_.drop_front(text.size());
    return text;
  }

  std::uint32_t number_here(const char* what) {
    if (!failed_ && (rest_.empty() || !llvm::isDigit(rest_.front())))
      fail(malformed_, rest_.take_front(1), fmt::format("expected {}", what));
    return number(what);
  }

  void expect_here(llvm::StringRef text, const char* what) {
    if (!failed_ && !rest_.consume_front(text))
      fail(malformed_, rest_.take_until(is_blank),
           what != nullptr ? fmt::format("expected {}", what) : fmt::format("expected '{}'", text));
  }

  const SourceFile& source_;
  llvm::StringRef rest_;
  DiagnosticSink& sink_;
  Code malformed_;
  bool failed_ = false;
};

} // namespace blockfold::ir

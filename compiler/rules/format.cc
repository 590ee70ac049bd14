#include "compiler/rules/format.h"

#include "compiler/rules/parser.h"
#include "runtime/base/check.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringSwitch.h>

namespace blockfold::rules {
namespace {

constexpr unsigned kIndent = 2, kContinuationIndent = 4;

bool is_modifier(const Token& token) {
  return token.text == "public" || token.text == "linear" || token.text == "unique";
}

/// Whether a keyword begins a declaration or a statement.
bool begins_line(const Token& token, const Token* previous) {
  if (token.kind != TokenKind::Keyword || (previous != nullptr && is_modifier(*previous)))
    return false;
  return llvm::StringSwitch<bool>(token.text)
      .Cases("order", "free", "hidden", "rows", false)
      .Default(true);
}

bool is_sign(const Token& token, const Token* previous) {
  if (token.kind != TokenKind::Operator || token.text != "-" || previous == nullptr)
    return false;
  return previous->kind == TokenKind::Open || previous->kind == TokenKind::Comma ||
         previous->kind == TokenKind::Operator || previous->kind == TokenKind::Keyword;
}

/// One token of a line to be laid out.
struct Piece {
  llvm::StringRef text;
  bool space_before;
  bool may_break_before;
  bool is_comment, own_line;
};

/// A declaration, a statement, a brace or a lone comment, before it is cut to the line's width.
struct LogicalLine {
  unsigned indent = 0;
  bool blank_before = false;
  bool of_words = false; ///< broken by a backslash
  std::vector<Piece> pieces;
};

class Formatter {
public:
  explicit Formatter(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::string run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (tokens_[i].kind != TokenKind::Continuation)
        add(i);
    flush();
    return std::move(out_);
  }

private:
  // --- tokens to lines --------------------------------------------------------------------------

  void add(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.kind == TokenKind::Comment)
      return add_comment(token);
    if (!in_one_line_ && (token.kind == TokenKind::CloseBrace || begins_line(token, previous_)))
      flush();
    if (token.kind == TokenKind::CloseBrace && depth_ > 0)
      --depth_;
    begin_line_with(token);
    if (token.kind == TokenKind::OpenBrace) {
      in_one_line_ = fits_one_line(i);
      ++depth_;
    }
    line_.of_words |= token.kind == TokenKind::Word;
    const bool sign = previous_is_sign_;
    previous_is_sign_ = is_sign(token, previous_);
    line_.pieces.push_back({token.text, !line_.pieces.empty() && !sign && spaced(token),
                            may_break(token), false, false});
    previous_ = &token;
    if (token.kind == TokenKind::CloseBrace)
      in_one_line_ = false;
    ended_ = !in_one_line_ &&
             (token.kind == TokenKind::OpenBrace || token.kind == TokenKind::CloseBrace);
  }

  void add_comment(const Token& token) {
    if (token.newlines_before == 0 && !line_.pieces.empty()) {
      line_.pieces.push_back({token.text, true, false, true, false});
      ended_ |= line_.of_words;
      return;
    }
    if (at_boundary(token))
      flush();
    begin_line_with(token);
    line_.pieces.push_back({token.text, true, false, true, true});
    ended_ = line_.pieces.size() == 1;
  }

  /// Whether nothing of the line in hand can follow a comment.
  bool at_boundary(const Token& comment) const {
    if (ended_ || line_.pieces.empty() || line_.of_words)
      return true;
    for (const Token* next = &comment; next != tokens_.data() + tokens_.size(); ++next)
      if (next->kind != TokenKind::Comment)
        return next->kind == TokenKind::CloseBrace || begins_line(*next, previous_);
    return true;
  }

  void begin_line_with(const Token& token) {
    if (ended_)
      flush();
    if (!line_.pieces.empty())
      return;
    line_.indent = depth_ * kIndent;
    line_.blank_before = token.newlines_before > 1 && !out_.empty() && !after_open_ &&
                         token.kind != TokenKind::CloseBrace;
  }

  bool spaced(const Token& token) const {
    switch (token.kind) {
    case TokenKind::Comma:
    case TokenKind::Colon:
    case TokenKind::Close:
    case TokenKind::Dot:
      return false;
    case TokenKind::Open:
      return previous_->kind != TokenKind::Name && previous_->kind != TokenKind::Open;
    default:
      return previous_->kind != TokenKind::Open && previous_->kind != TokenKind::Dot;
    }
  }

  /// After commas, before operators, between words and between rows.
  bool may_break(const Token& token) const {
    if (previous_ == nullptr)
      return false;
    return previous_->kind == TokenKind::Comma || token.kind == TokenKind::Word ||
           (token.kind == TokenKind::Operator && !previous_is_sign_) ||
           (token.kind == TokenKind::Open && previous_->kind == TokenKind::Close);
  }

  /// Whether the block that opens at token `i` stands on one line, and can.
  bool fits_one_line(std::size_t i) const {
    std::size_t width = 0;
    for (const Piece& piece : line_.pieces)
      width += piece.text.size() + 1;
    for (std::size_t j = i; j < tokens_.size(); ++j) {
      const Token& token = tokens_[j];
      if (token.kind == TokenKind::Word || token.kind == TokenKind::Comment ||
          (j != i && token.newlines_before != 0))
        return false;
      width += token.text.size() + 1;
      if (token.kind == TokenKind::CloseBrace)
        return width <= kLineWidth;
    }
    return false;
  }

  // --- lines to text ----------------------------------------------------------------------------

  void flush() {
    ended_ = false;
    if (line_.pieces.empty())
      return;
    if (line_.blank_before)
      out_ += '\n';
    print(line_);
    out_ += '\n';
    after_open_ = previous_ != nullptr && previous_->kind == TokenKind::OpenBrace &&
                  !line_.pieces.front().is_comment;
    line_ = {};
  }

  void print(const LogicalLine& line) {
    std::size_t column = line.indent;
    out_.append(line.indent, ' ');
    bool must_break = false;
    for (std::size_t i = 0; i < line.pieces.size(); ++i) {
      const Piece& piece = line.pieces[i];
      if (i > 0 && (must_break || piece.own_line || breaks_before(line, i, column))) {
        out_ += line.of_words && !piece.is_comment ? " \\\n" : "\n";
        out_.append(line.indent + kContinuationIndent, ' ');
        column = line.indent + kContinuationIndent;
      } else if (i > 0) {
        const std::size_t blanks = piece.is_comment ? 2 : piece.space_before;
        out_.append(blanks, ' ');
        column += blanks;
      }
      out_ += piece.text;
      column += piece.text.size();
      must_break = piece.is_comment;
    }
    // At the end of its line a symbol '\' would continue it.
    if (line.of_words && line.pieces.back().text == "\\")
      out_ += "  //";
  }

  /// Whether the pieces up to the next place for a break would leave the line.
  static bool breaks_before(const LogicalLine& line, std::size_t i, std::size_t column) {
    if (!line.pieces[i].may_break_before)
      return false;
    const std::size_t reserve = line.of_words ? 2 : 0; // for a backslash
    for (std::size_t j = i; j < line.pieces.size() && !line.pieces[j].is_comment; ++j) {
      if (j > i && line.pieces[j].may_break_before)
        break;
      column += line.pieces[j].space_before + line.pieces[j].text.size();
    }
    return column + reserve > kLineWidth;
  }

  std::vector<Token> tokens_;
  const Token* previous_ = nullptr; ///< comments left out
  bool previous_is_sign_ = false;
  unsigned depth_ = 0;
  bool in_one_line_ = false;
  bool ended_ = false;      ///< the line in hand takes nothing more but a comment behind it
  bool after_open_ = false; ///< the last line printed opens a block
  LogicalLine line_;
  std::string out_;
};

/// Everything but the layout, for comparison; a lone "//" may have been added.
std::vector<llvm::StringRef> contents(llvm::ArrayRef<Token> tokens) {
  std::vector<llvm::StringRef> out;
  for (const Token& token : tokens)
    if (token.kind != TokenKind::Continuation && token.text != "//")
      out.push_back(token.text);
  return out;
}

} // namespace

std::string format(const SourceFile& source) {
  const std::vector<Token> tokens = tokenize(source);
  std::string text = Formatter(tokens).run();
  const auto formatted = SourceFile::from_text(text, source.name());
  BF_CHECK(contents(tokens) == contents(tokenize(*formatted)));
  return text;
}

} // namespace blockfold::rules

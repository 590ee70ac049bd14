#include "compiler/metamath/reader.h"

#include "compiler/metamath/database_builder.h"
#include "compiler/metamath/scanner.h"
#include "compiler/support/format.h"

namespace blockfold::mm {
namespace {

bool takes_label(TokenKind kind) {
  return kind == TokenKind::Floating || kind == TokenKind::Essential || kind == TokenKind::Axiom ||
         kind == TokenKind::Theorem;
}

StatementKind statement_kind(TokenKind kind) {
  switch (kind) {
  case TokenKind::Floating:
    return StatementKind::Floating;
  case TokenKind::Essential:
    return StatementKind::Essential;
  case TokenKind::Theorem:
    return StatementKind::Theorem;
  default:
    return StatementKind::Axiom;
  }
}

/// The name of a token in a message.
std::string describe(const Token& token) {
  return token.kind == TokenKind::End ? "the end of the file" : quoted(token.text);
}

/// Turns tokens into statements (book, 4.1.2 and appendix E) and hands them to the builder. After
/// an error it goes on behind the statement, or at the keyword that shows that the statement has
/// ended.
class Reader {
public:
  /// Without `included` every inclusion is refused.
  Reader(DiagnosticSink& sink, IncludedFiles* included) : sink_(sink), included_(included) {}

  ReadResult read(std::unique_ptr<SourceFile> file);
  ReadResult unreadable(llvm::StringRef path, llvm::StringRef why);

private:
  struct OpenFile {
    std::uint32_t index;
    Scanner scanner;
  };

  Token next();
  void put_back(Token token) { put_back_.push_back(token); }

  void statement(Token token);
  void labelled(Token label);
  void labelled_statement(Token label, Token keyword);
  void declaration(Token keyword);
  void disjoint(Token keyword);
  Token body(Token keyword);
  void unfinished(Token keyword, Token found);
  llvm::StringRef proof(Token keyword);
  llvm::StringRef proof_until(const char* begin, Token end) const;
  void resolve_symbols();

  void include(Token opening);
  void open_include(Token name);
  void skip_include(Token opening);
  void end_of_file();

  void push_file(std::unique_ptr<SourceFile> file);
  std::uint32_t file() const { return files_.back().index; }
  SourceLocation location(llvm::StringRef piece) const;
  void report(Code code, llvm::StringRef piece, std::string message) {
    report_at(file(), code, piece, std::move(message));
  }
  void report_at(std::uint32_t file, Code code, llvm::StringRef piece, std::string message);

  DiagnosticSink& sink_;
  IncludedFiles* included_;
  bool unreadable_ = false;
  std::size_t errors_ = 0; // reported so far
  ReportError report_ = [this](Code code, llvm::StringRef piece, std::string message) {
    report(code, piece, std::move(message));
  };
  DatabaseBuilder builder_{report_};
  std::vector<OpenFile> files_; // the including files below the included one
  llvm::SmallVector<Token, 2> put_back_;

  // The current statement.
  llvm::StringRef label_;
  llvm::SmallVector<llvm::StringRef, 64> names_;
  llvm::SmallVector<SymbolId, 64> math_;
};

void Reader::report_at(std::uint32_t file_index, Code code, llvm::StringRef piece,
                       std::string message) {
  ++errors_;
  unreadable_ |= is_unreadable_input(info(code));
  if (sink_.full()) {
    sink_.count_suppressed_error();
    return;
  }
  const SourceFile& source = builder_.file(file_index);
  Diagnostic diagnostic;
  diagnostic.code = &info(code);
  diagnostic.where =
      SourceRange(source, static_cast<std::uint32_t>(piece.begin() - source.text().begin()),
                  static_cast<std::uint32_t>(piece.size()));
  diagnostic.message = std::move(message);
  diagnostic.label = label_.take_front(256).str();
  sink_.add(std::move(diagnostic));
}

SourceLocation Reader::location(llvm::StringRef piece) const {
  return {file(), static_cast<std::uint32_t>(piece.begin() - builder_.file(file()).text().begin())};
}

Token Reader::next() {
  return put_back_.empty() ? files_.back().scanner.next() : put_back_.pop_back_val();
}

void Reader::push_file(std::unique_ptr<SourceFile> source) {
  const std::uint32_t index = builder_.add_file(std::move(source));
  files_.push_back({index, Scanner(builder_.file(index), report_)});
}

ReadResult Reader::unreadable(llvm::StringRef path, llvm::StringRef why) {
  Diagnostic diagnostic;
  diagnostic.code = &info(Code::UnreadableFile);
  diagnostic.where = SourceRange(path);
  diagnostic.message = fmt::format("the file cannot be read: {}", why);
  sink_.add(std::move(diagnostic));
  return {ReadStatus::Unreadable, builder_.finish()};
}

ReadResult Reader::read(std::unique_ptr<SourceFile> source) {
  push_file(std::move(source));
  while (!files_.empty())
    statement(next());
  const ReadStatus status = unreadable_    ? ReadStatus::Unreadable
                            : errors_ != 0 ? ReadStatus::Invalid
                                           : ReadStatus::Ok;
  return {status, builder_.finish()};
}

void Reader::end_of_file() {
  if (files_.size() == 1)
    for (const auto& scope : builder_.open_scopes())
      report_at(scope.file, Code::UnclosedScope, scope.token, "this block is not closed");
  files_.pop_back();
}

void Reader::statement(Token token) {
  label_ = {};
  switch (token.kind) {
  case TokenKind::End:
    return end_of_file();
  case TokenKind::Word:
    return labelled(token);
  case TokenKind::Constant:
  case TokenKind::Variable:
    return declaration(token);
  case TokenKind::Disjoint:
    return disjoint(token);
  case TokenKind::Floating:
  case TokenKind::Essential:
  case TokenKind::Axiom:
  case TokenKind::Theorem:
    report(Code::MissingLabel, token.text, fmt::format("this {} has no label", token.text));
    return labelled_statement({}, token);
  case TokenKind::ScopeBegin:
    return builder_.open_scope(token.text, file());
  case TokenKind::ScopeEnd:
    if (!builder_.close_scope())
      report(Code::StrayScopeEnd, token.text, "this '$}' closes no block");
    return;
  case TokenKind::IncludeBegin:
    return include(token);
  case TokenKind::Equals:
  case TokenKind::Dot:
  case TokenKind::IncludeEnd:
    return report(Code::UnexpectedKeyword, token.text,
                  fmt::format("{} outside of a statement", quoted(token.text)));
  }
}

void Reader::labelled(Token label) {
  const Token keyword = next();
  if (takes_label(keyword.kind))
    return labelled_statement(label, keyword);
  report(Code::StrayLabel, label.text,
         fmt::format("expected $f, $e, $a or $p after the label {}, found {}", quoted(label.text),
                     describe(keyword)));
  put_back(keyword);
}

/// Reads the words of a statement into `names_`, up to the token that ends it: '$.', or for $p
/// '$='. Any other kind in the answer means that the statement is unfinished, which has been
/// reported.
Token Reader::body(Token keyword) {
  names_.clear();
  bool in_stray_proof = false; // of a statement that has none
  while (true) {
    const Token token = next();
    switch (token.kind) {
    case TokenKind::Word:
      if (!in_stray_proof)
        names_.push_back(token.text);
      break;
    case TokenKind::Dot:
      return token;
    case TokenKind::Equals:
      if (keyword.kind == TokenKind::Theorem)
        return token;
      in_stray_proof = true;
      [[fallthrough]];
    case TokenKind::IncludeEnd:
      report(Code::UnexpectedKeyword, token.text,
             fmt::format("{} has no meaning in a {} statement", quoted(token.text), keyword.text));
      break;
    case TokenKind::IncludeBegin:
      skip_include(token);
      break;
    default:
      unfinished(keyword, token);
      if (takes_label(token.kind) && !names_.empty())
        put_back({TokenKind::Word, names_.pop_back_val()});
      return token;
    }
  }
}

void Reader::unfinished(Token keyword, Token found) {
  report(Code::UnfinishedStatement, keyword.text,
         fmt::format("this {} statement does not end with '$.' before {}", keyword.text,
                     describe(found)));
  put_back(found);
}

void Reader::declaration(Token keyword) {
  const Token end = body(keyword);
  const bool constant = keyword.kind == TokenKind::Constant;
  if (names_.empty() && end.kind == TokenKind::Dot)
    report(Code::EmptyDeclaration, keyword.text,
           fmt::format("this {} declares nothing", keyword.text));
  if (constant && builder_.in_scope())
    report(Code::ConstantInScope, keyword.text,
           "constants may be declared outside of all blocks only");
  for (const llvm::StringRef name : names_) {
    if (constant)
      builder_.declare_constant(name, location(name));
    else
      builder_.declare_variable(name, location(name));
  }
}

void Reader::resolve_symbols() {
  math_.clear();
  for (const llvm::StringRef name : names_)
    math_.push_back(builder_.use_symbol(name));
}

void Reader::disjoint(Token keyword) {
  const Token end = body(keyword);
  if (names_.size() < 2 && end.kind == TokenKind::Dot)
    report(Code::ShortDisjoint, keyword.text, "a $d needs at least two variables");
  resolve_symbols();
  builder_.add_disjoint(math_, names_);
}

void Reader::labelled_statement(Token label, Token keyword) {
  label_ = label.text;
  const std::size_t errors_before = errors_;
  const Token end = body(keyword);
  // The symbols come first, so that diagnostics follow the order of the text.
  resolve_symbols();
  const bool ended = end.kind == TokenKind::Dot || end.kind == TokenKind::Equals;
  if (ended && keyword.kind == TokenKind::Floating && names_.size() != 2)
    report(Code::FloatingShape, keyword.text, "a $f is one constant and one variable");
  else if (ended && names_.empty())
    report(Code::EmptyStatement, keyword.text,
           fmt::format("this {} has no typecode", keyword.text));
  if (keyword.kind == TokenKind::Theorem && end.kind == TokenKind::Dot)
    report(Code::MissingProof, keyword.text, "this $p has no proof: '$=' is missing");
  const llvm::StringRef proof_text = end.kind == TokenKind::Equals ? proof(keyword) : "";
  if (label.text.empty())
    return;
  builder_.add_statement({.kind = statement_kind(keyword.kind),
                          .label = label.text,
                          .where = location(label.text),
                          .math = math_,
                          .names = names_,
                          .proof = proof_text,
                          .broken = errors_ != errors_before});
}

llvm::StringRef Reader::proof_until(const char* begin, Token end) const {
  return {begin, static_cast<std::size_t>(end.text.begin() - begin)};
}

/// Finds the end of a proof; its words are the checker's business.
llvm::StringRef Reader::proof(Token keyword) {
  Scanner& scanner = files_.back().scanner;
  const char* const begin = builder_.file(file()).text().begin() + scanner.offset();
  while (true) {
    const Token token = put_back_.empty() ? scanner.next_keyword() : put_back_.pop_back_val();
    switch (token.kind) {
    case TokenKind::Dot:
      return proof_until(begin, token);
    case TokenKind::Word: // put back after a faulty inclusion
      break;
    case TokenKind::Equals:
    case TokenKind::IncludeEnd:
      report(Code::UnexpectedKeyword, token.text,
             fmt::format("{} has no meaning in a proof", quoted(token.text)));
      break;
    case TokenKind::IncludeBegin:
      skip_include(token);
      break;
    default:
      unfinished(keyword, token);
      if (takes_label(token.kind)) {
        // The last word is the label of the statement that follows.
        const llvm::StringRef text = proof_until(begin, token).rtrim();
        const llvm::StringRef last = text.drop_front(text.find_last_of(" \t\r\n\f") + 1);
        if (!last.empty() && !last.contains('$'))
          put_back({TokenKind::Word, last});
      }
      return {};
    }
  }
}

/// Reports an inclusion within a statement and steps over it.
void Reader::skip_include(Token opening) {
  report(Code::IncludeInStatement, opening.text, "files may be included between statements only");
  const Token name = next();
  if (name.kind != TokenKind::Word) {
    put_back(name);
    return;
  }
  const Token closing = next();
  if (closing.kind != TokenKind::IncludeEnd)
    put_back(closing);
}

void Reader::include(Token opening) {
  const Token name = next();
  if (name.kind != TokenKind::Word) {
    report(Code::MalformedInclude, opening.text,
           fmt::format("expected a file name after '$[', found {}", describe(name)));
    if (name.kind != TokenKind::IncludeEnd)
      put_back(name);
    return;
  }
  Token closing = next();
  if (closing.kind != TokenKind::IncludeEnd) {
    report(Code::MalformedInclude, opening.text,
           fmt::format("expected '$]' after the file name, found {}", describe(closing)));
    while (closing.kind == TokenKind::Word)
      closing = next();
    if (closing.kind != TokenKind::IncludeEnd)
      put_back(closing);
    return;
  }
  if (builder_.in_scope())
    report(Code::IncludeInScope, opening.text, "files may be included outside of all blocks only");
  else
    open_include(name);
}

void Reader::open_include(Token name) {
  const auto fail = [&](llvm::StringRef path, llvm::StringRef why) {
    report(Code::UnreadableInclude, name.text,
           fmt::format("the included file {} cannot be read: {}", quoted(path), why));
  };
  if (included_ == nullptr)
    return fail(name.text, "inclusions are not allowed here");
  const std::string path = included_->path(name.text, builder_.file(file()).name());
  IncludedFiles::Opened opened = included_->open(path);
  if (opened.file != nullptr)
    push_file(std::move(opened.file));
  else if (!opened.why.empty())
    fail(path, opened.why);
}

} // namespace

ReadResult read_database(std::unique_ptr<SourceFile> file, IncludedFiles* included,
                         DiagnosticSink& sink) {
  return Reader(sink, included).read(std::move(file));
}

ReadResult unreadable_database(llvm::StringRef path, llvm::StringRef why, DiagnosticSink& sink) {
  return Reader(sink, nullptr).unreadable(path, why);
}

} // namespace blockfold::mm

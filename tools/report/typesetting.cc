#include "tools/report/typesetting.h"

#include <llvm/ADT/StringExtras.h>

namespace blockfold::report {
namespace {

/// Words and strings of a `$t` comment, C comments left out. Strings are in quotes of either sort
/// and end with their line; `+` joins them.
class Lexer {
public:
  explicit Lexer(llvm::StringRef text) : rest_(text) {}

  enum class Kind : std::uint8_t { End, Word, String, Semicolon, Plus };
  struct Token {
    Kind kind = Kind::End;
    std::string text;
  };

  Token next() {
    skip();
    if (rest_.empty())
      return {};
    const char first = rest_.front();
    if (first == '"' || first == '\'')
      return string(first);
    if (first == ';' || first == '+') {
      rest_ = rest_.drop_front();
      return {first == ';' ? Kind::Semicolon : Kind::Plus, ""};
    }
    const llvm::StringRef word = rest_.take_until(
        [](char c) { return llvm::isSpace(c) || c == ';' || c == '"' || c == '\''; });
    rest_ = rest_.drop_front(word.size());
    return {Kind::Word, word.str()};
  }

private:
  void skip() {
    for (;;) {
      rest_ = rest_.ltrim();
      if (!rest_.startswith("/*"))
        return;
      const std::size_t end = rest_.find("*/", 2);
      rest_ = end == llvm::StringRef::npos ? "" : rest_.drop_front(end + 2);
    }
  }

  /// Two quotes in a row are one within the string.
  Token string(char quote) {
    rest_ = rest_.drop_front();
    std::string text;
    while (!rest_.empty() && rest_.front() != '\n') {
      const char c = rest_.front();
      rest_ = rest_.drop_front();
      if (c == quote && !rest_.consume_front(llvm::StringRef(&quote, 1)))
        break;
      text += c;
    }
    return {Kind::String, text};
  }

  llvm::StringRef rest_;
};

struct Definition {
  std::string keyword, symbol, value;
};

/// `keyword "symbol" as "value" + "value" ;`, one after another; other statements have no "as".
class DefinitionReader {
public:
  explicit DefinitionReader(llvm::StringRef comment) : lexer_(comment) {}

  std::optional<Definition> next() {
    for (;;) {
      std::vector<Lexer::Token> statement;
      Lexer::Token token = lexer_.next();
      for (; token.kind != Lexer::Kind::Semicolon && token.kind != Lexer::Kind::End;
           token = lexer_.next())
        statement.push_back(std::move(token));
      if (auto definition = definition_of(statement))
        return definition;
      if (token.kind == Lexer::Kind::End)
        return std::nullopt;
    }
  }

private:
  static std::optional<Definition> definition_of(llvm::ArrayRef<Lexer::Token> statement) {
    using Kind = Lexer::Kind;
    if (statement.size() < 4 || statement[0].kind != Kind::Word ||
        statement[1].kind != Kind::String || statement[2].text != "as")
      return std::nullopt;
    Definition definition{statement[0].text, statement[1].text, ""};
    for (const Lexer::Token& part : statement.drop_front(3)) {
      if (part.kind != Kind::String && part.kind != Kind::Plus)
        return std::nullopt;
      definition.value += part.text;
    }
    return definition;
  }

  Lexer lexer_;
};

} // namespace

llvm::StringRef typesetting_comment(llvm::StringRef source) {
  for (std::size_t at = source.find("$t"); at != llvm::StringRef::npos;
       at = source.find("$t", at + 2)) {
    const llvm::StringRef before = source.take_front(at).rtrim();
    const llvm::StringRef body = source.drop_front(at + 2);
    if (before.size() == at || !before.endswith("$(") || body.empty() ||
        !llvm::isSpace(body.front()))
      continue;
    return body.take_front(body.find("$)"));
  }
  return "";
}

Typesetting Typesetting::read(llvm::StringRef comment) {
  Typesetting typesetting;
  llvm::StringMap<Glyph> second_choice;
  DefinitionReader reader(comment);
  while (const auto definition = reader.next()) {
    const bool first_choice = definition->keyword == "althtmldef";
    if (!first_choice && definition->keyword != "htmldef")
      continue;
    if (auto glyph = read_glyph(definition->value))
      (first_choice ? typesetting.glyphs_ : second_choice)
          .try_emplace(definition->symbol, std::move(*glyph));
  }
  for (auto& entry : second_choice)
    typesetting.glyphs_.try_emplace(entry.getKey(), std::move(entry.getValue()));
  return typesetting;
}

Typesetting Typesetting::of(const mm::Database& database) {
  for (const auto& file : database.files())
    if (const llvm::StringRef comment = typesetting_comment(file->text()); !comment.empty())
      return read(comment);
  return {};
}

const Glyph* Typesetting::find(llvm::StringRef symbol) const {
  const auto found = glyphs_.find(symbol);
  return found == glyphs_.end() ? nullptr : &found->second;
}

} // namespace blockfold::report

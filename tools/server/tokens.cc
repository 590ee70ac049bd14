#include "tools/server/tokens.h"

#include "compiler/rules/parser.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringExtras.h>

namespace blockfold::server {
namespace {

enum Kind : std::uint32_t {
  Keyword,
  Comment,
  Number,
  String,
  Type,
  Interface,
  Enum,
  EnumMember,
  Function,
  Property,
  Parameter,
  Variable,
};
constexpr const char* kKinds[] = {"keyword",  "comment",   "number",    "string",
                                  "type",     "interface", "enum",      "enumMember",
                                  "function", "property",  "parameter", "variable"};

enum Modifier : std::uint32_t { None = 0, Declaration = 1, DefaultLibrary = 2 };
constexpr const char* kModifiers[] = {"declaration", "defaultLibrary"};

Kind kind_of(SymbolKind kind) {
  switch (kind) {
  case SymbolKind::Sort:
  case SymbolKind::Claim:
    return Type;
  case SymbolKind::Symbol:
    return EnumMember;
  case SymbolKind::Relation:
    return Interface;
  case SymbolKind::Table:
    return Enum;
  case SymbolKind::Rule:
    return Function;
  case SymbolKind::Argument:
    return Property;
  case SymbolKind::Parameter:
    return Parameter;
  case SymbolKind::Definition:
    return Variable;
  }
  return Variable;
}

bool is_builtin_type(llvm::StringRef text) {
  if (text == "field" || text == "bool" || text == "address")
    return true;
  return text.size() > 1 && (text[0] == 'u' || text[0] == 'i') &&
         llvm::all_of(text.drop_front(), llvm::isDigit);
}

struct Meaning {
  Kind kind;
  std::uint32_t modifiers;
};

/// What a token is that no name resolves, or nothing.
std::optional<Meaning> meaning(const rules::Token& token, llvm::StringRef before) {
  switch (token.kind) {
  case rules::TokenKind::Keyword:
    return Meaning{Keyword, None};
  case rules::TokenKind::Comment:
    return Meaning{Comment, None};
  case rules::TokenKind::Name:
    break;
  default:
    return std::nullopt;
  }
  if (token.text == "self")
    return Meaning{Keyword, None};
  if (llvm::isDigit(token.text.front()))
    return Meaning{Number, None};
  if (token.text.front() == '"' || token.text.front() == '`')
    return Meaning{String, None};
  if (before == ":" && is_builtin_type(token.text))
    return Meaning{Type, DefaultLibrary};
  return std::nullopt;
}

} // namespace

Json token_legend() {
  return {{"tokenTypes", kKinds}, {"tokenModifiers", kModifiers}};
}

Json tokens(const Workspace& workspace, llvm::StringRef uri) {
  const View view = workspace.view(uri);
  if (!view.now().has_tree())
    return nullptr;
  llvm::DenseMap<std::uint32_t, Meaning> names;
  for (const Occurrence& occurrence : view.now().index().occurrences())
    if (occurrence.range.file == Analysis::kRoot) {
      const bool declares = occurrence.use == Occurrence::Use::Declaration;
      names.try_emplace(occurrence.range.begin,
                        Meaning{kind_of(view.now().index().symbols()[occurrence.symbol].kind),
                                declares ? Declaration : None});
    }
  const SourceFile& source = view.now().sources()[Analysis::kRoot];
  Json data = Json::array();
  Position last{};
  llvm::StringRef before;
  for (const rules::Token& token : rules::tokenize(source)) {
    const auto begin = static_cast<std::uint32_t>(token.text.data() - source.text().data());
    const auto name = names.find(begin);
    const auto what = name == names.end() ? meaning(token, before) : std::optional(name->second);
    before = token.text;
    if (!what)
      continue;
    const Position start = view.positions().at(begin);
    const Position end = view.positions().at(begin + token.text.size());
    if (start.line != end.line)
      continue; // a lone carriage return in a comment: two lines to an editor
    const bool same_line = start.line == last.line;
    for (const std::uint32_t number :
         {start.line - last.line, start.character - (same_line ? last.character : 0),
          end.character - start.character, static_cast<std::uint32_t>(what->kind), what->modifiers})
      data.push_back(number);
    last = start;
  }
  return {{"data", std::move(data)}};
}

} // namespace blockfold::server

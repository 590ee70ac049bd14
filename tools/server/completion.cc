#include "tools/server/completion.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>

namespace blockfold::server {
namespace {

constexpr llvm::StringRef kDeclarations[] = {"module", "import", "sort",     "claim", "symbols",
                                             "linear", "unique", "relation", "table", "public",
                                             "rule",   "axiom",  "theorem"};
constexpr llvm::StringRef kStatements[] = {"premise", "conclude", "distinct", "demand", "consume",
                                           "emit",    "lookup",   "require",  "let"};
constexpr llvm::StringRef kTypes[] = {"field", "bool", "address", "u8",  "u16", "u32",
                                      "u64",   "i8",   "i16",     "i32", "i64"};

bool is_name_character(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '\'';
}

/// The text before the place, without comments: what kind of place it is.
struct Place {
  llvm::StringRef line;   ///< up to the word that is being typed
  llvm::StringRef before; ///< the last word or sign of it
  std::size_t begin;      ///< of the word
  bool in_comment = false;
  bool in_text = false; ///< symbols up to the end of the line
  llvm::StringRef rule; ///< from the word `rule` to the place, if it is inside of one
  bool in_body = false;
};

/// Where a `//` begins a comment: in a text it needs white space before it.
bool has_comment(llvm::StringRef line, bool in_text) {
  for (std::size_t at = line.find("//"); at != llvm::StringRef::npos; at = line.find("//", at + 1))
    if (!in_text || at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t')
      return true;
  return false;
}

bool begins_text(llvm::StringRef word) {
  return word == "premise" || word == "conclude" || word == "sort" || word == "claim" ||
         word == "symbols";
}

llvm::StringRef first_word(llvm::StringRef line) {
  return line.ltrim(" \t").take_while(is_name_character);
}

/// From the line of the last rule that begins before the place to the place; empty if it has ended.
/// Looks at the beginnings of lines only, as a text may contain any sign.
llvm::StringRef open_rule(llvm::StringRef text) {
  std::size_t rule = llvm::StringRef::npos;
  for (std::size_t at = 0; at < text.size();) {
    const llvm::StringRef line = text.drop_front(at).take_until([](char c) { return c == '\n'; });
    llvm::StringRef words = line;
    if (words.consume_front("public"))
      words = words.ltrim(" \t");
    const llvm::StringRef word = first_word(words);
    const bool ends_here = line.rtrim().endswith("}") && !begins_text(first_word(line));
    if (word == "rule" || word == "axiom" || word == "theorem")
      rule = at;
    if (ends_here)
      rule = llvm::StringRef::npos;
    at += line.size() + 1;
  }
  return rule == llvm::StringRef::npos ? llvm::StringRef() : text.drop_front(rule);
}

Place place_at(llvm::StringRef text, std::size_t offset) {
  const llvm::StringRef before = text.take_front(offset);
  const std::size_t start = before.rfind('\n') + 1; // npos + 1 is 0
  const llvm::StringRef line = before.drop_front(start);
  Place place{};
  place.in_text =
      begins_text(first_word(line)) && line.ltrim(" \t").size() > first_word(line).size();
  place.in_comment = has_comment(line, place.in_text);
  const auto belongs = [&](char c) {
    return place.in_text ? c != ' ' && c != '\t' : is_name_character(c);
  };
  std::size_t begin = line.size();
  while (begin > 0 && belongs(line[begin - 1]))
    --begin;
  place.begin = start + begin;
  place.line = line.take_front(begin);
  const llvm::StringRef rest = place.line.rtrim(" \t");
  std::size_t word = rest.size();
  while (word > 0 && is_name_character(rest[word - 1]))
    --word;
  place.before = rest.drop_front(word == rest.size() && word > 0 ? word - 1 : word);
  place.rule = open_rule(before.take_front(place.begin));
  place.in_body = place.rule.contains('{');
  return place;
}

/// Names that a rule declares: its parameters and `let`s, as far as they are written.
std::vector<std::string> locals(llvm::StringRef rule) {
  std::vector<std::string> names;
  const auto add = [&](llvm::StringRef name) {
    if (!name.empty() && !llvm::is_contained(names, name))
      names.push_back(name.str());
  };
  const llvm::StringRef head = rule.split('{').first.split('(').second;
  llvm::SmallVector<llvm::StringRef, 16> parts;
  head.split(parts, ',');
  for (llvm::StringRef part : parts) {
    part = part.split(':').first.split(')').first.trim();
    for (const llvm::StringRef modifier : {"hidden ", "free ", "hidden ", "free "})
      if (part.consume_front(modifier))
        part = part.ltrim();
    add(part.trim("`"));
  }
  llvm::SmallVector<llvm::StringRef, 16> lines;
  rule.split('{').second.split(lines, '\n');
  for (llvm::StringRef line : lines) {
    line = line.ltrim(" \t");
    if (line.consume_front("let "))
      add(first_word(line));
  }
  return names;
}

class Completer {
public:
  Completer(const View& view, std::size_t offset)
      : view_(view), place_(place_at(view.text(), offset)), out_{place_.begin, {}} {}

  Completion run() {
    if (place_.in_comment)
      return std::move(out_);
    if (place_.in_text)
      text();
    else if (place_.before == ":")
      types();
    else if (place_.in_body)
      body();
    else if (!place_.rule.empty())
      head();
    else
      top();
    return std::move(out_);
  }

private:
  void words(llvm::ArrayRef<llvm::StringRef> words, Proposal::Kind kind = Proposal::Kind::Keyword) {
    for (const llvm::StringRef word : words)
      out_.proposals.push_back({word.str(), kind});
  }

  template <class Wanted> void names(const Wanted& wanted) {
    const Analysis* named = view_.named();
    if (named == nullptr)
      return;
    const auto& symbols = named->index().symbols();
    for (std::uint32_t i = 0; i < symbols.size(); ++i)
      if (wanted(symbols[i]) && named->index().sees(Analysis::kRoot, symbols[i].where.file))
        out_.proposals.push_back({symbols[i].name, Proposal::Kind::Name, i});
  }

  void kinds(std::initializer_list<SymbolKind> kinds) {
    names([&](const Symbol& symbol) { return llvm::is_contained(kinds, symbol.kind); });
  }

  void relations(bool linear) {
    names([&](const Symbol& symbol) {
      return symbol.kind == SymbolKind::Relation &&
             std::get<rules::ast::Relation>(symbol.declaration->what).linear == linear;
    });
  }

  void variables() {
    for (std::string& name : locals(place_.rule))
      out_.proposals.push_back({std::move(name), Proposal::Kind::Name});
  }

  void types() {
    words(kTypes, Proposal::Kind::Type);
    kinds({SymbolKind::Sort});
  }

  void text() {
    const llvm::StringRef word = first_word(place_.line);
    if (word != "premise" && word != "conclude")
      return; // these are new
    if (place_.before == word)
      return kinds({SymbolKind::Sort, SymbolKind::Claim});
    variables();
    kinds({SymbolKind::Symbol});
  }

  /// Whether no word stands before this one since the line or the body began.
  bool begins_statement() const {
    const llvm::StringRef line = place_.line.rtrim(" \t");
    return line.empty() || line.endswith("{");
  }

  void body() {
    if (begins_statement())
      return words(kStatements);
    if (place_.before == "demand")
      return relations(false);
    if (place_.before == "consume")
      return relations(true);
    if (place_.before == "emit")
      return kinds({SymbolKind::Relation});
    if (place_.before == "lookup")
      return kinds({SymbolKind::Table});
    if (place_.before == "let")
      return; // a new name
    variables();
    if (first_word(place_.line) != "distinct")
      words({"self"});
  }

  void head() {
    if (place_.before == "(" || place_.before == "," || place_.before == "hidden" ||
        place_.before == "free")
      words({"hidden", "free"});
  }

  void top() {
    const llvm::StringRef line = place_.line.trim(" \t");
    if (line.empty())
      return words(kDeclarations);
    if (place_.before == "public")
      return words({"rule", "axiom", "theorem"});
    if (place_.before == "linear" || place_.before == "unique")
      return words({"relation", "linear", "unique"});
    if (line.startswith("table") && place_.before == "=")
      return words({"range", "and", "or", "xor", "rows"});
    if (line.contains("relation") && (place_.before == "(" || place_.before == ","))
      words({"order"});
  }

  const View& view_;
  Place place_;
  Completion out_;
};

} // namespace

Completion complete(const View& view, std::size_t offset) {
  return Completer(view, offset).run();
}

} // namespace blockfold::server

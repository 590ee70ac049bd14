#include "tools/server/index.h"

#include "compiler/support/format.h"

#include <llvm/ADT/StringMap.h>

#include <algorithm>

namespace blockfold::server {

using namespace rules;
using Use = Occurrence::Use;

/// Walks all trees twice: for what they declare, and for what they mention.
class IndexBuilder {
public:
  IndexBuilder(const LoadedFiles& files, const Sources& sources, Index& index)
      : files_(files), sources_(sources), index_(index) {}

  void run() {
    index_.visible_ = files_.visible;
    for (const ast::File& file : files_.files)
      for (const ast::Declaration& declaration : file.declarations)
        std::visit([&](const auto& what) { declare(declaration, what); }, declaration.what);
    for (const ast::File& file : files_.files)
      for (const ast::Declaration& declaration : file.declarations)
        std::visit([&](const auto& what) { mention(declaration, what); }, declaration.what);
    std::stable_sort(index_.occurrences_.begin(), index_.occurrences_.end(),
                     [](const Occurrence& a, const Occurrence& b) {
                       return std::pair(a.range.file, a.range.begin) <
                              std::pair(b.range.file, b.range.begin);
                     });
  }

private:
  using Scope = llvm::StringMap<std::uint32_t>;

  // --- declarations -----------------------------------------------------------------------------

  std::uint32_t add(SymbolKind kind, const ast::Word& name, const ast::Declaration& declaration) {
    const auto id = static_cast<std::uint32_t>(index_.symbols_.size());
    index_.symbols_.push_back({kind, name.text.str(), name.range, &declaration});
    index_.occurrences_.push_back({name.range, id, Use::Declaration, rule_});
    return id;
  }

  /// A name that others may use; the first declaration counts.
  void add_global(SymbolKind kind, const ast::Word& name, const ast::Declaration& declaration) {
    const bool in_texts =
        kind == SymbolKind::Sort || kind == SymbolKind::Claim || kind == SymbolKind::Symbol;
    (in_texts ? words_ : names_).try_emplace(name.text, add(kind, name, declaration));
  }

  void declare(const ast::Declaration& declaration, const ast::Words& words) {
    const SymbolKind kind = words.kind == ast::Words::Kind::Sorts    ? SymbolKind::Sort
                            : words.kind == ast::Words::Kind::Claims ? SymbolKind::Claim
                                                                     : SymbolKind::Symbol;
    for (const ast::Word& word : words.words)
      add_global(kind, word, declaration);
  }
  void declare(const ast::Declaration& declaration, const ast::Relation& relation) {
    add_global(SymbolKind::Relation, relation.name, declaration);
  }
  void declare(const ast::Declaration& declaration, const ast::Table& table) {
    add_global(SymbolKind::Table, table.name, declaration);
  }
  void declare(const ast::Declaration& declaration, const ast::Rule& rule) {
    add_global(SymbolKind::Rule, rule.name, declaration);
  }

  // --- mentions ---------------------------------------------------------------------------------

  void occurs(const ast::Word& name, const Scope& in, Use use = Use::Other) {
    const auto found = in.find(name.text);
    if (found == in.end())
      return;
    const Symbol& symbol = index_.symbols_[found->second];
    if (index_.sees(name.range.file, symbol.where.file))
      index_.occurrences_.push_back({name.range, found->second, use, rule_});
  }

  std::uint32_t global(const ast::Word& name) const {
    const auto found = names_.find(name.text);
    return found->second; // it was declared before
  }

  void mention(const ast::Declaration& /*declaration*/, const ast::Words& /*words*/) {}
  void mention(const ast::Declaration& /*declaration*/, const ast::Table& /*table*/) {}

  void mention(const ast::Declaration& declaration, const ast::Relation& relation) {
    for (const ast::Argument& argument : relation.arguments) {
      const std::uint32_t id = add(SymbolKind::Argument, argument.name, declaration);
      index_.symbols_[id].owner = global(relation.name);
      index_.symbols_[id].signature = fmt::format("{}{}: {}", argument.order ? "order " : "",
                                                  argument.name.text, argument.type.text);
      occurs(argument.type, words_);
    }
  }

  void mention(const ast::Declaration& declaration, const ast::Rule& rule) {
    rule_ = global(rule.name);
    scope_.clear();
    for (const ast::Parameters& group : rule.parameters) {
      for (const ast::Word& name : group.names)
        add_local(SymbolKind::Parameter, name, declaration,
                  fmt::format("{}{}{}: {}", group.hidden ? "hidden " : "",
                              group.free ? "free " : "", name.text, group.type.text));
      occurs(group.type, words_);
    }
    for (const ast::Statement& statement : rule.statements)
      std::visit([&](const auto& what) { mention(declaration, statement, what); }, statement.what);
    rule_.reset();
  }

  void add_local(SymbolKind kind, const ast::Word& name, const ast::Declaration& declaration,
                 std::string signature) {
    const std::uint32_t id = add(kind, name, declaration);
    index_.symbols_[id].owner = rule_;
    index_.symbols_[id].signature = std::move(signature);
    scope_.try_emplace(name.text, id);
  }

  using Declaration = ast::Declaration;
  using Statement = ast::Statement;

  void mention(const Declaration& /*in*/, const Statement& /*of*/, const ast::Judgement& what) {
    words(what.text.words);
  }
  void mention(const Declaration& /*in*/, const Statement& /*of*/, const ast::Distinct& what) {
    for (const ast::Word& name : what.names)
      occurs(name, scope_);
  }
  void mention(const Declaration& /*in*/, const Statement& /*of*/, const ast::Claim& what) {
    constexpr Use kUses[] = {Use::Demand, Use::Consume, Use::Emit, Use::Other};
    occurs(what.name, names_, kUses[static_cast<std::size_t>(what.kind)]);
    for (const ast::Value& value : what.values)
      if (const auto* text = std::get_if<ast::Text>(&value))
        words(text->words);
      else
        expression(std::get<ast::Expression>(value));
  }
  void mention(const Declaration& /*in*/, const Statement& /*of*/, const ast::Requirement& what) {
    expression(what.left);
    expression(what.right);
  }
  void mention(const Declaration& in, const Statement& of, const ast::Definition& what) {
    expression(what.value);
    if (what.type)
      occurs(*what.type, words_);
    add_local(SymbolKind::Definition, what.name, in,
              sources_[of.range.file].text().slice(of.range.begin, of.range.end).str());
  }

  /// A text: variables of the rule, sorts and symbols.
  void words(llvm::ArrayRef<ast::Word> words) {
    for (const ast::Word& word : words)
      occurs(word, scope_.count(word.text) != 0 ? scope_ : words_);
  }

  void expression(const ast::Expression& value) {
    if (value.kind == ast::Expression::Kind::Name)
      occurs(value.word, scope_);
    for (const ast::Expression& operand : value.operands)
      expression(operand);
  }

  const LoadedFiles& files_;
  const Sources& sources_;
  Index& index_;
  Scope words_, names_; ///< of all files, in the two spaces that the language has
  Scope scope_;         ///< of the rule at hand
  std::optional<std::uint32_t> rule_;
};

Index::Index(const LoadedFiles& files, const Sources& sources) {
  IndexBuilder(files, sources, *this).run();
}

const Occurrence* Index::find(FileId file, std::size_t offset) const {
  const Occurrence* touching = nullptr;
  for (const Occurrence& occurrence : occurrences_) {
    if (occurrence.range.file != file)
      continue;
    if (occurrence.range.begin <= offset && offset < occurrence.range.end)
      return &occurrence;
    if (occurrence.range.end == offset)
      touching = &occurrence;
  }
  return touching;
}

bool Index::sees(FileId from, FileId to) const {
  const auto row = static_cast<std::size_t>(from), column = static_cast<std::size_t>(to);
  return row < visible_.size() && column < visible_[row].size() && visible_[row][column];
}

} // namespace blockfold::server

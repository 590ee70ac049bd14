#include "tools/server/features.h"

#include "tools/server/completion.h"
#include "tools/server/describe.h"

#include "compiler/rules/format.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

#include <set>

namespace blockfold::server {
namespace {

/// The bytes of a place in one of an analysis' files, as positions.
std::optional<std::pair<Position, Position>> place_of(const Analysis& analysis,
                                                      const SourceRange& where) {
  for (std::size_t i = 0; i < analysis.sources().size(); ++i) {
    const auto id = static_cast<rules::FileId>(i);
    if (analysis.sources()[id].name() != where.file)
      continue;
    const Positions& positions = analysis.positions(id);
    const std::size_t begin = positions.offset(where.start);
    return std::pair(positions.at(begin), positions.at(begin + where.length));
  }
  return std::nullopt;
}

Json to_json(const Workspace& workspace, const Analysis& analysis, const Diagnostic& diagnostic) {
  const auto place =
      place_of(analysis, diagnostic.where).value_or(std::pair(Position{}, Position{}));
  std::string message = diagnostic.message;
  Json related = Json::array();
  for (const DiagnosticNote& note : diagnostic.notes)
    if (const auto at = place_of(analysis, note.where); at && note.where.has_position())
      related.push_back(
          {{"location", to_json(Location{workspace.uri(note.where.file), at->first, at->second})},
           {"message", note.text}});
    else
      message += "\nnote: " + note.text;
  message += fmt::format("\n{}", diagnostic.code->next_step);
  Json json = {{"range", range(place.first, place.second)},
               {"severity", diagnostic.severity() == Severity::Error     ? 1
                            : diagnostic.severity() == Severity::Warning ? 2
                                                                         : 3},
               {"code", diagnostic.code->id},
               {"codeDescription", {{"href", explanation_uri(diagnostic.code->id)}}},
               {"source", "blockfold"},
               {"message", std::move(message)}};
  if (!related.empty())
    json["relatedInformation"] = std::move(related);
  return json;
}

bool contains(const std::pair<Position, Position>& place, Position at) {
  const auto key = [](Position p) { return std::pair(p.line, p.character); };
  return key(place.first) <= key(at) && key(at) <= key(place.second);
}

Json markdown(std::string text) {
  return {{"kind", "markdown"}, {"value", std::move(text)}};
}

/// What a name means, wherever it is looked at: the file and place of its declaration.
using Identity = std::pair<std::string, std::uint32_t>;
Identity identity(const Analysis& analysis, std::uint32_t symbol) {
  const rules::Range where = analysis.index().symbols()[symbol].where;
  return {analysis.sources()[where.file].name().str(), where.begin};
}

Location location(const Workspace& workspace, const View& view, rules::Range where) {
  const auto [start, end] = view.place(where);
  return {workspace.uri(view.named()->sources()[where.file].name()), start, end};
}

constexpr int kFileSymbol = 1, kConstant = 14, kInterface = 11, kArray = 18, kFunction = 12,
              kStruct = 23;

int outline_kind(SymbolKind kind) {
  switch (kind) {
  case SymbolKind::Relation:
    return kInterface;
  case SymbolKind::Table:
    return kArray;
  case SymbolKind::Rule:
    return kFunction;
  case SymbolKind::Sort:
  case SymbolKind::Claim:
    return kStruct;
  default:
    return kConstant;
  }
}

constexpr int kCompletionField = 5, kCompletionVariable = 6, kCompletionFunction = 3,
              kCompletionInterface = 8, kCompletionStruct = 22, kCompletionKeyword = 14,
              kCompletionConstant = 21, kCompletionType = 25;

int completion_kind(const Proposal& proposal, const Analysis* named) {
  if (proposal.kind == Proposal::Kind::Keyword)
    return kCompletionKeyword;
  if (proposal.kind == Proposal::Kind::Type)
    return kCompletionType;
  if (!proposal.symbol)
    return kCompletionVariable;
  switch (named->index().symbols()[*proposal.symbol].kind) {
  case SymbolKind::Relation:
    return kCompletionInterface;
  case SymbolKind::Table:
    return kCompletionField;
  case SymbolKind::Rule:
    return kCompletionFunction;
  case SymbolKind::Sort:
  case SymbolKind::Claim:
    return kCompletionStruct;
  default:
    return kCompletionConstant;
  }
}

} // namespace

std::string explanation_uri(llvm::StringRef code) {
  return fmt::format("blockfold-explain:{}.md", code);
}

std::map<std::string, Json> diagnostics(const Workspace& workspace) {
  std::map<std::string, Json> all;
  std::set<std::string> judged; // of files that are not open
  for (const std::string& uri : workspace.uris())
    all[uri] = Json::array();
  for (const std::string& uri : workspace.uris()) {
    const Analysis& analysis = workspace.view(uri).now();
    std::set<std::string> here;
    for (const Diagnostic& diagnostic : analysis.diagnostics()) {
      const std::string of = workspace.uri(diagnostic.where.file);
      if (of != uri && (workspace.is_open(of) || judged.count(of) != 0))
        continue;
      here.insert(of);
      Json& list = all[of];
      list = list.is_null() ? Json::array() : std::move(list);
      list.push_back(to_json(workspace, analysis, diagnostic));
    }
    judged.insert(here.begin(), here.end());
  }
  return all;
}

Json hover(const Workspace& workspace, llvm::StringRef uri, Position position) {
  const View view = workspace.view(uri);
  const std::size_t offset = view.positions().offset(position);
  std::string text;
  Json where;
  if (const Occurrence* name = view.find(offset)) {
    text = describe(*view.named(), name->symbol);
    const auto [start, end] = view.place(name->range);
    where = range(start, end);
  }
  std::set<llvm::StringRef> explained;
  for (const Diagnostic& diagnostic : view.now().diagnostics()) {
    const auto place = place_of(view.now(), diagnostic.where);
    if (!place || workspace.uri(diagnostic.where.file) != uri || !contains(*place, position) ||
        !explained.insert(diagnostic.code->id).second)
      continue;
    text += (text.empty() ? "" : "\n---\n\n") + explain(*diagnostic.code);
    if (where.is_null())
      where = range(place->first, place->second);
  }
  if (text.empty())
    return nullptr;
  return {{"contents", markdown(std::move(text))}, {"range", std::move(where)}};
}

Json definition(const Workspace& workspace, llvm::StringRef uri, Position position) {
  const View view = workspace.view(uri);
  const Occurrence* name = view.find(view.positions().offset(position));
  if (name == nullptr)
    return nullptr;
  return to_json(location(workspace, view, view.named()->index().symbols()[name->symbol].where));
}

Json references(const Workspace& workspace, llvm::StringRef uri, Position position,
                bool with_declaration) {
  const View view = workspace.view(uri);
  const Occurrence* name = view.find(view.positions().offset(position));
  Json out = Json::array();
  if (name == nullptr)
    return out;
  const Identity wanted = identity(*view.named(), name->symbol);
  std::set<Identity> seen;
  for (const std::string& other : workspace.uris()) {
    const View in = workspace.view(other);
    if (in.named() == nullptr)
      continue;
    for (const Occurrence& occurrence : in.named()->index().occurrences()) {
      if (identity(*in.named(), occurrence.symbol) != wanted ||
          (occurrence.use == Occurrence::Use::Declaration && !with_declaration))
        continue;
      const std::string file = in.named()->sources()[occurrence.range.file].name().str();
      if (seen.insert({file, occurrence.range.begin}).second)
        out.push_back(to_json(location(workspace, in, occurrence.range)));
    }
  }
  return out;
}

Json highlights(const Workspace& workspace, llvm::StringRef uri, Position position) {
  const View view = workspace.view(uri);
  const Occurrence* name = view.find(view.positions().offset(position));
  Json out = Json::array();
  if (name == nullptr)
    return out;
  for (const Occurrence& occurrence : view.named()->index().occurrences())
    if (occurrence.symbol == name->symbol && occurrence.range.file == Analysis::kRoot) {
      const auto [start, end] = view.place(occurrence.range);
      constexpr int kRead = 2, kWrite = 3;
      const bool writes =
          occurrence.use == Occurrence::Use::Declaration || occurrence.use == Occurrence::Use::Emit;
      out.push_back({{"range", range(start, end)}, {"kind", writes ? kWrite : kRead}});
    }
  return out;
}

Json outline(const Workspace& workspace, llvm::StringRef uri) {
  const View view = workspace.view(uri);
  Json out = Json::array();
  if (view.named() == nullptr)
    return out;
  const auto& symbols = view.named()->index().symbols();
  for (std::uint32_t i = 0; i < symbols.size(); ++i) {
    const Symbol& symbol = symbols[i];
    if (symbol.owner || symbol.where.file != Analysis::kRoot)
      continue;
    const auto [start, end] = view.place(symbol.declaration->range);
    const auto [name_start, name_end] = view.place(symbol.where);
    out.push_back({{"name", symbol.name},
                   {"detail", signature(*view.named(), i)},
                   {"kind", outline_kind(symbol.kind)},
                   {"range", range(start, end)},
                   {"selectionRange", range(name_start, name_end)}});
  }
  return out;
}

Json formatting(const Workspace& workspace, llvm::StringRef uri) {
  const View view = workspace.view(uri);
  if (!view.now().has_tree())
    return nullptr;
  const std::string& old = view.text();
  const std::string now = rules::format(view.now().sources()[Analysis::kRoot]);
  Json edits = Json::array();
  if (now == old)
    return edits;
  // The lines between the first and the last that differ: cursors elsewhere stay where they are.
  const std::size_t most = std::min(old.size(), now.size());
  std::size_t before = 0, after = 0;
  while (before < most && old[before] == now[before])
    ++before;
  while (before > 0 && old[before - 1] != '\n')
    --before;
  while (after < most - before && old[old.size() - 1 - after] == now[now.size() - 1 - after])
    ++after;
  while (after > 0 && old[old.size() - after - 1] != '\n')
    --after;
  edits.push_back(
      {{"range", range(view.positions().at(before), view.positions().at(old.size() - after))},
       {"newText", now.substr(before, now.size() - after - before)}});
  return edits;
}

Json completion(const Workspace& workspace, llvm::StringRef uri, Position position) {
  const View view = workspace.view(uri);
  const std::size_t offset = view.positions().offset(position);
  const Completion found = complete(view, offset);
  const Json where = range(view.positions().at(found.begin), view.positions().at(offset));
  Json items = Json::array();
  for (const Proposal& proposal : found.proposals) {
    Json item = {{"label", proposal.text},
                 {"kind", completion_kind(proposal, view.named())},
                 {"textEdit", {{"range", where}, {"newText", proposal.text}}}};
    if (proposal.symbol) {
      const Symbol& symbol = view.named()->index().symbols()[*proposal.symbol];
      item["detail"] = signature(*view.named(), *proposal.symbol);
      if (!symbol.declaration->doc.empty())
        item["documentation"] = markdown(symbol.declaration->doc);
    }
    items.push_back(std::move(item));
  }
  return {{"isIncomplete", false}, {"items", std::move(items)}};
}

} // namespace blockfold::server

#include "tools/server/describe.h"

#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

namespace blockfold::server {
namespace {

constexpr std::size_t kMostLines = 24;

/// A fence that the text does not contain.
std::string code_block(llvm::StringRef text) {
  std::string fence = "```";
  while (text.contains(fence))
    fence += '`';
  return fmt::format("{}blk\n{}\n{}\n", fence, text, fence);
}

llvm::StringRef text_of(const Analysis& analysis, rules::Range range) {
  return analysis.sources()[range.file].text().slice(range.begin, range.end);
}

/// A declaration as it is written; long ones are cut.
std::string declaration(const Analysis& analysis, const Symbol& symbol) {
  llvm::SmallVector<llvm::StringRef, 32> lines;
  text_of(analysis, symbol.declaration->range).split(lines, '\n');
  if (lines.size() <= kMostLines)
    return llvm::join(lines, "\n");
  return llvm::join(llvm::ArrayRef<llvm::StringRef>(lines).take_front(kMostLines), "\n") +
         "\n  // ...";
}

/// The rules that mention a relation in one of these ways.
std::string users(const Analysis& analysis, std::uint32_t symbol,
                  llvm::ArrayRef<Occurrence::Use> uses) {
  std::vector<std::string> names;
  for (const Occurrence& occurrence : analysis.index().occurrences())
    if (occurrence.symbol == symbol && occurrence.inside &&
        llvm::is_contained(uses, occurrence.use)) {
      const std::string name = "`" + analysis.index().symbols()[*occurrence.inside].name + "`";
      if (!llvm::is_contained(names, name))
        names.push_back(name);
    }
  return names.empty() ? "no rule" : llvm::join(names, ", ");
}

const char* word_for(SymbolKind kind) {
  switch (kind) {
  case SymbolKind::Sort:
    return "sort";
  case SymbolKind::Claim:
    return "claim";
  case SymbolKind::Symbol:
    return "symbols";
  default:
    return "";
  }
}

} // namespace

std::string signature(const Analysis& analysis, std::uint32_t index) {
  const Symbol& symbol = analysis.index().symbols()[index];
  switch (symbol.kind) {
  case SymbolKind::Sort:
  case SymbolKind::Claim:
  case SymbolKind::Symbol:
    return fmt::format("{} {}", word_for(symbol.kind), symbol.name);
  case SymbolKind::Argument:
  case SymbolKind::Parameter:
  case SymbolKind::Definition:
    return symbol.signature;
  default:
    break;
  }
  // Up to the body, with single blanks.
  const llvm::StringRef head = text_of(analysis, symbol.declaration->range)
                                   .split(symbol.kind == SymbolKind::Rule ? '{' : '\n')
                                   .first;
  llvm::SmallVector<llvm::StringRef, 32> words;
  llvm::SplitString(head, words);
  return llvm::join(words, " ");
}

std::string describe(const Analysis& analysis, std::uint32_t index) {
  const Symbol& symbol = analysis.index().symbols()[index];
  const bool whole = symbol.kind == SymbolKind::Rule || symbol.kind == SymbolKind::Relation ||
                     symbol.kind == SymbolKind::Table;
  std::string out = code_block(whole ? declaration(analysis, symbol) : signature(analysis, index));
  if (symbol.owner) {
    const Symbol& owner = analysis.index().symbols()[*symbol.owner];
    return out + fmt::format("\n{} of `{}`\n",
                             symbol.kind == SymbolKind::Definition ? "defined by `let`, a value"
                                                                   : "an argument",
                             owner.name);
  }
  if (!symbol.declaration->doc.empty())
    out += "\n" + symbol.declaration->doc;
  if (symbol.kind == SymbolKind::Relation) {
    const bool linear = std::get<rules::ast::Relation>(symbol.declaration->what).linear;
    out +=
        fmt::format("\nEmitted by {}. {} by {}.\n", users(analysis, index, Occurrence::Use::Emit),
                    linear ? "Consumed" : "Demanded",
                    users(analysis, index, {Occurrence::Use::Demand, Occurrence::Use::Consume}));
  }
  return out;
}

std::string explain(const CodeInfo& code) {
  std::string out = fmt::format("**{}**: {}\n", code.id, code.summary);
  if (*code.explanation != '\0')
    out += fmt::format("\n{}\n", code.explanation);
  out += fmt::format("\nWhat to do: {}.\n", code.next_step);
  if (*code.wrong != '\0')
    out += "\nWrong:\n" + code_block(llvm::StringRef(code.wrong).rtrim('\n'));
  if (*code.right != '\0')
    out += "\nRight:\n" + code_block(llvm::StringRef(code.right).rtrim('\n'));
  return out;
}

} // namespace blockfold::server

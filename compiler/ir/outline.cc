#include "compiler/ir/outline.h"

#include <llvm/ADT/StringExtras.h>

#include <algorithm>

namespace blockfold::ir {
namespace {

/// Layouts allow no more dummies of one typecode.
constexpr std::uint32_t kMaxDummies = 1 << 12;

/// Takes the next word, up to a blank.
llvm::StringRef take_word(llvm::StringRef& line) {
  line = line.ltrim(" \t\r");
  const llvm::StringRef word =
      line.take_until([](char c) { return c == ' ' || c == '\t' || c == '\r'; });
  line = line.drop_front(word.size());
  return word;
}

void read_context(llvm::StringRef line, TranscriptOutline& out) {
  take_word(line); // its number
  const llvm::StringRef label = take_word(line);
  if (!label.empty())
    out.contexts.push_back({label, take_word(line) == "lemma"});
}

/// `var wff $wff3`: the fourth dummy of typecode wff.
void read_variable(llvm::StringRef line, TranscriptOutline& out) {
  const llvm::StringRef typecode = take_word(line);
  llvm::StringRef name = take_word(line);
  std::uint32_t number = 0;
  if (!name.consume_front("$") || !name.consume_front(typecode) || name.getAsInteger(10, number) ||
      number >= kMaxDummies)
    return;
  std::uint32_t& count = out.dummies[typecode];
  count = std::max(count, number + 1);
}

void read_block(llvm::StringRef line, TranscriptOutline& out) {
  if (take_word(line) != "=")
    return;
  line = line.ltrim(" \t");
  const auto [label, rest] = line.split('(');
  llvm::StringRef words = line;
  if (take_word(words) == "var")
    return read_variable(words, out);
  if (!rest.empty() && !label.contains(' '))
    out.applied.try_emplace(label, label);
}

} // namespace

TranscriptOutline read_outline(const SourceFile& source) {
  TranscriptOutline out;
  llvm::StringRef text = source.text();
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    line = line.split('#').first; // no label and no name of a dummy is read behind a '#'
    const llvm::StringRef first = take_word(line);
    if (first == "context")
      read_context(line, out);
    else if (first == "assume")
      out.assumed.push_back(take_word(line));
    else if (first.startswith("b"))
      read_block(line, out);
  }
  return out;
}

} // namespace blockfold::ir

#include "tests/differential/metamath/difference.h"

#include "compiler/metamath/codes.h"
#include "compiler/metamath/proof_text.h"
#include "compiler/metamath/reader.h"
#include "compiler/metamath/scanner.h"
#include "tests/differential/metamath/grammar.h"

#include <algorithm>
#include <vector>

namespace blockfold::mm {
namespace {

/// The grammar's idea of an error: the shape of tokens and statements, and $c within a block.
bool shape_error(const Diagnostic& diagnostic) {
  return is_syntax_error(*diagnostic.code) || diagnostic.code == &info(Code::ConstantInScope);
}

std::vector<std::string> scanned(const std::string& text) {
  std::vector<std::string> tokens;
  const auto file = SourceFile::from_text(text, "text");
  auto ignore = [](Code, llvm::StringRef, std::string) {};
  Scanner scanner(*file, ignore);
  for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next())
    tokens.push_back(token.text.str());
  return tokens;
}

std::vector<std::string> words(llvm::StringRef proof) {
  std::vector<std::string> list;
  ProofWords reader(proof);
  for (llvm::StringRef word = reader.next(); !word.empty(); word = reader.next())
    list.push_back(word.str());
  return list;
}

bool same(const Database& database, const Statement& ours, const GrammarStatement& theirs) {
  std::vector<std::string> math;
  for (const SymbolId symbol : ours.math)
    math.push_back(database.name(symbol).str());
  return ours.label == theirs.label && keyword(ours.kind) == theirs.keyword &&
         math == theirs.math && words(ours.proof) == theirs.proof;
}

} // namespace

std::string difference(const std::string& text) {
  DiagnosticSink sink;
  const ReadResult read = read_database_text(text, "text", sink, false);
  const auto found = sink.diagnostics();
  const bool accepted = std::none_of(found.begin(), found.end(), shape_error);
  const GrammarResult grammar = parse_by_grammar(text);
  if (accepted != grammar.accepted)
    return grammar.accepted ? "only the grammar accepts it" : "only the reader accepts it";
  if (!accepted)
    return "";
  if (scanned(text) != grammar.tokens)
    return "the tokens differ";
  const auto ours = read.database.statements();
  std::size_t next = 0;
  for (const GrammarStatement& theirs : grammar.statements) {
    if (next < ours.size() && same(read.database, ours[next], theirs))
      ++next;
    else if (!sink.has_errors())
      return "the statement " + theirs.label + " differs";
  }
  return next == ours.size() ? "" : "the reader has other statements";
}

} // namespace blockfold::mm

// The scanner and the reader against the parser generated from grammars/Metamath.g4.
#include "compiler/metamath/codes.h"
#include "compiler/metamath/proof_text.h"
#include "compiler/metamath/reader.h"
#include "compiler/metamath/scanner.h"
#include "tests/differential/metamath/grammar.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

namespace fs = std::filesystem;

/// The parser needs a thousand bytes of memory per byte of text.
constexpr std::uintmax_t kLargestFile = 1'000'000;

const std::string kSample = R"($( A sample with each kind of statement. $)
$c |- wff ( ) -> F. $.  $v p q r $.
wp $f wff p $. wq $f wff q $. wr $f wff r $.
wi $a wff ( p -> q ) $. wf $a wff $( inside $) F. $.
${ $d p q $. mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $.
   ${ mp $a |- q $. $}
   th_1 $p |- q $= wp wq mp.1 mp.2 mp $. $}
$[ other-file.mm $]
c2 $p wff ( p -> ( p -> q ) ) $= ( wi ) $( $x and a$b $) AABCC $.
todo $p |- F. $= ? $. $( end $)
)";

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

/// Both accept the text or both reject it; if they accept it they see the same tokens and the same
/// statements, but for those that break a rule beyond the grammar.
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

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("the sample is accepted by both") {
  CHECK(parse_by_grammar(kSample).accepted);
  CHECK(parse_by_grammar(kSample).statements.size() == 11);
  CHECK(difference(kSample) == "");
}

TEST_CASE("texts on the edge of the grammar") {
  for (const char* text : {"",
                           " ",
                           "$( $)",
                           "$($)",
                           "$( $)x",
                           "$( x$)",
                           "$( $( $)",
                           "$( $$) $)",
                           "$( $$ $)",
                           "$( $",
                           "$(",
                           "$)",
                           "$( a $) $( b $)",
                           "$( a $)$( b $)",
                           "$(\n$)",
                           "$( $x$ $)",
                           "$( a$(b $)",
                           "$c",
                           "$c $.",
                           "$c a $.",
                           "$ca $.",
                           "$c a$.",
                           "$c a $. $",
                           "$c $a $.",
                           "$c a $c b $.",
                           "$v $.",
                           "$d a $.",
                           "$d a b $.",
                           "${",
                           "$}",
                           "${ $}",
                           "${ $c a $. $}",
                           "${ $[ x $] $}",
                           "$[ x $]",
                           "$[ $]",
                           "$[ x y $]",
                           "$[ $( c $) x $]",
                           "$[ x",
                           "l",
                           "l $.",
                           "l l $a x $.",
                           "l $a $.",
                           "l $a x $.",
                           "l' $a x $.",
                           "l $c x $.",
                           "l $f x $.",
                           "l $f x y $.",
                           "l $f x y z $.",
                           "l $p x $.",
                           "l $p x $= $.",
                           "l $p $= x $.",
                           "l $p x $= y $= z $.",
                           "l $a x $= y $.",
                           "l $p x $= $[ f $] $.",
                           "l $p x $= ( a ) B $.",
                           "l $p x $= y",
                           "$a x $.",
                           "l $( c $) $a x $.",
                           "l $p x $= a$b $.",
                           "\x01",
                           "$( \xff $)",
                           "caf\xe9",
                           "$c \x7f $."}) {
    CAPTURE(std::string(text));
    CHECK(difference(text) == "");
  }
}

TEST_CASE("mutations of the sample") {
  std::mt19937 random(1);
  const std::string inserts = "$$$$ ()[]{}.=cvfedap?xZ\n\t\xe9";
  for (int round = 0; round < 3000; ++round) {
    std::string text = kSample;
    for (unsigned edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      const char c = inserts[random() % inserts.size()];
      switch (random() % 4) {
      case 0:
        text.erase(at, 1 + random() % 3);
        break;
      case 1:
        text.insert(at, 1, c);
        break;
      case 2:
        text[at] = c;
        break;
      default:
        text.resize(std::max<std::size_t>(at, 1));
        break;
      }
      if (text.empty())
        break;
    }
    CAPTURE(text);
    CHECK(difference(text) == "");
  }
}

TEST_CASE("the sample's tokens in another order") {
  std::istringstream in(kSample);
  std::vector<std::string> tokens{std::istream_iterator<std::string>(in), {}};
  std::mt19937 random(2);
  for (int round = 0; round < 1000; ++round) {
    std::vector<std::string> shuffled = tokens;
    for (unsigned swaps = 1 + random() % 3; swaps > 0; --swaps)
      std::swap(shuffled[random() % tokens.size()], shuffled[random() % tokens.size()]);
    std::string text;
    for (const std::string& token : shuffled)
      text.append(token).push_back(' ');
    CAPTURE(text);
    CHECK(difference(text) == "");
  }
}

TEST_CASE("real databases") {
  const fs::path folder = fs::path(BLOCKFOLD_SOURCE_DIR) / ".." / "shared" / "data" / "metamath";
  if (!fs::exists(folder)) {
    std::printf("skipped: there is no folder %s\n", folder.c_str());
    return;
  }
  std::size_t compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".mm" || entry.file_size() > kLargestFile)
      continue;
    CAPTURE(entry.path().string());
    CHECK(difference(contents(entry.path())) == "");
    ++compared;
  }
  CHECK(compared > 0);
}

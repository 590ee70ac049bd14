// The scanner and the reader against the parser generated from grammars/Metamath.g4.
#include "tests/differential/metamath/difference.h"
#include "tests/differential/metamath/grammar.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

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

// No input makes the reader or the checker crash, hang or call a proof valid that is not there.
#include "compiler/metamath/report.h"
#include "tests/unit/metamath/check_text.h"

#include <doctest/doctest.h>
#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <random>
#include <string>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

const std::string kSample = std::string(kLogic) +
                            "$( a comment $) ${ $d p q $. $v x $. wx $f wff x $. h $e |- x $.\n"
                            "id $p |- x $= h $. $}\n"
                            "${ a $e |- p $. b $e |- ( p -> q ) $.\n"
                            "t1 $p |- q $= wp wq a b mp $. t2 $p |- q $= ( mp ) ABCDE $.\n"
                            "t3 $p wff ( ( p -> q ) -> ( p -> q ) ) $= ( wi ) ABEZFE $. $}\n";

/// Reads, checks and renders everything there is to render.
void exercise(const std::string& text) {
  const auto checked = check_text(text);
  std::string rendered;
  llvm::raw_string_ostream out(rendered);
  render_text("test.mm", checked.read.status, checked.report, checked.sink, out);
  static_cast<void>(to_json("test.mm", checked.read.status, checked.report, checked.sink).dump());
  const bool clean = checked.read.ok() && checked.report.all_valid();
  CHECK(clean == checked.sink.diagnostics().empty());
}

} // namespace

TEST_CASE("the sample is valid") {
  const auto checked = check_text(kSample);
  CHECK(checked.findings().empty());
  CHECK(checked.report.valid == 4);
}

TEST_CASE("every truncation of a database") {
  for (std::size_t size = 0; size < kSample.size(); ++size)
    exercise(kSample.substr(0, size));
}

TEST_CASE("every deletion and every replacement of one character") {
  for (std::size_t i = 0; i < kSample.size(); ++i) {
    exercise(kSample.substr(0, i) + kSample.substr(i + 1));
    for (const char c : {'\0', '$', ' ', 'Z', '(', '?', '\xff'}) {
      std::string changed = kSample;
      changed[i] = c;
      exercise(changed);
    }
  }
}

TEST_CASE("random bytes and random tokens") {
  std::mt19937 random(1);
  const char* const tokens[] = {"$c", "$v", "$f", "$e", "$d", "$a", "$p", "$=", "$.",
                                "${", "$}", "$(", "$)", "$[", "$]", "a",  "b",  "x",
                                "y",  "?",  "(",  ")",  "A",  "Z",  "UA", "wff"};
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    std::string words;
    for (unsigned i = random() % 60; i > 0; --i) {
      bytes += static_cast<char>(random());
      words += std::string(tokens[random() % std::size(tokens)]) + " ";
    }
    exercise(bytes);
    exercise(words);
  }
}

TEST_CASE("tokens of a sample in random order") {
  std::vector<std::string> tokens;
  llvm::SmallVector<llvm::StringRef, 0> split;
  llvm::StringRef(kSample).split(split, ' ', -1, false);
  std::mt19937 random(2);
  for (int round = 0; round < 1000; ++round) {
    std::swap(split[random() % split.size()], split[random() % split.size()]);
    exercise(llvm::join(split, " "));
  }
}

TEST_CASE("deep nesting takes no stack") {
  std::string open;
  std::string close;
  for (int i = 0; i < 500'000; ++i) {
    open += "${ ";
    close += "$} ";
  }
  exercise(open + close);
  exercise(open);
}

TEST_CASE("very long tokens, lines and names") {
  const std::string name(3'000'000, 'x');
  exercise("$c wff " + name + " $. a $a wff " + name + " $.");
  exercise(name);
  exercise("$c wff $. " + name + " $p wff $= " + name + "y $.");
  exercise(std::string(3'000'000, '$'));
}

TEST_CASE("more variables and hypotheses than 16 bits can count") {
  std::string text = "$c wff |- $.\n";
  std::string uses;
  std::string proof;
  for (int i = 0; i < 70'000; ++i) {
    const std::string n = std::to_string(i);
    text += "$v v" + n + " $. w" + n + " $f wff v" + n + " $.\n";
    uses += " v" + n;
    proof += " w" + n;
  }
  text += "ax $a |-" + uses + " $.\nth $p |-" + uses + " $=" + proof + " ax $.\n";
  const auto checked = check_text(text);
  CHECK(checked.findings().empty());
  CHECK(checked.report.valid == 1);
}

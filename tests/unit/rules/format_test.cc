#include "compiler/rules/format.h"

#include "compiler/rules/codes.h"
#include "compiler/rules/parser.h"

#include <doctest/doctest.h>

#include <random>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

std::string formatted(const std::string& text) {
  return format(*SourceFile::from_text(text, "rules.blk"));
}

bool parses(const std::string& text) {
  Sources sources;
  DiagnosticSink sink;
  Reporter reporter(sources, sink);
  return parse(sources.add(SourceFile::from_text(text, "rules.blk")), reporter).has_value();
}

/// Words and comments, without what only lays them out.
std::vector<std::string> contents(const std::string& text) {
  const auto source = SourceFile::from_text(text, "rules.blk");
  std::vector<std::string> out;
  for (const Token& token : tokenize(*source))
    if (token.kind != TokenKind::Continuation)
      out.push_back(token.text.str());
  return out;
}

const char* const kUgly = "//! About.\n\n\n\nmodule   a . b\nimport \"c.blk\"\n"
                          "sort wff   setvar // trailing\n"
                          "symbols ( ) \\\n   -> \\\n\n\n\n"
                          "/// Doc.\n"
                          "linear relation s ( pc:u8,order t : u32 )\n"
                          "table t=rows(1,2)(3,4)   table u = xor( 4 )\n"
                          "public   axiom a{emit s(-1*( x+2 ),0)}\n"
                          "rule r( a,b :u8 , // first\n   free c: field){ // open\n\n"
                          "// own line\n"
                          "premise |- ( a  -> b )\n\n\n require a*-b==-3 let x:u8=1 // one\n"
                          "\n// before the end\n\n} // after\n// last";
const char* const kNice = "//! About.\n"
                          "\n"
                          "module a.b\n"
                          "import \"c.blk\"\n"
                          "sort wff setvar  // trailing\n"
                          "symbols ( ) ->\n"
                          "\n"
                          "/// Doc.\n"
                          "linear relation s(pc: u8, order t: u32)\n"
                          "table t = rows (1, 2) (3, 4)\n"
                          "table u = xor(4)\n"
                          "public axiom a { emit s(-1 * (x + 2), 0) }\n"
                          "rule r(a, b: u8,  // first\n"
                          "    free c: field) {  // open\n"
                          "  // own line\n"
                          "  premise |- ( a -> b )\n"
                          "\n"
                          "  require a == -3\n"
                          "  let x: u8 = 1  // one\n"
                          "\n"
                          "  // before the end\n"
                          "\n"
                          "} // after\n"
                          "// last\n";

} // namespace

TEST_CASE("blanks and lines become uniform, comments stay") {
  std::string ugly = kUgly;
  ugly.erase(ugly.find("*-b"), 3); // a sign after '*' is no expression
  REQUIRE(parses(ugly));
  std::string nice = kNice;
  nice.replace(nice.find("\n\n} // after"), 12, "\n}  // after");
  CHECK(formatted(ugly) == nice);
}

TEST_CASE("long lines are broken where they may be") {
  std::string arguments, words, sum = "1";
  for (int i = 0; i < 20; ++i) {
    arguments += (i == 0 ? "" : ", ") + ("argument" + std::to_string(i)) + ": u8";
    words += " symbol" + std::to_string(i);
    sum += " + number" + std::to_string(i);
  }
  const std::string text = "symbols" + words + "\nrelation r(" + arguments +
                           ")\nrule long_rule { require x == " + sum + " }\n";
  REQUIRE(parses(text));
  const std::string nice = formatted(text);
  CHECK(parses(nice));
  CHECK(nice.find(" \\\n    symbol") != std::string::npos);
  CHECK(nice.find(",\n    argument") != std::string::npos);
  CHECK(nice.find("\n      + number") != std::string::npos);
  llvm::SmallVector<llvm::StringRef, 32> lines;
  llvm::StringRef(nice).split(lines, '\n');
  for (const llvm::StringRef line : lines)
    CHECK(line.size() <= kLineWidth);
  CHECK(formatted(nice) == nice);
}

TEST_CASE("a backslash stays a symbol") {
  CHECK(formatted("symbols a \\") == "symbols a \\  //\n");
  CHECK(formatted("symbols \\ b\n") == "symbols \\ b\n");
  CHECK(formatted("symbols a \\ //\n") == "symbols a \\  //\n");
}

TEST_CASE("formatting is idempotent and changes no word and no comment, whatever the text") {
  std::vector<std::string> samples = {kNice, ""};
  for (const CodeInfo& code : all_codes()) {
    samples.emplace_back(code.right);
    samples.emplace_back(code.wrong);
  }
  std::mt19937 random(3); // any seed will do
  int formatted_count = 0;
  for (const std::string& sample : samples)
    for (int round = 0; round < 60; ++round) {
      // Blank for blank, and comments anywhere.
      const char* const blanks[] = {"\n", " // c\n\n", "\n\n\n   ", "\n// d\n"};
      std::string text;
      for (const char c : sample) {
        const std::size_t choice = round == 0 ? 9 : random() % 20;
        if ((c == ' ' || c == '\n') && choice < std::size(blanks))
          text += blanks[choice];
        else
          text += c;
      }
      if (!parses(text))
        continue;
      ++formatted_count;
      const std::string once = formatted(text);
      CAPTURE(text);
      CHECK(parses(once));
      CHECK(contents(once) == contents(text));
      CHECK(formatted(once) == once);
    }
  CHECK(formatted_count > 1000);
}

TEST_CASE("a text with a name that is none is not parsed, hence never formatted") {
  CHECK(parses("rule r(`x.1`: u8) {}\n"));
  CHECK_FALSE(parses("rule r(`x 1`: u8) {}\n"));
}

TEST_CASE("a minus among symbols is no sign") {
  CHECK(formatted("symbols - ( )\n") == "symbols - ( )\n");
}

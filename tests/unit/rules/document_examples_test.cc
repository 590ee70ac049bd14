// The reference's examples are files without a fault, laid out as the formatter does.
#include "compiler/rules/document.h"
#include "compiler/rules/format.h"
#include "tests/unit/rules/rule_text.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

/// The fenced blocks of a page that are marked as rule files.
std::vector<std::string> examples(const std::string& page) {
  std::vector<std::string> out;
  const std::string open = "```blk\n", close = "\n```";
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at)) {
    at += open.size();
    out.push_back(page.substr(at, page.find(close, at) + 1 - at));
  }
  return out;
}

} // namespace

TEST_CASE("the examples of the reference are valid and formatted") {
  const auto all = examples(testing::source_text("docs/rule-language.md"));
  CHECK(all.size() == 5);
  for (const std::string& example : all) {
    CAPTURE(example);
    CHECK(read_text(example).findings().empty());
    CHECK(format(*SourceFile::from_text(example, "rules.blk")) == example);
  }
}

namespace {

/// "stdlib/numerals" and all others, without their endings.
std::vector<std::string> standard_library() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(BLOCKFOLD_SOURCE_DIR "/stdlib"))
    if (entry.path().extension() == ".blk")
      names.push_back("stdlib/" + entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

TEST_CASE("the standard library is valid and formatted") {
  REQUIRE(standard_library().size() >= 3);
  for (const std::string& name : standard_library()) {
    CAPTURE(name);
    const std::string text = testing::source_text(name + ".blk");
    CHECK(read_text(text).findings().empty());
    CHECK(format(*SourceFile::from_text(text, "rules.blk")) == text);
  }
}

TEST_CASE("the standard library's pages are up to date") {
  for (const std::string& name : standard_library()) {
    CAPTURE(name);
    const Read read = read_text(testing::source_text(name + ".blk"));
    REQUIRE(read.read.program.has_value());
    const Program& program = *read.read.program;
    // 'blockfold rules doc stdlib/X.blk > stdlib/X.md' brings them up to date.
    CHECK(document(program, read.read.sources, program.modules.back()) ==
          testing::source_text(name + ".md"));
  }
}

TEST_CASE("the reference names every lint") {
  const std::string page = testing::source_text("docs/rule-language.md");
  for (const char* code : {"BF1401", "BF1402", "BF1403", "BF1404", "BF1405", "BF1406", "BF1407",
                           "BF1408", "BF1410", "BF1411", "BF1412"})
    CHECK_MESSAGE(page.find(code) != std::string::npos, code);
}

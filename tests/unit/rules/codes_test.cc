// Every code has an example of what is wrong, and of the same done right.
#include "compiler/rules/codes.h"

#include "compiler/rules/parser.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

#include <set>

using namespace blockfold;
using namespace blockfold::rules;

TEST_CASE("each example has its fault, only that one, and none when corrected") {
  for (const CodeInfo& code : all_codes()) {
    if (*code.wrong == '\0')
      continue;
    CAPTURE(std::string(code.id));
    const Read wrong = read_text(code.wrong);
    CHECK(wrong.codes() == std::vector<std::string>{code.id});
    CHECK(wrong.read.program.has_value() == (code.severity == Severity::Warning));
    CHECK(read_text(code.right).findings().empty());
  }
}

TEST_CASE("only codes about files have no example") {
  std::set<std::string> without;
  for (const CodeInfo& code : all_codes())
    if (*code.wrong == '\0' || *code.right == '\0')
      without.insert(code.id);
  CHECK(without == std::set<std::string>{"BF1901", "BF1902"});
}

TEST_CASE("identifiers are distinct and in order") {
  std::string last;
  for (const CodeInfo& code : all_codes()) {
    CHECK_MESSAGE(last < code.id, code.id);
    last = code.id;
    CHECK(std::string(code.summary).size() > 10);
    CHECK(std::string(code.next_step).size() > 10);
  }
}

TEST_CASE("a file that cannot be read, and one that is too large") {
  const Read absent = read_files({});
  CHECK(absent.codes() == std::vector<std::string>{"BF1901"});
  CHECK(absent.read.unreadable);
  const Read large = read_text(std::string(kMaxFileBytes + 1, ' '));
  CHECK(large.codes() == std::vector<std::string>{"BF1902"});
  CHECK_FALSE(large.read.program.has_value());
}

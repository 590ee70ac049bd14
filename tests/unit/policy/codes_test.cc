// Every code has an example of what is wrong, and of the same done right.
#include "compiler/policy/codes.h"

#include "tests/unit/policy/policy_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::policy;

TEST_CASE("policy codes: each example has its fault, only that one, and none when corrected") {
  for (const CodeInfo& code : all_codes()) {
    CAPTURE(std::string(code.id));
    const Read wrong = read_text(code.wrong);
    CHECK(wrong.codes == std::vector<std::string>{code.id});
    CHECK_FALSE(wrong.policy.has_value());
    const Read right = read_text(code.right);
    CHECK(right.codes.empty());
    CHECK(right.policy.has_value());
  }
}

TEST_CASE("policy codes: identifiers are distinct and in order") {
  std::string last;
  for (const CodeInfo& code : all_codes()) {
    CHECK_MESSAGE(last < code.id, code.id);
    last = code.id;
    CHECK(std::string(code.summary).size() > 10);
    CHECK(std::string(code.next_step).size() > 10);
  }
}

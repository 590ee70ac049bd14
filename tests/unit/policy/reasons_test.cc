// The reasons of objections, as the programs print them and as the npm package declares them.
#include "compiler/policy/judge.h"

#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace blockfold::policy;

namespace {

/// Names in the order of the enumerators. What is beyond the last one has no name, and the compiler
/// sees to it that each of them has one.
std::vector<std::string> all_reasons() {
  std::vector<std::string> names;
  for (unsigned i = 0; i < 256; ++i) {
    const std::string reason = name(static_cast<Objection::Reason>(i));
    if (reason.empty())
      break;
    names.push_back(reason);
  }
  return names;
}

/// The strings of the union that `reason` of an `Objection` is in index.d.ts.
std::vector<std::string> declared_reasons() {
  const std::string text = blockfold::testing::source_text("tools/npm/index.d.ts");
  const std::size_t begin = text.find("  reason:"), end = text.find(';', begin);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  std::vector<std::string> names;
  for (std::size_t at = begin; (at = text.find('"', at)) < end;) {
    const std::size_t close = text.find('"', at + 1);
    REQUIRE(close < end);
    names.push_back(text.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  return names;
}

} // namespace

TEST_CASE("reasons: each has a name of its own, and the npm package declares them all") {
  std::vector<std::string> reasons = all_reasons();
  CHECK(reasons.size() >= 8);
  CHECK(reasons == declared_reasons());
  std::sort(reasons.begin(), reasons.end());
  CHECK(std::adjacent_find(reasons.begin(), reasons.end()) == reasons.end());
}

// Patterns over names, and names like a misspelt one.
#include "compiler/support/names.h"

#include <doctest/doctest.h>

using namespace blockfold;

TEST_CASE("glob patterns") {
  std::string why;
  CHECK(Glob::all().matches("anything"));
  for (const char* pattern : {"ax-*", "ax-[a-z]*", "ax-?p", "*mp", "ax-mp", "*"}) {
    CAPTURE(pattern);
    const auto glob = Glob::parse(pattern, &why);
    REQUIRE(glob);
    CHECK(glob->matches("ax-mp"));
  }
  for (const char* pattern : {"ax", "ax-[^m]p", "?", "AX-*", ""}) {
    CAPTURE(pattern);
    const auto glob = Glob::parse(pattern, &why);
    REQUIRE(glob);
    CHECK_FALSE(glob->matches("ax-mp"));
  }
}

TEST_CASE("a glob keeps its pattern when it is copied and moved") {
  std::string why;
  std::optional<Glob> glob = Glob::parse(std::string("pre*"), &why);
  const Glob copy = *glob;
  const Glob moved = std::move(*glob);
  glob.reset();
  CHECK(copy.matches("prefix"));
  CHECK(moved.matches("prefix"));
  CHECK_FALSE(copy.matches("suffix"));
}

TEST_CASE("a malformed pattern is refused") {
  std::string why;
  CHECK_FALSE(Glob::parse("a[", &why));
  CHECK_FALSE(why.empty());
}

TEST_CASE("near matches: the nearest first, none that is far") {
  NearMatches near("syl5eq", 2);
  for (const char* name : {"ax-mp", "syl5eqr", "syl6eq", "syl", "syl5eqel", "syl5e"})
    near.offer(name);
  const auto best = near.best();
  REQUIRE(best.size() == 2);
  CHECK(best[0] == "syl5eqr");
  CHECK(best[1] == "syl6eq");
  NearMatches far("zzz");
  far.offer("abc");
  far.offer("");
  CHECK(far.best().empty());
}

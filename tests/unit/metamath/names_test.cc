// Patterns over names, and names like a misspelt one.
#include "compiler/support/names.h"

#include <doctest/doctest.h>
#include <llvm/Support/GlobPattern.h>

#include <functional>
#include <random>

using namespace blockfold;

TEST_CASE("a glob takes no time to speak of, and agrees with its definition") {
  // What '*' may stand for, tried one after another.
  const std::function<bool(llvm::StringRef, llvm::StringRef)> defined = [&](llvm::StringRef pattern,
                                                                            llvm::StringRef name) {
    if (pattern.empty())
      return name.empty();
    if (pattern.front() == '*')
      return defined(pattern.drop_front(), name) ||
             (!name.empty() && defined(pattern, name.drop_front()));
    return !name.empty() && (pattern.front() == '?' || pattern.front() == name.front()) &&
           defined(pattern.drop_front(), name.drop_front());
  };
  std::mt19937 random(5);
  const auto text = [&](const char* letters, std::size_t kinds) {
    std::string out;
    for (std::size_t left = random() % 9; left > 0; --left)
      out += letters[random() % kinds];
    return out;
  };
  std::string why;
  std::size_t matched = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = text("ab**?", 5), name = text("ab", 2);
    INFO(pattern, " ", name);
    const bool expected = defined(pattern, name);
    matched += expected;
    CHECK(Glob::parse(pattern, &why)->matches(name) == expected);
  }
  CHECK(matched > 1000);

  std::string hard;
  for (int i = 0; i < 200; ++i)
    hard += "*a";
  const std::string name(100000, 'a');
  CHECK_FALSE(Glob::parse(hard + "*b", &why)->matches(name));
  CHECK(Glob::parse(hard + "*", &why)->matches(name));
  CHECK(Glob::parse("*[]*]*\\**[^a]", &why)->matches("x]y*zb"));
  CHECK_FALSE(Glob::parse("*[]*]*\\**[^a]", &why)->matches("x]y*za"));
  CHECK(Glob::parse("*[*a]", &why)->matches("x*"));
}

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
  for (const char* pattern : {"a[", "[]", "a*[^", "[b-a]", "*\\"}) {
    CAPTURE(pattern);
    std::string why;
    CHECK_FALSE(Glob::parse(pattern, &why));
    CHECK_FALSE(why.empty());
  }
}

TEST_CASE("places of globs are what LLVM takes for them; it has other ideas of '*'") {
  std::mt19937 random(6);
  std::size_t matched = 0, malformed = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string pattern, name, why;
    for (std::size_t left = random() % 8; left > 0; --left)
      for (pattern += "ab?[[]]^-!\\"[random() % 11]; pattern.back() == '\\';)
        pattern += "ab*?[]^-"[random() % 8]; // LLVM reads on behind a last backslash
    for (std::size_t left = random() % 4; left > 0; --left)
      name += "ab-]^*\\"[random() % 7];
    INFO(pattern, " ", name);
    auto theirs = llvm::GlobPattern::create(pattern);
    const auto ours = Glob::parse(pattern, &why);
    REQUIRE(ours.has_value() == static_cast<bool>(theirs));
    if (!theirs) {
      ++malformed;
      llvm::consumeError(theirs.takeError());
      continue;
    }
    matched += theirs->match(name);
    CHECK(ours->matches(name) == theirs->match(name));
  }
  CHECK(matched > 1000);
  CHECK(malformed > 1000);
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

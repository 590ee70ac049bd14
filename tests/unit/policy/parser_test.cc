// What policy files may say, and how mistakes in them are answered.
#include "tests/unit/policy/policy_text.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::policy;

namespace {

const std::string kDigits(64, 'a');

std::vector<std::string> texts(const std::vector<Pattern>& patterns) {
  std::vector<std::string> out;
  for (const Pattern& pattern : patterns)
    out.push_back(pattern.text);
  return out;
}

Policy valid(const std::string& text) {
  const Read read = read_text(text);
  REQUIRE_MESSAGE(read.policy.has_value(), (read.findings.empty() ? "" : read.findings.front()));
  return *read.policy;
}

} // namespace

TEST_CASE("policy: every rule, comments, blank lines and odd spaces") {
  const Policy policy = valid("# by hand\r\n\n"
                              "\t policy  1  # the version\n"
                              "allow ax-mp df-*   # two\n"
                              "allow ax-1 sha256:" +
                              kDigits + " ax-2\r\n" +
                              "allow-typecode wff class\n"
                              "deny ax-ac\n"
                              "assume lemma\n"
                              "hoisted-syntax yes");
  CHECK(texts(policy.allow) == std::vector<std::string>{"ax-mp", "df-*", "ax-1", "ax-2"});
  CHECK(policy.allow[0].line == 4);
  CHECK_FALSE(policy.allow[0].pinned.has_value());
  REQUIRE(policy.allow[2].pinned.has_value());
  CHECK(policy.allow[2].pinned->front() == 0xAA);
  CHECK(policy.allow[2].line == 5);
  CHECK_FALSE(policy.allow[3].pinned.has_value());
  CHECK(texts(policy.deny) == std::vector<std::string>{"ax-ac"});
  CHECK(texts(policy.assume) == std::vector<std::string>{"lemma"});
  CHECK(policy.typecodes == std::vector<std::string>{"wff", "class"});
  CHECK(policy.hoisted_syntax);
}

TEST_CASE("policy: what is not said is not allowed") {
  const Policy policy = valid("policy 1\n");
  CHECK(policy.allow.empty());
  CHECK(policy.assume.empty());
  CHECK(policy.typecodes.empty());
  CHECK_FALSE(policy.hoisted_syntax);
  CHECK(valid("policy 1\nassume none\nhoisted-syntax no\n").assume.empty());
}

TEST_CASE("policy: '#' begins a comment only where a word begins") {
  CHECK(texts(valid("policy 1\nallow a#b #c\n").allow) == std::vector<std::string>{"a#b"});
}

TEST_CASE("policy: labels are themselves before they are patterns") {
  const Policy policy = valid("policy 1\nallow ax-[12] x.y\n");
  CHECK(policy.allow[0].matches("ax-1"));
  CHECK(policy.allow[0].matches("ax-[12]"));
  CHECK_FALSE(policy.allow[0].matches("ax-3"));
  CHECK(policy.allow[1].matches("x.y"));
  CHECK_FALSE(policy.allow[1].matches("xay"));
}

TEST_CASE("policy: every mistake has its place") {
  const auto findings = [](const std::string& text) { return read_text(text).findings; };
  using Findings = std::vector<std::string>;
  CHECK(findings("") == Findings{"PL0001 1:1"});
  CHECK(findings("# nothing\n") == Findings{"PL0001 2:1"});
  CHECK(findings("\nallow x\nfoo\n") == Findings{"PL0001 2:1", "PL0003 3:1"});
  CHECK(findings("policy\n") == Findings{"PL0002 1:1"});
  CHECK(findings("policy 1 2\n") == Findings{"PL0002 1:8"});
  CHECK(findings("policy 01\n") == Findings{"PL0002 1:8"});
  CHECK(findings("policy 1\npolicy 1\n") == Findings{"PL0008 2:1"});
  CHECK(findings("policy 1\n  alow x\n") == Findings{"PL0003 2:3"});
  for (const char* rule : {"allow", "allow-typecode", "deny", "assume"}) {
    INFO(rule);
    CHECK(findings(std::string("policy 1\n") + rule + " # none\n") == Findings{"PL0004 2:1"});
  }
  CHECK(findings("policy 1\nallow x a[ y b[\n") == Findings{"PL0005 2:9", "PL0005 2:14"});
  CHECK(findings("policy 1\nallow x sha256:\n") == Findings{"PL0006 2:9"});
  CHECK(findings("policy 1\nallow x sha256:" + kDigits + "0\n") == Findings{"PL0006 2:9"});
  CHECK(findings("policy 1\nallow x sha256:" + kDigits.substr(1) + "g\n") ==
        Findings{"PL0006 2:9"});
  const std::string digest = "sha256:" + kDigits;
  CHECK(findings("policy 1\nallow " + digest + "\n") == Findings{"PL0007 2:7"});
  CHECK(findings("policy 1\nallow x " + digest + " " + digest + "\n") == Findings{"PL0007 2:81"});
  CHECK(findings("policy 1\nallow x* " + digest + "\n") == Findings{"PL0007 2:10"});
  CHECK(findings("policy 1\ndeny x " + digest + "\n") == Findings{"PL0007 2:8"});
  CHECK(findings("policy 1\nassume x\nassume none\n") == Findings{"PL0008 3:1"});
  CHECK(findings("policy 1\nassume none\nassume none\n") == Findings{"PL0008 3:1"});
  CHECK(findings("policy 1\nhoisted-syntax\n") == Findings{"PL0009 2:1"});
  CHECK(findings("policy 1\nhoisted-syntax yes no\n") == Findings{"PL0009 2:16"});
  CHECK(findings("policy 1\nhoisted-syntax no\nhoisted-syntax no\n") == Findings{"PL0008 3:1"});
}

TEST_CASE("policy: the example of the documentation") {
  const std::string text = testing::source_text("docs/auditing.md");
  const std::size_t begin = text.find("# Propositional logic");
  REQUIRE(begin != std::string::npos);
  const Policy policy = valid(text.substr(begin, text.find("```", begin) - begin));
  CHECK(texts(policy.allow) == std::vector<std::string>{"ax-mp", "ax-1", "ax-2", "ax-3", "df-*"});
  CHECK(policy.allow[3].pinned.has_value());
  CHECK(policy.hoisted_syntax);
}

TEST_CASE("policy: any bytes are answered") {
  std::string bytes;
  for (int i = 0; i < 256; ++i)
    bytes += static_cast<char>(i);
  CHECK_FALSE(read_text(bytes).policy.has_value());
  CHECK_FALSE(read_text("policy 1\n" + bytes).policy.has_value());
  CHECK_FALSE(read_text(std::string("policy 1\nallow \0x", 17) + "[").policy.has_value());
  CHECK_FALSE(read_text(std::string(100000, 'x')).policy.has_value());
}

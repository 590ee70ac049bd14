// Rule files that are made to do harm: to keep the lints busy, to eat memory, to have two meanings.
// docs/attacks.md lists them.
#include "compiler/rules/block_program.h"
#include "compiler/rules/parser.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

using Codes = std::vector<std::string>;

std::string repeated(std::size_t times, const std::function<std::string(std::size_t)>& text) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text(i);
  return out;
}
std::string number(std::size_t i) {
  return std::to_string(i);
}

} // namespace

TEST_CASE("hostile: many pairs of claims whose orders have to be compared through many equations") {
  constexpr std::size_t kVariables = 1800, kClaims = 125, kEquations = 240;
  const std::string text =
      "relation r(order t: u32, x: field)\n"
      "axiom a(free x: field) { emit r(0, x) }\n"
      "rule b(t: u32" +
      repeated(kVariables, [](std::size_t i) { return ", y" + number(i) + ": u32"; }) +
      ", x: field) {\n" + repeated(kClaims, [](std::size_t) { return "  demand r(t, x)\n"; }) +
      repeated(kEquations,
               [](std::size_t i) {
                 return "  let z" + number(i) + ": field = x" +
                        repeated(200,
                                 [&](std::size_t j) {
                                   return " + y" + number((i * 7 + j) % kVariables);
                                 }) +
                        "\n";
               }) +
      repeated(kClaims, [](std::size_t) { return "  emit r(t, x)\n"; }) + "}\n";
  const Read read = read_text(text);
  CHECK_FALSE(read.read.program.has_value());
  REQUIRE_FALSE(read.codes().empty());
  CHECK(read.codes().back() == "BF1304");
  CHECK(read.sink.diagnostics().back().message.find("than can be checked") != std::string::npos);
}

TEST_CASE("hostile: many look-ups into a large table, each of which says something of the next") {
  constexpr std::size_t kLookups = 450;
  const std::string text =
      "relation q(a: field, b: field)\n"
      "table t = rows" +
      repeated(1 << 16,
               [](std::size_t i) { return " (" + number(i) + ", " + number(i ^ 1) + ")"; }) +
      "\naxiom a(free x: field, free y: field) { emit q(x, y) }\n"
      "rule c(x0" +
      repeated(kLookups, [](std::size_t i) { return ", x" + number(i + 1); }) +
      ": field) {\n  demand p(x" + number(kLookups) + ")\n" +
      repeated(kLookups,
               [](std::size_t i) {
                 return "  lookup t(x" + number(i) + ", x" + number(i + 1) + ")\n";
               }) +
      "  emit q(x0, x1)\n}\n"
      "relation p(x: field)\naxiom start { emit p(1) }\n";
  CHECK(read_text(text).codes() ==
        Codes{}); // from the last to the first, each in a round of its own
}

TEST_CASE(
    "hostile: a chain of rules through one relation is one vertex for each, not an edge a pair") {
  // 200 rules with 250 premises and 250 emissions would be 12 million edges.
  const std::string text =
      "relation r(x: field)\nrelation s(x: field)\naxiom a { emit r(0) }\n" +
      repeated(200, [](std::size_t rule) {
        return "rule b" + number(rule) + "(x: field) {\n" +
               repeated(250, [](std::size_t) { return "  demand r(x)\n"; }) +
               repeated(250, [](std::size_t i) { return "  emit s(x + " + number(i) + ")\n"; }) +
               "}\n";
      });
  CHECK(read_text(text).codes() == Codes{});
}

TEST_CASE("hostile: a file of more words than fit into memory as a tree") {
  std::string text = "table t = rows";
  text.reserve(std::size_t{2} * kMaxTokens);
  while (text.size() < std::size_t{2} * kMaxTokens)
    text += "(1)";
  CHECK(text.size() < kMaxFileBytes);
  CHECK(read_text(text).codes() == Codes{"BF1902"});
}

TEST_CASE("hostile: a name that stands for a large polynomial, again and again") {
  // Two bytes for each argument, and 256 terms.
  const std::string sum =
      repeated(256, [](std::size_t i) { return (i == 0 ? "y" : " + y") + number(i); });
  const std::string list =
      repeated(255, [](std::size_t i) { return (i == 0 ? "y" : ", y") + number(i); });
  const std::string claim = "r(a" + repeated(999, [](std::size_t) { return ",a"; }) + ")";
  const std::string text =
      "relation r(x0: field" +
      repeated(999, [](std::size_t i) { return ", x" + number(i + 1) + ": field"; }) +
      ")\naxiom b(free " + list + ", y255: field) {\n  let a = " + sum + "\n" +
      repeated(400, [&](std::size_t) { return "  emit " + claim + "\n"; }) + "}\n";
  CHECK(read_text(text).codes() == Codes{"BF1304"});
  // In many rules, each of which is small enough.
  const std::string rules = repeated(20, [&](std::size_t i) {
    return "axiom b" + number(i) + "(free " + list + ", y255: field) {\n  let a = " + sum +
           "\n  emit " + claim.substr(0, 1 + 2 * 450) + ", " + "0" +
           repeated(549, [](std::size_t) { return ",0"; }) + ")\n}\n";
  });
  const Read many =
      read_text("relation r(x0: field" +
                repeated(999, [](std::size_t i) { return ", x" + number(i + 1) + ": field"; }) +
                ")\n" + rules);
  CHECK(many.codes() == Codes{"BF1304", "BF1304"});
}

TEST_CASE("hostile: files that are small, but not together") {
  const std::string half(kMaxFileBytes / 2, '\n');
  CHECK(read_files({{"rules.blk", "import \"a.blk\"\n" + half}, {"a.blk", "relation r(x: u8)\n"}})
            .codes() == Codes{});
  CHECK(read_files({{"rules.blk", "import \"a.blk\"\nimport \"b.blk\"\n"},
                    {"a.blk", half},
                    {"b.blk", half + "\n"}})
            .codes() == Codes{"BF1902"});
  CHECK(read_files({{"rules.blk", "import \"a.blk\"\n" + half}, {"a.blk", half}}).codes() ==
        Codes{"BF1902"});
}

TEST_CASE("hostile: an order whose coefficient has no contrary") {
  // The least integer times z: what the lint subtracts has to fit.
  const std::string text = "relation r(order t: field)\naxiom a { emit r(0) }\n"
                           "rule b(t: field) {\n  demand r(t)\n"
                           "  let z: field = t + 1\n"
                           "  let far = -9223372036854775807 * z - z\n"
                           "  emit r(far)\n}\n";
  CHECK(read_text(text).codes() == Codes{"BF1402"});
}

TEST_CASE("hostile: rules of one name in files that do not see each other") {
  const std::string rule = "public axiom say(x: u8) { emit r(x) }\n";
  CHECK(read_files({{"rules.blk", "import \"a.blk\"\nimport \"b.blk\"\n"
                                  "public rule end(x: u8) { demand r(x)\n  demand s(x) }\n"},
                    {"a.blk", "relation r(x: u8)\n" + rule},
                    {"b.blk", "relation s(x: u8)\npublic axiom say(x: u8) { emit s(x) }\n"}})
            .codes() == Codes{"BF1106"});
}

TEST_CASE("hostile: ranges that are promised around a circle prove no order of it") {
  // If d could be -1, all three would hold at the same order: a claim that rests on itself.
  const auto codes = [](const char* third) {
    return read_text(
               std::string("relation a(order t: field, d: u8)\n"
                           "relation b(order t: field, d: u8)\n"
                           "relation c(order t: field, d: u8)\n"
                           "axiom start { emit a(0, 0) }\n"
                           "rule ab(t: field, d: u8) { demand a(t, d)\n  emit b(t + 1, d) }\n"
                           "rule bc(t: field, d: u8) { demand b(t, d)\n  emit c(t + 1, d) }\n") +
               third)
        .codes();
  };
  CHECK(codes("rule ca(t: field, d: u8) { demand c(t, d)\n  emit a(t + d + 1, d) }\n") == Codes{});
  // The type of d is the rule's own there, and it is checked. Here only the claim says it.
  CHECK(
      codes("rule ca(t, d: field) { demand c(t, d)\n  let e: u8 = d\n  emit a(t + d + 1, e) }\n") ==
      Codes{"BF1402"});
}

TEST_CASE("hostile: a check that an order rests on is kept, around a circle of three") {
  const Read read =
      read_text("relation a(order t: field, d: u8)\n"
                "relation b(order t: field, d: u8)\n"
                "axiom start { emit a(0, 0) }\n"
                "rule ab(t: field, d: u8) { demand a(t, d)\n  emit b(t + 1, d) }\n"
                "rule ba(t: field, d: u8) { demand b(t, d)\n  emit a(t + d + 1, d) }\n");
  REQUIRE(read.codes() == Codes{});
  const auto program = block_program(*read.read.program);
  REQUIRE(program.ok());
  const auto checked = [&](const char* rule) {
    return program->rules[*program->find_rule(rule)].variables[1].range_checked;
  };
  CHECK_FALSE(checked("ab")); // b promises it
  CHECK(checked("ba"));       // b promises it too, but along the order that rests on it
}

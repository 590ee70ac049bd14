// The lints in detail: what they accept, what they refuse, and forgeries that they must not miss.
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

using Codes = std::vector<std::string>;

/// A rule that demands `given` and emits `out(x)`, between them what a test is about.
Codes determined(const std::string& parameters, const std::string& body) {
  return read_text("relation given(a: field, b: field)\n"
                   "relation out(x: field)\n"
                   "relation out2(x: field, y: field)\n"
                   "axiom g { emit given(1, 2) }\n"
                   "table xor4 = xor(4)\n"
                   "table and4 = and(4)\n"
                   "table half = rows (0, 0) (1, 0) (2, 1) (3, 1)\n"
                   "rule r(a, b: field, " +
                   parameters + ") {\n  demand given(a, b)\n" + body + "\n}\n")
      .codes();
}

} // namespace

TEST_CASE("a value is determined by linear equations whose coefficients cannot vanish") {
  CHECK(determined("x: field", "require x == a * b + 3 emit out(x)").empty());
  CHECK(determined("x: field", "require 2 * x + 5 == b emit out(x)").empty());
  CHECK(determined("x: field", "require x == a * b emit out(x * x + 1)").empty());
  CHECK(determined("x: field", "require x * x == a emit out(x)") == Codes{"BF1404"});
  // Division: any x will do when b is zero.
  CHECK(determined("x: field", "require x * b == a emit out(x)") == Codes{"BF1404"});
  CHECK(determined("x: field", "require b != 0 require x * b == a emit out(x)").empty());
  CHECK(determined("x: field", "require b - a != 0 require x * (a - b) == a emit out(x)").empty());
  CHECK(determined("x: field", "require x * b == 1 emit out(x)").empty());
  CHECK(determined("x: field", "require x * b == 0 emit out(x)") == Codes{"BF1404"});
  CHECK(
      determined("x: field, n: u8", "require n == b require x * (n + 1) == a emit out(x)").empty());
}

TEST_CASE("a value is determined through others, in any order") {
  CHECK(determined("x, y, z: field",
                   "require z == y + 1 require y == 2 * x require x == a emit out(z)")
            .empty());
  CHECK(determined("x, y: field", "require x == y emit out(x)") == Codes{"BF1404"});
  CHECK(determined("x: field", "let y: field = x + a emit out(y)") == Codes{"BF1404"});
  CHECK(determined("x: field", "let y: field = b + a require x == y emit out(x)").empty());
}

TEST_CASE("digits, quotient and remainder") {
  CHECK(determined("x, y: u8", "require a == x + 256 * y emit out2(x, y)").empty());
  CHECK(determined("x, y: u8", "require a == x + 255 * y emit out2(x, y)") ==
        Codes{"BF1404", "BF1404"});
  CHECK(determined("x, y: field", "require a == x + 256 * y emit out2(x, y)") ==
        Codes{"BF1404", "BF1404"});
  CHECK(determined("n, x, y: u32",
                   "require n == b require a == x * n + y require y < n emit out2(x, y)")
            .empty());
  CHECK(determined("n, x, y: u32",
                   "require n == b require a == x * n + y require y <= n emit out2(x, y)") ==
        Codes{"BF1404", "BF1404"});
  CHECK(determined("n, x, y: u32", "require n == b require a == x * n + y emit out2(x, y)") ==
        Codes{"BF1404", "BF1404"});
  CHECK(determined("n: u32, x: field, y: u32",
                   "require n == b require a == x * n + y require y < n emit out2(x, y)") ==
        Codes{"BF1404", "BF1404"});
}

TEST_CASE("tables determine what their rows leave no choice of") {
  CHECK(determined("x: field", "lookup xor4(a, b, x) emit out(x)").empty());
  CHECK(determined("x: field", "lookup xor4(a, x, b) emit out(x)").empty());
  CHECK(determined("x: field", "lookup and4(a, b, x) emit out(x)").empty());
  CHECK(determined("x: field", "lookup and4(a, x, b) emit out(x)") == Codes{"BF1404"});
  CHECK(determined("x: field", "lookup half(a, x) emit out(x)").empty());
  CHECK(determined("x: field", "lookup half(x, a) emit out(x)") == Codes{"BF1404"});
}

TEST_CASE("what is not emitted need not be determined, and what is free may be") {
  CHECK(determined("x: field", "require x * x == a emit out(b)").empty());
  CHECK(determined("free x: field", "require x * x == a emit out(x)").empty());
  CHECK(determined("free x: field", "require x == a emit out(x)") == Codes{"BF1411"});
}

TEST_CASE("texts are determined by whole arguments only") {
  const std::string head = "sort term\nsymbols + x\nrelation of(t: term)\nrelation out(t: term)\n"
                           "axiom leaf { emit of(`x`) }\n";
  CHECK(read_text(head + "rule r(t: term) { demand of(t) emit out(`t + t`) }\n").codes().empty());
  CHECK(read_text(head + "rule r(s, t: term) { demand of(`s + t`) emit out(s) }\n").codes() ==
        Codes{"BF1404", "BF1412"});
}

TEST_CASE("texts have to be named by a claim or by the statement, emitted or not") {
  const auto codes = [](const std::string& rule) {
    return read_text("sort term\nsymbols + x\nrelation of(t: term)\nlinear relation at(t: term)\n"
                     "public axiom leaf(t: term) {\n  emit of(t)\n  emit at(t)\n}\n"
                     "public rule end(t: term) { consume at(t) }\n" +
                     rule)
        .codes();
  };
  CHECK(codes("public rule p(t: term) { demand of(`t + t`) }\n").empty());
  CHECK(codes("public rule p(hidden t: term) { demand of(`t + t`) }\n") == Codes{"BF1412"});
  CHECK(codes("rule p(t: term) { demand of(`t + t`) }\n") == Codes{"BF1412"});
  CHECK(codes("rule p(t: term) {\n  demand of(t)\n  demand of(`t + t`)\n}\n").empty());
  CHECK(codes("rule p(t: term) {\n  consume at(t)\n  demand of(`t + t`)\n}\n").empty());
  CHECK(codes("axiom p(free t: term) { emit of(t) }\n") == Codes{"BF1412"});
  CHECK(codes("rule p(free t: term) { demand of(`t + t`) }\n") == Codes{"BF1412"});
  CHECK(codes("rule p(free t: term) { demand of(t) }\n") == Codes{"BF1411"});
}

TEST_CASE("public arguments are in the statement, hidden ones are not") {
  const std::string head = "relation r(x: field)\n";
  CHECK(read_text(head + "public rule p(x: field) { emit r(x) }\n").codes().empty());
  CHECK(read_text(head + "public rule p(hidden x: field) { emit r(x) }\n").codes() ==
        Codes{"BF1404"});
}

TEST_CASE("ranges come from types, claims and tables") {
  const auto codes = [](const std::string& rule) {
    return read_text("relation small(x: u8)\nrelation any(x: field)\n"
                     "axiom s { emit small(255) }\naxiom a { emit any(0) }\n"
                     "table nibble = range(4)\n"
                     "table digits = rows (3) (255)\n" +
                     rule)
        .codes();
  };
  CHECK(codes("axiom r { emit small(256) }\n") == Codes{"BF1403"});
  CHECK(codes("axiom r { emit small(0 - 1) }\n") == Codes{"BF1403"});
  CHECK(codes("rule r(x: field) { demand small(x) emit any(x) }\n").empty());
  CHECK(codes("relation tiny(x: u4)\nrule r(x: field) { demand small(x) emit tiny(x) }\n") ==
        Codes{"BF1403"});
  CHECK(codes("relation big(x: u9)\nrule r(x: field) { demand small(x) emit big(x * 2 + 1) }\n")
            .empty());
  CHECK(
      codes(
          "relation big(x: u9)\nrule r(x: field) { demand any(x) lookup digits(x) emit big(x) }\n")
          .empty());
  CHECK(codes("rule r(x: field) { demand any(x) lookup nibble(x) require x < 3 emit small(x) }\n")
            .empty());
  CHECK(codes("rule r(x: field) { demand any(x) require x < 3 emit any(2) }\n") ==
        Codes{"BF1403", "BF1401"});
  CHECK(codes("relation o(x: bool)\nrule r(x, y: u64) { demand small(x) require 3 < x * y emit "
              "o(1) }\n") == Codes{"BF1403"});
}

TEST_CASE("recursion needs an order, around circles of any length") {
  CHECK(read_text("relation a(x: field)\nrelation b(x: field)\nrelation c(x: field)\n"
                  "axiom start { emit a(0) }\n"
                  "rule ab(x: field) { demand a(x) emit b(x) }\n"
                  "rule bc(x: field) { demand b(x) emit c(x) }\n"
                  "rule ca(x: field) { demand c(x) emit a(x + 1) }\n")
            .codes() == Codes{"BF1401", "BF1401", "BF1401"});
  // No circle: no order.
  CHECK(read_text("relation a(x: field)\nrelation b(x: field)\nrelation c(x: field)\n"
                  "axiom start { emit a(0) }\n"
                  "rule ab(x: field) { demand a(x) emit b(x) }\n"
                  "rule abc(x: field) { demand a(x) demand b(x) emit c(x) }\n")
            .codes()
            .empty());
}

TEST_CASE("orders are compared by definitions, requirements and the rule's own types") {
  const auto codes = [](const std::string& rule) {
    return read_text("relation r(order t: u32, x: field)\nlinear relation s(order t: u16)\n"
                     "axiom a { emit r(0, 1) }\npublic axiom b { emit s(0) }\n"
                     "public rule c(t: u16) { consume s(t) }\n" +
                     rule)
        .codes();
  };
  CHECK(codes("rule n(t, x: u32) { demand r(t, x) let u: u32 = t + 1 emit r(u, x) }\n").empty());
  CHECK(codes("rule n(t: u32, x: field) { demand r(t, x) let u: u32 = t + 1 let v: u32 = u "
              "emit r(v, x) }\n")
            .empty());
  CHECK(codes("rule n(t, u: u32, x: field) { demand r(t, x) require u == t + 2 emit r(u, x) }\n")
            .empty());
  CHECK(codes("rule n(t: u32, free u: u32, x: field) { demand r(t, x) require t < u "
              "emit r(u, x) }\n")
            .empty());
  CHECK(codes("rule n(t: u32, free u: u32, x: field) { demand r(t, x) require t <= u "
              "emit r(u, x) }\n") == Codes{"BF1402"});
  CHECK(codes("rule n(t: u32, x: field) { demand r(t, x) emit r(t, x + 1) }\n") == Codes{"BF1402"});
  CHECK(codes("rule n(t, u: u32, x: field) { demand r(t, x) require t == u + 1 emit r(u, x) }\n") ==
        Codes{"BF1402"});
  // Both premises count.
  CHECK(codes("rule n(t, u: u32, x, y: field) { demand r(t, x) demand r(u, y) require t < u "
              "let v: u32 = t + 1 emit r(v, x + y) }\n") == Codes{"BF1402"});
  CHECK(codes("rule n(t: u16) { consume s(t) emit s(t) }\n") == Codes{"BF1402"});
  CHECK(codes("rule n(t: u16) { consume s(t) let u: u16 = t + 1 emit s(u) }\n").empty());
  // The least coefficient there is, before a definition.
  CHECK(read_text("relation r(order t: field)\naxiom a { emit r(0) }\n"
                  "rule n(t: field) { demand r(t) let d: field = t + 1 "
                  "emit r(0 - 9223372036854775807 * d - d) }\n")
            .codes() == Codes{"BF1402"});
}

TEST_CASE("a range that is only promised along a circle proves no order of it") {
  // With d = -1 a claim would rest on itself: r(t, -1) from r(t, -1), which no one range checks.
  const std::string head = "relation r(order t: u32, d: u8)\naxiom a { emit r(0, 1) }\n";
  CHECK(read_text(head + "rule n(t: u32, d: field) { demand r(t, d) let u: u32 = t + d + 1 "
                         "emit r(u, d) }\n")
            .codes() == Codes{"BF1402"});
  CHECK(read_text(head + "rule n(t: u32, d: u8) { demand r(t, d) let u: u32 = t + d + 1 "
                         "emit r(u, d) }\n")
            .codes()
            .empty());
}

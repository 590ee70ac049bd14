// Numbers at the edge of 64 bits, and expressions that one step cannot compute.
#include "tests/unit/imp/program_text.h"

#include <doctest/doctest.h>

#include <limits>

using namespace blockfold;
using namespace blockfold::imp;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// The value of an expression of x and y, or the code of what stops the run.
std::string value(const std::string& expression, std::int64_t x = 0, std::int64_t y = 0) {
  const Read read("input x, y; output z; var z; z = " + expression + ";");
  REQUIRE(read.sink.error_count() == 0);
  const Run run(read, {{"x", {x}}, {"y", {y}}});
  if (!run.outcome)
    return run.codes().front();
  CHECK(run.accepted);
  return std::to_string(run.outcome->outputs.at("z").front());
}

bool holds(const std::string& condition, std::int64_t x = 0, std::int64_t y = 0) {
  const Read read("input x, y; output z; var z; if " + condition + " { z = 1; }");
  REQUIRE(read.sink.error_count() == 0);
  const Run run(read, {{"x", {x}}, {"y", {y}}});
  REQUIRE(run.outcome);
  CHECK(run.accepted);
  return run.outcome->outputs.at("z").front() == 1;
}

} // namespace

TEST_CASE("arithmetic at the edge of 64 bits") {
  CHECK(value("x + 1", kMost) == "IM0301");
  CHECK(value("x - 1", kLeast) == "IM0301");
  CHECK(value("x + y", kMost, kLeast) == "-1");
  CHECK(value("x + y - y", kMost, kMost) == std::to_string(kMost)); // exact in between
  CHECK(value("x * y / y", kMost, kMost) == std::to_string(kMost));
  CHECK(value("x * y % 1000000007", 1'000'000'000, 1'000'000'000) == "49");
  CHECK(value("x * y % 1000", kMost, kMost) == "IM0301"); // the quotient does not fit
  CHECK(value("x * x", 3037000500) == "IM0301");
  CHECK(value("x * x", 3037000499) == "9223372030926249001");
  CHECK(value("0 - 9223372036854775807 - 1") == std::to_string(kLeast));
  CHECK(value("x - (0 - 9223372036854775807 - 1)", -1) == std::to_string(kMost));
  CHECK(value("x * 9223372036854775807", -1) == std::to_string(-kMost));
  CHECK(value("x * x * x * x * x", 6) == "7776");
  CHECK(value("-x", kLeast) == "IM0301");
  CHECK(value("- - -x", 5) == "-5");
}

TEST_CASE("division: the remainder is never negative") {
  for (const std::int64_t a : {7, -7, 0, 6, -6})
    for (const std::int64_t b : {2, -2, 3, -3, 7, -7, 1, -1}) {
      CAPTURE(a);
      CAPTURE(b);
      const std::int64_t quotient = std::stoll(value("x / y", a, b));
      const std::int64_t remainder = std::stoll(value("x % y", a, b));
      CHECK(quotient * b + remainder == a);
      CHECK(remainder >= 0);
      CHECK(remainder < std::abs(b));
      const std::string constant = b < 0 ? "(0 - " + std::to_string(-b) + ")" : std::to_string(b);
      CHECK(value("x / " + constant, a) == std::to_string(quotient));
      CHECK(value("x % " + constant, a) == std::to_string(remainder));
      CHECK(value("x / y + x % y", a, b) == std::to_string(quotient + remainder));
    }
  CHECK(value("x / y", kLeast, -1) == "IM0301");
  CHECK(value("x % y", kLeast, kLeast) == "0");
  CHECK(value("x % y", -1, kLeast) == std::to_string(kMost));
  CHECK(value("x / (0 - 9223372036854775807 - 1)", kLeast) == "1");
  CHECK(value("x / y", 1, 0) == "IM0303");
  CHECK(value("x / 2 / (y / 3)", 100, 10) == "16");
}

TEST_CASE("division: which value it is that does not fit") {
  const auto message = [](std::int64_t x, std::int64_t y) {
    const Read read("input x, y; output z; var z; z = x * x / y;");
    const Run run(read, {{"x", {x}}, {"y", {y}}});
    return run.outcome ? "" : run.sink.diagnostics().front().message;
  };
  constexpr std::int64_t kRoot = std::int64_t{1} << 32; // of 2^64
  CHECK(message(kRoot, 2) == "the quotient does not fit 64 bits");
  CHECK(message(kRoot, -1) == "the quotient does not fit 64 bits");
  // It fits, but the rule for negative divisors is about its contrary.
  CHECK(message(kRoot, -2) ==
        "the quotient is -2^63; by a negative divisor its contrary has to fit 64 bits, too");
  CHECK(message(kRoot, -3).empty());
  CHECK(value("(0 - x * x) / y", kRoot, 2) == std::to_string(kLeast));
  CHECK(value("x * x / y", kRoot, -2) == "IM0301");
}

TEST_CASE("comparisons of any two numbers") {
  CHECK(holds("x < y", kLeast, kMost));
  CHECK_FALSE(holds("x >= y", kLeast, kMost));
  CHECK(holds("x != y", kLeast, kMost));
  CHECK(holds("x == 0 - 9223372036854775807 - 1", kLeast));
  CHECK(holds("x < 0 - 9223372036854775807", kLeast));
  CHECK(holds("9223372036854775807 != 0 - 9223372036854775807"));
  CHECK(holds("x + x > y + y", 2, 1));
  CHECK(holds("x * x >= y * y * y", 9, 4));
  CHECK(holds("x < 1 && y < 1 || x == 7 && !(y != 3)", 7, 3));
  CHECK_FALSE(holds("x < 1 && (y < 1 || x == 7)", 7, 3));
}

TEST_CASE("what stands on the right of && and || is looked at only if it matters") {
  CHECK_FALSE(holds("y != 0 && x / y > 1", 5, 0));
  CHECK(holds("y == 0 || x / y > 1", 5, 0));
  const Read read("input x, y; output x; if x / y > 1 || y == 0 { x = 1; }");
  CHECK(Run(read, {{"x", {1}}, {"y", {0}}}).codes() == std::vector<std::string>{"IM0303"});
}

TEST_CASE("elements inside of indexes and of each other's values") {
  const Read read("input a[4]; output a, s; var s, i = 1;\n"
                  "s = a[a[i]] + a[a[a[0]]] * a[i] - a[i] / a[3];\n"
                  "a[a[i] + 1] = a[a[i]] + a[i + 1];\n"
                  "if a[i] + a[i] > a[0] && a[3] != a[2] { a[0] = a[0] + 1; }\n");
  REQUIRE(read.sink.error_count() == 0);
  const Run run(read, {{"a", {1, 2, 3, -4}}});
  REQUIRE(run.outcome);
  CHECK(run.accepted);
  CHECK(run.outcome->outputs == Values{{"a", {2, 2, 3, 6}}, {"s", {3 + 3 * 2 - 0}}});
}

TEST_CASE("a program whose states have too many values in all") {
  // As many steps as variables, all of which matter everywhere: a rule file of the square of that.
  std::string text;
  for (unsigned i = 0; i < 1500; ++i)
    text += "var v" + std::to_string(i) + ";\n";
  for (unsigned i = 0; i < 1500; ++i)
    text += "v" + std::to_string(i) + " = v" + std::to_string(i) + " + 1;\n";
  const Read read(text);
  CHECK(read.codes() == std::vector<std::string>{"IM0107"});
  CHECK_FALSE(read.read.program.has_value());
}

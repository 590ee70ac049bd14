// Every code has an example of what is wrong, and of the same done right.
#include "compiler/imp/codes.h"

#include "compiler/imp/inputs.h"
#include "tests/unit/imp/program_text.h"

#include <doctest/doctest.h>

#include <set>

using namespace blockfold;
using namespace blockfold::imp;

namespace {

using Codes = std::vector<std::string>;

/// What is found in a program, and in its run if it has no input.
Codes all_codes_of(const std::string& text) {
  const Read read(text);
  Codes found = read.codes();
  if (!read.read.program || text.find("input") != std::string::npos)
    return found;
  const Run run(read, {});
  const Codes more = run.codes();
  found.insert(found.end(), more.begin(), more.end());
  CHECK(run.outcome.has_value() == more.empty());
  CHECK(run.accepted == more.empty());
  return found;
}

} // namespace

TEST_CASE("each example has its fault, and none when corrected") {
  for (const CodeInfo& code : all_codes()) {
    if (*code.wrong == '\0')
      continue;
    CAPTURE(std::string(code.id));
    Codes wanted = {code.id};
    // A loop without end has a condition that never changes.
    if (wanted.front() == "IM0203")
      wanted.insert(wanted.begin(), "IM0202");
    CHECK(all_codes_of(code.wrong) == wanted);
    CHECK(all_codes_of(code.right).empty());
  }
}

TEST_CASE("only codes about sizes, inputs and files have no example") {
  std::set<std::string> without;
  for (const CodeInfo& code : all_codes())
    if (*code.wrong == '\0' || *code.right == '\0')
      without.insert(code.id);
  CHECK(without == std::set<std::string>{"IM0003", "IM0107", "IM0108", "IM0304", "IM0305", "IM0401",
                                         "IM0402", "IM0403", "IM0901", "IM0902"});
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

TEST_CASE("what is nested too deeply or too long is refused, not overrun") {
  const auto repeated = [](const std::string& part, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
      out += part;
    return out;
  };
  const std::string head = "var x; output x; ";
  CHECK(Read(head + "x = " + repeated("(", 100'000)).codes() == Codes{"IM0003"});
  CHECK(Read(head + "x = " + repeated("-", 100'000) + "1;").codes() == Codes{"IM0003"});
  CHECK(Read(head + "x = 1" + repeated(" + 1", 100'000) + ";").codes() == Codes{"IM0003"});
  CHECK(Read(head + repeated("while x < 1 {", 1'000)).codes() == Codes{"IM0003"});
  CHECK(Read(head + "if x < 1 {}" + repeated(" else if x < 1 {}", 1'000)).codes() ==
        Codes{"IM0003"});
  CHECK(Read(head + "x = " + repeated("(", 60) + "1" + repeated(")", 60) + ";").codes().empty());
  CHECK(Read(head + "require " + repeated("(", 60) + "x < 1" + repeated(")", 60) + ";")
            .codes()
            .empty());
  CHECK(Read(head + repeated("x = 1;", 10'001)).codes() == Codes{"IM0107"});
  CHECK(Read(std::string((1 << 20) + 1, ' ')).codes() == Codes{"IM0902"});
}

TEST_CASE("a program that cannot be read") {
  DiagnosticSink sink;
  const ReadProgram read = read_program("/nowhere/program.imp", sink);
  CHECK(read.unreadable);
  CHECK(codes_of(sink) == Codes{"IM0901"});
}

TEST_CASE("messages say what was expected, and guess what was meant") {
  const auto message = [](const std::string& text) {
    const Read read(text);
    REQUIRE(!read.sink.diagnostics().empty());
    const Diagnostic& first = read.sink.diagnostics().front();
    return std::to_string(first.where.start.line) + ":" + std::to_string(first.where.start.column) +
           " " + first.message;
  };
  CHECK(message("input n;\nwhle n > 0 { n = n - 1; }") ==
        "2:6 expected '[' or '=', found 'n'; did you mean 'while'?");
  CHECK(message("input n; n = ;") == "1:14 expected an expression, found ';'");
  CHECK(message("input number; nubmer = 1;") ==
        "1:15 'nubmer' is not declared; did you mean 'number'?");
  CHECK(message("input a[3]; a[7] = 1;") == "1:15 'a' has the elements 0 to 2");
}

TEST_CASE("a run that takes too long") {
  const Read read("input n; output n; while n != 0 { n = n - 1; }");
  const Run run(read, {{"n", {-1}}}, RunLimits{100});
  CHECK(run.codes() == Codes{"IM0304"});
  CHECK(Run(read, {{"n", {50}}}, RunLimits{101}).outcome->steps == 101);
  CHECK(Run(read, {{"n", {50}}}, RunLimits{100}).codes() == Codes{"IM0304"});
}

TEST_CASE("inputs that are missing, unknown, malformed or of the wrong shape") {
  const Read read("input n, a[2]; output n; n = n + a[0] + a[1];");
  CHECK(Run(read, {}).codes() == Codes{"IM0401", "IM0401"});
  CHECK(Run(read, {{"n", {1}}, {"a", {1, 2}}, {"b", {1}}}).codes() == Codes{"IM0402"});
  CHECK(Run(read, {{"n", {1, 2}}, {"a", {1, 2, 3}}}).codes() == Codes{"IM0403", "IM0403"});
  Values inputs;
  DiagnosticSink sink;
  CHECK(read_input("n = -12", inputs, sink));
  CHECK(read_input("a=[ 1, -2 ]", inputs, sink));
  CHECK(inputs == Values{{"n", {-12}}, {"a", {1, -2}}});
  for (const char* wrong :
       {"n", "n=", "=1", "n=1x", "n=9223372036854775808", "n=[1", "n=[1,,2]", "n=[]", "n=1"}) {
    DiagnosticSink refusals;
    CHECK_FALSE(read_input(wrong, inputs, refusals));
    CHECK(codes_of(refusals) == Codes{"IM0403"});
  }
  Values more;
  CHECK(read_inputs(R"({"n": -9223372036854775808, "a": [1, 2]})", more, sink));
  CHECK(more == Values{{"n", {std::numeric_limits<std::int64_t>::min()}}, {"a", {1, 2}}});
  for (const char* wrong : {"", "[1]", R"({"m": 1.5})", R"({"m": 9223372036854775808})",
                            R"({"m": ["1"]})", R"({"n": 1})"}) {
    DiagnosticSink refusals;
    CHECK_FALSE(read_inputs(wrong, more, refusals));
    CHECK(codes_of(refusals) == Codes{"IM0403"});
  }
  CHECK(sink.diagnostics().empty());
}

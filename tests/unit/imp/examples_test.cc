// The programs of stdlib/imp, with their results.
#include "tests/unit/imp/program_text.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::imp;

namespace {

/// Runs an example, and has its blocks checked.
Outcome example(const std::string& name, const Values& inputs) {
  const Read read(testing::source_text("stdlib/imp/" + name + ".imp"));
  for (const Diagnostic& d : read.sink.diagnostics()) {
    MESSAGE(name, ": ", d.message);
    for (const DiagnosticNote& note : d.notes)
      MESSAGE(note.where.excerpt.text, ": ", note.text);
  }
  REQUIRE(read.read.program);
  const Run run(read, inputs);
  CHECK(run.codes().empty());
  for (const Diagnostic& d : run.refusals.diagnostics())
    MESSAGE(d.message);
  CHECK(run.accepted);
  REQUIRE(run.outcome);
  return *run.outcome;
}

} // namespace

TEST_CASE("gcd") {
  CHECK(example("gcd", {{"a", {1071}}, {"b", {462}}}).outputs == Values{{"a", {21}}});
  CHECK(example("gcd", {{"a", {17}}, {"b", {0}}}).outputs == Values{{"a", {17}}});
  CHECK(example("gcd", {{"a", {-1}}, {"b", {4}}}).failed);
}

TEST_CASE("sum") {
  const Outcome outcome = example("sum", {{"n", {1000}}});
  CHECK(outcome.outputs == Values{{"s", {500500}}});
  CHECK(outcome.steps == 3 * 1000 + 1);
  CHECK(example("sum", {{"n", {-5}}}).outputs == Values{{"s", {0}}});
}

TEST_CASE("fibonacci") {
  CHECK(example("fibonacci", {{"n", {90}}}).outputs == Values{{"x", {2880067194370816120}}});
  CHECK(example("fibonacci", {{"n", {0}}}).outputs == Values{{"x", {0}}});
}

TEST_CASE("sorting") {
  CHECK(example("sort", {{"a", {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, -8, 9, 7, 9, 0}}}).outputs ==
        Values{{"a", {-8, 0, 1, 1, 2, 3, 3, 4, 5, 5, 5, 6, 7, 9, 9, 9}}});
}

TEST_CASE("collatz") {
  CHECK(example("collatz", {{"n", {27}}}).outputs == Values{{"count", {111}}});
}

TEST_CASE("sieve") {
  CHECK(example("sieve", {{"n", {1000}}}).outputs == Values{{"count", {168}}});
  CHECK(example("sieve", {{"n", {10001}}}).failed);
}

TEST_CASE("a transfer, and two that fail") {
  const Values accounts = {{"balance", {100, 20, 0, 7}}, {"sender", {0}}, {"receiver", {3}}};
  const auto transfer = [&](std::int64_t amount, std::int64_t receiver) {
    Values inputs = accounts;
    inputs["amount"] = {amount};
    inputs["receiver"] = {receiver};
    return example("transfer", inputs);
  };
  const Outcome good = transfer(30, 3);
  CHECK_FALSE(good.failed);
  CHECK(good.outputs == Values{{"balance", {70, 20, 0, 37}}});
  CHECK(transfer(30, 0).outputs == Values{{"balance", {100, 20, 0, 7}}});
  for (const auto& [amount, receiver] : {std::pair{101, 3}, {1, 4}, {-1, 3}}) {
    const Outcome bad = transfer(amount, receiver);
    CHECK(bad.failed);
    CHECK(bad.outputs == Values{{"balance", {100, 20, 0, 7}}});
  }
}

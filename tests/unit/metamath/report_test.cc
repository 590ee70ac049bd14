// The report of a whole run, as text and as JSON.
#include "compiler/metamath/report.h"
#include "tests/unit/metamath/check_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

std::string as_text(const Checked& checked) {
  std::string text;
  llvm::raw_string_ostream out(text);
  render_text("test.mm", checked.read.status, checked.report, checked.sink, out);
  return out.str();
}

nlohmann::ordered_json as_json(const Checked& checked) {
  return to_json("test.mm", checked.read.status, checked.report, checked.sink);
}

} // namespace

TEST_CASE("a valid database") {
  const auto checked = check_text(std::string(kLogic) + "th $p wff F. $= wf $.");
  CHECK(as_text(checked) == "test.mm: valid: 3 axioms, 1 theorems; 1 proofs checked: 1 valid, "
                            "0 invalid, 0 incomplete; 0 errors\n");
  CHECK(as_json(checked)["verdict"] == "valid");
  CHECK(as_json(checked)["counts"]["valid"] == 1);
  CHECK(as_json(checked)["counts"]["statements"] == 9);
  CHECK(as_json(checked)["diagnostics"].empty());
  CHECK(verdict(checked.read.status, checked.report) == Verdict::Valid);
}

TEST_CASE("an invalid proof") {
  const auto checked = check_text("$c F. $.\nax $a F. $.\nth $p F. $= ax\tax $.\n");
  CHECK(as_text(checked) == "test.mm:3:16: error[MM0307]: the proof ends with 2 results instead of "
                            "one (step 2 of the proof of 'th')\n"
                            "    th $p F. $= ax ax $.\n"
                            "                   ^~\n"
                            "note: left: F.\n"
                            "note: left: F.\n"
                            "test.mm: invalid: 1 axioms, 1 theorems; 1 proofs checked: 0 valid, "
                            "1 invalid, 0 incomplete; 1 errors\n");
  const auto json = as_json(checked);
  CHECK(json["verdict"] == "invalid");
  CHECK(json["diagnostics"][0]["code"] == "MM0307");
  CHECK(json["diagnostics"][0]["label"] == "th");
  CHECK(json["diagnostics"][0]["proof_step"] == 2);
  CHECK(verdict(checked.read.status, checked.report) == Verdict::Invalid);
}

TEST_CASE("incomplete is neither valid nor wrong") {
  const auto checked = check_text(std::string(kLogic) + "th $p wff F. $= ? $.");
  CHECK(as_json(checked)["verdict"] == "incomplete");
  CHECK(as_json(checked)["diagnostics"][0]["severity"] == "warning");
  CHECK(verdict(checked.read.status, checked.report) == Verdict::Invalid);
}

TEST_CASE("an error outside of the proofs makes the database invalid") {
  const auto checked = check_text(std::string(kLogic) + "th $p wff F. $= wf $. $.");
  CHECK(checked.report.all_valid());
  CHECK(as_json(checked)["verdict"] == "invalid");
  CHECK(verdict(checked.read.status, checked.report) == Verdict::Invalid);
}

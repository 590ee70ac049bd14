// Whole databases: each gets the expected verdict, and the wrong ones for the right reason.
#include "compiler/metamath/check.h"
#include "compiler/support/render.h"

#include <llvm/ADT/SmallVector.h>

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

namespace fs = std::filesystem;

/// The first diagnostic of each database that must not be found valid.
const std::map<std::string, std::string> kReasons = {
    {"neg01-empty-compressed-proof.mm", "MM0116"},
    {"neg02-inactive-hypothesis.mm", "MM0304"},
    {"neg04-undeclared-constant.mm", "MM0208"},
    {"neg05-self-citation.mm", "MM0302"},
    {"neg06-forward-citation.mm", "MM0303"},
    {"neg08-two-on-stack.mm", "MM0307"},
    {"neg10-dv-common-variable.mm", "MM0311"},
    {"neg11-dv-missing-in-theorem.mm", "MM0312"},
    {"neg13-varint-overflow-32bit.mm", "MM0325"},
    {"neg15-incomplete-proof.mm", "MM0340"},
    {"neg18-unclosed-block.mm", "MM0112"},
    {"neg20-variable-without-float.mm", "MM0213"},
    {"neg21-label-equals-symbol.mm", "MM0207"},
    {"neg23-unknown-label.mm", "MM0301"},
    {"anatomy-bad1.mm", "MM0307"},
    {"anatomy-bad2.mm", "MM0307"},
    {"anatomy-bad3.mm", "MM0306"},
    {"big-unifier-bad1.mm", "MM0310"},
    {"big-unifier-bad2.mm", "MM0307"},
    {"big-unifier-bad3.mm", "MM0310"},
    {"demo0-bad1.mm", "MM0310"},
    {"foo-proof.mm", "MM0340"},
    {"simple-broken.mm", "MM0309"},
};

/// How many proofs Debian's databases have.
const std::map<std::string, std::size_t> kTheorems = {
    {"big-unifier.mm", 2}, {"demo0.mm", 1}, {"hol.mm", 138}, {"iset.mm", 8990}, {"miu.mm", 1},
    {"nf.mm", 6001},       {"peano.mm", 0}, {"ql.mm", 1138}, {"set.mm", 37759},
};

struct Outcome {
  std::string verdict; ///< pass, fail or incomplete, as the lists say it
  std::string reason;  ///< the code of the first diagnostic
  std::string first;   ///< that diagnostic
  CheckReport report;
};

Outcome check_file(const fs::path& path) {
  DiagnosticSink sink;
  const ReadResult read = read_database(path.string(), sink);
  Outcome outcome;
  outcome.report = check_database(read.database, {}, sink);
  if (verdict(read.status, outcome.report) == Verdict::Valid)
    outcome.verdict = "pass";
  else
    outcome.verdict = sink.has_errors() ? "fail" : "incomplete";
  if (!sink.diagnostics().empty()) {
    outcome.reason = sink.diagnostics()[0].code->id;
    llvm::raw_string_ostream out(outcome.first);
    render_text(sink.diagnostics()[0], out);
  }
  return outcome;
}

/// Reads the lines of a tab-separated list, leaving out comments and the line of titles.
std::vector<std::vector<std::string>> read_list(const fs::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    llvm::SmallVector<llvm::StringRef, 8> fields;
    llvm::StringRef(line).split(fields, '\t');
    if (line.empty() || line[0] == '#' || fields.size() < 2 || fields[0] == "file")
      continue;
    rows.emplace_back();
    for (const llvm::StringRef field : fields)
      rows.back().push_back(field.str());
  }
  return rows;
}

void expect(const fs::path& path, const std::string& verdict) {
  CAPTURE(path.string());
  const Outcome outcome = check_file(path);
  CAPTURE(outcome.first);
  CHECK(outcome.verdict == verdict);
  const auto reason = kReasons.find(path.filename().string());
  REQUIRE((verdict == "pass") == (reason == kReasons.end()));
  CHECK(outcome.reason == (reason == kReasons.end() ? "" : reason->second));
}

fs::path data_folder() {
  return fs::path(BLOCKFOLD_SOURCE_DIR) / ".." / "shared" / "data" / "metamath";
}

bool skip_without(const fs::path& path) {
  if (fs::exists(path))
    return false;
  std::printf("skipped: there is no %s\n", path.c_str());
  return true;
}

} // namespace

TEST_CASE("the conformance list") {
  const fs::path folder = data_folder() / "conformance";
  if (skip_without(folder))
    return;
  const auto rows = read_list(folder / "LIST.tsv");
  CHECK(rows.size() >= 34);
  for (const auto& row : rows)
    expect(folder / row[1], row[0]);
}

TEST_CASE("the statistics list, and its numbers of statements") {
  if (skip_without(data_folder()))
    return;
  const auto rows = read_list(data_folder() / "STATS.tsv");
  CHECK(rows.size() >= 37);
  for (const auto& row : rows) {
    const fs::path path = data_folder() / row[0];
    expect(path, row[1]);
    const Outcome outcome = check_file(path);
    // demo0-includer is counted there without the file that it includes.
    if (path.filename() == "demo0-includer.mm")
      continue;
    CHECK(std::to_string(outcome.report.axioms) == row[9]);
    CHECK(std::to_string(outcome.report.theorems) == row[10]);
  }
}

TEST_CASE("every slice of the largest matching-logic proof") {
  const fs::path folder = data_folder() / "matching-logic" / "transfer-sliced-top";
  if (skip_without(folder))
    return;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".mm")
      expect(entry.path(), "pass");
}

TEST_CASE("the databases that Debian packages") {
  const fs::path folder = "/usr/share/metamath/databases";
  if (skip_without(folder))
    return;
  for (const auto& [name, theorems] : kTheorems) {
    CAPTURE(name);
    if (skip_without(folder / name))
      continue;
    const Outcome outcome = check_file(folder / name);
    CAPTURE(outcome.first);
    CHECK(outcome.verdict == "pass");
    CHECK(outcome.report.valid == theorems);
  }
}

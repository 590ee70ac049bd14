// blockfold-audit-circuit: a table for people, an object for programs, named errors.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

Outcome audit(const std::vector<std::string>& words) {
  return run("blockfold-audit-circuit", words);
}

} // namespace

TEST_CASE("audit-circuit: no wire of a small theory is under-constrained") {
  const Folder folder;
  std::string text = kSmallTheory;
  const std::string theory = folder.write("small.mm", text.substr(0, text.find("todo $p")));
  const Outcome table = audit({theory, "--all"});
  CHECK(table.exit == 0);
  CHECK(table.out.find("No wire is under-constrained.") != std::string::npos);
  CHECK(table.err.empty());
  const Outcome wires = audit({theory, "--all", "--wires", "--no-lies"});
  CHECK(wires.out.find("F0             bus           demands premise 0") != std::string::npos);

  const auto report = audit({theory, "--all", "--json"}).json();
  REQUIRE(report.is_object());
  CHECK(report["status"] == "sound");
  CHECK(report["exit_status"] == 0);
  CHECK(report["errors"].empty());
  CHECK(report["confirmed"] > 0);
  for (const auto& chip : report["chips"]) {
    CHECK(chip["cells"] > 0);
    for (const auto& wire : chip["wires"])
      CHECK(wire["how"] != "undetermined");
  }
  // The same seed, the same answer; fewer copies, fewer cells.
  CHECK(audit({theory, "--all", "--json"}).json() == report);
  const auto quick = audit({theory, "--all", "--copies=1", "--no-lies", "--json"}).json();
  CHECK(quick["without_lie"].empty());
  CHECK(quick["constraints"].empty());
}

TEST_CASE("audit-circuit: field rules whose claims have texts, and an execution of them") {
  const std::string stdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";
  const std::vector<std::string> files = {stdlib + "derivations.blk", stdlib + "derivations.bmt",
                                          "--no-lies"};
  std::vector<std::string> words = files;
  words.emplace_back("--wires");
  const Outcome wires = audit(words);
  CHECK(wires.exit == 0);
  CHECK(wires.out.find("site0          choice        which emission") != std::string::npos);
  CHECK(wires.out.find("F1             bus           demands letter") != std::string::npos);
  words = files;
  words.emplace_back("--json");
  const auto report = audit(words).json();
  REQUIRE(report.is_object());
  CHECK(report["status"] == "sound");
  CHECK(report["errors"].empty());
  CHECK(report["rules"].size() == 10);
  CHECK(report["execution"]["errors"].empty());
}

TEST_CASE("audit-circuit: wrong usage and unproved theorems have names") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto code = [&](const std::vector<std::string>& words) {
    const auto outcome = audit(words).json();
    REQUIRE(outcome.is_object());
    return outcome["error"]["code"].get<std::string>();
  };
  CHECK(code({theory, "--json"}) == "usage.goals");
  CHECK(code({theory, "--all", "--chips=0", "--json"}) == "usage.value");
  CHECK(code({theory, "-t", "todo", "--json"}) == "prove.proof");
  CHECK(audit({folder.path("absent.mm"), "--all"}).exit == 3);
  CHECK(audit({"--help"}).exit == 0);
}

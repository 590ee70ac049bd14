#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

TEST_CASE("check: a valid database") {
  const Folder folder;
  std::string text = kSmallTheory;
  text.erase(text.find("todo $p"));
  const std::string file = folder.write("valid.mm", text);
  const Outcome outcome = call({"check", file});
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.find("valid") != std::string::npos);
  const auto json = call({"check", file, "--json"}).json();
  REQUIRE(json.is_object());
  CHECK(json["verdict"] == "valid");
  CHECK(json["exit_status"] == 0);
  CHECK(json["counts"]["checked"] == 2);
}

TEST_CASE("check: an incomplete proof is not valid, but its neighbours are") {
  const Folder folder;
  const std::string file = folder.write("small.mm", kSmallTheory);
  const Outcome outcome = call({"check", file});
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.find("incomplete") != std::string::npos);
  CHECK(call({"check", file, "--theorem", "id*"}).exit == 0);
  CHECK(call({"check", file, "--json"}).json()["verdict"] == "incomplete");
}

TEST_CASE("check: a wrong proof is shown with its place, source line and caret") {
  const Folder folder;
  std::string text = kSmallTheory;
  text.replace(text.find("wph wph wph wi ax-1\n"), 20, "wph wph wph wi ax-2\n");
  const std::string file = folder.write("wrong.mm", text);
  const Outcome outcome = call({"check", file});
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.find("wrong.mm:") != std::string::npos);
  CHECK(outcome.out.find("error[MM0") != std::string::npos);
  CHECK(outcome.out.find('^') != std::string::npos);
  const auto json = call({"check", file, "--json"}).json();
  CHECK(json["verdict"] == "invalid");
  CHECK_FALSE(json["diagnostics"].empty());
}

TEST_CASE("check: a file that cannot be read") {
  const Folder folder;
  CHECK(call({"check", folder.path("absent.mm")}).exit == 3);
  CHECK(call({"check", folder.path("absent.mm"), "--json"}).json()["verdict"] == "unreadable");
  CHECK(call({"check", folder.path("")}).exit == 3);
}

TEST_CASE("check: a pattern that matches nothing is a slip, not a success") {
  const Folder folder;
  const std::string file = folder.write("small.mm", kSmallTheory);
  const Outcome outcome = call({"check", file, "--theorem", "ide"});
  CHECK(outcome.exit == 2);
  CHECK(outcome.err.find("did you mean 'id'") != std::string::npos);
}

TEST_CASE("check: the number of threads changes nothing") {
  const Folder folder;
  const std::string file = folder.write("small.mm", kSmallTheory);
  CHECK(call({"check", file, "--threads", "1"}).out == call({"check", file, "--threads", "2"}).out);
}

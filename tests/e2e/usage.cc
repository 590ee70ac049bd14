// What the programs say to people who are learning them.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

TEST_CASE("usage: help for everything") {
  const Outcome overview = call({"--help"});
  CHECK(overview.exit == 0);
  for (const std::string command : {"check", "estimate", "prove", "verify", "inspect", "blocks",
                                    "compile", "export", "run", "axioms", "reproduce", "report",
                                    "link", "completions"}) {
    INFO(command);
    CHECK(overview.out.find("  " + command) != std::string::npos);
    const Outcome help = call({command, "--help"});
    CHECK(help.exit == 0);
    CHECK(help.out.find("Examples:") != std::string::npos);
    CHECK(help.out.find("Exit status:") != std::string::npos);
    CHECK(help.out == call({"help", command}).out);
  }
  CHECK(run("blockfold-verify", {"--help"}).exit == 0);
}

TEST_CASE("usage: versions") {
  CHECK(call({"--version"}).out.starts_with("blockfold 0."));
  CHECK(run("blockfold-verify", {"--version"}).out.starts_with("blockfold-verify 0."));
}

TEST_CASE("usage: mistakes are answered with what was probably meant") {
  CHECK(call({}).exit == 2);
  const Outcome command = call({"verfy"});
  CHECK(command.exit == 2);
  CHECK(command.err.find("did you mean 'verify'") != std::string::npos);
  const Outcome option = call({"check", "x.mm", "--theorme=a"});
  CHECK(option.exit == 2);
  CHECK(option.err.find("did you mean '--theorem'") != std::string::npos);
}

TEST_CASE("usage: incomplete or contradictory command lines") {
  using Words = std::vector<std::string>;
  for (const Words& words :
       {Words{"check"}, Words{"check", "a.mm", "b.mm"}, Words{"check", "a.mm", "--theorem"},
        Words{"check", "a.mm", "--threads", "many"}, Words{"check", "a.mm", "--json=yes"},
        Words{"prove", "a.mm", "--all"}, Words{"prove", "a.mm", "--all", "-o"},
        Words{"prove", "a.mm", "-x"}, Words{"verify", "a.bfc"},
        Words{"check", "a.mm", "--threads=1", "--threads=2"}, Words{"help", "nothing"}}) {
    const Outcome outcome = call(words);
    INFO(words.back());
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("error[usage."));
  }
  const auto json = call({"check", "--json"}).json();
  REQUIRE(json.is_object());
  CHECK(json["exit_status"] == 2);
}

TEST_CASE("usage: '--' ends the options") {
  CHECK(call({"check", "--", "--absent.mm"}).exit == 3);
}

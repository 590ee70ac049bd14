// blockfold reproduce: the same certificate from the same proofs, and where others part.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

struct Example {
  Folder folder;
  std::string theory = folder.write("small.mm", kSmallTheory);
  std::string certificate = folder.path("idd.bfc");

  explicit Example(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"prove", theory, "-t", "idd", "-o", certificate, "-q"};
    words.insert(words.end(), more.begin(), more.end());
    REQUIRE(call(words).exit == 0);
  }
  Outcome reproduce(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"reproduce", certificate, "--theory", theory});
    return call(more);
  }
  nlohmann::json json(std::vector<std::string> more = {}) const {
    more.emplace_back("--json");
    const Outcome outcome = reproduce(more);
    auto json = outcome.json();
    REQUIRE(json.is_object());
    CHECK(json["exit_status"] == outcome.exit);
    return json;
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// "name outcome" of each step.
std::vector<std::string> steps(const nlohmann::json& json) {
  std::vector<std::string> out;
  for (const auto& step : json["steps"])
    out.push_back(std::string(step["name"]) + " " + std::string(step["outcome"]));
  return out;
}

using Steps = std::vector<std::string>;

} // namespace

TEST_CASE("reproduce: everything, down to the last byte") {
  const Example example;
  const Outcome outcome = example.reproduce();
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "\nREPRODUCED: "));
  const auto json = example.json();
  CHECK(json["status"] == "reproduced");
  CHECK(json["proved_again"] == true);
  CHECK(steps(json) == Steps{"statement same", "theory digest same", "layout same",
                             "circuit digest found", "proof same", "entries same", "planner found",
                             "certificate same"});
  CHECK(example.json({"--threads=1"})["steps"] == example.json({"--threads=2"})["steps"]);
}

TEST_CASE("reproduce: the certificate's own layout is used") {
  const Example example({"--segments=4"});
  const auto json = example.json();
  CHECK(json["status"] == "reproduced");
  CHECK(json["proved_again"] == true);
  CHECK(contains(json["steps"][6]["found"], "would choose another layout"));
}

TEST_CASE("reproduce: frozen certificates, whose layouts no planner would choose") {
  const std::string folder = std::string(BLOCKFOLD_SOURCE_DIR) + "/tests/data/certificates/";
  for (const std::string name : {"disjoint", "hypotheses", "implication"}) {
    INFO(name);
    CHECK(call({"reproduce", folder + name + ".bfc", "--theory", folder + name + ".mm"}).exit == 0);
  }
}

TEST_CASE("reproduce: assumed theorems are taken from the certificate") {
  const Example example({"--assume", "id"});
  CHECK(example.json()["proved_again"] == true);
  CHECK(example.json()["status"] == "reproduced");
}

TEST_CASE("reproduce: a changed byte of the proof is shown by its field") {
  const Example example;
  const std::string good = read(example.certificate);
  std::string bad = good;
  char& lowest = bad[bad.size() - 32]; // of the last scalar
  lowest = static_cast<char>(lowest ^ 4);
  write(example.certificate, bad);
  const Outcome outcome = example.reproduce();
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.out, "DIFFERS  proof"));
  CHECK(contains(outcome.out, "\nDIFFERENT: "));
  const auto json = example.json();
  CHECK(json["status"] == "different");
  CHECK(json["difference"]["field"] == "proof: kind 0: opening last");
  CHECK(json["difference"]["offset"] == good.size() - 32);
  CHECK(json["difference"]["found"] != json["difference"]["certificate"]);
  CHECK(contains(outcome.out, "First difference, at byte "));
  // Without proving, the proof section is still verified.
  CHECK(example.reproduce({"--no-proof"}).exit == 1);
}

TEST_CASE("reproduce: another theory shows at its digest") {
  const Example example;
  std::string text = read(example.theory);
  text.replace(text.find("ax-1 $a |- ( ph -> ( ps -> ph ) )"), 33,
               "ax-1 $a |- ( ps -> ( ph -> ps ) )");
  write(example.theory, text);
  const auto json = example.json();
  CHECK(json["exit_status"] == 1);
  CHECK(steps(json) == Steps{"statement same", "theory digest differs"});
  CHECK(json["steps"][1]["found"] != json["steps"][1]["certificate"]);
  write(example.theory, "$c wff $.\n");
  CHECK(steps(example.json()) == Steps{"statement differs"});
}

TEST_CASE("reproduce: a theorem with another proof has other entries") {
  const Folder folder;
  const std::string logic = std::string(kSmallTheory) +
                            "ax-again $a |- ( ph -> ( ps -> ph ) ) $.\n"
                            "k $p |- ( ph -> ( ps -> ph ) ) $= wph wps PROOF $.\n";
  const auto with = [&](const std::string& axiom) {
    std::string text = logic;
    return text.replace(text.find("PROOF"), 5, axiom);
  };
  const std::string one = folder.write("one.mm", with("ax-1")),
                    two = folder.write("two.mm", with("ax-again")),
                    certificate = folder.path("k.bfc");
  REQUIRE(call({"prove", one, "-t", "k", "-o", certificate, "-q"}).exit == 0);
  const Outcome outcome =
      call({"reproduce", certificate, "--theory", one, "--proof", two, "--json"});
  CHECK(outcome.exit == 1);
  const auto json = outcome.json();
  CHECK(json["steps"].back()["name"] == "entries");
  CHECK(json["difference"]["field"] == "statement: entry 0");
  CHECK(json["difference"]["certificate"] == "assertion 1 as axiom");
  CHECK(json["proved_again"] == false);
}

TEST_CASE("reproduce: a theory without proofs gives all but the proof section") {
  const Example example;
  std::string text = kSmallTheory;
  for (std::size_t from = text.find("$="); from != std::string::npos;
       from = text.find("$=", from + 2))
    text.replace(from, text.find("$.", from) - from, "$= ? ");
  write(example.theory, text);
  const Outcome outcome = example.reproduce();
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "left out certificate"));
  CHECK(contains(outcome.out, "REPRODUCED, but for the proof section: "));
  CHECK(example.json()["proved_again"] == false);
  // The proofs can be elsewhere.
  const std::string full = example.folder.write("full.mm", kSmallTheory);
  CHECK(example.json({"--proof", full})["proved_again"] == true);
  const Outcome incomplete = example.reproduce({"--proof", example.theory});
  CHECK(incomplete.exit == 1);
  CHECK(contains(incomplete.err, "error[reproduce.proof]"));
}

TEST_CASE("reproduce: rule files and transcripts") {
  const Folder folder;
  const std::string stdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/propositional";
  const std::string certificate = folder.path("p.bfc");
  REQUIRE(call({"prove", stdlib + ".blk", stdlib + ".bmt", "-o", certificate, "-q"}).exit == 0);
  const Outcome bare = call({"reproduce", certificate, "--theory", stdlib + ".blk", "--json"});
  CHECK(bare.exit == 0);
  CHECK(bare.json()["proved_again"] == false);
  const Outcome full = call({"reproduce", certificate, "--theory", stdlib + ".blk", "--proof",
                             stdlib + ".bmt", "--json"});
  CHECK(full.exit == 0);
  CHECK(full.json()["proved_again"] == true);
}

TEST_CASE("reproduce: a layout without room for the proofs") {
  // A certificate whose layout was changed is not valid; it is not crashed on either.
  const Example example;
  const std::string good = read(example.certificate);
  std::size_t different = 0;
  for (std::size_t at = 36; at < 90 && at < good.size(); ++at)
    for (const char bit : {1, 2, 8}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ bit);
      write(example.certificate, bad);
      const Outcome outcome = example.reproduce();
      INFO(at, " ", static_cast<int>(bit));
      CHECK(outcome.exit == 1);
      different += contains(outcome.out, "DIFFERENT") ? 1 : 0;
    }
  CHECK(different > 20);
}

TEST_CASE("reproduce: wrong usage and files that are none") {
  const Example example;
  CHECK(call({"reproduce", example.certificate}).exit == 2);
  CHECK(example.reproduce({"--proof=x.mm", "--no-proof"}).exit == 2);
  CHECK(example.reproduce({"--progress=loud"}).exit == 2);
  CHECK(example.reproduce({"--proof", example.folder.path("absent.bmt")}).exit == 3);
  CHECK(example.reproduce({"--proof", example.folder.path("absent.mm")}).exit == 3);
  CHECK(call({"reproduce", example.folder.path("no.bfc"), "--theory", example.theory}).exit == 3);
  CHECK(call({"reproduce", example.theory, "--theory", example.theory}).exit == 1);
  CHECK(call({"reproduce", example.certificate, "--theory", example.folder.path("no.mm")}).exit ==
        3);
}

// --- executions ---------------------------------------------------------------------------------

namespace {

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";

Outcome reproduce_execution(const std::string& certificate, const std::string& theory,
                            std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"reproduce", certificate, "--theory", theory});
  return call(more);
}

} // namespace

TEST_CASE("reproduce: a run, from its program and the inputs that it states") {
  const Folder folder;
  const std::string program = kStdlib + "imp/sort.imp", certificate = folder.path("sort.bfc");
  REQUIRE(call({"run", program, "-ia=[3,1,4,1,5,9,2,6,5,3,5,8,9,7,9,0]", "-o", certificate, "-q"})
              .exit == 0);
  const Outcome outcome = reproduce_execution(certificate, program, {"--json"});
  CHECK(outcome.exit == 0);
  CHECK(outcome.json()["status"] == "reproduced");
  CHECK(outcome.json()["proved_again"] == true);
  CHECK(steps(outcome.json()) == Steps{"program digest same", "statement same", "layout same",
                                       "circuit digest found", "proof same", "public blocks same",
                                       "planner found", "certificate same"});
  // A run that failed, and one in more segments.
  const std::string failed = folder.path("failed.bfc"), transfer = kStdlib + "imp/transfer.imp";
  REQUIRE(call({"run", transfer, "-ibalance=[1,2,3,4]", "-isender=0", "-ireceiver=1", "-iamount=5",
                "-o", failed, "-q"})
              .exit == 0);
  CHECK(contains(reproduce_execution(failed, transfer).out, "REPRODUCED: "));
  const std::string cut = folder.path("cut.bfc"), gcd = kStdlib + "imp/gcd.imp";
  REQUIRE(call({"run", gcd, "-ia=1071", "-ib=462", "--segments=2", "-o", cut, "-q"}).exit == 0);
  const auto json = reproduce_execution(cut, gcd, {"--json"}).json();
  CHECK(json["proved_again"] == true);
  CHECK(contains(json["steps"][6]["found"], "would choose another layout"));
}

TEST_CASE("reproduce: an execution, from its transcript") {
  const Folder folder;
  const std::string rules = kStdlib + "fibonacci.blk", blocks = kStdlib + "fibonacci.bmt";
  const std::string certificate = folder.path("fib.bfc");
  REQUIRE(call({"prove", rules, blocks, "-o", certificate, "-q"}).exit == 0);
  CHECK(contains(reproduce_execution(certificate, rules, {"--proof", blocks}).out,
                 "same     certificate     made again: "));
  const Outcome without = reproduce_execution(certificate, rules);
  CHECK(without.exit == 0);
  CHECK(contains(without.out, "name a transcript, --proof=X.bmt"));
  CHECK(contains(without.out, "REPRODUCED, but for the proof section: "));
  CHECK(reproduce_execution(certificate, rules, {"--no-proof"}).exit == 0);
  CHECK(reproduce_execution(certificate, rules, {"--proof", folder.path("absent.bmt")}).exit == 3);
  const std::string wrong = folder.write("w.bmt", "blockfold execution 1\n\nstep(1, 2, 3)\n");
  CHECK(reproduce_execution(certificate, rules, {"--proof", wrong}).exit == 1);
}

TEST_CASE("reproduce: another execution, program or byte is shown where it differs first") {
  const Folder folder;
  const std::string rules = kStdlib + "fibonacci.blk", blocks = kStdlib + "fibonacci.bmt";
  const std::string certificate = folder.path("fib.bfc");
  REQUIRE(call({"prove", rules, blocks, "-o", certificate, "-q"}).exit == 0);
  const std::string short_run =
      folder.write("s.bmt", "blockfold execution 1\n\nstart()\nstep(0, 0, 1)\nresult(1, 1, 1)\n");
  const Outcome other = reproduce_execution(certificate, rules, {"--proof", short_run});
  CHECK(other.exit == 1);
  CHECK(contains(other.out, "DIFFERS  public blocks"));
  CHECK(contains(other.out, "  found        result(n = 1, x = 1)\n"
                            "  certificate  result(n = 10, x = 55)\n"));
  const Outcome program = reproduce_execution(certificate, kStdlib + "imp.blk", {"--json"});
  CHECK(program.exit == 1);
  CHECK(steps(program.json()) == Steps{"program digest differs"});
  std::string bytes = read(certificate);
  bytes[bytes.size() - 32] = static_cast<char>(bytes[bytes.size() - 32] ^ 4);
  const Outcome changed =
      reproduce_execution(folder.write("x.bfc", bytes), rules, {"--proof", blocks, "--json"});
  CHECK(changed.exit == 1);
  CHECK(changed.json()["status"] == "different");
  CHECK(changed.json()["difference"]["field"] == "proof: kind 0: opening last");
  // Theorems and executions are not taken for each other.
  const Example theorem;
  CHECK(reproduce_execution(theorem.certificate, rules).exit == 1);
  CHECK(reproduce_execution(certificate, theorem.theory).exit == 2);
}

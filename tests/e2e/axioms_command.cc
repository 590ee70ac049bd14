// blockfold axioms: what theorems rest on, as text, JSON, a picture and a policy.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

using namespace blockfold::e2e;

namespace {

struct Example {
  Folder folder;
  std::string theory =
      folder.write("small.mm", std::string(kSmallTheory) + "df-x $a |- ( ph -> ( ph -> ph ) ) $.\n"
                                                           "usesdf $p |- ( ps -> ( ps -> ps ) ) $= "
                                                           "wps df-x $.\n"
                                                           "open $p |- ( ps -> ( ph -> ph ) ) "
                                                           "$= wps wph todo $.\n");
  Outcome axioms(std::vector<std::string> more) const {
    more.insert(more.begin(), {"axioms", theory});
    return call(more);
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> labels(const nlohmann::json& list) {
  std::vector<std::string> out;
  for (const auto& entry : list)
    out.push_back(entry["label"]);
  return out;
}

using Labels = std::vector<std::string>;

} // namespace

TEST_CASE("axioms: groups with counts, syntax and lemmas when asked for") {
  const Example example;
  const Outcome brief = example.axioms({"-t", "idd", "-t", "usesdf"});
  CHECK(brief.exit == 0);
  CHECK(contains(brief.out,
                 "Rests on     3 axioms, 1 definition, 1 syntax axiom, through 1 lemma\n"));
  CHECK(contains(brief.out, "Axioms       3\n             ax-1 ax-2 ax-mp\n"));
  CHECK(contains(brief.out, "Definitions  1, by their labels: df-*\n             df-x\n"));
  CHECK(contains(brief.out, "Checked      3 proofs"));
  CHECK_FALSE(contains(brief.out, " wi"));
  CHECK_FALSE(contains(brief.out, "             id\n"));
  const Outcome all = example.axioms({"-t", "idd", "--syntax", "--lemmas", "--full"});
  CHECK(contains(all.out, "             wi\n"));
  CHECK(contains(all.out, "             id\n"));
  CHECK(contains(all.out, "  digest     sha256:"));
  CHECK(contains(all.out, "|- ( ph -> ( ps -> ph ) )"));
}

TEST_CASE("axioms: the convention for definitions is an option") {
  const Example example;
  const auto json =
      example.axioms({"-t", "idd", "--definitions", "ax-[12]", "--definitions=w*", "--json"})
          .json();
  CHECK(labels(json["definitions"]) == Labels{"ax-1", "ax-2"});
  CHECK(labels(json["axioms"]) == Labels{"ax-mp"});
  CHECK(labels(json["syntax_axioms"]) == Labels{"wi"}); // syntax is not a matter of labels
  const auto none = example.axioms({"-t", "usesdf", "--definitions=", "--json"}).json();
  CHECK(labels(none["axioms"]) == Labels{"df-x"});
  CHECK(example.axioms({"-t", "idd", "--definitions=a["}).exit == 2);
}

TEST_CASE("axioms: JSON has statements, digests and, if asked for, what each proof applies") {
  const Example example;
  const auto json = example.axioms({"-t", "idd", "--json", "--uses"}).json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "traced");
  CHECK(json["counts"]["axioms"] == 3);
  CHECK(json["counts"]["lemmas"] == 1);
  CHECK(json["lemmas"] == Labels{"id"});
  CHECK(json["goals"][0]["conclusion"] == "|- ( ps -> ( ph -> ph ) )");
  CHECK(json["uses"]["idd"] == Labels{"wi", "ax-1", "ax-mp", "id"});
  // printf 'variable wff ph\nvariable wff ps\nconclusion |- ( ph -> ( ps -> ph ) )\n' | sha256sum
  CHECK(json["axioms"][0]["digest"] ==
        "sha256:8045c75a1ae766c19e79256b88b4ce22add5bc190515f5a80c16395daebaff6c");
  CHECK_FALSE(example.axioms({"-t", "idd", "--json"}).json().contains("uses"));
}

TEST_CASE("axioms: why something is needed") {
  const Example example;
  const Outcome outcome = example.axioms({"-t", "idd", "--why", "ax-2", "--why=df-x"});
  CHECK(contains(outcome.out, "Why          idd > id > ax-2\n"));
  CHECK(contains(outcome.out, "Why          df-x: nothing here rests on it\n"));
  const auto json = example.axioms({"-t", "idd", "--why", "ax-2", "--json"}).json();
  CHECK(json["why"]["ax-2"] == Labels{"idd", "id", "ax-2"});
}

TEST_CASE("axioms: the same axioms as a certificate lists") {
  const Example example;
  const std::string certificate = example.folder.path("x.bfc");
  for (const Labels& options : {Labels{"-t", "idd"}, Labels{"-t", "id*", "-t", "usesdf"},
                                Labels{"-t", "idd", "--assume", "id"}}) {
    Labels prove = {"prove", example.theory, "-o", certificate, "-q"};
    prove.insert(prove.end(), options.begin(), options.end());
    REQUIRE(call(prove).exit == 0);
    const auto stated = call({"verify", certificate, "--theory", example.theory, "--json"}).json();
    Labels words = options;
    words.push_back("--json");
    const auto traced = example.axioms(words).json();
    Labels axioms = labels(traced["axioms"]);
    for (const char* group : {"definitions", "syntax_axioms"})
      for (const std::string& label : labels(traced[group]))
        axioms.push_back(label);
    std::ranges::sort(axioms);
    Labels said = labels(stated["axioms"]);
    std::ranges::sort(said);
    CHECK(axioms == said);
    CHECK(labels(traced["assumed"]) == labels(stated["assumed"]));
    CHECK(traced["lemmas"] == stated["lemmas"]);
    CHECK(traced["syntax_hoisted"] == stated["syntax_hoisted"]);
  }
}

TEST_CASE("axioms: assumed theorems stand out") {
  const Example example;
  const Outcome outcome = example.axioms({"-t", "idd", "--assume", "id"});
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "ASSUMING 1 theorem"));
  CHECK(contains(outcome.out, "ATTENTION"));
  CHECK(contains(outcome.out, "|- ( ph -> ph )"));
}

TEST_CASE("axioms: proofs that are needed and wrong or incomplete are errors") {
  const Example example;
  for (const char* goal : {"todo", "open"}) {
    const Outcome outcome = example.axioms({"-t", goal});
    CHECK(outcome.exit == 1);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, "error[axioms.proof]"));
  }
  CHECK(example.axioms({"-t", "todo", "--json"}).json()["error"]["code"] == "axioms.proof");
}

TEST_CASE("axioms: wrong usage") {
  const Example example;
  CHECK(example.axioms({}).exit == 2);
  CHECK(example.axioms({"--all", "-t", "id"}).exit == 2);
  CHECK(example.axioms({"-t", "idx"}).exit == 2);
  CHECK(example.axioms({"-t", "ax-1"}).exit == 2);
  CHECK(example.axioms({"-t", "id", "--depth=2"}).exit == 2);
  CHECK(example.axioms({"-t", "id", "--dot=-", "--depth=x"}).exit == 2);
  CHECK(example.axioms({"-t", "id", "--dot=-", "--json"}).exit == 2);
  CHECK(example.axioms({"-t", "id", "--dot=-", "--policy-template=-"}).exit == 2);
  CHECK(example.axioms({"-t", "id", "--dot", example.theory}).exit == 2);
  CHECK(example.axioms({"-t", "id", "--dot", example.folder.path("no/x.dot")}).exit == 3);
  CHECK(example.axioms({"-t", "id", "--policy", example.folder.path("absent")}).exit == 3);
  CHECK(call({"axioms", example.folder.path("absent.mm"), "--all"}).exit == 3);
  CHECK(
      call({"axioms", std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/propositional.blk", "-t", "id"})
          .exit == 2);
}

TEST_CASE("axioms: a picture that Graphviz draws") {
  const Example example;
  const std::string dot = example.folder.path("x.dot"), svg = example.folder.path("x.svg");
  REQUIRE(example.axioms({"-t", "idd", "-t", "usesdf", "--dot", dot}).exit == 0);
  const std::string text = read(dot);
  for (const char* part : {"digraph", "label=idd", "label=\"ax-1\"", "label=\"df-x\"", "->"}) {
    INFO(part);
    CHECK(contains(text, part));
  }
  CHECK_FALSE(contains(text, "label=wi"));
  const Outcome printed = example.axioms({"-t", "idd", "--dot=-", "--syntax"});
  CHECK(printed.out.starts_with("digraph"));
  CHECK(contains(printed.out, "label=wi"));
  // At depth 1, idd's axioms and lemma; not ax-2, which only the lemma applies.
  const Outcome cut = example.axioms({"-t", "idd", "--dot=-", "--depth=1"});
  CHECK(contains(cut.out, "label=\"ax-1\""));
  CHECK_FALSE(contains(cut.out, "label=\"ax-2\""));
  CHECK(contains(cut.out, "dashed"));
  if (shell("command -v dot").exit != 0) {
    std::puts("skipped: Graphviz is absent");
    return;
  }
  const Outcome drawn = shell("dot -Tsvg '" + dot + "' -o '" + svg + "'");
  CHECK(drawn.exit == 0);
  CHECK(drawn.err.empty());
  CHECK(contains(read(svg), ">df&#45;x</text>"));
}

TEST_CASE("axioms: rule files, by a transcript") {
  const std::string stdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/propositional";
  const auto json = call({"axioms", stdlib + ".blk", stdlib + ".bmt", "--json"}).json();
  REQUIRE(json.is_object());
  CHECK(labels(json["axioms"]) == Labels{"mp", "ax_1", "ax_2", "ax_3"});
  // The same statement in another language has the same digest.
  const Example example;
  const auto small = example.axioms({"-t", "id", "--json"}).json();
  CHECK(json["axioms"][1]["digest"] == small["axioms"][0]["digest"]);
}

TEST_CASE("axioms: a database's transcript rests on the same") {
  const Example example;
  const std::string blocks = example.folder.path("idd.bmt");
  const Outcome printed = call({"blocks", example.theory, "-t", "idd"});
  REQUIRE(printed.exit == 0);
  write(blocks, printed.out);
  const auto by_blocks = call({"axioms", example.theory, blocks, "--json"}).json();
  const auto by_proofs = example.axioms({"-t", "idd", "--json"}).json();
  for (const char* key : {"axioms", "definitions", "syntax_axioms", "lemmas", "goals"}) {
    INFO(key);
    CHECK(by_blocks[key] == by_proofs[key]);
  }
}

// --- field rules --------------------------------------------------------------------------------

namespace {

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";

} // namespace

TEST_CASE("axioms: what executions of a rule file can rest on") {
  const std::string rules = kStdlib + "fibonacci.blk";
  const Outcome text = call({"axioms", rules, "--why=start", "--full"});
  CHECK(text.exit == 0);
  for (const char* part :
       {"Rests on     1 axiom, 1 rule, 1 public rule\n", "axiom start\n",
        "emit fib(next, y, x + y)", "digest sha256:", "Why          result > fib > start\n"}) {
    INFO(part);
    CHECK(contains(text.out, part));
  }
  const auto json = call({"axioms", rules, "--json", "--uses"}).json();
  CHECK(json["status"] == "traced");
  CHECK(json["goals"] == nlohmann::json{"result"});
  CHECK(json["axioms"][0]["name"] == "start");
  CHECK(json["axioms"][0]["distance"] == 1);
  CHECK(json["rules"][0]["text"][0] == "rule step");
  CHECK(json["relations"][0]["linear"] == false);
  CHECK(json["uses"]["step"]["rests_on"] == nlohmann::json{"fib"});
  CHECK(json["idle"].empty());
  // The digest is what a certificate of it says.
  const Folder folder;
  const std::string certificate = folder.path("fib.bfc");
  REQUIRE(call({"prove", rules, kStdlib + "fibonacci.bmt", "-o", certificate, "-q"}).exit == 0);
  CHECK(call({"verify", certificate, "--theory", rules, "--json"}).json()["program_digest"] ==
        json["program_digest"]);
}

TEST_CASE("axioms: of single public rules, of an execution, of a program") {
  const auto end = call({"axioms", kStdlib + "imp.blk", "--theorem=end", "--json"}).json();
  CHECK(end["counts"]["public_axioms"] == 3);
  CHECK(end["counts"]["public_rules"] == 1);
  CHECK(end["idle"] == nlohmann::json{"failed", "final"});
  // This run has no use for half of the instructions.
  const auto run =
      call({"axioms", kStdlib + "imp.blk", kStdlib + "imp.bmt", "-t", "end", "--json"}).json();
  CHECK(run["counts"]["rules"] < end["counts"]["rules"]);
  CHECK(run["rules"][0]["blocks"] > 0);
  const auto gcd = call({"axioms", kStdlib + "imp/gcd.imp", "--json"}).json();
  CHECK(gcd["counts"]["public_axioms"] == 1);
  CHECK(gcd["counts"]["axioms"] == 0);
  CHECK(contains(call({"axioms", kStdlib + "imp/gcd.imp"}).out, "Set-up       1 public axiom\n"));
}

TEST_CASE(
    "axioms: a program's template accepts its certificates, and judges before there are any") {
  const Folder folder;
  const std::string program = kStdlib + "imp/gcd.imp", policy = folder.path("gcd.policy");
  const std::string certificate = folder.path("gcd.bfc");
  REQUIRE(call({"axioms", program, "--policy-template", policy}).exit == 0);
  CHECK(call({"axioms", program, "--policy", policy}).exit == 0);
  CHECK(call({"axioms", kStdlib + "imp/sum.imp", "--policy", policy}).exit == 4);
  REQUIRE(call({"run", program, "-ia=12", "-ib=8", "-o", certificate, "-q"}).exit == 0);
  CHECK(call({"verify", certificate, "--theory", program, "--policy", policy}).exit == 0);
  std::string pins = read(policy);
  pins.insert(pins.find("program keccak256:"), "# ");
  write(policy, pins);
  CHECK(call({"verify", certificate, "--theory", program, "--policy", policy}).exit == 0);
  pins.insert(pins.find("allow step0"), "# ");
  write(policy, pins);
  CHECK(call({"verify", certificate, "--theory", program, "--policy", policy}).exit == 4);
}

TEST_CASE("axioms: of rules, usage") {
  const std::string rules = kStdlib + "fibonacci.blk";
  const auto code = [](const Outcome& outcome) { return outcome.json()["error"]["code"]; };
  const Outcome unknown = call({"axioms", rules, "-t", "resulr", "--json"});
  CHECK(unknown.exit == 2);
  CHECK(code(unknown) == "theorem.unknown");
  CHECK(contains(unknown.out, "did you mean 'result'?"));
  CHECK(call({"axioms", rules, "--why=nothing"}).exit == 2);
  CHECK(call({"axioms", rules, "--depth=1"}).exit == 2);
  CHECK(code(call({"axioms", rules, "--lemmas", "--json"})) == "usage.lemmas");
  CHECK(call({"axioms", rules, "--dot=-", "--json"}).exit == 2);
  CHECK(call({"axioms", rules, "--dot=-"}).out.starts_with("digraph"));
  const Folder folder;
  const std::string wrong = folder.write("x.bmt", "blockfold execution 1\n\nstep(1, 2, 3)\n");
  CHECK(call({"axioms", rules, wrong}).exit == 1);
  CHECK(call({"axioms", folder.write("x.blk", "rule"), "--json"}).exit != 0);
}

// Executions of field rules as their users meet them: proved, verified, inspected, refused.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";
const std::string kRules = kStdlib + "fibonacci.blk", kBlocks = kStdlib + "fibonacci.bmt";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("prove and verify an execution") {
  const Folder folder;
  const std::string certificate = folder.path("f.bfc");
  const Outcome proved = call({"prove", kRules, kBlocks, "-o", certificate});
  CHECK(proved.exit == 0);
  CHECK(contains(proved.out, "Proved       result(n = 10, x = 55)\n"));
  CHECK(contains(proved.out, "Size         12 blocks -> "));
  const Outcome verified = call({"verify", certificate, "--theory", kRules});
  CHECK(verified.exit == 0);
  CHECK(contains(verified.out, "VALID: "));
  CHECK(contains(verified.out, "  public     result(n = 10, x = 55)\n"));
  CHECK(contains(verified.out, "             start step\n"));

  const auto json = call({"verify", certificate, "--theory", kRules, "--json"}).json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "valid");
  REQUIRE(json["public_blocks"].size() == 1);
  CHECK(json["public_blocks"][0]["rule"] == "result");
  CHECK(json["public_blocks"][0]["arguments"]["n"] == 10);
  CHECK(json["public_blocks"][0]["arguments"]["x"] == "55");
  CHECK(json["security"]["bits"] == 127);
  CHECK(json["program_digest"].get<std::string>().size() == 64);

  const auto again = call({"prove", kRules, kBlocks, "-o", folder.path("g.bfc"), "--json"}).json();
  CHECK(again["program_digest"] == json["program_digest"]);
  CHECK(again["public_blocks"] == json["public_blocks"]);
  CHECK(read(folder.path("g.bfc")) == read(certificate));
}

TEST_CASE("derivations: formulas, and how many steps they take, in one claim") {
  const Folder folder;
  const std::string rules = kStdlib + "derivations.blk", blocks = kStdlib + "derivations.bmt";
  CHECK(call({"rules", "check", rules}).exit == 0);
  const Outcome tested = call({"rules", "test", rules});
  CHECK(tested.exit == 0);
  CHECK(contains(tested.out, "by  the length of `( ph -> ps )` has 24 bits"));
  CHECK(call({"rules", "test", rules, "--transcript", blocks}).exit == 0);

  const std::string certificate = folder.path("d.bfc");
  const Outcome proved = call({"prove", rules, blocks, "-o", certificate});
  CHECK(proved.exit == 0);
  CHECK(contains(proved.out, "Proved       derivable(f = `( p -> p )`, limit = 5)\n"));
  const auto json = call({"verify", certificate, "--theory", rules, "--json"}).json();
  CHECK(json["status"] == "valid");
  REQUIRE(json["public_blocks"].size() == 2);
  CHECK(json["public_blocks"][1]["arguments"]["f"] == "( -. p -> ( p -> p ' ) )");
  CHECK(json["public_blocks"][1]["arguments"]["limit"] == 100);
  const auto inspected = call({"inspect", certificate, "--theory", rules, "--json"}).json();
  CHECK(inspected["public_blocks"][0] == "derivable(f = `( p -> p )`, limit = 5)");
  CHECK(inspected["luck"]["terms"][0]["step"] == "texts");
  CHECK(inspected["luck"]["bits"].get<double>() > 200);
  // What the program writes is what it reads.
  const Outcome printed = call({"blocks", rules, blocks});
  CHECK(call({"prove", rules, folder.write("again.bmt", printed.out), "-o", folder.path("e.bfc"),
              "-q"})
            .exit == 0);
}

TEST_CASE("derivations: what does not follow is refused") {
  const Folder folder;
  const std::string rules = kStdlib + "derivations.blk";
  const std::string text = read(kStdlib + "derivations.bmt");
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string out = text;
    REQUIRE(contains(out, from));
    out.replace(out.find(from), from.size(), to);
    return call({"blocks", rules, folder.write("x.bmt", out)});
  };
  // Another formula, fewer steps, no formula, no symbol.
  const Outcome other = changed("derivable(`( p -> p )`, 5, 5)", "derivable(`( p -> p ' )`, 5, 5)");
  CHECK(other.exit == 1);
  CHECK(contains(other.err, "demands derives(5, `( p -> p ' )`), which is emitted nowhere"));
  CHECK(contains(changed("`, 5, 5)", "`, 4, 5)").err, "error[IR0206]"));
  CHECK(contains(changed("mp(1, 3, 3,", "mp(1, 3, 9,").err, "demands formula(9, `( p -> p )`)"));
  CHECK(contains(changed("ax_1(1, 1, `p`, `p`)", "ax_1(1, 1, `p`, `q`)").err,
                 "error[IR0309]: there is no symbol 'q'"));

  const std::string certificate = folder.path("d.bfc");
  REQUIRE(call({"prove", rules, kStdlib + "derivations.bmt", "-o", certificate, "-q"}).exit == 0);
  // Another formula in the certificate: "( p -> p )" has the codes 1 5 3 5 2, -. the code 4.
  std::string bytes = read(certificate);
  const std::size_t at = bytes.find(std::string("\5\1\5\3\5\2", 6));
  REQUIRE(at != std::string::npos);
  bytes[at + 4] = 4;
  const Outcome forged = call({"verify", folder.write("f.bfc", bytes), "--theory", rules});
  CHECK(forged.exit == 1);
  CHECK(contains(forged.err, "error[verify."));
  bytes[at + 4] = 7; // there are six symbols
  CHECK(contains(call({"verify", folder.write("f.bfc", bytes), "--theory", rules}).err,
                 "error[statement.blocks]"));
  // A rule that says something else, or writes with other symbols.
  const auto theory = [&](const std::string& from, const std::string& to) {
    std::string out = read(rules);
    out.replace(out.find(from), from.size(), to);
    return call({"verify", certificate, "--theory", folder.write("x.blk", out)}).err;
  };
  CHECK(contains(theory("( ps -> ph ) )`)", "( ps -> ps ) )`)"), "error[statement.program]"));
  CHECK(contains(theory("-. p '\n", "-. p ' q\n"), "error[statement.program]"));
  // A text that nothing names.
  const Outcome free = call(
      {"prove",
       folder.write("y.blk", "sort wff\nsymbols a\nrelation r(x: wff)\naxiom e { emit r(`a`) }\n"
                             "public rule p(hidden x: wff) { demand r(`a x`) }\n"),
       folder.write("y.bmt", "blockfold execution 1\np(``)\n"), "-o", folder.path("y.bfc")});
  CHECK(free.exit == 1);
  CHECK(contains(free.err, "error[BF1412]"));
}

TEST_CASE("inspect shows what an execution's certificate speaks of") {
  const Folder folder;
  const std::string certificate = folder.path("f.bfc");
  REQUIRE(call({"prove", kRules, kBlocks, "-o", certificate, "-q"}).exit == 0);
  CHECK(contains(call({"inspect", certificate}).out, "subject    an execution"));
  CHECK(contains(call({"inspect", certificate, "--theory", kRules}).out,
                 "public     result(n = 10, x = 55)"));
  const auto json = call({"inspect", certificate, "--theory", kRules, "--json"}).json();
  CHECK(json["subject"] == "execution");
  CHECK(json["public_blocks"][0] == "result(n = 10, x = 55)");
  CHECK(call({"inspect", certificate, "--theory", kStdlib + "propositional.blk"}).exit == 1);
  CHECK(call({"inspect", certificate, "--theory", folder.path("absent.blk")}).exit == 3);
}

TEST_CASE("a certificate of an execution holds for its program only") {
  const Folder folder;
  const std::string certificate = folder.path("f.bfc");
  REQUIRE(call({"prove", kRules, kBlocks, "-o", certificate, "-q"}).exit == 0);
  std::string changed = read(kRules);
  changed.replace(changed.find("emit fib(0, 0, 1)"), 17, "emit fib(0, 1, 1)");
  const Outcome other = call({"verify", certificate, "--theory", folder.write("x.blk", changed)});
  CHECK(other.exit == 1);
  CHECK(contains(other.err, "error[statement.program]"));
  // Theories of theorems, and the verifier that knows nothing else.
  CHECK(contains(call({"verify", certificate, "--theory", kStdlib + "propositional.blk"}).err,
                 "has no field rules"));
  const std::string database = folder.write("small.mm", kSmallTheory);
  CHECK(contains(call({"verify", certificate, "--theory", database}).err, "is no rule file"));
  const Outcome small = run("blockfold-verify", {certificate, database});
  CHECK(small.exit == 1);
  CHECK(contains(small.err, "error[statement.subject]"));
  CHECK(contains(small.err, "'blockfold verify X.bfc --theory=RULES.blk'"));
  CHECK(call({"verify", certificate, "--theory", kRules, "--allow-axioms=start"}).exit == 2);
  // And the other way round.
  const std::string theorem = folder.path("p.bfc");
  REQUIRE(call({"prove", kStdlib + "propositional.blk", kStdlib + "propositional.bmt", "-o",
                theorem, "-q"})
              .exit == 0);
  const Outcome wrong = call({"verify", theorem, "--theory", kRules});
  CHECK(wrong.exit == 1);
  CHECK(contains(wrong.err, "the theory file has no axiom and no theorem"));
}

TEST_CASE("frozen certificates of executions hold, and say what they said") {
  const std::string folder = std::string(BLOCKFOLD_SOURCE_DIR) + "/tests/data/certificates/";
  const std::pair<const char*, const char*> stated[] = {
      {"fibonacci", "  public     result(n = 10, x = 55)\n"},
      {"gcd", "  public     end(t' = 15, a = 21)\n"},
      {"constructs", "  public     result(each = 50, rest = 1, mark = -5)\n"}};
  for (const auto& [name, block] : stated) {
    INFO(name);
    const std::string path = folder + name;
    const Outcome verified = call({"verify", path + ".bfc", "--theory", path + ".blk"});
    CHECK(verified.exit == 0);
    CHECK(contains(verified.out, block));
  }
}

TEST_CASE("blocks checks and prints an execution") {
  const Folder folder;
  const Outcome printed = call({"blocks", kRules, kBlocks});
  CHECK(printed.exit == 0);
  CHECK(contains(printed.out, "step(9, 34, 55)\n\nresult(10, 55, 89)\n"));
  CHECK(call({"blocks", kRules, folder.write("again.bmt", printed.out)}).out == printed.out);
  const Outcome piped = shell("cat '" + kBlocks + "' | '" + binary("blockfold").string() +
                              "' blocks '" + kRules + "' /dev/stdin");
  CHECK(piped.out == printed.out);
  const auto json = call({"blocks", kRules, kBlocks, "--json"}).json();
  CHECK(json["counts"]["blocks"] == 12);
  CHECK(json["counts"]["by_rule"]["step"] == 10);
}

TEST_CASE("a wrong execution is refused before anything is proved") {
  const Folder folder;
  const std::string out = folder.path("f.bfc");
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = read(kBlocks);
    text.replace(text.find(from), from.size(), to);
    return call({"prove", kRules, folder.write("x.bmt", text), "-o", out});
  };
  const Outcome claim = changed("step(4, 3, 5)", "step(4, 3, 6)");
  CHECK(claim.exit == 1);
  CHECK(contains(claim.err, "error[IR0207]"));
  const Outcome name = changed("step(4, 3, 5)", "stepp(4, 3, 5)");
  CHECK(name.exit == 1);
  CHECK(contains(name.err, "x.bmt:8:1: error[IR0303]: there is no field rule 'stepp'; did you mean "
                           "'step'?\n    stepp(4, 3, 5)\n    ^~~~~\n"));
  CHECK(contains(changed("step(4, 3, 5)", "step(4, 3, 5").err, "error[IR0302]"));
  const Outcome silent = changed("result(10, 55, 89)", "");
  CHECK(silent.exit == 1);
  CHECK(contains(silent.err, "error[statement.goal]"));
  CHECK(call({"prove", kRules, kBlocks, "-o", out, "--resume", kBlocks}).exit == 3);
  CHECK(call({"prove", kRules, folder.path("absent.bmt"), "-o", out}).exit == 3);
  CHECK(call({"prove", kRules, kStdlib + "propositional.bmt", "-o", out}).exit == 1);
  const std::string own = folder.write("own.bmt", read(kBlocks));
  CHECK(call({"prove", kRules, own, "-o", own}).exit == 2);
  CHECK(read(own) == read(kBlocks));
  CHECK(folder.names() == std::vector<std::string>{"own.bmt", "x.bmt"});
}

// Rule files as their users meet them: checked, formatted, documented, explained and proved in.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Regex.h>

using namespace blockfold::e2e;

namespace {

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";

const char* const kForgotten = "relation num(x: field)\n"
                               "relation sum(x: field, y: field, z: field)\n"
                               "axiom one { emit num(1) }\n"
                               "rule add(x, y, z: field) {\n"
                               "  demand num(x)\n"
                               "  demand num(y)\n"
                               "  emit sum(x, y, z)\n"
                               "}\n";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("rules check: a sound file, an unsound one, and none") {
  const Folder folder;
  CHECK(call({"rules", "check", kStdlib + "propositional.blk"}).exit == 0);
  const std::string file = folder.write("sum.blk", kForgotten);
  const Outcome outcome = call({"rules", "check", file});
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.out, "sum.blk:4:16: error[BF1404]"));
  CHECK(contains(outcome.out, "    rule add(x, y, z: field) {\n                   ^\n"));
  CHECK(call({"rules", "check", folder.path("absent.blk")}).exit == 3);
  // An import that never ends.
  const Outcome device =
      call({"rules", "check", folder.write("device.blk", "import \"/dev/zero\"\n")});
  CHECK(device.exit == 1);
  CHECK(contains(device.out, "device.blk:1:8: error[BF1107]: Not a regular file"));
  CHECK(call({"rules", "chek", file}).exit == 2);
  CHECK(contains(call({"rules", "chek", file}).err, "did you mean 'check'"));
  CHECK(call({"rules", "check", file, "--diagnostics=xml"}).exit == 2);
}

TEST_CASE("rules check: diagnostics for editors") {
  const Folder folder;
  const std::string file = folder.write("sum.blk", kForgotten);
  const auto json = call({"rules", "check", file, "--diagnostics=json"}).json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "invalid");
  REQUIRE(json["diagnostics"].size() == 1);
  CHECK(json["diagnostics"][0]["code"] == "BF1404");
  CHECK(json["diagnostics"][0]["line"] == 4);
  CHECK(json["diagnostics"][0]["notes"].size() == 2);
  const auto valid = call({"rules", "check", kStdlib + "propositional.blk", "--json"}).json();
  CHECK(valid["status"] == "valid");
  CHECK(valid["counts"]["rules"] == 10);
}

TEST_CASE("rules fmt: prints, writes, and tells") {
  const Folder folder;
  const std::string ugly = "relation   r(x:u8)\naxiom a{emit r( 1 )} // one";
  const std::string nice = "relation r(x: u8)\naxiom a { emit r(1) }  // one\n";
  const std::string file = folder.write("a.blk", ugly);
  CHECK(call({"rules", "fmt", file}).out == nice);
  CHECK(read(file) == ugly);
  CHECK(call({"rules", "fmt", file, "--dry-run"}).exit == 1);
  CHECK(call({"rules", "fmt", file, "--write"}).exit == 0);
  CHECK(read(file) == nice);
  CHECK(call({"rules", "fmt", file, "--dry-run"}).exit == 0);
  const std::string broken = folder.write("b.blk", "relation r(\n");
  CHECK(call({"rules", "fmt", broken, "--write"}).exit == 1);
  CHECK(read(broken) == "relation r(\n");
  CHECK(call({"rules", "fmt", folder.path("absent.blk")}).exit == 3);
}

TEST_CASE("rules doc: one page on standard output, or one for each file") {
  const Folder folder;
  folder.write("base.blk", "/// A fact.\nrelation r(x: u8)\naxiom a { emit r(1) }\n");
  const std::string file =
      folder.write("top.blk", "//! On top.\nimport \"base.blk\"\nrule b { demand r(1) }\n");
  CHECK(contains(call({"rules", "doc", file}).out, "# top\n\nOn top.\n"));
  const std::string pages = folder.path("pages");
  CHECK(call({"rules", "doc", file, "-o", pages}).exit == 0);
  CHECK(contains(read(pages + "/base.md"), "### r\n\nA fact.\n"));
  CHECK(contains(read(pages + "/top.md"), "On top."));
  CHECK(call({"rules", "doc", folder.write("no.blk", kForgotten)}).exit == 1);
  const std::string same =
      folder.write("same.blk", "module base\nimport \"base.blk\"\nrule c { demand r(1) }\n");
  const Outcome twice = call({"rules", "doc", same, "-o", pages});
  CHECK(twice.exit == 1);
  CHECK(contains(twice.err, "error[rules.module]"));
}

TEST_CASE("explain: every language's codes, and near ones for a slip") {
  const Outcome outcome = call({"explain", "bf1404"});
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "error[BF1404]"));
  CHECK(contains(outcome.out, "Wrong:"));
  CHECK(contains(outcome.out, "Right:"));
  CHECK(call({"explain", "MM0311"}).exit == 0);
  CHECK(call({"explain", "IR0105", "--json"}).json()["code"] == "IR0105");
  CHECK(call({"explain", "BF1499"}).exit == 2);
  CHECK(contains(call({"explain", "BF1499"}).err, "did you mean"));
}

TEST_CASE("prove and verify: a rule file with a transcript") {
  const Folder folder;
  const std::string theory = kStdlib + "propositional.blk", proof = kStdlib + "propositional.bmt";
  const std::string certificate = folder.path("p.bfc");
  const Outcome proved = call({"prove", theory, proof, "-o", certificate});
  CHECK(proved.exit == 0);
  CHECK(contains(proved.out, "Proved       id, syl, pm2_21"));
  const auto json = call({"verify", certificate, "--theory", theory, "--json"}).json();
  CHECK(json["status"] == "valid");
  CHECK(json["axioms"].size() == 6);
  CHECK(call({"verify", certificate, "--theory", theory, "--allow-axioms=wi,wn,mp,ax_*"}).exit ==
        0);
  CHECK(call({"verify", certificate, "--theory", theory, "--allow-axioms=wi,wn,mp"}).exit == 1);
  // Another theory, or none.
  std::string changed = read(theory);
  changed.replace(changed.find("( ps -> ph ) )"), 14, "( ps -> ps ) )");
  CHECK(call({"verify", certificate, "--theory", folder.write("x.blk", changed)}).exit == 1);
  CHECK(call({"verify", certificate, "--theory", folder.path("absent.blk")}).exit == 3);
  CHECK(call({"verify", certificate, "--theory", folder.write("sum.blk", kForgotten)}).exit == 1);
}

TEST_CASE("prove: a transcript and its theory have to fit") {
  const Folder folder;
  const std::string theory = kStdlib + "propositional.blk", proof = kStdlib + "propositional.bmt";
  const std::string out = folder.path("p.bfc");
  CHECK(call({"prove", theory, "-o", out}).exit == 2);
  CHECK(call({"prove", theory, proof, "--all", "-o", out}).exit == 2);
  CHECK(call({"prove", theory, proof, proof, "-o", out}).exit == 2);
  CHECK(call({"prove", theory, folder.path("absent.bmt"), "-o", out}).exit == 3);
  std::string wrong = read(proof);
  wrong.replace(wrong.find("mp(b4, b3, b11, b10)"), 20, "mp(b4, b3, b10, b11)");
  const Outcome outcome = call({"prove", theory, folder.write("w.bmt", wrong), "-o", out});
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.err, "error[IR0105]"));
  CHECK(folder.names() == std::vector<std::string>{"w.bmt"});
}

TEST_CASE("blocks: what it writes for a database is a transcript that prove takes") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string transcript =
      folder.write("idd.bmt", call({"blocks", theory, "--theorem", "idd"}).out);
  const std::string first = folder.path("first.bfc"), second = folder.path("second.bfc");
  CHECK(call({"prove", theory, "--theorem", "idd", "-o", first}).exit == 0);
  CHECK(call({"prove", theory, transcript, "-o", second}).exit == 0);
  CHECK(read(first) == read(second));
  CHECK(run("blockfold-verify", {second, theory}).exit == 0);
  CHECK(call({"blocks", theory, transcript}).out == read(transcript));
}

TEST_CASE("the editor's grammar knows every keyword of the language") {
  const auto grammar = nlohmann::json::parse(
      read(std::string(BLOCKFOLD_SOURCE_DIR) + "/tools/editors/vscode/blk.tmLanguage.json"));
  const std::string all = grammar.dump();
  std::istringstream lexer(
      read(std::string(BLOCKFOLD_SOURCE_DIR) + "/grammars/BlockRulesLexer.g4"));
  llvm::Regex keyword("^[A-Z]+ *: '([a-z]+)'");
  int keywords = 0;
  for (std::string line; std::getline(lexer, line);) {
    llvm::SmallVector<llvm::StringRef, 2> match;
    if (!keyword.match(line, &match))
      continue;
    ++keywords;
    const std::string pattern = "[(|b]" + match[1].str() + "[)|\\]";
    CHECK_MESSAGE(llvm::Regex(llvm::StringRef(pattern)).match(all), pattern);
  }
  CHECK(keywords == 27);
}

TEST_CASE("rules test: sound rules pass, and say what refused their mutants") {
  const std::string file = kStdlib + "fibonacci.blk";
  const Outcome outcome = call({"rules", "test", file});
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "by  demands fib\n"));
  CHECK(contains(outcome.out, "by  next has 32 bits\n"));
  CHECK(contains(outcome.out, "fibonacci.blk: 3 rules passed; all of "));
  CHECK(call({"rules", "test", file}).out == outcome.out);
  const auto json = call({"rules", "test", file, "--rule=step", "--seed=7", "--json",
                          "--transcript", kStdlib + "fibonacci.bmt"})
                        .json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "passed");
  REQUIRE(json["rules"].size() == 1);
  CHECK(json["rules"][0]["rule"] == "step");
  CHECK(json["rules"][0]["valid_blocks"] == 4);
  CHECK(json["rules"][0]["mutants"] == json["rules"][0]["refused"]);
  CHECK(call({"rules", "test", kStdlib + "propositional.blk"}).exit == 0);
}

TEST_CASE("rules test: what is free, rules that need an example, and slips") {
  const Folder folder;
  const std::string head = "relation num(x: u64)\nrelation out(x: u64, y: u64)\n"
                           "public axiom given(x: u64) {\n  emit num(x)\n}\n";
  const std::string guess =
      folder.write("guess.blk", head + "rule guess(x: u64, free y: u64) {\n  demand num(x)\n"
                                       "  emit out(x, y)\n}\n");
  const Outcome free = call({"rules", "test", guess});
  CHECK(free.exit == 0);
  CHECK(contains(free.out, "  free, as declared: y: guess("));
  CHECK_FALSE(contains(free.out, "HOLE"));
  CHECK(contains(free.out, "guess.blk: 2 rules passed; all of "));
  CHECK(call({"rules", "test", guess, "--rule=given"}).exit == 0);
  const auto json = call({"rules", "test", guess, "--json"}).json();
  CHECK(json["status"] == "passed");
  CHECK(json["rules"][0]["free_as_declared"].empty());
  REQUIRE(json["rules"][1]["free_as_declared"].size() == 1);
  CHECK(json["rules"][1]["free_as_declared"][0]["arguments"] == nlohmann::json{"y"});
  CHECK(json["rules"][1]["free_as_declared"][0]["mutants"] > 4);
  CHECK(json["rules"][1]["mutants"] == json["rules"][1]["refused"]);

  const std::string hard = "rule hard(x: u64) {\n  demand num(x)\n"
                           "  require x * x == 1524157875019052100\n}\n";
  const Outcome untested = call({"rules", "test", folder.write("hard.blk", head + hard)});
  CHECK(untested.exit == 1);
  CHECK(contains(untested.out, "NOT TESTED: hard: no valid block was found; give one"));
  CHECK(contains(untested.err, "error[rules.untested]"));
  const auto with_example = [&](const std::string& line) {
    return call(
        {"rules", "test",
         folder.write("hard.blk", head + "/// ```bmt\n/// " + line + "\n/// ```\n" + hard)});
  };
  CHECK(with_example("hard(1234567890)").exit == 0);
  CHECK(contains(with_example("hard(1)").out, "the example hard(x = 1) is no valid block"));
  const Outcome slip = with_example("hardd(1)");
  CHECK(slip.exit == 1);
  CHECK(contains(slip.err, "error[rules.example]"));
  CHECK(contains(slip.err, "did you mean 'hard'?"));

  CHECK(contains(call({"rules", "test", guess, "--rule=gues"}).err, "did you mean 'guess'?"));
  CHECK(call({"rules", "test", guess, "--rule=gues"}).exit == 2);
  CHECK(call({"rules", "test", guess, "--seed=x"}).exit == 2);
  CHECK(call({"rules", "test", folder.path("absent.blk")}).exit == 3);
  CHECK(call({"rules", "test", guess, "--transcript", folder.path("absent.bmt")}).exit == 3);
  CHECK(call({"rules", "test", kStdlib + "fibonacci.blk", "--transcript",
              folder.write("x.bmt", "blockfold execution 1\nstep(1, 2, 3)\n")})
            .exit == 1);
}

// blocks --metamath: transcripts as databases that every checker of that language can read.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

const std::string kStdlib = BLOCKFOLD_SOURCE_DIR "/stdlib/";

/// Dummies, distinct variables, a hypothesis that is used twice, labels that Metamath lacks.
const char* const kTheory = "sort wff setvar\nclaim |-\nsymbols ( ) -> A.\n"
                            "rule wi(p, q: wff) {\n conclude wff ( p -> q )\n}\n"
                            "rule wal'(x': setvar, p: wff) {\n conclude wff A. x' p\n}\n"
                            "axiom ax5'(x': setvar, p: wff) {\n distinct x', p\n"
                            " conclude |- ( p -> A. x' p )\n}\n"
                            "rule drop(x': setvar, p, q: wff) {\n premise |- ( p -> A. x' q )\n"
                            " conclude |- ( p -> q )\n}\n"
                            "theorem id(p: wff) {\n conclude |- ( p -> p )\n}\n";
const char* const kProof = "blockfold transcript 1\ncontext 1 id\n"
                           "b0 = var wff p @ *\nb1 = var setvar $setvar0 @ *\n"
                           "b2 = ax5'(b1, b0) @ id\nb3 = drop(b1, b0, b0, b2) @ id\n"
                           "qed id = b3\n";

void check_database(const Folder& folder, const std::string& text, const std::string& count) {
  const std::string path = folder.write("out.mm", text);
  const Outcome checked = call({"check", path});
  CHECK(checked.exit == 0);
  CHECK(checked.out.find(count) != std::string::npos);
  // What is proved there can be certified there.
  CHECK(call({"prove", path, "--all", "-o", folder.path("out.bfc"), "-q"}).exit == 0);
  CHECK(run("blockfold-verify", {folder.path("out.bfc"), path}).exit == 0);
}

} // namespace

TEST_CASE("blocks --metamath: a rule file and its transcript") {
  const Folder folder;
  const Outcome library =
      call({"blocks", kStdlib + "propositional.blk", kStdlib + "propositional.bmt", "--metamath"});
  CHECK(library.exit == 0);
  check_database(folder, library.out, "4 valid");
  const Outcome small =
      call({"blocks", folder.write("t.blk", kTheory), folder.write("t.bmt", kProof), "--metamath"});
  CHECK(small.exit == 0);
  CHECK(small.out.find("$d dummy-") != std::string::npos);
  check_database(folder, small.out, "1 valid");
}

TEST_CASE("blocks --metamath: a database comes back as one that says the same") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const Outcome printed = call({"blocks", theory, "--theorem", "idd", "--metamath"});
  CHECK(printed.exit == 0);
  check_database(folder, printed.out, "valid");
  // A certificate for the one is good for the other: nothing stands between what it speaks of.
  CHECK(call({"prove", theory, "-t", "idd", "-o", folder.path("a.bfc"), "-q"}).exit == 0);
  CHECK(run("blockfold-verify", {folder.path("a.bfc"), folder.path("out.mm")}).exit == 0);
  CHECK(call({"blocks", theory, "-t", "idd", "--metamath", "--json"}).json().contains("database"));
}

TEST_CASE("blocks --metamath: what Metamath cannot say") {
  const Folder folder;
  const std::string theory =
      folder.write("t.blk", "sort wff\nclaim |-\nsymbols a $b\nrule wa {\n conclude wff a\n}\n"
                            "axiom t {\n conclude |- $b\n}\ntheorem s {\n conclude |- $b\n}\n");
  const std::string proof =
      folder.write("t.bmt", "blockfold transcript 1\ncontext 1 s\nb0 = t() @ s\nqed s = b0\n");
  const Outcome outcome = call({"blocks", theory, proof, "--metamath", "--json"});
  CHECK(outcome.exit == 1);
  CHECK(outcome.json()["error"]["code"] == "metamath.symbol");
}

// export: what it writes and what it refuses. tests/export reads the files.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <filesystem>

using namespace blockfold::e2e;

namespace {

using Names = std::vector<std::string>;

/// The code of a refusal, with its exit status.
std::string refusal(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "export");
  arguments.push_back("--json");
  const Outcome outcome = call(arguments);
  const auto json = outcome.json();
  if (!json.is_object() || !json.contains("error"))
    return "none: " + std::to_string(outcome.exit);
  CHECK(json["exit_status"] == outcome.exit);
  CHECK_FALSE(json["error"]["message"].get<std::string>().empty());
  return std::to_string(outcome.exit) + " " + json["error"]["code"].get<std::string>();
}

} // namespace

TEST_CASE("export: one format has the name given, several have their own added") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string out = folder.path("x");
  REQUIRE(call({"export", theory, "-t", "id", "-f", "r1cs", "-o", out}).exit == 0);
  CHECK(folder.names() == Names{"small.mm", "x"});
  const Outcome several =
      call({"export", theory, "-t", "id", "-f", "r1cs,sym", "-f", "dot", "-o", out});
  CHECK(several.exit == 0);
  CHECK(several.out.find("constraints") != std::string::npos);
  CHECK(folder.names() == Names{"small.mm", "x", "x.dot", "x.r1cs", "x.sym"});
  CHECK(read(folder.path("x.r1cs")) == read(out));
  CHECK(read(out).starts_with("r1cs"));
}

TEST_CASE("export: the report counts what was written") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string out = folder.path("x.wtns");
  const auto json = call({"export", theory, "-t", "id", "-f", "wtns", "-o", out, "--json"}).json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "exported");
  CHECK(json["files"][0]["bytes"] == std::filesystem::file_size(out));
  CHECK(json["files"][0]["bytes"] == 76 + 32 * json["counts"]["wires"].get<int>());
}

TEST_CASE("export: standard output takes one format") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  for (const std::string format : {"r1cs", "wtns", "sym", "json", "dot"}) {
    INFO(format);
    const std::string out = folder.path("x." + format);
    REQUIRE(call({"export", theory, "-t", "id", "-f", format, "-o", out}).exit == 0);
    CHECK(call({"export", theory, "-t", "id", "-f", format, "-o", "-"}).out == read(out));
  }
  CHECK(refusal({theory, "-t", "id", "-f", "r1cs,wtns", "-o", "-"}) == "2 usage.output");
  CHECK(refusal({theory, "-t", "id", "-f", "sym", "-o", "-"}) == "2 usage.output"); // and JSON
}

TEST_CASE("export: a transcript says what it proves") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string transcript = folder.write("idd.bmt", call({"blocks", theory, "-t", "idd"}).out);
  REQUIRE(call({"export", theory, "-t", "idd", "-f", "json,wtns", "-o", folder.path("a")}).exit ==
          0);
  REQUIRE(call({"export", theory, transcript, "-f", "json,wtns", "-o", folder.path("b")}).exit ==
          0);
  CHECK(read(folder.path("a.json")) == read(folder.path("b.json")));
  CHECK(read(folder.path("a.wtns")) == read(folder.path("b.wtns")));
  CHECK(refusal({theory, transcript, "-t", "id", "-f", "dot", "-o", folder.path("c")}) ==
        "2 usage.goals");
}

TEST_CASE("export: what makes no sense is refused, and nothing is written") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string out = folder.path("out");
  CHECK(refusal({theory, "-t", "id", "-o", out}) == "2 usage.value");
  CHECK(refusal({theory, "-t", "id", "-f", "r1c", "-o", out}) == "2 usage.value");
  CHECK(refusal({theory, "-t", "id", "-f", "", "-o", out}) == "2 usage.value");
  CHECK(refusal({theory, "-t", "id", "-f", "sym,sym", "-o", out}) == "2 usage.value");
  CHECK(refusal({theory, "-t", "id", "-f", "sym"}) == "2 usage.output");
  CHECK(refusal({theory, "-f", "sym", "-o", out}) == "2 usage.goals");
  CHECK(refusal({theory, "-t", "nobody", "-f", "sym", "-o", out}) == "2 theorem.unknown");
  CHECK(refusal({theory, "-t", "todo", "-f", "sym", "-o", out}) == "1 prove.proof");
  CHECK(refusal({theory, "-t", "id", "-f", "dot", "--max=many", "-o", out}) == "2 usage.value");
  CHECK(refusal({theory, "-t", "id", "-f", "sym", "-o", theory}) == "2 usage.output");
  CHECK(refusal({folder.path("no.mm"), "-t", "id", "-f", "sym", "-o", out}) ==
        "3 theory.unreadable");
  CHECK(refusal({theory, "-t", "id", "-f", "sym", "-o", folder.path("no/out")}) == "3 file.write");
  CHECK(refusal({theory, "-t", "id", "-f", "sym,dot", "-o", "/proc/out"}) == "3 file.write");
  CHECK(folder.names() == Names{"small.mm"});
}

TEST_CASE("export: a disk that is full leaves the old file") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string out = folder.write("x.json", "old");
  const Outcome outcome = shell("ulimit -f 8; " + binary("blockfold").string() + " export " +
                                theory + " -t id -f json -o " + out + " --json");
  CHECK(outcome.exit == 3);
  CHECK(outcome.json()["error"]["code"] == "file.write");
  CHECK(read(out) == "old");
  CHECK(folder.names() == Names{"small.mm", "x.json"});
}

TEST_CASE("export: of a certificate, with the proof it was made from or without") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string certificate = folder.path("x.bfc"), out = folder.path("out");
  REQUIRE(call({"prove", theory, "-t", "idd", "-o", certificate, "-q"}).exit == 0);
  const auto of_certificate = [&](const std::string& file, const std::string& database,
                                  const std::string& format) {
    return refusal({file, "--theory", database, "-f", format, "-o", out});
  };
  CHECK(of_certificate(certificate, theory, "r1cs,wtns,sym,json,dot") == "none: 0");

  // Another proof of the same theorem: the circuit can be had, the witness not.
  std::string text = kSmallTheory;
  const std::size_t proof = text.find("idd $p");
  text.insert(text.find("$=", proof) + 2,
              " wph wps wi wph wps wi ax-1 "); // and something is left on the stack
  const std::string broken = folder.write("broken.mm", text);
  CHECK(of_certificate(certificate, broken, "r1cs") == "none: 0");
  CHECK(of_certificate(certificate, broken, "wtns") == "1 recompile.proof");

  CHECK(of_certificate(theory, theory, "r1cs") == "1 cert.magic");
  CHECK(of_certificate(folder.path("no.bfc"), theory, "r1cs") == "3 file.read");
  CHECK(of_certificate(certificate, folder.write("other.mm", kDisjointTheory), "r1cs")
            .starts_with("1 statement."));
  CHECK(refusal({certificate, "--theory", theory, "-t", "id", "-f", "sym", "-o", out}) ==
        "2 usage.goals");

  std::string bytes = read(certificate);
  bytes[bytes.size() - 40] = static_cast<char>(bytes[bytes.size() - 40] ^ 1);
  CHECK(of_certificate(folder.write("bad.bfc", bytes), theory, "r1cs").starts_with("1 "));
}

TEST_CASE("export: another proof of the same statement is not the certificate's witness") {
  const Folder folder;
  const std::string certificate = folder.path("x.bfc");
  // The same rules as often, in another order.
  const std::string head = "$c wff |- a b t $. $v p q $. wp $f wff p $. wq $f wff q $.\n"
                           "wa $a wff a $. wb $a wff b $. ax-a $a |- a $. ax-b $a |- b $.\n"
                           "${ hp $e |- p $. hq $e |- q $. ax-t $a |- t $. $}\n";
  const std::string one = folder.write("one.mm", head + "th $p |- t $= wa wb ax-a ax-b ax-t $.\n");
  const std::string two = folder.write("two.mm", head + "th $p |- t $= wb wa ax-b ax-a ax-t $.\n");
  REQUIRE(call({"prove", one, "-t", "th", "-o", certificate, "-q"}).exit == 0);
  CHECK(refusal({certificate, "--theory", one, "-f", "wtns", "-o", folder.path("w")}) == "none: 0");
  CHECK(refusal({certificate, "--theory", two, "-f", "wtns", "-o", folder.path("w")}) ==
        "1 export.witness");
}

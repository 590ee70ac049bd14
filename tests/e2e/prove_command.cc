#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

using Names = std::vector<std::string>;

/// Proves, verifies with both programs, and returns what `verify --json` says.
nlohmann::json prove_and_verify(const Folder& folder, const std::string& theory, Names what) {
  const std::string certificate = folder.path("proof.bfc");
  Names words = {"prove", theory, "-o", certificate};
  words.insert(words.end(), what.begin(), what.end());
  const Outcome proved = call(words);
  INFO(proved.err);
  REQUIRE(proved.exit == 0);
  const Outcome alone = run("blockfold-verify", {certificate, theory});
  INFO(alone.err);
  CHECK(alone.exit == 0);
  const Outcome verified = call({"verify", certificate, "--theory", theory, "--json"});
  CHECK(verified.exit == 0);
  const auto json = verified.json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "valid");
  return json;
}

Names labels(const nlohmann::json& assertions) {
  Names names;
  for (const auto& assertion : assertions)
    names.push_back(assertion["label"]);
  return names;
}

} // namespace

TEST_CASE("prove: a theorem and the lemma it needs") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto json = prove_and_verify(folder, theory, {"--theorem", "idd"});
  CHECK(labels(json["goals"]) == Names{"idd"});
  CHECK(json["goals"][0]["conclusion"] == "|- ( ps -> ( ph -> ph ) )");
  CHECK(labels(json["axioms"]) == Names{"wi", "ax-1", "ax-2", "ax-mp"});
  CHECK(json["lemmas"] == Names{"id"});
  CHECK(json["assumed"].empty());
  CHECK(json["security"]["bits"] == 127);
  CHECK(folder.names() == Names{"proof.bfc", "small.mm"});
}

TEST_CASE("prove: several theorems, by label and by pattern") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto json = prove_and_verify(folder, theory, {"--theorem", "id*"});
  CHECK(labels(json["goals"]) == Names{"id", "idd"});
  CHECK(labels(prove_and_verify(folder, theory, {"-t", "id", "-t", "idd"})["goals"]) ==
        Names{"id", "idd"});
}

TEST_CASE("prove: what is assumed is said") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto json = prove_and_verify(folder, theory, {"--theorem", "idd", "--assume", "id"});
  CHECK(labels(json["assumed"]) == Names{"id"});
  CHECK(json["lemmas"].empty());
  CHECK(labels(json["axioms"]) == Names{"wi", "ax-1", "ax-mp"});
}

TEST_CASE("prove: an incomplete theorem may be assumed, never proved") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const Outcome outcome = call({"prove", theory, "--all", "-o", folder.path("all.bfc")});
  CHECK(outcome.exit == 1);
  CHECK(outcome.err.find("todo") != std::string::npos);
  CHECK(outcome.err.find('^') != std::string::npos);
  CHECK(folder.names() == Names{"small.mm"});
  const auto json = prove_and_verify(folder, theory, {"--all", "--assume", "todo"});
  CHECK(labels(json["goals"]) == Names{"id", "idd"});
}

TEST_CASE("prove: $d conditions are part of the statement") {
  const Folder folder;
  const std::string theory = folder.write("disjoint.mm", kDisjointTheory);
  const auto json = prove_and_verify(folder, theory, {"--all"});
  const auto pairs = json["goals"][0]["disjoint"];
  CHECK(pairs.size() == 1);
  const Outcome text = call({"verify", folder.path("proof.bfc"), "--theory", theory});
  CHECK(text.out.find("distinct") != std::string::npos);
}

TEST_CASE("prove: the same input gives the same bytes, whatever the number of threads") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto bytes = [&](const std::string& threads) {
    const std::string certificate = folder.path("threads.bfc");
    const Outcome outcome =
        call({"prove", theory, "-t", "idd", "-o", certificate, "--threads", threads});
    CHECK(outcome.exit == 0);
    return read(certificate);
  };
  const std::string first = bytes("1");
  CHECK(first.size() > 100);
  CHECK(first == bytes("1"));
  CHECK(first == bytes("2"));
}

TEST_CASE("prove: the same bytes with and without special instructions") {
  const Folder folder;
  const std::string hol = debian_database("hol.mm");
  const std::string theory = hol.empty() ? folder.write("small.mm", kSmallTheory) : hol;
  const auto bytes = [&](const std::string& environment) {
    const std::string certificate = folder.path("kernels.bfc");
    const std::string program = "'" + binary("blockfold").string() + "'";
    CHECK(shell(environment + " " + program + " prove '" + theory + "' -t id* -q -o '" +
                certificate + "'")
              .exit == 0);
    return read(certificate);
  };
  const std::string best = bytes("");
  CHECK(best.size() > 100);
  CHECK(best == bytes("BLOCKFOLD_KERNELS=portable"));
}

TEST_CASE("prove: several segments, if asked for") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  prove_and_verify(folder, theory, {"-t", "idd", "--segments", "2"});
}

TEST_CASE("prove: the result as JSON, progress as JSON lines") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string certificate = folder.path("x.bfc");
  const Outcome outcome =
      call({"prove", theory, "-t", "id", "-o", certificate, "--json", "--progress=json"});
  CHECK(outcome.exit == 0);
  const auto json = outcome.json();
  REQUIRE(json.is_object());
  CHECK(json["status"] == "proved");
  CHECK(json["certificate_bytes"] == read(certificate).size());
  CHECK(json["counts"]["goals"] == 1);
  std::size_t lines = 0;
  std::istringstream progress(outcome.err);
  for (std::string line; std::getline(progress, line); ++lines)
    CHECK(nlohmann::json::parse(line, nullptr, false).contains("phase"));
  CHECK(lines >= 5);
  CHECK(call({"prove", theory, "-t", "id", "-o", certificate, "--quiet"}).out.empty());
}

TEST_CASE("prove: unknown theorems are refused with a suggestion") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto refused = [&](const Names& what) {
    Names words = {"prove", theory, "-o", folder.path("x.bfc")};
    words.insert(words.end(), what.begin(), what.end());
    return call(words);
  };
  const Outcome outcome = refused({"--theorem", "idx"});
  CHECK(outcome.exit == 2);
  CHECK(outcome.err.find("did you mean 'id'") != std::string::npos);
  CHECK(refused({"--theorem", "ax-1"}).err.find("nothing to prove") != std::string::npos);
  CHECK(refused({"--theorem", "id", "--assume", "zzz"}).exit == 2);
  const auto json = refused({"--theorem", "idx", "--json"}).json();
  CHECK(json["error"]["code"] == "theorem.unknown");
  CHECK(json["exit_status"] == 2);
  CHECK(folder.names() == Names{"small.mm"});
}

TEST_CASE("prove: a broken theory proves nothing") {
  const Folder folder;
  const std::string theory = folder.write("broken.mm", std::string(kSmallTheory) + "$( unclosed");
  const Outcome outcome = call({"prove", theory, "-t", "id", "-o", folder.path("x.bfc")});
  CHECK(outcome.exit == 1);
  CHECK(outcome.err.find("broken.mm:") != std::string::npos);
  CHECK(folder.names() == Names{"broken.mm"});
  CHECK(call({"prove", folder.path("no.mm"), "-t", "id", "-o", folder.path("x.bfc")}).exit == 3);
}

TEST_CASE("prove: real databases") {
  const Folder folder;
  if (const std::string file = data_file("pi2/hol_wov.mm"); !file.empty())
    prove_and_verify(folder, file, {"--all"});
  if (const std::string file = data_file("pi2-theory/transfer-task-specific.mm"); !file.empty())
    prove_and_verify(folder, file, {"--all"});
  if (const std::string file = debian_database("demo0.mm"); !file.empty())
    prove_and_verify(folder, file, {"--theorem", "th1"});
  if (const std::string file = debian_database("miu.mm"); !file.empty())
    prove_and_verify(folder, file, {"--all"});
}

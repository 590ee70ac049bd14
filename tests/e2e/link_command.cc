// blockfold link, and what verify, blockfold-verify and inspect make of linked certificates.
#include "tests/e2e/program.h"

#include "runtime/base/codec.h"
#include "runtime/cert/link_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace blockfold;
using namespace blockfold::e2e;

namespace {

using Words = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

/// The proof of `id` in the small theory, from "$=" to "$.".
std::string proof_of_id() {
  const std::string text = kSmallTheory;
  const std::size_t from = text.find("$=");
  return text.substr(from, text.find("$.", from) + 2 - from);
}

/// The small theory with `id` as an axiom.
std::string with_axiom() {
  return replaced(replaced(kSmallTheory, "id $p", "id $a"), proof_of_id(), "$.");
}

/// The small theory up to `id`.
std::string up_to_id() {
  const std::string text = kSmallTheory;
  return text.substr(0, text.find("idd $p"));
}

/// A folder with theories and certificates that can be linked: `idd` from the axiom `id` in one
/// file, `id` as a theorem of another.
struct Example {
  Folder folder;
  std::string top = folder.write("top.mm", with_axiom());
  std::string lemma = folder.write("lemma.mm", up_to_id());
  std::string top_bfc = prove("top.mm", "idd", "top.bfc");
  std::string lemma_bfc = prove("lemma.mm", "id", "lemma.bfc");
  std::string out = folder.path("out.bfc");

  std::string prove(const std::string& theory, const std::string& goal, const std::string& to,
                    const Words& more = {}) const {
    Words words = {"prove", folder.path(theory), "-t", goal, "-o", folder.path(to), "-q"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = call(words);
    REQUIRE_MESSAGE(outcome.exit == 0, outcome.err);
    return folder.path(to);
  }

  Outcome link(Words files, const Words& more = {}) const {
    files.insert(files.begin(), "link");
    files.insert(files.end(), {"--theory", folder.path(""), "-o", out});
    files.insert(files.end(), more.begin(), more.end());
    return call(files);
  }
  void link_both() const {
    const Outcome outcome = link({top_bfc, lemma_bfc});
    REQUIRE_MESSAGE(outcome.exit == 0, outcome.err);
  }

  Outcome verify(const Words& more = {}) const {
    Words words = {"verify", out, "--theory", folder.path("")};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
};

std::string code_of(const Outcome& outcome) {
  const auto json = outcome.json();
  return json.is_object() && json.contains("error") ? json["error"]["code"].get<std::string>()
                                                    : "no error";
}

std::vector<std::string> labels(const nlohmann::json& assertions) {
  std::vector<std::string> out;
  for (const auto& assertion : assertions)
    out.push_back(assertion["label"]);
  std::ranges::sort(out);
  return out;
}

cert::LinkFile parts_of(const std::string& path) {
  const std::string bytes = read(path);
  const auto link =
      cert::read_link({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  REQUIRE(link.ok());
  return *link;
}

void write_parts(const std::string& path, const cert::LinkFile& link) {
  const Bytes bytes = cert::write_link(link);
  write(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

} // namespace

TEST_CASE("link: an axiom of one file is proved by a certificate for another") {
  const Example example;
  const Outcome linked = example.link({example.top_bfc, example.lemma_bfc});
  REQUIRE_MESSAGE(linked.exit == 0, linked.err);
  for (const char* part : {"Linked       2 certificates", "Discharged   1", "Remain       4 axioms",
                           "no assumed theorems", "idd", "out.bfc"}) {
    INFO(part);
    CHECK(has(linked.out, part));
  }
  const Outcome verified = example.verify();
  CHECK(verified.exit == 0);
  CHECK(has(verified.out, "VALID"));
  CHECK(has(verified.out, "Linked       2 certificates"));
  CHECK(has(verified.out, "Assumed      nothing"));
  CHECK(has(verified.out, "1 axioms and assumed theorems are listed only by")); // ax-2
  const auto json = example.verify({"--json"}).json();
  CHECK(labels(json["goals"]) == Words{"idd"});
  CHECK(labels(json["axioms"]) == Words{"ax-1", "ax-2", "ax-mp", "wi"});
  CHECK(json["assumed"].empty());
  CHECK(json["lemmas"] == Words{"id"});
  CHECK(json["link"]["discharged"] == Words{"id"});
  CHECK(json["link"]["parts"][0]["theory"] == example.top);
  CHECK(json["link"]["parts"][0]["discharged"][0]["by"] == 1);
  CHECK(json["link"]["parts"][1]["goals"] == Words{"id"});
}

TEST_CASE("link: an assumed theorem is proved by a certificate for the same file") {
  const Example example;
  example.folder.write("small.mm", kSmallTheory);
  const std::string assuming = example.prove("small.mm", "idd", "small.bfc", {"--assume", "id"});
  const std::string proving = example.prove("small.mm", "id", "id.bfc");
  const Outcome outcome = call(
      {"link", assuming, proving, "--theory", example.folder.path("small.mm"), "-o", example.out});
  REQUIRE_MESSAGE(outcome.exit == 0, outcome.err);
  const Outcome verified = call({"verify", example.out, "--theory", example.folder.path("small.mm"),
                                 "--allow-axioms=wi,ax-*"});
  CHECK(verified.exit == 0);
  // By itself the first one still assumes it.
  REQUIRE(example.link({assuming}).exit == 0);
  CHECK(example.verify({"--allow-axioms=wi,ax-*"}).exit == 1);
  CHECK(labels(example.verify({"--json"}).json()["assumed"]) == Words{"id"});
}

TEST_CASE("link: statements that differ in one symbol are refused, and nothing is written") {
  const Example example;
  write(example.out, "precious");
  const auto refused = [&](const std::string& from, const std::string& to) {
    example.folder.write("other.mm", replaced(up_to_id(), from, to));
    example.prove("other.mm", "id", "other.bfc");
    return code_of(example.link({example.top_bfc, example.folder.path("other.bfc")}, {"--json"}));
  };
  // The identity of another variable is proved as well, but is not what was assumed.
  std::string renamed = proof_of_id();
  for (std::size_t at = 0; (at = renamed.find("wph", at)) != std::string::npos; at += 3)
    renamed.replace(at, 3, "wps");
  CHECK(refused("id $p |- ( ph -> ph ) " + proof_of_id(), "id $p |- ( ps -> ps ) " + renamed) ==
        "link.statement");
  CHECK(refused("id $p |- ( ph -> ph ) " + proof_of_id(),
                "${ h $e |- ps $. id $p |- ( ph -> ph ) " + proof_of_id() + " $}") ==
        "link.statement");
  CHECK(read(example.out) == "precious");
}

TEST_CASE("link: certificates that rest on each other are refused") {
  const Example example;
  const std::string head = up_to_id().substr(0, up_to_id().find("id $p"));
  const auto theory = [&](const std::string& axiom, const std::string& goal) {
    example.folder.write(goal + ".mm", head + axiom + " $a |- ( ph -> ph ) $.\n" + goal +
                                           " $p |- ( ph -> ph ) $= wph " + axiom + " $.\n");
    return example.prove(goal + ".mm", goal, goal + ".bfc");
  };
  const std::string a = theory("b", "a"), b = theory("a", "b");
  CHECK(code_of(example.link({a, b}, {"--json"})) == "link.cycle");
  CHECK(code_of(example.link({a, b}, {"--json", "--goal=a"})) == "link.cycle");
  CHECK_FALSE(has(example.link({a}).out, "Discharged   1"));
  // Files that were put together by hand.
  const auto bytes = [](const std::string& path) {
    const std::string text = read(path);
    return Bytes(text.begin(), text.end());
  };
  for (const std::vector<std::uint32_t>& goals : {std::vector<std::uint32_t>{}, {5}}) {
    write_parts(example.out, {{{"a.mm", {5}, bytes(a)}, {"b.mm", goals, bytes(b)}}});
    CHECK(code_of(example.verify({"--json"})) == "link.order");
  }
}

TEST_CASE("link: --goal chooses, and what it does not rest on is left out") {
  const Example example;
  example.folder.write("more.mm", with_axiom());
  const std::string other = example.prove("more.mm", "idd", "more.bfc");
  CHECK(code_of(example.link({example.top_bfc, other}, {"--json"})) == "link.twice");
  const Outcome chosen =
      example.link({example.top_bfc, example.lemma_bfc}, {"--goal", "id", "--json"});
  REQUIRE(chosen.exit == 0);
  CHECK(chosen.json()["left_out"] == Words{example.top_bfc});
  CHECK(labels(example.verify({"--json"}).json()["goals"]) == Words{"id"});
  REQUIRE(example.link({example.top_bfc, example.lemma_bfc}, {"-g", "id", "-g", "idd"}).exit == 0);
  CHECK(labels(example.verify({"--json"}).json()["goals"]) == Words{"id", "idd"});
  const Outcome unknown = example.link({example.top_bfc}, {"--goal=ibd"});
  CHECK(unknown.exit == 2);
  CHECK(has(unknown.err, "did you mean 'idd'"));
}

TEST_CASE("link: the order of the operands does not matter, and links can be linked") {
  const Example example;
  example.link_both();
  const std::string bytes = read(example.out);
  REQUIRE(example.link({example.lemma_bfc, example.top_bfc}).exit == 0);
  CHECK(read(example.out) == bytes);
  REQUIRE(example.link({example.top_bfc}).exit == 0);
  CHECK(read(example.out) != bytes);
  const std::string alone = example.folder.path("alone.bfc");
  write(alone, read(example.out));
  REQUIRE(example.link({example.lemma_bfc, alone}).exit == 0);
  CHECK(read(example.out) == bytes);
  // The certificates inside are the files themselves.
  const cert::LinkFile link = parts_of(example.out);
  CHECK(std::string(link.parts[0].certificate.begin(), link.parts[0].certificate.end()) ==
        read(example.top_bfc));
}

TEST_CASE("link: theories are found by what they say, in folders by name") {
  const Example example;
  example.link_both();
  CHECK(call({"verify", example.out, "--theory", example.lemma, "--theory", example.top}).exit ==
        0);
  const std::string elsewhere = example.folder.write("renamed.mm", read(example.top));
  CHECK(call({"verify", example.out, "--theory", elsewhere, "--theory", example.lemma}).exit == 0);
  CHECK(run("blockfold-verify", {example.out, example.folder.path("")}).exit == 0);
  CHECK(run("blockfold-verify", {example.out, example.top, "--theory", example.lemma}).exit == 0);
  const auto refused = [&](const Words& theories) {
    Words words = {"verify", example.out, "--json"};
    for (const std::string& theory : theories)
      words.push_back("--theory=" + theory);
    return code_of(call(words));
  };
  CHECK(refused({example.top}) == "link.theory");
  CHECK(refused({example.lemma}) == "link.theory");
  CHECK(refused({example.top, example.folder.path("absent.mm")}) == "theory.unreadable");
  // A changed axiom is noticed, whichever part speaks of it.
  write(example.lemma, replaced(up_to_id(), "ax-1 $a |- ( ph ->", "ax-1 $a |- ( ps ->"));
  CHECK(refused({example.folder.path("")}) == "link.theory");
  write(example.lemma, "$c broken");
  CHECK(refused({example.folder.path("")}) == "theory.invalid");
}

TEST_CASE("link: a rule file proves what a database takes for granted") {
  const Example example;
  example.folder.write("mixed.mm",
                       "$c ( ) -> wff |- $. $v ph ps $.\n"
                       "wph $f wff ph $. wps $f wff ps $.\n"
                       "wi $a wff ( ph -> ps ) $.\n"
                       "${ m1 $e |- ph $. m2 $e |- ( ph -> ps ) $. mp $a |- ps $. $}\n"
                       "ax_1 $a |- ( ph -> ( ps -> ph ) ) $.\n"
                       "id $a |- ( ph -> ph ) $.\n"
                       "idd $p |- ( ps -> ( ph -> ph ) ) $=\n"
                       "  wph wph wi wps wph wph wi wi wph id wph wph wi wps ax_1 mp $.");
  const std::string mixed = example.prove("mixed.mm", "idd", "mixed.bfc");
  const std::string rules = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/propositional";
  const std::string proved = example.folder.path("propositional.bfc");
  REQUIRE(call({"prove", rules + ".blk", rules + ".bmt", "-o", proved, "-q"}).exit == 0);
  const Words theories = {"--theory", BLOCKFOLD_SOURCE_DIR "/stdlib"};
  REQUIRE(example.link({mixed, proved}, {theories[0], theories[1], "--goal=idd"}).exit == 0);
  const Outcome verified = example.verify({theories[0], theories[1], "--full"});
  CHECK(verified.exit == 0);
  CHECK(has(verified.out, "id (2)"));
  CHECK(has(verified.out, "propositional.blk"));
  CHECK(example.verify({theories[0], theories[1], "--allow-axioms=wi,wn,mp,ax_*"}).exit == 0);
}

TEST_CASE("link: a part for another version of a theory conflicts with it") {
  const Example example;
  // An axiom that only shares its label with that of the other file.
  example.folder.write("odd.mm", "$c ( ) -> wff |- $. $v ph ps $. wph $f wff ph $. "
                                 "wps $f wff ps $. wi $a wff ( ph -> ps ) $. "
                                 "ax-1 $a |- ( ps -> ( ph -> ps ) ) $. "
                                 "odd $p |- ( ph -> ( ps -> ph ) ) $= wps wph ax-1 $.");
  const std::string odd = example.prove("odd.mm", "odd", "odd.bfc");
  CHECK(code_of(example.link({example.top_bfc, odd}, {"--json"})) == "link.conflict");
  CHECK(example.link({odd}).exit == 0);
}

TEST_CASE("link: --allow-axioms is about what remains") {
  const Example example;
  example.link_both();
  CHECK(example.verify({"--allow-axioms=wi,ax-*"}).exit == 0);
  const Outcome refused = example.verify({"--allow-axioms=wi,ax-mp,ax-1", "--json"});
  CHECK(refused.exit == 1);
  CHECK(refused.json()["not_allowed"] == Words{"ax-2"});
}

TEST_CASE("inspect: parts of a link, and who proves what for whom") {
  const Example example;
  example.link_both();
  const Outcome parts = call({"inspect", example.out});
  CHECK(parts.exit == 0);
  CHECK(has(parts.out, "2 certificates"));
  CHECK(has(parts.out, "lemma.mm"));
  CHECK(call({"inspect", example.out, "--json"}).json()["link"]["parts"].size() == 2);
  const Outcome graph = call({"inspect", example.out, "--theory", example.folder.path("")});
  CHECK(graph.exit == 0);
  CHECK(has(graph.out, "id (2)"));
  const auto json =
      call({"inspect", example.out, "--theory", example.folder.path(""), "--json"}).json();
  CHECK(json["link"]["parts"][0]["discharged"][0]["label"] == "id");
  CHECK(call({"inspect", example.top_bfc, "--theory=" + example.top, "--theory=" + example.lemma})
            .exit == 2);
}

TEST_CASE("link: damaged and forged files are refused") {
  const Example example;
  example.link_both();
  const std::string good = read(example.out);
  const cert::LinkFile link = parts_of(example.out);
  const auto verdict = [&](const std::string& bytes) {
    write(example.out, bytes);
    const Outcome outcome = example.verify({"--json"});
    CHECK(outcome.exit == 1);
    CHECK(run("blockfold-verify", {example.out, example.folder.path("")}).exit == 1);
    return code_of(outcome);
  };
  const auto changed = [&](const auto& change) {
    cert::LinkFile forged = link;
    change(forged.parts);
    write_parts(example.out, forged);
    return verdict(read(example.out));
  };
  SUBCASE("cut") {
    for (const std::size_t size : {std::size_t{4}, std::size_t{5}, std::size_t{6}, std::size_t{20},
                                   good.size() / 2, good.size() - 1}) {
      INFO("first ", size, " bytes");
      CHECK(verdict(good.substr(0, size)).starts_with("link."));
    }
  }
  SUBCASE("extended") {
    CHECK(verdict(good + '\0') == "link.trailing");
  }
  SUBCASE("bytes changed") {
    for (std::size_t at = 4; at < good.size(); at += good.size() / 40) {
      INFO("byte ", at);
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 1);
      CHECK(verdict(bad) != "no error");
    }
  }
  SUBCASE("parts in another order") {
    CHECK(changed([](auto& parts) { std::swap(parts[0], parts[1]); }) == "link.order");
  }
  SUBCASE("a part twice") {
    CHECK(changed([](auto& parts) { parts.push_back(parts[1]); }) == "link.twice");
  }
  SUBCASE("a goal that is none") {
    CHECK(changed([](auto& parts) { ++parts[0].goals[0]; }) == "link.goals");
    CHECK(changed([](auto& parts) { parts[0].goals[0] = 0; }) == "link.goals");
    CHECK(changed([](auto& parts) { parts[0].goals.clear(); }) == "link.goals");
  }
  SUBCASE("a part that nothing needs") {
    CHECK(changed([](auto& parts) {
            parts[0].goals.clear();
            parts[1].goals = {4};
          }) == "link.unused");
  }
  SUBCASE("the proof of another statement") {
    CHECK(changed([](auto& parts) { std::swap(parts[0].certificate, parts[1].certificate); }) !=
          "no error");
  }
  SUBCASE("a link inside a link") {
    CHECK(changed([&](auto& parts) { parts[1].certificate = Bytes(good.begin(), good.end()); }) ==
          "cert.magic");
  }
  SUBCASE("a name that leads elsewhere") {
    CHECK(changed([](auto& parts) { parts[1].theory = "../lemma.mm"; }) == "link.parts");
    CHECK(changed([](auto& parts) { parts[1].theory = "absent.mm"; }) == "link.theory");
  }
}

TEST_CASE("link: a link without the part that proves says that it assumes more") {
  const Example example;
  example.link_both();
  cert::LinkFile link = parts_of(example.out);
  link.parts.pop_back();
  write_parts(example.out, link);
  CHECK(labels(example.verify({"--json"}).json()["axioms"]) == Words{"ax-1", "ax-mp", "id", "wi"});
}

TEST_CASE("link: wrong usage and files that cannot be used") {
  const Example example;
  CHECK(call({"link", example.top_bfc, "--theory", example.top}).exit == 2);
  CHECK(call({"link", example.top_bfc, "-o", example.out}).exit == 2);
  CHECK(call({"link", "--theory", example.top, "-o", example.out}).exit == 2);
  CHECK(call({"link", example.top_bfc, "--theory", example.top, "-o", example.top_bfc}).exit == 2);
  CHECK(call({"link", example.top_bfc, "--theory", example.top, "-o", example.top}).exit == 2);
  CHECK(example.link({example.folder.path("absent.bfc")}).exit == 3);
  CHECK(example.link({example.top}).exit == 1);
  const Outcome invalid = example.link({example.top_bfc, example.top});
  CHECK(has(invalid.err, "top.mm"));
  std::string bytes = read(example.lemma_bfc);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  write(example.lemma_bfc, bytes);
  CHECK(example.link({example.top_bfc, example.lemma_bfc}).exit == 1);
  CHECK(std::ranges::count(example.folder.names(), "out.bfc") == 0);
  CHECK(
      call({"verify", example.top_bfc, "--theory", example.top, "--theory", example.lemma}).exit ==
      2);
}

TEST_CASE("link: to standard output") {
  const Example example;
  example.link_both();
  const Outcome piped = call(
      {"link", example.top_bfc, example.lemma_bfc, "--theory", example.folder.path(""), "-o", "-"});
  CHECK(piped.exit == 0);
  CHECK(piped.out == read(example.out));
}

#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

/// A certificate of `idd` and its theory.
struct Example {
  Folder folder;
  std::string theory = folder.write("small.mm", kSmallTheory);
  std::string certificate = folder.path("idd.bfc");

  Example() {
    REQUIRE(call({"prove", theory, "-t", "idd", "-o", certificate, "--quiet"}).exit == 0);
  }
  Outcome verify(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"verify", certificate, "--theory", theory});
    return call(more);
  }
};

} // namespace

TEST_CASE("verify: says what was proved, and from what") {
  const Example example;
  const Outcome outcome = example.verify();
  CHECK(outcome.exit == 0);
  for (const char* part : {"VALID", "idd", "|- ( ps -> ( ph -> ph ) )", "ax-1 ax-2", "ax-mp",
                           "BN254", "127 bits", "transparent"}) {
    INFO(part);
    CHECK(outcome.out.find(part) != std::string::npos);
  }
  const Outcome full = example.verify({"--full"});
  CHECK(full.out.find("|- ( ph -> ( ps -> ph ) )") != std::string::npos);
}

TEST_CASE("verify: proofs are not needed") {
  const Example example;
  std::string text = kSmallTheory;
  for (std::size_t from = text.find("$="); from != std::string::npos;
       from = text.find("$=", from + 2))
    text.replace(from, text.find("$.", from) - from, "$= ? ");
  const std::string bare = example.folder.write("bare.mm", text);
  CHECK(call({"verify", example.certificate, "--theory", bare}).exit == 0);
}

TEST_CASE("verify: --allow-axioms names whatever it does not cover") {
  const Example example;
  CHECK(example.verify({"--allow-axioms=wi,ax-*"}).exit == 0);
  CHECK(example.verify({"--allow-axioms", "wi, ax-1", "--allow-axioms", "ax-2,ax-mp"}).exit == 0);
  const Outcome refused = example.verify({"--allow-axioms=wi,ax-1,ax-mp"});
  CHECK(refused.exit == 1);
  CHECK(refused.err.find("ax-2") != std::string::npos);
  CHECK(refused.err.find("ax-1,") == std::string::npos);
  CHECK(refused.out.find("VALID") == std::string::npos);
  const auto json = example.verify({"--allow-axioms=wi", "--json"}).json();
  CHECK(json["status"] == "refused");
  CHECK(json["not_allowed"] == std::vector<std::string>{"ax-1", "ax-2", "ax-mp"});
  CHECK(example.verify({"--allow-axioms="}).exit == 1);
}

TEST_CASE("verify: --allow-axioms from a file") {
  const Example example;
  const std::string list =
      example.folder.write("list.txt", "wi ax-1 # comment ax-2\nax-2\n\nax-mp\n");
  CHECK(example.verify({"--allow-axioms=@" + list}).exit == 0);
  example.folder.write("list.txt", "wi ax-1 # ax-2\nax-mp\n");
  CHECK(example.verify({"--allow-axioms=@" + list}).exit == 1);
  CHECK(example.verify({"--allow-axioms=@" + example.folder.path("absent")}).exit == 3);
}

TEST_CASE("verify: assumed theorems must be allowed too") {
  const Example example;
  REQUIRE(call({"prove", example.theory, "-t", "idd", "--assume", "id", "-o", example.certificate,
                "-q"})
              .exit == 0);
  const Outcome outcome = example.verify();
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.find("ATTENTION") != std::string::npos);
  CHECK(example.verify({"--allow-axioms=wi,ax-*"}).exit == 1);
  CHECK(example.verify({"--allow-axioms=wi,ax-*,id"}).exit == 0);
}

TEST_CASE("verify: the small verifier knows who reads rule files") {
  const Example example;
  const std::string rules = example.folder.write("logic.blk", "sort wff\n");
  const Outcome outcome = run("blockfold-verify", {example.certificate, rules});
  CHECK(outcome.exit == 2);
  CHECK(outcome.err.find("error[theory.rules]") != std::string::npos);
  CHECK(outcome.err.find("'blockfold verify X.bfc --theory " + rules + "'") != std::string::npos);
}

TEST_CASE("verify: truncated, extended, changed or foreign certificates") {
  const Example example;
  const std::string good = read(example.certificate);
  const auto refused = [&](const std::string& bytes) {
    write(example.certificate, bytes);
    const Outcome outcome = example.verify({"--json"});
    const auto json = outcome.json();
    return outcome.exit == 1 && json.is_object() && json["status"] == "error";
  };
  for (std::size_t size :
       {std::size_t{0}, std::size_t{3}, std::size_t{40}, good.size() / 2, good.size() - 1}) {
    INFO("first ", size, " bytes");
    CHECK(refused(good.substr(0, size)));
  }
  CHECK(refused(good + '\0'));
  CHECK(refused("not a certificate\n"));
  CHECK(refused(read(example.theory)));
  for (std::size_t at = 4; at < good.size(); at += good.size() / 20) {
    INFO("byte ", at);
    std::string changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK(refused(changed));
  }
}

TEST_CASE("verify: another theory is refused") {
  const Example example;
  const auto refused = [&](const std::string& from, const std::string& to) {
    std::string text = kSmallTheory;
    text.replace(text.find(from), from.size(), to);
    const std::string other = example.folder.write("other.mm", text);
    return call({"verify", example.certificate, "--theory", other}).exit == 1;
  };
  CHECK(refused("idd $p |- ( ps -> ( ph -> ph ) )", "idd $p |- ( ph -> ( ph -> ph ) )"));
  CHECK(refused("ax-1 $a |- ( ph -> ( ps -> ph ) )", "ax-1 $a |- ( ps -> ( ps -> ph ) )"));
  CHECK(refused("idd $p", "ide $p"));
  CHECK(refused("$v ph ps ch $.", "$v ph ps ch"));
  CHECK(call({"verify", example.certificate, "--theory", example.folder.path("no.mm")}).exit == 3);
}

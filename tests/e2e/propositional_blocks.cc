// Propositional logic in the block model: what its blocks prove, and what they must not.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace blockfold::e2e;

namespace {

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";
const std::string kRules = kStdlib + "propositional_blocks.blk";
const std::string kBlocks = kStdlib + "propositional_blocks.bmt";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Formulas and substitutions that the transcripts below speak of.
const std::string kFormulas = R"(blockfold execution 1
F = def_bottom()
a = def_metavariable(10)
b = def_metavariable(11)
aa = def_implication(a, a, 0, 0, 1)
ab = def_implication(a, b, 0, 0, 1)
ba = def_implication(b, a, 0, 0, 1)
na = def_implication(a, F, 0, 0, 1)
nb = def_implication(b, F, 0, 0, 1)
aba = def_implication(a, ba, 0, 1, 2)
is_negation(na, a, F)
is_negation(nb, b, F)
sa = def_single(ab, 1, 10)  # a := a -> b
sb = def_single(aa, 1, 10)  # a := a -> a
both = def_union(sa, sb, 0, 0, 1)
axiom_1(a, b, ba, aba)
)";

/// What the checker says about these blocks, with formulas and without errors if empty.
Outcome blocks(const std::string& lines) {
  const Folder folder;
  return call({"blocks", kRules, folder.write("x.bmt", kFormulas + lines)});
}

bool accepted(const std::string& lines) {
  const Outcome outcome = blocks(lines);
  INFO(lines, outcome.err);
  CHECK((outcome.exit == 0 || outcome.exit == 1));
  CHECK(contains(outcome.err, "error[") == (outcome.exit == 1));
  return outcome.exit == 0;
}

} // namespace

TEST_CASE("propositional blocks: eight theorems, and what the certificate says of them") {
  const Folder folder;
  const std::string certificate = folder.path("p.bfc");
  REQUIRE(call({"prove", kRules, kBlocks, "-o", certificate, "-q"}).exit == 0);
  const auto json = call({"verify", certificate, "--theory", kRules, "--json"}).json();
  std::vector<std::string> codes;
  for (const auto& block : json["public_blocks"]) {
    CHECK(block["rule"] == "states");
    codes.push_back(block["arguments"]["code"]);
  }
  const std::vector<std::uint64_t> formulas = {
      0x1aa,         // a -> a
      0x11ab11ca1cb, // (a -> b) -> ((c -> a) -> (c -> b))
      0x11ab11bc1ac, // (a -> b) -> ((b -> c) -> (a -> c))
      0x11a21ab,     // -. a -> (a -> b)
      0x12a,         // bottom -> a
      0x111a2aa,     // (-. a -> a) -> a
      0x111a22a,     // -. -. a -> a
      0x111abaa,     // ((a -> b) -> a) -> a
  };
  std::vector<std::string> expected;
  for (const std::uint64_t formula : formulas)
    expected.push_back(std::to_string(formula));
  CHECK(codes == expected);
}

TEST_CASE("propositional blocks: the transcript uses every rule but 'assume'") {
  const std::string rules = read(kRules), blocks = read(kBlocks);
  std::istringstream lines(rules);
  int count = 0;
  for (std::string line; std::getline(lines, line);)
    for (const std::string start : {"rule ", "axiom ", "public rule "})
      if (line.starts_with(start)) {
        ++count;
        const std::string name =
            line.substr(start.size(), line.find_first_of("( ", start.size()) - start.size());
        CHECK_MESSAGE(contains(blocks, name + "(") == (name != "assume"), name);
      }
  CHECK(count == 25);
}

TEST_CASE("propositional blocks: the program that writes proofs") {
  const std::string program = "python3 " + kStdlib + "propositional_blocks.py ";
  const Outcome written = shell(program);
  CHECK(written.exit == 0);
  CHECK(written.out == read(kBlocks));
  const Folder folder;
  const Outcome other = shell(program + "I=DD211 K=D1I T=DD2D1D2DD2D1211");
  REQUIRE(other.exit == 0);
  const Outcome proved = call({"prove", kRules, folder.write("other.bmt", other.out), "-o",
                               folder.path("other.bfc"), "--json"});
  REQUIRE(proved.exit == 0);
  CHECK(proved.json()["public_blocks"].size() == 3);
  CHECK(contains(other.out, "states(0x1a1bb, "));
  for (const auto& [wrong, why] : std::vector<std::pair<std::string, std::string>>{
           {"I", "write LETTER=PROOF"},
           {"D=1", "not D"},
           {"I=DD211 I=1", "another capital letter"},
           {"I=", "it ends too early"},
           {"I=D1", "it ends too early"},
           {"I=11", "'1' is left over"},
           {"I=D1X", "'X' is neither"},
           {"I=DDDD2DD2DD222222", "a part of itself"},
           {"I=D31", "does not fit"},
           {"I=" + std::string(5000, 'D'), "it is too deep"}}) {
    const Outcome refused = shell(program + wrong);
    CAPTURE(wrong);
    CHECK(refused.exit == 1);
    CHECK(refused.out.empty());
    CHECK_MESSAGE(contains(refused.err, why), refused.err);
  }
}

TEST_CASE("propositional blocks: what is assumed is stated") {
  const Folder folder;
  const std::string spelled = R"(spell_metavariable(a, 10)
spell_metavariable(b, 11)
spell_implication(ab, a, b, 1, 1, 10, 11, 16, 16)
assume(0x1ab, ab, 3, 0x1000)
)";
  const std::string text = kFormulas + spelled + "states(0x1ab, ab, 0, 3, 0x1000)\n";
  const std::string certificate = folder.path("x.bfc");
  REQUIRE(call({"prove", kRules, folder.write("x.bmt", text), "-o", certificate, "-q"}).exit == 0);
  const Outcome verified = call({"verify", certificate, "--theory", kRules});
  CHECK(contains(verified.out, "public     assume(code = 427)\n"));
  CHECK(contains(verified.out, "public     states(code = 427)\n"));
  CHECK(accepted(spelled));
  // Another formula than the code says.
  CHECK_FALSE(accepted(spelled + "assume(0x1ab, ba, 3, 0x1000)\n"));
  CHECK_FALSE(accepted(spelled + "assume(0x1ba, ab, 3, 0x1000)\n"));
}

TEST_CASE("propositional blocks: forged proofs are refused") {
  CHECK(accepted(""));
  // Nothing proves a; modus ponens needs what it says.
  CHECK_FALSE(accepted("spell_metavariable(a, 10)\nstates(10, a, 0, 1, 16)\n"));
  CHECK_FALSE(accepted("modus_ponens(a, ba, aba, 0, 0, 1)\n"));
  const std::string identity = R"(aaa = def_implication(a, aa, 0, 1, 2)
axiom_1(a, a, aa, aaa)
)";
  CHECK(accepted(identity));
  CHECK_FALSE(accepted(identity + "modus_ponens(aaa, aba, aa, 0, 0, 1)\n"));
  CHECK_FALSE(accepted(identity + "modus_ponens(aba, aa, aaa, 0, 0, 1)\n"));
  // Schemes with formulas that are not of their shape.
  CHECK_FALSE(accepted("axiom_1(b, a, ba, aba)\n"));
  CHECK_FALSE(accepted("axiom_1(a, b, ab, aba)\n"));
  const std::string three = "nanb = def_implication(na, nb, 1, 1, 2)\n"
                            "t = def_implication(nanb, ba, 2, 1, 3)\n";
  CHECK(accepted(three + "axiom_3(a, b, na, nb, nanb, ba, t)\n"));
  CHECK_FALSE(accepted(three + "axiom_3(b, a, na, nb, nanb, ba, t)\n"));
  CHECK_FALSE(accepted("u = def_implication(ab, nb, 1, 1, 2)\n"
                       "t = def_implication(u, ba, 2, 1, 3)\n"
                       "axiom_3(a, b, ab, nb, u, ba, t)\n"));
  CHECK_FALSE(accepted("is_negation(ab, a, b)\n"));
}

TEST_CASE("propositional blocks: forged formulas are refused") {
  // Parts of themselves, alone and around a circle.
  CHECK_FALSE(accepted("x = def_implication(x, a, 0, 0, 1)\n"));
  CHECK_FALSE(accepted("x = def_implication(x, a, 1, 0, 1)\n"));
  CHECK_FALSE(accepted("x = def_implication(y, a, 2, 0, 1)\ny = def_implication(x, a, 1, 0, 2)\n"));
  CHECK_FALSE(accepted("x = def_implication(a, b, 0, 0, 0)\n"));
  // What is no formula.
  CHECK_FALSE(accepted("x = def_implication(a, sa, 0, 0, 1)\n"));
  CHECK_FALSE(accepted("x = def_single(sa, 0, 10)\n"));
  // A metavariable must not look like a connective, or like two symbols.
  CHECK_FALSE(accepted("x = def_metavariable(1)\nspell_metavariable(x, 1)\n"));
  CHECK_FALSE(accepted("x = def_metavariable(2)\nspell_metavariable(x, 2)\n"));
  CHECK_FALSE(accepted("x = def_metavariable(16)\nspell_metavariable(x, 16)\n"));
  CHECK(accepted("x = def_metavariable(15)\nspell_metavariable(x, 15)\n"));
  CHECK_FALSE(accepted("spell_metavariable(a, 11)\n"));
  CHECK_FALSE(accepted("spell_bottom(a)\n"));
  CHECK_FALSE(accepted("spell_metavariable(a, 10)\nspell_metavariable(b, 11)\n"
                       "spell_implication(ba, a, b, 1, 1, 10, 11, 16, 16)\n"));
}

TEST_CASE("propositional blocks: forged substitutions and instances are refused") {
  CHECK(accepted("replaces_here(sa, ab, 10)\nkeeps_other(sa, ab, 10, 11)\n"));
  CHECK_FALSE(accepted("replaces_here(sa, aa, 10)\n"));
  CHECK_FALSE(accepted("replaces_here(sa, ab, 11)\n"));
  CHECK_FALSE(accepted("keeps_other(sa, ab, 10, 10)\n"));
  // Two images for one metavariable: neither half keeps it.
  CHECK_FALSE(accepted("replaces_here(sa, ab, 10)\n"
                       "replaces_left(both, sa, sb, ab, 10, 0, 0)\n"));
  CHECK_FALSE(accepted("replaces_here(sb, aa, 10)\n"
                       "replaces_right(both, sa, sb, aa, 10, 0, 0)\n"));
  CHECK_FALSE(accepted("keeps_other(sa, ab, 10, 10)\n"
                       "keeps_both(both, sa, sb, 10, 0, 0, 1)\n"));
  CHECK(accepted("keeps_other(sa, ab, 10, 11)\nkeeps_other(sb, aa, 10, 11)\n"
                 "keeps_both(both, sa, sb, 11, 0, 0, 1)\n"));
  CHECK_FALSE(accepted("x = def_union(x, sa, 0, 0, 1)\n"));
  CHECK_FALSE(accepted("x = def_union(x, sa, 1, 0, 1)\n"));

  const std::string parts = "replaces_here(sa, ab, 10)\nkeeps_other(sa, ab, 10, 11)\n"
                            "instance_replaced(sa, a, ab, 10, 0)\ninstance_kept(sa, b, 11, 0)\n"
                            "bab = def_implication(b, ab, 0, 1, 2)\n"
                            "abbab = def_implication(ab, bab, 1, 2, 3)\n";
  const std::string inner = "instance_implication(sa, b, a, b, ab, ba, bab, 0, 0, 1)\n";
  const std::string outer = "instance_implication(sa, a, ba, ab, bab, aba, abbab, 0, 1, 2)\n";
  CHECK(accepted(parts + inner + outer + "instantiate(sa, aba, abbab, 0, 2)\n"));
  CHECK_FALSE(accepted(parts + outer + "instantiate(sa, aba, abbab, 0, 2)\n"));
  CHECK_FALSE(accepted(parts + inner + outer + "instantiate(sb, aba, abbab, 0, 2)\n"));
  CHECK_FALSE(accepted(parts + inner + outer + "instantiate(sa, abbab, aba, 0, 2)\n"));
  CHECK_FALSE(accepted(parts + "instance_kept(sa, a, 10, 0)\n"));
  CHECK_FALSE(accepted(parts + "instance_replaced(sa, a, aa, 10, 0)\n"));
  // One image for the metavariable on the left, another on the right.
  CHECK_FALSE(accepted(parts + "instance_implication(sa, a, a, ab, a, aa, aba, 0, 0, 1)\n"));
  CHECK(accepted("instance_bottom(sa, F, F, 0)\n"));
  CHECK_FALSE(accepted("instance_bottom(sa, F, a, 0)\n"));
  CHECK_FALSE(accepted("instance_bottom(sa, a, F, 0)\n"));
  CHECK_FALSE(accepted("instance_bottom(a, F, F, 0)\n"));
}

TEST_CASE("propositional blocks: a certificate with a forged block is not made") {
  const Folder folder;
  std::string text = read(kBlocks);
  text.replace(text.find("states(0x1aa"), 12, "states(0x1ab");
  const Outcome outcome =
      call({"prove", kRules, folder.write("x.bmt", text), "-o", folder.path("x.bfc")});
  CHECK(outcome.exit == 1);
  CHECK(contains(outcome.err, "demands spelled("));
  CHECK(folder.names() == std::vector<std::string>{"x.bmt"});
  CHECK(call({"rules", "test", kRules}).exit == 0);
}

// Text rules as theories: the same as Metamath's, down to the digest.
#include "compiler/rules/theory.h"

#include "compiler/import/theory_import.h"
#include "tests/unit/rules/rule_text.h"
#include "tests/unit/theories.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

const char* const kMetamath = "$c |- wff setvar ( ) -> A. $. $v p q x $.\n"
                              "wp $f wff p $. wq $f wff q $. vx $f setvar x $.\n"
                              "wi $a wff ( p -> q ) $.\n"
                              "wal $a wff A. x p $.\n"
                              "ax1 $a |- ( p -> ( q -> p ) ) $.\n"
                              "${ mp1 $e |- p $. mp2 $e |- ( p -> q ) $. mp $a |- q $. $}\n"
                              "${ $d x p $. ax5 $a |- ( p -> A. x p ) $. $}\n"
                              "${ th1 $e |- p $. $d x p q $. th $p |- ( q -> A. x p ) $= ? $. $}\n"
                              "last $p |- A. x p $= ? $.\n";

const char* const kRules = "sort wff setvar\nclaim |-\nsymbols ( ) -> A.\n"
                           "relation unrelated(x: field)\n"
                           "rule wi(p, q: wff) {\n conclude wff ( p -> q )\n}\n"
                           "rule wal(p: wff, x: setvar) {\n conclude wff A. x p\n}\n"
                           "axiom between { emit unrelated(1) }\n"
                           "axiom ax1(p, q: wff) {\n conclude |- ( p -> ( q -> p ) )\n}\n"
                           "rule mp(p, q: wff) {\n premise |- p\n premise |- ( p -> q )\n"
                           " conclude |- q\n}\n"
                           "axiom ax5(p: wff, x: setvar) {\n distinct x, p\n"
                           " conclude |- ( p -> A. x p )\n}\n"
                           "theorem th(p, q: wff, x: setvar) {\n distinct x, p, q\n premise |- p\n"
                           " conclude |- ( q -> A. x p )\n}\n"
                           "theorem last(p: wff, x: setvar) {\n conclude |- A. x p\n}\n";

} // namespace

TEST_CASE("one theory in two languages has one digest, whatever is chosen of it") {
  const auto database = testing::read(kMetamath);
  const import::MetamathSource metamath(*database);
  const Read read = read_text(kRules);
  REQUIRE(read.findings().empty());
  const RuleTheory rules(*read.read.program);
  REQUIRE(rules.assertion_count() == metamath.assertion_count());
  for (std::uint32_t i = 0; i < rules.assertion_count(); ++i) {
    CHECK(rules.label(i) == metamath.label(i));
    CHECK(rules.is_axiom(i) == metamath.is_axiom(i));
  }
  std::size_t compared = 0;
  for (unsigned choice = 1; choice < 1U << rules.assertion_count(); ++choice) {
    std::vector<ir::ChosenAssertion> chosen;
    for (std::uint32_t i = 0; i < rules.assertion_count(); ++i)
      if ((choice >> i & 1) != 0)
        chosen.push_back({i, rules.is_axiom(i)           ? ir::Role::Axiom
                             : (choice * 7 + i) % 3 == 0 ? ir::Role::Lemma
                             : (choice * 5 + i) % 3 == 0 ? ir::Role::Assumed
                                                         : ir::Role::Goal});
    const ir::Theory a = rules.build(chosen), b = metamath.build(chosen);
    CHECK(import::theory_digest(a) == import::theory_digest(b));
    REQUIRE(a.variables.size() == b.variables.size());
    for (std::size_t i = 0; i < a.variables.size(); ++i)
      CHECK(a.variables[i].code == b.variables[i].code);
    REQUIRE(a.rules.size() == b.rules.size());
    for (std::size_t i = 0; i < a.rules.size(); ++i)
      CHECK(a.rules[i].rank == b.rules[i].rank);
    ++compared;
  }
  CHECK(compared == 127);
}

TEST_CASE("each part of a rule is in the digest") {
  const auto digest = [](std::string from, const std::string& to) {
    std::string text = kRules;
    if (!from.empty()) {
      REQUIRE(text.find(from) != std::string::npos);
      text.replace(text.find(from), from.size(), to);
    }
    const Read read = read_text(text);
    REQUIRE(read.read.program.has_value());
    const RuleTheory rules(*read.read.program);
    std::vector<ir::ChosenAssertion> chosen;
    for (std::uint32_t i = 0; i < rules.assertion_count(); ++i)
      chosen.push_back({i, rules.is_axiom(i) ? ir::Role::Axiom : ir::Role::Goal});
    return import::theory_digest(rules.build(chosen));
  };
  const auto honest = digest("", "");
  CHECK(digest("wi(p", "wii(p") != honest);
  CHECK(digest(" premise |- p\n premise", " premise") != honest);
  CHECK(digest("distinct x, p, q", "distinct x, p") != honest);
  CHECK(digest("conclude wff A. x p", "conclude wff A. p x") != honest);
  CHECK(digest("premise |- p\n", "premise wff p\n") != honest);
  // What certificates do not speak of is not.
  CHECK(digest("relation unrelated(x: field)", "relation unrelated(y: field)") == honest);
}

TEST_CASE("a variable never looks like a symbol, even of a file that is not seen") {
  const Read read = read_files({{"rules.blk", "import \"a.blk\"\nimport \"b.blk\"\n"},
                                {"a.blk", "sort wff\nrule r(x: wff) {\n  conclude wff x\n}\n"},
                                {"b.blk", "symbols x\n"}});
  CHECK(read.codes() == std::vector<std::string>{"BF1106"});
}

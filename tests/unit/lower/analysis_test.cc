// What the lowering decides about a theory as a whole: sharing, order, nodes.
#include "compiler/lower/chip/analysis.h"

#include "tests/unit/theories.h"

using namespace blockfold;
using namespace blockfold::testing;
using lower::Analysis;

namespace {

const std::string kGoal = "goal $p |- ( p -> p ) $= ? $.\n";

const lower::TypecodeFacts& facts(const ir::Theory& theory, const Analysis& analysis,
                                  const char* name) {
  return analysis.typecodes[typecode(theory, name)];
}

const lower::RuleFacts& rule_facts(const ir::Theory& theory, const Analysis& analysis,
                                   const char* label) {
  return analysis.rules[rule(theory, label)];
}

bool shares(const std::string& text) {
  return lower::analyze(theory_of(text)).syntax_shared;
}

} // namespace

TEST_CASE("propositional syntax is shared and ordered by length") {
  const ir::Theory theory = theory_of(kLogic + kGoal);
  const Analysis analysis = lower::analyze(theory);
  CHECK(analysis.syntax_shared);
  CHECK_FALSE(analysis.syntax_hoisted);
  CHECK_FALSE(analysis.uses_disjoint);
  CHECK(analysis.node_arities.empty());

  CHECK(facts(theory, analysis, "wff").has_variables);
  CHECK(facts(theory, analysis, "wff").shared);
  CHECK_FALSE(facts(theory, analysis, "wff").timed);
  CHECK_FALSE(facts(theory, analysis, "|-").has_variables);
  CHECK_FALSE(facts(theory, analysis, "|-").shared);
  CHECK(facts(theory, analysis, "|-").timed);

  CHECK(rule_facts(theory, analysis, "wi").length_checked);
  CHECK_FALSE(rule_facts(theory, analysis, "wi").has_time);
  CHECK(rule_facts(theory, analysis, "mp").time_checked ==
        std::vector<bool>{false, false, true, true});
  CHECK_FALSE(rule_facts(theory, analysis, "mp").length_checked);
  CHECK_FALSE(rule_facts(theory, analysis, "ax1").has_time);
}

TEST_CASE("a hypothesis in a syntax typecode forbids sharing") {
  CHECK_FALSE(
      shares(std::string(kLogic) + "${ h $e wff ( p -> q ) $. goal $p |- ( p -> q ) $= ? $. $}"));
  CHECK(shares(std::string(kLogic) + "${ h $e |- p $. goal $p |- ( p -> q ) $= ? $. $}"));
}

TEST_CASE("a proved lemma of a syntax typecode forbids sharing") {
  CHECK_FALSE(shares(std::string(kLogic) + "lemma $p wff ( p -> ( p -> p ) ) $= ? $.\n" + kGoal));
}

TEST_CASE("a goal of a syntax typecode that nobody cites does not") {
  CHECK(shares(std::string(kLogic) + "goal $p wff ( p -> ( p -> p ) ) $= ? $.\n"));
}

TEST_CASE("a syntax rule with $d forbids sharing") {
  CHECK_FALSE(shares(std::string(kLogic) + "${ $d p q $. wd $a wff ( p q ) $. $}\n" + kGoal));
  CHECK(shares(std::string(kLogic) + "${ $d p q $. xd $a |- ( p q ) $. $}\n" + kGoal));
}

TEST_CASE("typecodes that syntax is derived from count as syntax") {
  const std::string positive = "$c pos $.\n"
                               "${ w.1 $e pos p $. wmu $a wff ( -> p ) $. $}\n";
  const std::string hypothesis = "${ h $e pos p $. goal $p |- p $= ? $. $}\n";
  CHECK(shares(kLogic + positive + "posi $a pos ( p -> q ) $.\n" + kGoal));
  CHECK_FALSE(shares(kLogic + positive + hypothesis));
  // Without the rule that asks for it, the typecode is nobody's syntax.
  CHECK(shares(std::string(kLogic) + "$c pos $.\n" + hypothesis));
}

TEST_CASE("dummies decide nothing") {
  ir::Theory theory = theory_of("$c |- t a $. ax $a t a $. goal $p t a $= ? $.");
  CHECK_FALSE(facts(theory, lower::analyze(theory), "t").has_variables);
  import::add_dummies(theory, std::vector<std::uint32_t>(theory.typecodes.size(), 1));
  CHECK_FALSE(facts(theory, lower::analyze(theory), "t").has_variables);
}

TEST_CASE("syntax that is only assumed may not be hoisted") {
  const std::string after = "first $p |- ( p -> p ) $= ? $.\n"
                            "late $p wff ( ) $= ? $.\n"
                            "goal $p |- ( q -> q ) $= ? $.\n";
  ir::Theory theory = theory_of(kLogic + after);
  REQUIRE(theory.rules[rule(theory, "late")].rank > 0);
  theory.assertions[theory.rules[rule(theory, "late")].assertion].role = ir::Role::Assumed;
  CHECK_FALSE(lower::analyze(theory).syntax_shared);
  theory.assertions[theory.rules[rule(theory, "late")].assertion].role = ir::Role::Axiom;
  CHECK(lower::analyze(theory).syntax_shared);
  CHECK(lower::analyze(theory).syntax_hoisted);
}

TEST_CASE("constant-free rules on a cycle are ordered by time") {
  const ir::Theory theory = theory_of("$c wff |- M I $. $v x y $. wx $f wff x $. wy $f wff y $.\n"
                                      "we $a wff $. wM $a wff x M $. wI $a wff x I $.\n"
                                      "wxy $a wff x y $. ax $a |- M I $.\n"
                                      "goal $p |- M I $= ? $.");
  const Analysis analysis = lower::analyze(theory);
  CHECK(analysis.syntax_shared);
  CHECK(rule_facts(theory, analysis, "wxy").time_checked == std::vector<bool>{true, true});
  CHECK(rule_facts(theory, analysis, "wxy").has_time);
  CHECK_FALSE(rule_facts(theory, analysis, "wM").has_time);
  CHECK_FALSE(rule_facts(theory, analysis, "we").has_time);
  CHECK(facts(theory, analysis, "wff").timed);
}

TEST_CASE("constant-free rules off every cycle are ordered by length") {
  // As in set.mm: `A R B` is free of constants, but no class is only a wff.
  const ir::Theory theory =
      theory_of("$c wff class setvar |- { | } $.\n"
                "$v p x A B R $. wp $f wff p $. vx $f setvar x $. cA $f class A $.\n"
                "cB $f class B $. cR $f class R $.\n"
                "cv $a class x $. cab $a class { x | p } $. wbr $a wff A R B $.\n"
                "ax $a |- A R B $. goal $p |- A R A $= ? $.");
  const Analysis analysis = lower::analyze(theory);
  for (const lower::RuleFacts& rule : analysis.rules)
    CHECK_FALSE(rule.has_time);
  CHECK_FALSE(facts(theory, analysis, "wff").timed);
  CHECK_FALSE(facts(theory, analysis, "class").timed);
  CHECK(rule_facts(theory, analysis, "wbr").length_checked);
  CHECK_FALSE(rule_facts(theory, analysis, "cv").length_checked);
}

TEST_CASE("an essential premise inside a component puts all of it in order of time") {
  // As in matching logic: patterns rest on judgements about patterns.
  const ir::Theory theory =
      theory_of("$c #P #Pos |- mu imp $. $v a b $. pa $f #P a $. pb $f #P b $.\n"
                "pimp $a #P imp a b $.\n"
                "${ m.1 $e #Pos a $. pmu $a #P mu a $. $}\n"
                "posi $a #Pos imp a b $.\n"
                "ax $a |- a $. goal $p |- imp a a $= ? $.");
  const Analysis analysis = lower::analyze(theory);
  CHECK(rule_facts(theory, analysis, "pimp").time_checked == std::vector<bool>{true, true});
  CHECK(rule_facts(theory, analysis, "pmu").time_checked == std::vector<bool>{true, true});
  CHECK(rule_facts(theory, analysis, "posi").time_checked == std::vector<bool>{true, true});
  CHECK_FALSE(rule_facts(theory, analysis, "ax").has_time);
  CHECK(facts(theory, analysis, "#P").timed);
  CHECK(facts(theory, analysis, "#Pos").timed);
}

TEST_CASE("without the essential premise the same typecodes fall apart") {
  const ir::Theory theory = theory_of("$c #P #Pos |- imp $. $v a b $. pa $f #P a $. pb $f #P b $.\n"
                                      "pimp $a #P imp a b $. posi $a #Pos imp a b $.\n"
                                      "ax $a |- a $. goal $p |- imp a a $= ? $.");
  const Analysis analysis = lower::analyze(theory);
  for (const lower::RuleFacts& rule : analysis.rules)
    CHECK_FALSE(rule.has_time);
}

TEST_CASE("a parameter that does not occur breaks the order by length") {
  const ir::Theory theory = theory_of(std::string(kLogic) +
                                      "wk $a wff ( -> ) $.\n"
                                      "${ k $e wff q $. wz $a wff ( p ) $. $}\n" +
                                      kGoal);
  const Analysis analysis = lower::analyze(theory);
  // wz has a float q (from k) that is no part of ( p ).
  CHECK(rule_facts(theory, analysis, "wz").time_checked == std::vector<bool>{true, true, true});
  CHECK(rule_facts(theory, analysis, "wi").time_checked == std::vector<bool>{true, true});
}

TEST_CASE("ranks: lemmas come after themselves, later axioms after the goals before them") {
  const ir::Theory theory = theory_of(std::string(kLogic) +
                                      "l1 $p |- ( p -> p ) $= ? $.\n"
                                      "late $a |- ( q -> q ) $.\n"
                                      "wlate $a wff ( ) $.\n"
                                      "l2 $p |- ( p -> ( p -> p ) ) $= ? $.\n" +
                                      kGoal);
  const Analysis analysis = lower::analyze(theory);
  CHECK(theory.rules[rule(theory, "ax1")].rank == 0);
  CHECK(theory.rules[rule(theory, "l1")].rank == 1);
  CHECK(theory.rules[rule(theory, "late")].rank == 1);
  CHECK(theory.rules[rule(theory, "l2")].rank == 2);
  CHECK(theory.contexts.size() == 3);
  CHECK_FALSE(rule_facts(theory, analysis, "ax1").order_checked);
  CHECK(rule_facts(theory, analysis, "l1").order_checked);
  CHECK(rule_facts(theory, analysis, "late").order_checked);
  // Shared syntax has no context to compare: the statement says that it was hoisted.
  CHECK_FALSE(rule_facts(theory, analysis, "wlate").order_checked);
  CHECK(analysis.syntax_shared);
  CHECK(analysis.syntax_hoisted);
}

TEST_CASE("a goal that is not cited is no rule") {
  const ir::Theory theory = theory_of(kLogic + kGoal);
  CHECK(theory.rules.size() == 4);
  CHECK(theory.contexts.size() == 1);
}

TEST_CASE("nodes reach down from $d conditions, with their arities") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers +
                                      "$c class $. cx $a class x $. wf $a wff -> $.\n" + kGoal);
  const Analysis analysis = lower::analyze(theory);
  CHECK(analysis.uses_disjoint);
  CHECK(facts(theory, analysis, "wff").has_nodes);
  CHECK(facts(theory, analysis, "setvar").has_nodes);
  CHECK_FALSE(facts(theory, analysis, "class").has_nodes);
  CHECK_FALSE(facts(theory, analysis, "|-").has_nodes);
  CHECK(rule_facts(theory, analysis, "wi").emits_node);
  CHECK_FALSE(rule_facts(theory, analysis, "cx").emits_node);
  CHECK(analysis.node_arities == std::vector<std::uint32_t>{0, 2});
}

TEST_CASE("hypotheses with nodes add their arity") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers +
                                      "${ h $e wff ( p q r ) $. goal $p |- ( p -> p ) $= ? $. $}");
  CHECK(lower::analyze(theory).node_arities == std::vector<std::uint32_t>{2, 3});
}

TEST_CASE("parameters in order of first occurrence") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kGoal);
  const ir::Assertion& ax2 = theory.of(theory.rules[rule(theory, "ax2")]);
  CHECK(lower::occurring_parameters(ax2.conclusion) == std::vector<std::uint32_t>{0, 1, 2});
  ir::Template turned{0,
                      {ir::Item::parameter(2), ir::Item::constant(1), ir::Item::parameter(0),
                       ir::Item::parameter(2)}};
  CHECK(lower::occurring_parameters(turned) == std::vector<std::uint32_t>{2, 0});
}

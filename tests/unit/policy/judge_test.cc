// Which axioms a policy accepts, and what it says of the others.
#include "compiler/policy/judge.h"

#include "compiler/ir/block_rule_text.h"
#include "compiler/policy/statement_text.h"
#include "compiler/policy/template.h"
#include "tests/unit/policy/policy_text.h"
#include "tests/unit/theories.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::policy;

namespace {

/// Axioms wi, ax1, ax2, mp, wal, ax5, gen, and a lemma that is assumed.
ir::Theory theory() {
  ir::Theory theory = testing::theory_of(std::string(testing::kLogic) + testing::kQuantifiers +
                                         testing::kTwice + testing::kIdentity);
  for (ir::Assertion& assertion : theory.assertions)
    if (assertion.label == "mp2")
      assertion.role = ir::Role::Assumed;
  return theory;
}

const ir::Assertion& find(const ir::Theory& theory, const std::string& label) {
  for (const ir::Assertion& assertion : theory.assertions)
    if (assertion.label == label)
      return assertion;
  REQUIRE_MESSAGE(false, label);
  return theory.assertions.front();
}

std::string digest(const ir::Theory& theory, const std::string& label) {
  return to_string(statement_digest(theory, find(theory, label)));
}

/// Each objection as "reason label".
std::vector<std::string> objections(const std::string& rules, const ir::Theory& theory,
                                    bool hoisted = false) {
  const Read read = read_text("policy 1\n" + rules);
  REQUIRE(read.policy.has_value());
  std::vector<std::string> out;
  for (const Objection& objection : judge(*read.policy, theory, hoisted))
    out.push_back(name(objection.reason) +
                  (objection.assertion == nullptr ? "" : " " + objection.assertion->label));
  return out;
}

using Objections = std::vector<std::string>;

} // namespace

TEST_CASE("policy: the text that is digested") {
  const ir::Theory all = theory();
  CHECK(statement_text(all, find(all, "mp")) == "variable wff p\n"
                                                "variable wff q\n"
                                                "hypothesis |- p\n"
                                                "hypothesis |- ( p -> q )\n"
                                                "conclusion |- q\n");
  CHECK(statement_text(all, find(all, "ax5")) == "variable wff p\n"
                                                 "variable setvar x\n"
                                                 "conclusion |- ( p -> A. x p )\n"
                                                 "distinct p x\n");
  // printf 'variable wff p\nvariable setvar x\nconclusion |- ( p -> A. x p )\ndistinct p x\n' |
  // sha256sum
  CHECK(digest(all, "ax5") ==
        "sha256:ff1b9cc868d38716b100992410c7e483c51a55222c2e67455dd153d589fa5765");
}

TEST_CASE("policy: a digest is of the statement alone") {
  const ir::Theory all = theory();
  const ir::Theory few = testing::theory_of(std::string(testing::kLogic) + testing::kIdentity);
  CHECK(digest(all, "ax2") == digest(few, "ax2"));
  CHECK(digest(all, "ax2") != digest(all, "ax1"));
  std::string changed = testing::kLogic;
  changed.replace(changed.find("( q -> p ) ) $."), 15, "( p -> q ) ) $.");
  CHECK(digest(testing::theory_of(changed + testing::kTwice), "ax1") != digest(all, "ax1"));
}

TEST_CASE("policy: a $d condition more or less is another statement") {
  const std::string with = "$c |- wff A $. $v p q $. wp $f wff p $. wq $f wff q $.\n"
                           "${ $d p q $. ax $a |- A p q $. $}\n";
  std::string without = with;
  without.replace(without.find("$d p q $."), 9, "");
  const std::string goal = "t $p |- A p p $= ? $.\n";
  CHECK(digest(testing::theory_of(with + goal), "ax") !=
        digest(testing::theory_of(without + goal), "ax"));
}

TEST_CASE("policy: axioms are allowed by label, glob or typecode") {
  const ir::Theory all = theory();
  const std::string rest = "assume mp2\n";
  CHECK(objections(rest + "allow *\n", all).empty());
  CHECK(objections(rest + "allow ax* mp gen\nallow-typecode wff\n", all).empty());
  CHECK(objections(rest + "allow wi wal ax1 ax2 mp gen\n", all) ==
        Objections{"axiom-not-allowed ax5"});
  CHECK(objections(rest + "allow-typecode wff setvar\n", all) ==
        Objections{"axiom-not-allowed ax1", "axiom-not-allowed ax2", "axiom-not-allowed mp",
                   "axiom-not-allowed ax5", "axiom-not-allowed gen"});
  CHECK(objections(rest, all).size() == 7);
}

TEST_CASE("policy: what is denied is not allowed by anything") {
  const ir::Theory all = theory();
  CHECK(objections("deny ax[5] wi\nallow *\nallow wi ax5\nallow-typecode wff\nassume mp2\n", all) ==
        Objections{"axiom-denied wi", "axiom-denied ax5"});
  CHECK(objections("allow ax5 " + digest(all, "ax5") + "\ndeny ax5\nallow *\nassume *\n", all) ==
        Objections{"axiom-denied ax5"});
}

TEST_CASE("policy: a pinned label has the pinned statement, whatever else allows it") {
  const ir::Theory all = theory();
  const std::string rest = "allow *\nallow-typecode |-\nassume *\n";
  CHECK(objections(rest + "allow ax5 " + digest(all, "ax5") + "\n", all).empty());
  CHECK(objections(rest + "allow ax5 " + digest(all, "ax1") + "\n", all) ==
        Objections{"statement-changed ax5"});
  // One of several pins is enough, for databases of several years.
  CHECK(objections(rest + "allow ax5 " + digest(all, "ax1") + " ax5 " + digest(all, "ax5") + "\n",
                   all)
            .empty());
  CHECK(objections(rest + "assume mp2 " + digest(all, "ax1") + "\n", all) ==
        Objections{"statement-changed mp2"});
}

TEST_CASE("policy: assumed theorems are judged by 'assume' alone") {
  const ir::Theory all = theory();
  CHECK(objections("allow * mp2\n", all) == Objections{"theorem-assumed mp2"});
  CHECK(objections("allow *\nassume none\n", all) == Objections{"theorem-assumed mp2"});
  CHECK(objections("allow *\nassume other\n", all) == Objections{"theorem-assumed mp2"});
  CHECK(objections("allow *\nassume mp[0-9]\n", all).empty());
  CHECK(objections("allow *\nassume mp2 " + digest(all, "mp2") + "\n", all).empty());
}

TEST_CASE("policy: hoisted syntax") {
  const ir::Theory all = theory();
  const std::string rest = "allow *\nassume *\n";
  CHECK(objections(rest, all, true) == Objections{"syntax-hoisted"});
  CHECK(objections(rest + "hoisted-syntax no\n", all, true) == Objections{"syntax-hoisted"});
  CHECK(objections(rest + "hoisted-syntax yes\n", all, true).empty());
  CHECK(objections(rest + "hoisted-syntax yes\n", all, false).empty());
}

TEST_CASE("policy: a template accepts what it was made of, and nothing less") {
  const ir::Theory all = theory();
  const Section section{"Inference",
                        [](const ir::Assertion& axiom) { return !axiom.essentials.empty(); }};
  for (const bool hoisted : {false, true}) {
    const std::string text = policy_template(all, hoisted, "id", {section});
    CHECK(text.find("\n# Inference\nallow mp  sha256:") != std::string::npos);
    CHECK(text.find("\n# Further axioms\nallow wi ") != std::string::npos);
    CHECK(text.find("# |- p & |- ( p -> q ) => |- q\n") != std::string::npos);
    const Read read = read_text(text);
    REQUIRE(read.policy.has_value());
    CHECK(judge(*read.policy, all, hoisted).empty());
    for (const Pattern& pattern : read.policy->allow)
      CHECK(pattern.pinned.has_value());
    CHECK(read.policy->allow.size() == 7);
    CHECK(read.policy->assume.size() == 1);
  }
}

// --- executions ---------------------------------------------------------------------------------

namespace {

/// An axiom that makes numbers, a step, a public rule that states one, and one without blocks.
ir::BlockProgram numbers(bool linear = false, std::int64_t step = 1) {
  const ir::BlockType u8{ir::BlockType::Kind::Integer, 8, false};
  const auto parameter = [&](bool is_public) {
    ir::BlockVariable x;
    x.name = "x";
    x.type = u8;
    x.is_public = is_public;
    return x;
  };
  const auto claim = [](ir::BlockClaim::Kind kind, const ir::Polynomial& value) {
    return ir::BlockClaim{kind, 0, {value}};
  };
  using Kind = ir::BlockClaim::Kind;
  const ir::Polynomial x = ir::Polynomial::variable(0);
  const ir::Polynomial next = *x.plus(ir::Polynomial::constant(step));
  ir::BlockProgram program;
  program.relations = {{"seen", linear, {{"x", u8}}}};
  program.rules = {{"zero", false, 0, {}, {claim(Kind::Emit, ir::Polynomial::constant(0))}, {}, {}},
                   {"next",
                    false,
                    1,
                    {parameter(false)},
                    {claim(Kind::Demand, x), claim(Kind::Emit, next)},
                    {},
                    {}},
                   {"result", true, 1, {parameter(true)}, {claim(Kind::Demand, x)}, {}, {}},
                   {"backdoor", true, 1, {parameter(true)}, {claim(Kind::Emit, x)}, {}, {}}};
  return program;
}

constexpr ProgramDigest kDigest{0xab};

Objections of_rules(const std::string& rules, const ir::BlockProgram& program = numbers()) {
  const Read read = read_text("policy 1\n" + rules);
  REQUIRE(read.policy.has_value());
  Objections out;
  // The statement lists no block of the backdoor.
  const auto has_blocks = [&](ir::BlockRuleIndex rule) { return rule != 3; };
  for (const Objection& objection : judge(*read.policy, program, kDigest, has_blocks))
    out.push_back(name(objection.reason) + std::string(" ") + objection.label.substr(0, 14));
  return out;
}

std::string rule_digest(const ir::BlockProgram& program, ir::BlockRuleIndex rule) {
  return to_string(digest_of(ir::rule_text(program, program.rules[rule])));
}

} // namespace

TEST_CASE("policy: the text of a rule that is digested") {
  const ir::BlockProgram program = numbers();
  CHECK(ir::rule_text(program, program.rules[1]) == "rule next\n"
                                                    "parameter x: u8\n"
                                                    "demand seen(x)\n"
                                                    "emit seen(1 + x)\n"
                                                    "relation seen(x: u8)\n");
  // printf '%s\n' 'rule next' 'parameter x: u8' 'demand seen(x)' 'emit seen(1 + x)'
  //   'relation seen(x: u8)' | sha256sum
  CHECK(rule_digest(program, 1) ==
        "sha256:37898ec149e21fe492152d0bf39f5a2ef4ec9767368ee2f864342a78a6b2f203");
  CHECK(rule_digest(numbers(true), 1) != rule_digest(program, 1));
  CHECK(rule_digest(numbers(false, 2), 1) != rule_digest(program, 1));
  CHECK(rule_digest(numbers(false, 2), 2) == rule_digest(program, 2));
}

TEST_CASE("policy: an execution rests on every rule that may have blocks, not on axioms alone") {
  CHECK(of_rules("") ==
        Objections{"rule-not-allowed zero", "rule-not-allowed next", "rule-not-allowed result"});
  CHECK(of_rules("allow zero result\n") == Objections{"rule-not-allowed next"});
  CHECK(of_rules("allow zero ne?t result\n").empty());
  CHECK(of_rules("allow *\ndeny n*\n") == Objections{"rule-denied next"});
  CHECK(of_rules("assume *\nallow-typecode seen u8\n").size() == 3);
}

TEST_CASE("policy: rules pinned by their texts") {
  const std::string pin = rule_digest(numbers(), 1);
  const std::string rules = "allow zero result\nallow next " + pin + "\n";
  CHECK(of_rules(rules).empty());
  CHECK(of_rules(rules, numbers(false, 2)) == Objections{"statement-changed next"});
  CHECK(of_rules("allow *\nallow next " + pin + "\n", numbers(true)) ==
        Objections{"statement-changed next"});
}

TEST_CASE("policy: programs by their digests") {
  const std::string mine = "program " + program_text(kDigest) + "\n";
  const std::string other = "program " + program_text(ProgramDigest{}) + "\n";
  CHECK(of_rules(mine).empty());
  CHECK(of_rules(other + mine).empty());
  CHECK(of_rules(mine + "deny next\n") == Objections{"rule-denied next"});
  const Objections refused = of_rules(other);
  REQUIRE(refused.size() == 4);
  CHECK(refused.front() == "program-not-allowed keccak256:ab00");
  CHECK(of_rules(other + "allow *\n").empty()); // by its rules
}

TEST_CASE("policy: a program's template accepts it, and its rules alone as well") {
  const ir::BlockProgram program = numbers();
  const auto has_blocks = [&](ir::BlockRuleIndex rule) { return rule != 3; };
  std::string text = policy_template(program, kDigest, "these numbers", has_blocks);
  const std::string rules = text.substr(text.find("policy 1\n") + 9);
  CHECK(of_rules(rules).empty());
  CHECK(rules.find("backdoor") == std::string::npos);
  std::string pinned = rules;
  pinned.insert(pinned.find("program keccak256:"), "# ");
  CHECK(of_rules(pinned).empty());
  CHECK_FALSE(of_rules(pinned, numbers(false, 2)).empty());
}

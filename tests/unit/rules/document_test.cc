#include "compiler/rules/document.h"

#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::rules;

TEST_CASE("a page has the comments, the texts, and what follows from them") {
  const Read read = read_text("//! Steps.\nmodule demo.steps\n\n"
                              "sort wff\nclaim |-\nsymbols `x\n"
                              "/// Where we are.\nlinear relation at(order n: u8)\n"
                              "/// Few.\ntable few = range(2)\n"
                              "public axiom start { emit at(0) }\n"
                              "public rule stop(n: u8) { consume at(n) require n != 0 }\n"
                              "/// Onward.\nrule step(n: u8) {\n"
                              "  consume at(n)\n  lookup few(n)\n  let m: u8 = n + 1\n"
                              "  emit at(m)\n}\n"
                              "rule mp(p, q: wff) {\n  distinct p, q\n  premise |- p\n"
                              "  premise |- `x p q\n  conclude |- q\n}\n");
  REQUIRE(read.findings().empty());
  const Program& program = *read.read.program;
  CHECK(page_name(program.modules[0]) == "demo.steps.md");
  CHECK(document(program, read.read.sources, program.modules[0]) ==
        "# demo.steps\n\nSteps.\n\n"
        "## Words\n\n- sorts: `wff`\n- claims: `|-`\n- symbols: `` `x ``\n\n"
        "## Relations\n\n### at\n\nWhere we are.\n\n"
        "```\nlinear relation at(order n: u8)\n```\n\n"
        "Linear: every emission is consumed exactly once.\n"
        "Emitted by: start, step. Consumed by: stop, step.\n\n"
        "## Tables\n\n### few\n\nFew.\n\nThe numbers below 2^2.\n\n"
        "## Rules\n\n### start\n\n```\npublic axiom start { emit at(0) }\n```\n\n"
        "A public axiom: its blocks are part of what a certificate says. Arguments: none.\n\n"
        "- concludes `at(0)`\n\n"
        "### stop\n\n```\npublic rule stop(n: u8) { consume at(n) require n != 0 }\n```\n\n"
        "A public rule: its blocks are part of what a certificate says. Arguments: `n` of type "
        "`u8`.\n\n"
        "- rests on `at(n)`\n- requires `n != 0`\n\n"
        "### step\n\nOnward.\n\n```\nrule step(n: u8) {\n  consume at(n)\n  lookup few(n)\n"
        "  let m: u8 = n + 1\n  emit at(m)\n}\n```\n\n"
        "A rule. Arguments: `n` of type `u8`.\n\n"
        "- rests on `at(n)`\n- finds a row of `few`\n- requires `-1 - n + m == 0`\n"
        "- concludes `at(m)`\n\n"
        "### mp\n\n```\nrule mp(p, q: wff) {\n  distinct p, q\n  premise |- p\n"
        "  premise |- `x p q\n  conclude |- q\n}\n```\n\n"
        "A rule. For all `p` of type `wff`, `q` of type `wff`.\n\n"
        "- if `|- p`\n- if `` |- `x p q ``\n- then `|- q`\n"
        "- where `p` and `q` have no variable in common\n");
}

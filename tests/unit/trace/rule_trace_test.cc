// What public rules can rest on: distances, chains, circles and pictures.
#include "compiler/trace/rule_trace.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace blockfold;
using namespace blockfold::trace;

namespace {

/// A program in which rule i demands and emits the relations that are listed.
struct Spec {
  const char* name;
  bool is_public;
  std::vector<ir::RelationIndex> demands, emits;
};
ir::BlockProgram program_of(std::size_t relations, const std::vector<Spec>& specs) {
  ir::BlockProgram program;
  for (std::size_t i = 0; i < relations; ++i)
    program.relations.push_back({"c" + std::to_string(i), false, {}});
  program.tables.push_back({"bytes", ir::Table::Kind::Range, 8, {}});
  for (const Spec& spec : specs) {
    ir::BlockRule rule{spec.name, spec.is_public, 0, {}, {}, {}, {}};
    for (const ir::RelationIndex relation : spec.demands)
      rule.claims.push_back({ir::BlockClaim::Kind::Demand, relation, {}});
    for (const ir::RelationIndex relation : spec.emits)
      rule.claims.push_back({ir::BlockClaim::Kind::Emit, relation, {}});
    program.rules.push_back(std::move(rule));
  }
  return program;
}

/// start -> c0 -> step (a circle), c0 -> other -> c1 -> result; idle makes c2, which nobody needs.
ir::BlockProgram example() {
  return program_of(3, {{"start", false, {}, {0}},
                        {"step", false, {0}, {0}},
                        {"other", false, {0}, {1}},
                        {"result", true, {1}, {}},
                        {"idle", false, {1}, {2}},
                        {"second", true, {0}, {}}});
}

RuleTrace trace_of(const ir::BlockProgram& program, std::vector<ir::BlockRuleIndex> goals) {
  return trace_rules(program, std::move(goals), [](ir::BlockRuleIndex) { return true; });
}

using Chain = std::vector<std::string>;

} // namespace

TEST_CASE("rules: everything on which a goal can rest, over circles, and nothing else") {
  const ir::BlockProgram program = example();
  const RuleTrace trace = trace_of(program, {3});
  CHECK(trace.rules[3] == 0);
  CHECK(trace.rules[2] == 1);
  CHECK(trace.rules[0] == 2);
  CHECK(trace.rules[1] == 2);
  CHECK_FALSE(trace.reaches(4));
  CHECK_FALSE(trace.reaches(5));
  CHECK(trace.relations[1] == 0);
  CHECK(trace.relations[0] == 1);
  CHECK_FALSE(trace.relations[2].has_value());
  CHECK_FALSE(trace.tables[0]);
  CHECK(trace_of(program, {3, 5}).rules[0] == 1);
}

TEST_CASE("rules: chains are shortest") {
  const ir::BlockProgram program = example();
  CHECK(chain_to(program, trace_of(program, {3}), 0) ==
        Chain{"result", "c1", "other", "c0", "start"});
  CHECK(chain_to(program, trace_of(program, {3, 5}), 0) == Chain{"second", "c0", "start"});
  CHECK(chain_to(program, trace_of(program, {3}), 3) == Chain{"result"});
  CHECK(chain_to(program, trace_of(program, {3}), 4).empty());
}

TEST_CASE("rules: what an execution has no blocks of is left out") {
  const ir::BlockProgram program = example();
  const RuleTrace trace =
      trace_rules(program, {3}, [](ir::BlockRuleIndex rule) { return rule != 2; });
  CHECK(trace.reaches(3));
  CHECK_FALSE(trace.reaches(0));
}

TEST_CASE("rules: tables that some rule looks into") {
  ir::BlockProgram program = example();
  program.rules[1].lookups.push_back({0, {}});
  CHECK(trace_of(program, {3}).tables[0]);
  program.rules[1].lookups.clear();
  program.rules[4].lookups.push_back({0, {}}); // idle
  CHECK_FALSE(trace_of(program, {3}).tables[0]);
}

TEST_CASE("rules: a picture, whole or cut") {
  ir::BlockProgram program = example();
  program.rules[0].name = "a\"quote\\";
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  const std::string whole = to_dot(program, trace_of(program, {3}), 100);
  for (const char* part : {"r3 -> c1;", "c1 -> r2;", "r2 -> c0;", "c0 -> r1;", "r1 -> c0;",
                           "label=\"a\\\"quote\\\\\"", "doubleoctagon"}) {
    INFO(part);
    CHECK(has(whole, part));
  }
  CHECK_FALSE(has(whole, "r4"));
  CHECK_FALSE(has(whole, "dashed"));
  const std::string cut = to_dot(program, trace_of(program, {3}), 1);
  CHECK(has(cut, "c1 -> r2;"));
  CHECK_FALSE(has(cut, "r0"));
  CHECK(has(cut, "rests on more than is shown"));
}

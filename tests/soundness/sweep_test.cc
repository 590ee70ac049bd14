// Every wire of two theories that between them use all chips, changed one at a time by a prover who
// balances the bus again afterwards: no wire is free, so no wire that a constraint should bind was
// forgotten.
#include "tests/soundness/samples.h"

#include <set>

namespace blockfold::soundness {
namespace {

using ir::DisjointReason;
using ir::Role;
using lower::ChipRole;

/// Shared syntax, a lemma, times, lengths, and every sort of $d block.
Scene rich() {
  Scene scene(
      R"($c set wff |- D E f g p q $. $v x y ph ps $.
    vx $f set x $. vy $f set y $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. pair $a wff g ph ps $. axp $a |- p ph $.
    ${ same.1 $e |- p ph $. same $a |- p ph $. $}
    ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ $d x y $. axd $a |- D x y $. $}
    ${ use.1 $e |- D x y $. use $a |- q $. $}
    ${ lem.1 $e |- p f x $. lem $p |- p f x $= ? $. $}
    cite $p |- p f y $= ? $.
    ${ $d x y $. apart $p |- E g f x f x f y $= ? $. $}
    dummies $p |- q $= ? $.)",
      {{"lem", Role::Lemma}, {"cite", Role::Goal}, {"apart", Role::Goal}, {"dummies", Role::Goal}},
      {{"set", 2}});
  const BlockId x = scene.variable("lem", "x"), y = scene.variable("lem", "y");
  const BlockId fx = scene.apply("lem", "one", {x}), fy = scene.apply("lem", "one", {y});
  scene.qed("lem", scene.apply("lem", "same", {fx, scene.hypothesis("lem", 0)}));
  const BlockId axp = scene.apply("cite", "axp", {fy});
  scene.qed("cite", scene.apply("cite", "lem", {y, scene.apply("cite", "same", {fy, axp})}));
  const BlockId pair = scene.apply("apart", "pair", {fx, fx});
  scene.qed("apart", scene.apply("apart", "far", {pair, fy}));
  scene.disjoint(DisjointReason::Left, "apart", pair, fy);
  scene.disjoint(DisjointReason::Left, "apart", fx, fy);
  scene.disjoint(DisjointReason::Right, "apart", x, fy);
  scene.disjoint(DisjointReason::Declared, "apart", x, y);
  const BlockId a = scene.variable("dummies", "$set0"), b = scene.variable("dummies", "$set1");
  scene.qed("dummies",
            scene.apply("dummies", "use", {a, b, scene.apply("dummies", "axd", {a, b})}));
  scene.disjoint(DisjointReason::Dummy, "dummies", a, b);
  return scene;
}

/// Syntax in contexts of its own, because a hypothesis is a text; $d reaches into it.
Scene contextual() {
  Scene scene(R"($c set wff |- E f F $. $v x y ph ps $.
    vx $f set x $. vy $f set y $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. two $a wff ph ps $. none $a wff $. ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ th.1 $e wff F x $. $d x y $. th.2 $e |- E y y $. th $p |- E F x f y $= ? $. $})",
              {{"th", Role::Goal}});
  const BlockId x = scene.variable("th", "x"), y = scene.variable("th", "y");
  const BlockId hypothesis = scene.hypothesis("th", 0, {x});
  scene.hypothesis("th", 1);
  // A leaf that only $d asks for could stand in any context: var(a; x) is true in all of them.
  scene.apply("th", "one", {x});
  const BlockId fy = scene.apply("th", "one", {y});
  const BlockId joined = scene.apply("th", "two", {fy, scene.apply("th", "none", {})});
  const BlockId none = joined - 1;
  scene.qed("th", scene.apply("th", "far", {hypothesis, joined}));
  scene.disjoint(DisjointReason::Left, "th", hypothesis, joined);
  scene.disjoint(DisjointReason::Right, "th", x, joined);
  scene.disjoint(DisjointReason::Right, "th", x, fy);
  scene.disjoint(DisjointReason::Right, "th", x, none);
  scene.disjoint(DisjointReason::Declared, "th", x, y);
  return scene;
}

/// Wires of the only segment: what they mean, by phase.
struct Wires {
  std::vector<bool> multiplicity, defined;
  std::size_t bus = 0;
  std::set<ChipRole> roles;
};

Wires wires_of(const Scene& scene, const cert::Certificate& certificate) {
  const auto bound = driver::bind_statement(scene.database(), certificate);
  REQUIRE(bound.ok());
  REQUIRE(bound->lowered.circuit.kinds.size() == 1);
  const cs::Kind& kind = bound->lowered.circuit.kinds[0];
  Wires wires{std::vector<bool>(kind.used[0]), std::vector<bool>(kind.used[1]), kind.used[2], {}};
  for (const cs::Placement& placement : kind.placements) {
    const lower::LoweredChip& chip = bound->lowered.chips[placement.chip];
    wires.roles.insert(chip.role);
    for (std::size_t copy = 0; copy < placement.copies(); ++copy) {
      for (std::size_t i = 0; i < chip.structure.size(); ++i)
        wires.multiplicity[placement.column[0] + (i << placement.log_copies) + copy] =
            chip.structure[i].meaning == Meaning::Multiplicity;
      for (std::size_t i = 0; i < chip.text.size(); ++i)
        wires.defined[placement.column[1] + (i << placement.log_copies) + copy] =
            chip.text[i].meaning == lower::TextWire::Meaning::Defined;
    }
  }
  return wires;
}

void sweep(const Scene& scene) {
  const Outcome honest = scene.run();
  check_accepted(honest);
  const Wires wires = wires_of(scene, honest.certificate);
  for (std::size_t i = 0; i < wires.multiplicity.size(); ++i) {
    CAPTURE(i);
    const auto change = [&](Witness& w) { w.kinds[0][0].structure[i] += 1; };
    if (wires.multiplicity[i]) {
      check_rejected(scene.run({.multiplicities = change}), "verify.bus", {});
      continue;
    }
    const Outcome outcome = scene.run({.structure = change});
    CHECK(outcome.code == "verify.bus");
    CHECK(!outcome.unmet.empty());
  }
  for (std::size_t i = 0; i < wires.defined.size(); ++i) {
    CAPTURE(i);
    const auto change = [&](Witness& w, const cs::CoefficientTable&) {
      w.kinds[0][0].text[i] += Fr::one();
    };
    if (wires.defined[i]) {
      const Outcome outcome = scene.run({.defined = change});
      CHECK(!outcome.broken.empty());
      CHECK(outcome.code == (outcome.unmet.empty() ? "verify.outer" : "verify.bus"));
    } else {
      const Outcome outcome = scene.run({.text = change});
      CHECK(outcome.code == "verify.bus");
      CHECK(!outcome.unmet.empty());
    }
  }
}

TEST_CASE("no wire is free") {
  SUBCASE("shared syntax") {
    sweep(rich());
  }
  SUBCASE("syntax in contexts") {
    sweep(contextual());
  }
}

TEST_CASE("no bus term is free") {
  for (const Scene& scene : {rich(), contextual()}) {
    const Outcome honest = scene.run();
    check_accepted(honest);
    const Wires wires = wires_of(scene, honest.certificate);
    for (std::size_t i = 0; i < wires.bus; ++i) {
      CAPTURE(i);
      const auto alone = [&](Witness& w) { w.kinds[0][0].bus[i] += Fr::one(); };
      CHECK(scene.run({.bus = alone}).code == "verify.bus");
    }
  }
}

TEST_CASE("the sweeps reach every chip there is") {
  std::set<ChipRole> roles;
  for (const Scene& scene : {rich(), contextual()}) {
    const Wires wires = wires_of(scene, scene.run().certificate);
    roles.insert(wires.roles.begin(), wires.roles.end());
  }
  CHECK(roles.size() == 11); // all of lower::ChipRole
}

} // namespace
} // namespace blockfold::soundness

// Every wire of two theories that between them use all chips, changed one at a time by a prover who
// balances the bus again afterwards: no wire is free, so no wire that a constraint should bind was
// forgotten.
#include "tests/soundness/samples.h"

#include <set>

namespace blockfold::soundness {
namespace {

using lower::ChipRole;

/// Wires of the only segment: what they mean, by phase.
struct Wires {
  std::vector<bool> multiplicity, defined;
  std::size_t bus = 0;
  std::set<ChipRole> roles;
};

Wires wires_of(const Scene& scene, const cert::Certificate& certificate) {
  const auto bound = driver::bind_statement(scene.database(), certificate, lower::Keep::Meanings);
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

// Layouts that were chosen for another proof: too small, or with chips that nothing fills.
#include "compiler/witness/room.h"

#include "compiler/layout/plan.h"
#include "tests/unit/proofs.h"

#include <doctest/doctest.h>

using namespace blockfold;
using namespace blockfold::testing;

namespace {

struct Example {
  import::ImportedProof proof =
      prepared(std::string(kLogic) + kQuantifiers + kIdentity + kTwice +
                   "${ $d x p $. far $p |- ( ( p -> p ) -> A. x ( p -> p ) ) $= "
                   "wp wp wi vx ax5 $. $}\n",
               {"id", "mp2", "far"});
  lower::Analysis analysis = lower::analyze(proof.theory);
  witness::Measures measures = witness::measure(proof.theory, analysis, proof.transcript);
  layout::Layout layout = plan();

  layout::Layout plan() const {
    const lower::LoweredTheory lowered = lower::lower_theory(
        proof.theory, layout::plan_range({measures.largest_length, measures.largest_time_difference,
                                          measures.largest_order_difference, measures.length_checks,
                                          measures.time_checks, measures.order_checks}));
    std::vector<std::uint64_t> counts;
    for (const auto& occupants : witness::occupy(proof.theory, lowered, proof.transcript))
      counts.push_back(occupants.size());
    return layout::plan_layout(lowered, counts, proof.dummies, {});
  }

  /// The error for a layout, or nothing.
  std::string error(const layout::Layout& changed) const {
    lower::LoweredTheory lowered = lower::lower_theory(proof.theory, changed.range);
    REQUIRE(layout::place_chips(lowered, changed).ok());
    const Status fits = witness::check_room(
        lowered, measures, witness::occupy(proof.theory, lowered, proof.transcript));
    return fits ? "" : fits.error().code;
  }
};

} // namespace

TEST_CASE("room: the planner's layout fits, and so does a larger one") {
  const Example example;
  CHECK(example.error(example.layout).empty());
  layout::Layout larger = example.layout;
  for (std::uint32_t& copies : larger.copies[0])
    copies *= 2;
  CHECK(example.error(larger).empty());
  ++larger.range.length_limbs;
  CHECK(example.error(larger).empty());
}

TEST_CASE("room: one copy too few of any chip") {
  const Example example;
  std::size_t refused = 0;
  for (std::size_t chip = 0; chip < example.layout.copies[0].size(); ++chip) {
    layout::Layout smaller = example.layout;
    if (smaller.copies[0][chip] == 0)
      continue;
    --smaller.copies[0][chip];
    INFO(chip);
    CHECK(example.error(smaller) == "layout.room");
    ++refused;
  }
  CHECK(refused > 3);
}

TEST_CASE("room: a chip that no block fills has nothing to repeat") {
  const Example example;
  std::size_t refused = 0;
  for (std::size_t chip = 0; chip < example.layout.copies[0].size(); ++chip) {
    layout::Layout odd = example.layout;
    if (odd.copies[0][chip] != 0)
      continue;
    odd.copies[0][chip] = 1;
    CHECK(example.error(odd) == "layout.room");
    ++refused;
  }
  CHECK(refused > 0);
}

TEST_CASE("room: too few digits") {
  const Example example;
  layout::Layout narrow = example.layout;
  // One digit of one bit reaches 1; lengths here reach further.
  narrow.range.table_bits = 1;
  narrow.range.length_limbs = 1;
  CHECK(example.measures.largest_length > 1);
  CHECK(example.error(narrow) == "layout.room");
}

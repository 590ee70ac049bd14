// Layouts: their encoding, the placement they lead to, and what a verifier refuses.
#include "compiler/layout/layout.h"
#include "compiler/layout/plan.h"
#include "compiler/layout/print.h"
#include "compiler/lower/print.h"

#include "tests/unit/random.h"
#include "tests/unit/theories.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <set>

using namespace blockfold;
using namespace blockfold::testing;
using layout::Bounds;
using layout::Layout;

namespace {

const std::string kTheory = std::string(kLogic) + kQuantifiers +
                            "${ $d x p $. g $e |- p $. l $p |- A. x ( p -> q ) $= ? $. $}\n"
                            "goal $p |- ( p -> p ) $= ? $.\n";

lower::LoweredTheory lowered_theory(const lower::RangeParameters& range = {4, 3, 2, 1}) {
  return lower::lower_theory(theory_of(kTheory), range);
}

/// Random but valid: two kinds with up to `most` copies of each chip.
Layout random_layout(Random& random, const lower::LoweredTheory& lowered, std::size_t most) {
  Layout layout;
  layout.range = lowered.range;
  layout.dummies.assign(lowered.hypotheses.size(), 0);
  layout.kinds = {{1, 5}, {static_cast<std::uint32_t>(1 + random.below(7)), 4}};
  for (int kind = 0; kind < 2; ++kind) {
    std::vector<std::uint32_t> copies(layout::counted_chips(lowered));
    for (std::uint32_t& count : copies)
      count = static_cast<std::uint32_t>(random.below(most + 1));
    copies[random.below(copies.size())] = 1;
    layout.copies.push_back(copies);
  }
  return layout;
}

std::string code_of(const Status& status) {
  return status ? "ok" : status.error().code;
}

/// Whole chips of a kind: copies summed over its placements.
std::vector<std::uint64_t> placed_copies(const lower::LoweredTheory& lowered,
                                         const cs::Kind& kind) {
  std::vector<std::uint64_t> copies(lowered.chips.size());
  for (const cs::Placement& placement : kind.placements)
    copies[placement.chip] += placement.copies();
  return copies;
}

/// Intervals must not overlap; each begins at a multiple of its size.
class Intervals {
public:
  void add(std::uint64_t begin, std::uint64_t size) {
    CHECK(begin % size == 0);
    intervals_.emplace_back(begin, begin + size);
  }
  void check_within(std::uint64_t end) {
    std::ranges::sort(intervals_);
    std::uint64_t last = 0;
    for (const auto& [first, past] : intervals_) {
      CHECK(first >= last);
      last = past;
    }
    CHECK(last <= end);
  }

private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> intervals_;
};

void check_geometry(const lower::LoweredTheory& lowered, const cs::Kind& kind) {
  Intervals rows, constants, columns[cs::kPhases];
  for (std::uint64_t block = 0; block < cs::kAddress; ++block)
    constants.add(block << kind.log_fixed, std::uint64_t{1} << kind.log_fixed);
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = lowered.circuit.chips[placement.chip];
    const std::uint64_t copies = placement.copies();
    CHECK(placement.log_copies <= kind.log_fixed);
    CHECK(placement.log_copies <= kind.log_rows); // matrices are products over the bits of copies
    for (std::size_t row = 0; row < chip.rows.size(); ++row)
      rows.add(placement.row + row * copies, copies);
    for (std::uint32_t i = 0; i < chip.constants.size(); ++i)
      constants.add(cs::column_offset(kind, placement, {cs::Phase::Fixed, cs::kFirstConstant + i}),
                    copies);
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      for (std::uint32_t i = 0; i < chip.columns[phase]; ++i) {
        const auto offset =
            cs::column_offset(kind, placement, {static_cast<cs::Phase>(phase + 1), i});
        CHECK((offset >> kind.log_part) == phase + 1);
        columns[phase].add(offset & (kind.part_size() - 1), copies);
      }
  }
  rows.check_within(kind.rows_used);
  CHECK(kind.rows_used <= std::uint64_t{1} << kind.log_rows);
  constants.check_within(kind.part_size());
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    columns[phase].check_within(kind.used[phase]);
    CHECK(kind.used[phase] <= kind.part_size());
  }
  CHECK(kind.log_width <= kind.log_part);
}

} // namespace

TEST_CASE("layouts survive encoding") {
  Random random(1);
  const auto lowered = lowered_theory();
  for (int round = 0; round < 100; ++round) {
    Layout layout = random_layout(random, lowered, 1000);
    layout.dummies[0] = static_cast<std::uint32_t>(random.word());
    const auto decoded = layout::decode(encode(layout));
    REQUIRE(decoded.ok());
    CHECK(*decoded == layout);
  }
}

TEST_CASE("damaged encodings are refused, or are the encoding of another layout") {
  Random random(2);
  const auto lowered = lowered_theory();
  const Bytes good = encode(random_layout(random, lowered, 300));
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto decoded = layout::decode(ByteView(good).first(size));
    REQUIRE_FALSE(decoded.ok());
    CHECK(decoded.error().code == "layout.encoding");
  }
  Bytes longer = good;
  longer.push_back(0);
  CHECK_FALSE(layout::decode(longer).ok());
  for (int round = 0; round < 5000; ++round) {
    Bytes bad = good;
    for (std::size_t n = 1 + random.below(3); n > 0; --n)
      bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.word());
    if (const auto decoded = layout::decode(bad))
      CHECK(encode(*decoded) == bad);
  }
  for (int round = 0; round < 5000; ++round) {
    Bytes noise(random.below(60));
    for (std::uint8_t& byte : noise)
      byte = static_cast<std::uint8_t>(random.word());
    if (const auto decoded = layout::decode(noise))
      CHECK(encode(*decoded) == noise);
  }
}

TEST_CASE("columns are aligned and disjoint, and every chip has its copies") {
  Random random(3);
  for (int round = 0; round < 30; ++round) {
    auto lowered = lowered_theory();
    const Layout layout = random_layout(random, lowered, 1 + random.below(40));
    REQUIRE(code_of(place_chips(lowered, layout)) == "ok");
    REQUIRE(lowered.circuit.kinds.size() == 2);
    for (std::size_t k = 0; k < 2; ++k) {
      const cs::Kind& kind = lowered.circuit.kinds[k];
      check_geometry(lowered, kind);
      const auto copies = placed_copies(lowered, kind);
      std::size_t counted = 0;
      for (std::size_t chip = 0; chip < copies.size(); ++chip) {
        const std::uint64_t fixed = lowered.chips[chip].fixed_copies;
        const std::uint64_t wanted =
            fixed == 0 ? layout.copies[k][counted++] : (k == 0 ? fixed : 0);
        CHECK(copies[chip] == wanted);
      }
      CHECK(kind.stride == std::accumulate(copies.begin(), copies.end(), std::uint64_t{0}));
      CHECK(kind.segments == layout.kinds[k].segments);
    }
  }
}

TEST_CASE("addresses are injective over kinds and segments, and never 0") {
  Random random(4);
  auto lowered = lowered_theory();
  REQUIRE(code_of(place_chips(lowered, random_layout(random, lowered, 20))) == "ok");
  std::set<std::uint64_t> addresses;
  std::size_t copies = 0;
  for (const cs::Kind& kind : lowered.circuit.kinds)
    for (std::uint32_t segment = 0; segment < kind.segments; ++segment)
      for (const cs::Placement& placement : kind.placements)
        for (std::uint32_t copy = 0; copy < placement.copies(); ++copy) {
          addresses.insert(placement.address + kind.stride * segment + copy);
          ++copies;
        }
  CHECK(addresses.size() == copies);
  CHECK(*addresses.begin() == 1);
  CHECK(*addresses.rbegin() == copies);
}

TEST_CASE("constant columns are cut without a gap") {
  Random random(5);
  auto lowered = lowered_theory();
  REQUIRE(code_of(place_chips(lowered, random_layout(random, lowered, 20))) == "ok");
  std::vector<std::uint32_t> next(lowered.chips.size());
  for (const cs::Placement& placement : lowered.circuit.kinds.front().placements)
    if (lowered.chips[placement.chip].fixed_copies != 0) {
      CHECK(placement.first_constant_value == next[placement.chip]);
      next[placement.chip] += placement.copies();
      for (const cs::ConstantColumn& column : lowered.circuit.chips[placement.chip].constants)
        CHECK(next[placement.chip] <= column.values.size());
    }
}

TEST_CASE("bounds") {
  Random random(6);
  const auto lowered = lowered_theory();
  const std::size_t typecodes = lowered.hypotheses.size();
  const Layout good = random_layout(random, lowered, 20);
  const auto code = [&](auto change) {
    Layout layout = good;
    change(layout);
    return code_of(check_bounds(layout, typecodes));
  };
  CHECK(code([](Layout&) {}) == "ok");
  CHECK(code([](Layout& l) { l.range.table_bits = Bounds::kTableBits + 1; }) == "layout.range");
  CHECK(code([](Layout& l) { l.range.length_limbs = 11; }) == "layout.range");
  CHECK(code([](Layout& l) { l.range.time_limbs = UINT32_MAX; }) == "layout.range");
  CHECK(code([](Layout& l) { l.range = {0, UINT32_MAX, 0, 0}; }) == "layout.range");
  CHECK(code([](Layout& l) { l.dummies.pop_back(); }) == "layout.dummies");
  CHECK(code([](Layout& l) { l.dummies[0] = Bounds::kDummies + 1; }) == "layout.dummies");
  CHECK(code([](Layout& l) { l.kinds.clear(); }) == "layout.kinds");
  CHECK(code([](Layout& l) {
          l.kinds.resize(5, {1, 1});
          l.copies.resize(5);
        }) == "layout.kinds");
  CHECK(code([](Layout& l) { l.kinds[0].segments = 2; }) == "layout.kinds");
  CHECK(code([](Layout& l) { l.kinds[1].segments = 0; }) == "layout.kinds");
  CHECK(code([](Layout& l) { l.kinds[1].segments = Bounds::kSegments + 1; }) == "layout.kinds");
  CHECK(code([](Layout& l) { l.kinds[1].log_width = Bounds::kLogWidth + 1; }) == "layout.kinds");
}

TEST_CASE("placement refuses what does not fit") {
  Random random(7);
  auto lowered = lowered_theory();
  const Layout good = random_layout(random, lowered, 20);
  const auto code = [&](auto change) {
    Layout layout = good;
    change(layout);
    return code_of(place_chips(lowered, layout));
  };
  CHECK(code([](Layout&) {}) == "ok");
  CHECK(code([](Layout& l) { l.copies[0].pop_back(); }) == "layout.copies");
  CHECK(code([](Layout& l) { l.copies[1].push_back(1); }) == "layout.copies");
  CHECK(code([](Layout& l) { std::ranges::fill(l.copies[1], 0U); }) == "layout.copies");
  CHECK(code([](Layout& l) { l.copies[1][0] = UINT32_MAX; }) == "layout.size");
  CHECK(code([](Layout& l) { l.copies[1][0] = 1U << Bounds::kLogPart; }) == "layout.size");
}

TEST_CASE("a range check that the theory needs may not be left out") {
  Random random(8);
  const lower::RangeParameters without[] = {{0, 3, 2, 1}, {4, 0, 2, 1}, {4, 3, 0, 1}, {4, 3, 2, 0}};
  for (const lower::RangeParameters& range : without) {
    auto lowered = lowered_theory(range);
    CHECK(code_of(place_chips(lowered, random_layout(random, lowered, 5))) == "layout.range");
  }
}

TEST_CASE("digests tell circuits apart") {
  Random random(9);
  auto lowered = lowered_theory();
  Layout layout = random_layout(random, lowered, 20);
  const auto digest = [&] {
    REQUIRE(code_of(place_chips(lowered, layout)) == "ok");
    return layout::circuit_digest(lowered.circuit);
  };
  const auto first = digest();
  CHECK(digest() == first);
  ++layout.copies[1][2];
  CHECK(digest() != first);
  --layout.copies[1][2];
  ++layout.kinds[1].segments;
  CHECK(digest() != first);
}

TEST_CASE("plans have room for every block, and fixed chips only in kind 0") {
  Random random(10);
  for (const std::uint32_t segments : {0U, 1U, 2U, 8U, 64U})
    for (int round = 0; round < 20; ++round) {
      auto lowered = lowered_theory();
      std::vector<std::uint64_t> occupants(lowered.chips.size());
      for (std::uint64_t& count : occupants)
        count = random.below(2) == 0 ? 0 : random.below(1000);
      layout::PlanOptions options;
      options.segments = segments;
      const std::vector<std::uint32_t> dummies(lowered.hypotheses.size(), 2);
      const Layout layout = plan_layout(lowered, occupants, dummies, options);
      CHECK(code_of(check_bounds(layout, dummies.size())) == "ok");
      CHECK(layout.dummies == dummies);
      CHECK(layout.range == lowered.range);
      REQUIRE(code_of(place_chips(lowered, layout)) == "ok");
      std::vector<std::uint64_t> room(lowered.chips.size());
      for (const cs::Kind& kind : lowered.circuit.kinds) {
        const auto copies = placed_copies(lowered, kind);
        for (std::size_t chip = 0; chip < room.size(); ++chip)
          room[chip] += copies[chip] * kind.segments;
      }
      for (std::size_t chip = 0; chip < room.size(); ++chip)
        if (lowered.chips[chip].fixed_copies != 0) {
          CHECK(room[chip] == lowered.chips[chip].fixed_copies);
        } else {
          CHECK(room[chip] >= occupants[chip]);
          // A chip without blocks has nothing to repeat.
          CHECK((occupants[chip] != 0 || room[chip] == 0));
        }
    }
}

TEST_CASE("range plans reach as far as they must") {
  Random random(11);
  CHECK(layout::plan_range({}) == lower::RangeParameters{});
  for (int round = 0; round < 300; ++round) {
    layout::RangeNeeds needs;
    needs.largest_length = random.word() >> (24 + random.below(40));
    needs.largest_time_difference = random.word() >> (34 + random.below(30));
    needs.largest_order_difference = random.below(100);
    needs.length_checks = random.below(100000);
    needs.time_checks = random.below(1000);
    needs.order_checks = 1 + random.below(10);
    const lower::RangeParameters range = layout::plan_range(needs);
    REQUIRE(range.table_bits > 0);
    const auto reaches = [&](std::uint64_t value, std::uint32_t limbs) {
      return limbs > 0 &&
             (limbs * range.table_bits >= 64 || value >> (limbs * range.table_bits) == 0);
    };
    CHECK(reaches(needs.largest_length, range.length_limbs));
    CHECK(reaches(needs.largest_time_difference, range.time_limbs));
    CHECK(reaches(needs.largest_order_difference, range.order_limbs));
  }
}

TEST_CASE("layouts as text and as JSON") {
  Random random(12);
  auto lowered = lowered_theory();
  const Layout layout = random_layout(random, lowered, 20);
  REQUIRE(code_of(place_chips(lowered, layout)) == "ok");
  std::string text;
  llvm::raw_string_ostream out(text);
  print_layout(out, lowered, layout);
  CHECK(out.str().find("kind 1: " + std::to_string(layout.kinds[1].segments) + " segments of ") !=
        std::string::npos);
  const nlohmann::ordered_json json = layout_json(lowered, layout);
  CHECK(json["kinds"].size() == 2);
  CHECK(json["kinds"][1]["segments"] == layout.kinds[1].segments);
  CHECK(json["range"]["table_bits"] == 4);
}

TEST_CASE("matrices list as many entries as they announce") {
  Random random(13);
  const ir::Theory theory = theory_of(kTheory);
  auto lowered = lower::lower_theory(theory, {4, 3, 2, 1});
  const Layout layout = random_layout(random, lowered, 5);
  REQUIRE(code_of(place_chips(lowered, layout)) == "ok");
  const auto printed = [&](lower::Matrices detail) {
    std::string text;
    llvm::raw_string_ostream out(text);
    print_r1cs(out, theory, lowered, detail);
    return out.str();
  };
  const std::string summary = printed(lower::Matrices::Summary);
  const std::string entries = printed(lower::Matrices::Entries);
  CHECK(std::ranges::count(summary, '\n') == 2);
  for (const char matrix : {'A', 'B', 'C'}) {
    // Announced as ", 12 entries in A".
    const std::string announcement = std::string(" entries in ") + matrix;
    std::size_t announced = 0, listed = 0;
    for (std::size_t at = summary.find(announcement); at != std::string::npos;
         at = summary.find(announcement, at + 1))
      announced += std::stoul(summary.substr(summary.rfind(' ', at - 1) + 1));
    const std::string line = std::string("\n") + matrix + " ";
    for (std::size_t at = entries.find(line); at != std::string::npos;
         at = entries.find(line, at + 1))
      ++listed;
    CHECK(announced > 0);
    CHECK(listed == announced);
  }
}

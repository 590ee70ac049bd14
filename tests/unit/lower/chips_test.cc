// Whole chips: wires, rows, the canonical order, and how they are printed.
#include "compiler/lower/chip/chips.h"

#include "compiler/lower/print.h"
#include "tests/unit/theories.h"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace blockfold;
using namespace blockfold::testing;
using lower::ChipRole;
using lower::LoweredTheory;

namespace {

const std::string kGoal = "${ g $e |- p $. goal $p |- ( p -> p ) $= ? $. $}\n";

std::size_t chip_of(const LoweredTheory& lowered, ChipRole role, std::uint32_t subject) {
  const auto found = std::ranges::find_if(lowered.chips, [&](const lower::LoweredChip& chip) {
    return chip.role == role && chip.subject == subject;
  });
  REQUIRE(found != lowered.chips.end());
  return static_cast<std::size_t>(found - lowered.chips.begin());
}

std::string printed(const ir::Theory& theory, const LoweredTheory& lowered) {
  std::string text;
  llvm::raw_string_ostream out(text);
  print_chips(out, theory, lowered);
  return out.str();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the wires of an implication") {
  const ir::Theory theory = theory_of(kLogic + kGoal);
  const LoweredTheory lowered = lower::lower_theory(theory, {4, 3, 2, 0}, lower::Keep::Names);
  const std::size_t index = chip_of(lowered, ChipRole::Rule, rule(theory, "wi"));
  const cs::Chip& chip = lowered.circuit.chips[index];
  using Names = std::vector<std::string>;
  CHECK(chip.column_names[0] ==
        Names{"address0", "L0", "address1", "L1", "L_out0.1", "L_out0.2", "m0"});
  CHECK(chip.column_names[1] == Names{"F0", "R0", "F1", "R1", "p4", "p5"});
  CHECK(chip.columns[0] == 7);
  CHECK(chip.columns[1] == 6);
  CHECK(chip.columns[2] == 6); // two premises, three digits, one emission
  CHECK(chip.rows.size() == 8);
  CHECK(lowered.chips[index].emissions == 1);
}

TEST_CASE("the wires of modus ponens") {
  const ir::Theory theory = theory_of(kLogic + kGoal);
  const LoweredTheory lowered = lower::lower_theory(theory, {4, 1, 2, 0});
  const cs::Chip& chip =
      lowered.circuit.chips[chip_of(lowered, ChipRole::Rule, rule(theory, "mp"))];
  // kappa, t, 4 addresses, 2 lengths, 2 x 2 digits of time, m
  CHECK(chip.columns[0] == 13);
  CHECK(chip.columns[1] == 5); // F, R of two parameters and one product
  CHECK(chip.columns[2] == 4 + 4 + 1);
  CHECK(chip.column_names[0].empty());
}

TEST_CASE("every row of a phase defines its own wire, and terms stay in range") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers + kGoal);
  const LoweredTheory lowered = lower::lower_theory(theory, {4, 3, 2, 1});
  for (const cs::Chip& chip : lowered.circuit.chips) {
    std::vector<bool> text(chip.columns[1]), bus(chip.columns[2]);
    std::uint32_t next = 0;
    for (const cs::Row& row : chip.rows) {
      CHECK(row.a == next);
      CHECK(row.b >= row.a);
      CHECK(row.c >= row.b);
      CHECK(row.end >= row.c);
      next = row.end;
      auto& defined = row.kind == cs::RowKind::Emit || row.kind == cs::RowKind::Demand ? bus : text;
      REQUIRE(row.defines < defined.size());
      CHECK_FALSE(defined[row.defines]);
      defined[row.defines] = true;
    }
    CHECK(next == chip.terms.size());
    CHECK(std::ranges::all_of(bus, [](bool b) { return b; }));
    for (const cs::Term& term : chip.terms) {
      if (term.column.phase == cs::Phase::Fixed)
        CHECK(term.column.index < cs::kFirstConstant + chip.constants.size());
      else
        CHECK(term.column.index < chip.columns[static_cast<unsigned>(term.column.phase) - 1]);
    }
  }
}

TEST_CASE("meanings are parallel to wires, and emissions are numbered") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers + kGoal);
  const LoweredTheory lowered = lower::lower_theory(theory, {4, 3, 2, 1});
  REQUIRE(lowered.chips.size() == lowered.circuit.chips.size());
  for (std::size_t i = 0; i < lowered.chips.size(); ++i) {
    CHECK(lowered.chips[i].structure.size() == lowered.circuit.chips[i].columns[0]);
    CHECK(lowered.chips[i].text.size() == lowered.circuit.chips[i].columns[1]);
    std::uint32_t emissions = 0;
    for (const lower::StructureWire& wire : lowered.chips[i].structure)
      if (wire.meaning == lower::StructureWire::Meaning::Multiplicity)
        CHECK(wire.subject == emissions++);
    CHECK(emissions == lowered.chips[i].emissions);
  }
}

TEST_CASE("chips whose copies the layout counts come first") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers + kGoal);
  const LoweredTheory lowered = lower::lower_theory(theory, {4, 3, 2, 1});
  CHECK(std::ranges::is_sorted(
      lowered.chips, {}, [](const lower::LoweredChip& chip) { return chip.fixed_copies != 0; }));
  CHECK(lowered.chips.back().role == ChipRole::Range);
  CHECK(lowered.chips.back().fixed_copies == 16);
}

TEST_CASE("lowering depends on nothing but its input") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers + kGoal);
  CHECK(printed(theory, lower::lower_theory(theory, {4, 3, 2, 1}, lower::Keep::Names)) ==
        printed(theory, lower::lower_theory(theory, {4, 3, 2, 1}, lower::Keep::Names)));
}

TEST_CASE("every chip can be printed, with and without names") {
  const ir::Theory theory = theory_of(std::string(kLogic) + kQuantifiers + kGoal);
  const LoweredTheory named = lower::lower_theory(theory, {4, 3, 2, 1}, lower::Keep::Names);
  const std::string text = printed(theory, named);
  CHECK(contains(text, "rule 'wi': 9 constraints, wires 8 + 6 + 7"));
  CHECK(contains(text, "product: (r*fp(\"(\")*R0 + r*F0 + fp(\"->\")) * R1 = p4    # text"));
  CHECK(contains(text, "[stmt tc=wff L=L0 F=F0 R=R0 addr=address0]) * h0 = 1"));
  CHECK(contains(text, "[disj kappa=kappa0 a=address0 b=address1]"));
  CHECK(contains(text, "[node2 addr=addr a1=address0 a2=address1]"));
  CHECK(contains(text, "[range value=index]) * h0 = m0"));

  const std::string nameless = printed(theory, lower::lower_theory(theory, {4, 3, 2, 1}));
  CHECK(contains(nameless, "[stmt tc=wff L=s1 F=t0 R=t1 addr=s0]) * h0 = 1"));
}

TEST_CASE("chips as JSON") {
  const ir::Theory theory = theory_of(kLogic + kGoal);
  const LoweredTheory lowered = lower::lower_theory(theory, {4, 3, 2, 0}, lower::Keep::Names);
  const nlohmann::ordered_json json = chips_json(theory, lowered);
  REQUIRE(json.size() == lowered.chips.size());
  const auto& wi = json[chip_of(lowered, ChipRole::Rule, rule(theory, "wi"))];
  CHECK(wi["name"] == "wi");
  CHECK(wi["role"] == "rule");
  CHECK(wi["wires"]["text"].size() == 6);
  CHECK(wi["rows"].size() == 8);
  CHECK(wi["rows"][0]["kind"] == "demand");
}

TEST_CASE("coefficients as text") {
  const ir::Theory theory = theory_of(kLogic + kGoal);
  cs::TextPool texts;
  const std::uint32_t symbols[] = {1, 2};
  cs::Coefficient coefficient;
  CHECK(lower::coefficient_text(theory, texts, coefficient) == "1");
  coefficient.scale = -3;
  coefficient.beta_power = 5;
  coefficient.r_power = 1;
  coefficient.text = texts.add(symbols);
  CHECK(lower::coefficient_text(theory, texts, coefficient) ==
        "-3*beta^5*r*fp(\"" + theory.symbol_names[1] + " " + theory.symbol_names[2] + "\")");
  coefficient = {};
  coefficient.scale = INT64_MIN;
  CHECK(lower::coefficient_text(theory, texts, coefficient) == "-9223372036854775808");
}

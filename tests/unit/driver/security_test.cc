// Error terms: the table of docs/soundness.md, and what circuits say about themselves.
#include "compiler/driver/security.h"

#include "compiler/driver/prove.h"
#include "tests/unit/theories.h"

#include <cmath>

using namespace blockfold;
using driver::ErrorTerm;
using driver::SecurityNumbers;

namespace {

/// A theory with its circuit, for the proof of all its theorems.
struct Circuit {
  explicit Circuit(const std::string& text) : database(testing::read(text)) {
    import::ProofRequest request;
    for (const mm::StatementId id : import::assertions_of(*database))
      if (database->statement(id).kind == mm::StatementKind::Theorem)
        request.goals.push_back(id);
    DiagnosticSink sink;
    auto prepared = driver::prepare(*database, request, sink);
    REQUIRE(prepared.has_value());
    auto made = driver::compile(*database, std::move(*prepared), {});
    REQUIRE(made);
    compiled.emplace(std::move(*made));
  }
  SecurityNumbers numbers() const {
    return driver::security_numbers(compiled->bound.theory, compiled->bound.lowered);
  }
  double copies(const std::string& label) const {
    const lower::LoweredTheory& lowered = compiled->bound.lowered;
    double sum = 0;
    for (const cs::Kind& kind : lowered.circuit.kinds)
      for (const cs::Placement& placement : kind.placements) {
        const lower::LoweredChip& chip = lowered.chips[placement.chip];
        if (chip.role == lower::ChipRole::Rule &&
            chip.subject == testing::rule(compiled->bound.theory, label))
          sum += static_cast<double>(placement.copies()) * kind.segments;
      }
    return sum;
  }
  std::unique_ptr<mm::Database> database;
  std::optional<driver::Compiled> compiled;
};

} // namespace

TEST_CASE("security: the terms of docs/soundness.md") {
  const SecurityNumbers numbers{std::exp2(24), 7, std::exp2(21), std::exp2(14), {{21, 21, 8, 15}}};
  const std::vector<ErrorTerm> terms = driver::error_terms(numbers);
  REQUIRE(terms.size() == 6);
  const std::vector<int> bits = {218, 225, 248, 246, 248, 253};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    INFO(i);
    CHECK(static_cast<int>(terms[i].bits()) == bits[i]);
  }
  CHECK(terms[2].weight == 21 + 8 + 1);
  CHECK(terms[3].weight == 3 * 8 + 3 * 21 + 2 * 23 + 3);
  CHECK(terms[4].weight == 3 + 2 * 15);
  CHECK(driver::statistical_bits(terms) < terms[0].bits());
  CHECK(driver::statistical_bits(terms) > terms[0].bits() - 1);
}

TEST_CASE("security: each kind has terms of its own") {
  SecurityNumbers numbers{1, 1, 1, 1, {{5, 5, 0, 4}, {7, 7, 3, 5}, {9, 9, 6, 6}}};
  const std::vector<ErrorTerm> terms = driver::error_terms(numbers);
  CHECK(terms.size() == 2 + 3 * 3 + 1);
  CHECK(terms[2].kind == 0);
  CHECK(terms[8].kind == 2);
  CHECK(terms.back().weight == 3);
}

TEST_CASE("security: comparisons and tuples are counted off the circuit") {
  const Circuit circuit(std::string(testing::kLogic) + testing::kIdentity + testing::kTwice);
  const SecurityNumbers numbers = circuit.numbers();
  CHECK(numbers.comparisons == 2 * circuit.copies("mp") + 2); // mp has two premises; two theorems
  double tuples = 0;
  const cs::Circuit& placed = circuit.compiled->bound.lowered.circuit;
  for (const cs::Kind& kind : placed.kinds)
    for (const cs::Placement& placement : kind.placements)
      tuples += static_cast<double>(placement.copies()) * kind.segments *
                placed.chips[placement.chip].columns[2]; // one bus term a tuple
  CHECK(numbers.bus_tuples == tuples);
  CHECK(numbers.bus_degree == 7);
  CHECK(numbers.kinds.size() == placed.kinds.size());
}

TEST_CASE("security: no text can be longer than range checks and chains allow") {
  // Implications are range checked; the longest template is that of ax2.
  const Circuit checked(std::string(testing::kLogic) + testing::kIdentity);
  const lower::RangeParameters& range = checked.compiled->bound.lowered.range;
  const double longest = std::exp2(range.table_bits * range.length_limbs);
  CHECK(checked.numbers().text_length == 18 + 7 * longest);

  // Negation is not: each of its copies may add a symbol to what a parameter stands for.
  const Circuit chained(std::string(testing::kLogic) + "$c -. $. wn $a wff -. p $.\n" +
                        "axn $a |- ( -. -. -. p -> p ) $.\n"
                        "nnn $p |- ( -. -. -. -. -. p -> -. -. p ) $= wp wn wn axn $.\n");
  const double copies = chained.copies("wn");
  REQUIRE(copies > 0);
  const lower::RangeParameters& other = chained.compiled->bound.lowered.range;
  const double parameter = std::max(std::exp2(other.table_bits * other.length_limbs), 12.0) +
                           copies; // nnn has 12 symbols
  CHECK(chained.numbers().text_length == 6 + 2 * parameter);
}

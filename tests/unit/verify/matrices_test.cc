// The verifier's short cuts through a circuit's structure, against dense matrices.
#include "runtime/verify/matrices.h"

#include "compiler/layout/layout.h"
#include "tests/unit/naive_circuit.h"
#include "tests/unit/random.h"
#include "tests/unit/theories.h"

using namespace blockfold;
using namespace blockfold::testing;

namespace {

/// A theory with every sort of chip, in two kinds.
lower::LoweredTheory small_circuit(std::uint32_t segments) {
  const std::string text = std::string(kLogic) + kQuantifiers +
                           "${ $d x p $. g $e |- p $. h $e wff A. x p $. l $p |- q $= ? $. $}\n"
                           "goal $p |- ( p -> p ) $= ? $.\n";
  ir::Theory theory = theory_of(text);
  import::add_dummies(theory, std::vector<std::uint32_t>(theory.typecodes.size(), 1));
  auto lowered = lower::lower_theory(theory, {2, 2, 1, 1});
  layout::Layout layout;
  layout.range = lowered.range;
  layout.dummies.assign(theory.typecodes.size(), 1);
  layout.kinds = {{1, 3}, {segments, 4}};
  for (int kind = 0; kind < 2; ++kind) {
    std::vector<std::uint32_t> copies(layout::counted_chips(lowered));
    for (std::size_t chip = 0; chip < copies.size(); ++chip)
      copies[chip] = (chip * 5 + static_cast<std::size_t>(kind)) % 4;
    layout.copies.push_back(copies);
  }
  const Status placed = place_chips(lowered, layout);
  REQUIRE(placed.ok());
  return lowered;
}

cs::Challenges random_challenges(Random& random) {
  return {random.element<Fr>(), random.element<Fr>(), random.element<Fr>()};
}

Fr dense_value(const NaiveCircuit::Matrix& matrix, const std::vector<Fr>& row_point,
               const std::vector<Fr>& column_point) {
  const std::vector<Fr> rows = eq_table(row_point), columns = eq_table(column_point);
  Fr sum;
  for (std::size_t i = 0; i < matrix.size(); ++i)
    sum += rows[i] * NaiveCircuit::dot(matrix[i], columns);
  return sum;
}

} // namespace

TEST_CASE("matrices and selector") {
  Random random(1);
  const auto lowered = small_circuit(3);
  const cs::Circuit& circuit = lowered.circuit;
  const NaiveCircuit naive(circuit, random_challenges(random));
  for (const cs::Kind& kind : circuit.kinds) {
    const std::vector<Fr> row_point = random.elements<Fr>(kind.log_rows);
    const std::vector<Fr> column_point = random.elements<Fr>(kind.log_part + 2);
    const auto values =
        verify::evaluate_matrices(circuit, kind, naive.table(), row_point, column_point);
    const auto matrices = naive.matrices(kind);
    for (unsigned matrix = 0; matrix < 3; ++matrix)
      CHECK(values.matrices[matrix] == dense_value(matrices[matrix], row_point, column_point));
    CHECK(values.selector == evaluate_multilinear(naive.selector(kind), column_point));
  }
}

TEST_CASE("the fixed part, folded over segments") {
  Random random(2);
  for (const std::uint32_t segments : {1U, 2U, 3U, 5U, 8U}) {
    const auto lowered = small_circuit(segments);
    const cs::Circuit& circuit = lowered.circuit;
    const NaiveCircuit naive(circuit, random_challenges(random));
    for (const cs::Kind& kind : circuit.kinds) {
      const std::vector<Fr> segment_point = random.elements<Fr>(kind.log_segments());
      const std::vector<Fr> part_point = random.elements<Fr>(kind.log_part);
      const std::vector<Fr> weights = eq_table(segment_point);
      Fr expected;
      for (std::uint32_t segment = 0; segment < kind.segments; ++segment) {
        std::vector<Fr> z = naive.fixed(kind, segment);
        z.resize(kind.part_size());
        expected += weights[segment] * evaluate_multilinear(z, part_point);
      }
      CHECK(verify::evaluate_fixed_part(circuit, kind, naive.table(), segment_point, part_point) ==
            expected);
    }
  }
}

TEST_CASE("weights of the parts") {
  Random random(3);
  const std::vector<Fr> point = random.elements<Fr>(5);
  const auto weights = verify::part_weights(point);
  for (std::uint64_t part = 0; part < 4; ++part)
    CHECK(weights[part] == eq_at(std::span(point).last(2), part));
}

// Coefficients, texts and the geometry of columns.
#include "runtime/cs/circuit.h"

#include "tests/unit/random.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace blockfold;
using blockfold::testing::Random;

TEST_CASE("texts keep their symbols") {
  cs::TextPool pool;
  const std::vector<std::vector<std::uint32_t>> texts = {{}, {1}, {2, 3, 2}, {}, {5}};
  for (const auto& text : texts)
    pool.add(text);
  REQUIRE(pool.size() == texts.size());
  CHECK(pool.symbols() == 5);
  for (cs::TextId id = 0; id < texts.size(); ++id)
    CHECK(std::ranges::equal(pool[id], texts[id]));
}

TEST_CASE("coefficients are monomials in the challenges") {
  Random random(1);
  cs::Circuit circuit;
  const std::uint32_t symbols[] = {4, 7, 9};
  const cs::TextId text = circuit.texts.add(symbols), empty = circuit.texts.add({});
  const cs::Challenges at{random.element<Fr>(), random.element<Fr>(), random.element<Fr>()};
  const Fr fp = (Fr::from_u64(4) * at.r + Fr::from_u64(7)) * at.r + Fr::from_u64(9);
  const std::pair<cs::Coefficient, Fr> cases[] = {
      {{}, Fr::one()},
      {{-3, cs::kNoText, 0, 0, false}, Fr::from_i64(-3)},
      {{1, cs::kNoText, 0, 0, true}, at.alpha},
      {{-1, cs::kNoText, 0, 0, true}, -at.alpha},
      {{-1, cs::kNoText, 0, 7, false}, -at.beta.pow(std::uint64_t{7})},
      {{-1, cs::kNoText, 0, 9, false}, -at.beta.pow(std::uint64_t{9})},
      {{2, text, 5, 7, false},
       Fr::from_u64(2) * fp * at.r.pow(std::uint64_t{5}) * at.beta.pow(std::uint64_t{7})},
      // Large powers of r are not tabulated.
      {{1, cs::kNoText, 100, 0, false}, at.r.pow(std::uint64_t{100})},
  };
  for (const auto& [coefficient, value] : cases)
    circuit.coefficients.add(coefficient);
  const cs::CoefficientTable table(circuit, at);
  CHECK(table.fingerprint(text) == fp);
  CHECK(table.fingerprint(empty) == Fr::zero());
  for (cs::CoefficientId id = 0; id < std::size(cases); ++id)
    CHECK(table(id) == cases[id].second);
}

TEST_CASE("constant columns") {
  Random random(2);
  cs::Circuit circuit;
  const std::uint32_t symbols[] = {4, 7};
  circuit.texts.add(symbols);
  const cs::Challenges at{random.element<Fr>(), random.element<Fr>(), random.element<Fr>()};
  const cs::CoefficientTable table(circuit, at);
  using Meaning = cs::ConstantColumn::Meaning;
  CHECK(constant_value(table, {Meaning::Integer, {5, 6}}, 1) == Fr::from_u64(6));
  CHECK(constant_value(table, {Meaning::Power, {0, 70}}, 1) == at.r.pow(std::uint64_t{70}));
  CHECK(constant_value(table, {Meaning::Fingerprint, {0}}, 0) ==
        Fr::from_u64(4) * at.r + Fr::from_u64(7));
}

TEST_CASE("sizes of a kind") {
  cs::Kind kind{};
  kind.log_width = 3;
  const std::uint32_t used[] = {0, 8, 9};
  std::ranges::copy(used, kind.used);
  CHECK(kind.commitments(0) == 0);
  CHECK(kind.commitments(1) == 1);
  CHECK(kind.commitments(2) == 2);
  const std::pair<std::uint32_t, unsigned> logs[] = {{1, 0}, {2, 1}, {3, 2}, {4, 2}, {5, 3}};
  for (const auto& [segments, log] : logs) {
    kind.segments = segments;
    CHECK(kind.log_segments() == log);
  }
}

TEST_CASE("addresses expand to base, index and segment") {
  cs::Circuit circuit;
  cs::Chip& chip = circuit.chips.emplace_back();
  cs::Coefficient minus_two;
  minus_two.scale = -2;
  chip.terms = {{{cs::Phase::Text, 3}, circuit.coefficients.add({})},
                {{cs::Phase::Fixed, cs::kAddress}, circuit.coefficients.add(minus_two)}};
  cs::Kind kind{};
  kind.log_fixed = 4;
  kind.log_part = 10;
  kind.stride = 33;
  cs::Placement placement{};
  placement.log_copies = 2;
  placement.address = 100;
  placement.column[1] = 64;
  std::vector<cs::NumericTerm> terms;
  expand_terms(kind, placement, chip, cs::CoefficientTable(circuit, {}), 0, 2, terms);
  REQUIRE(terms.size() == 4);
  CHECK(terms[0].offset == 2 * 1024 + 64 + 3 * 4);
  CHECK(terms[0].coefficient == Fr::one());
  CHECK(terms[1].offset == 0);
  CHECK(terms[1].coefficient == Fr::from_i64(-200));
  CHECK(terms[2].offset == 16);
  CHECK(terms[2].coefficient == Fr::from_i64(-2));
  CHECK(terms[3].offset == 32);
  CHECK(terms[3].coefficient == Fr::from_i64(-66));
}

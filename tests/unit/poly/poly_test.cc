// Multilinear polynomials and sum-check, against the definitions.
#include "runtime/poly/multilinear.h"
#include "runtime/poly/sumcheck.h"

#include "tests/unit/random.h"

#include <doctest/doctest.h>

using namespace blockfold;
using blockfold::testing::Random;

namespace {

/// eq(point, index) by its definition.
Fr naive_eq(const std::vector<Fr>& point, std::uint64_t index) {
  Fr value = Fr::one();
  for (std::size_t j = 0; j < point.size(); ++j)
    value *= (index >> j & 1) != 0 ? point[j] : Fr::one() - point[j];
  return value;
}

Fr naive_evaluate(const std::vector<Fr>& values, const std::vector<Fr>& point) {
  Fr sum;
  for (std::size_t i = 0; i < values.size(); ++i)
    sum += values[i] * naive_eq(point, i);
  return sum;
}

/// A product of multilinear polynomials, to be summed over the cube.
struct Product {
  std::vector<std::vector<Fr>> factors;
  unsigned variables;

  unsigned degree() const { return static_cast<unsigned>(factors.size()); }

  Fr sum() const {
    Fr total;
    for (std::size_t i = 0; i < factors.front().size(); ++i) {
      Fr term = Fr::one();
      for (const auto& factor : factors)
        term *= factor[i];
      total += term;
    }
    return total;
  }

  /// The round polynomial of the highest variable left, coefficient by coefficient.
  std::vector<Fr> round() const {
    std::vector<Fr> total(degree() + 1);
    const std::size_t half = factors.front().size() / 2;
    for (std::size_t i = 0; i < half; ++i) {
      std::vector<Fr> term{Fr::one()};
      for (const auto& factor : factors) {
        const Fr low = factor[i], slope = factor[half + i] - factor[i];
        std::vector<Fr> next(term.size() + 1);
        for (std::size_t k = 0; k < term.size(); ++k) {
          next[k] += term[k] * low;
          next[k + 1] += term[k] * slope;
        }
        term = next;
      }
      for (std::size_t k = 0; k < term.size(); ++k)
        total[k] += term[k];
    }
    return total;
  }

  void bind(const Fr& x) {
    for (auto& factor : factors) {
      const std::size_t half = factor.size() / 2;
      for (std::size_t i = 0; i < half; ++i)
        factor[i] += x * (factor[half + i] - factor[i]);
      factor.resize(half);
    }
  }
};

Product random_product(Random& random, unsigned variables, unsigned degree) {
  Product product{{}, variables};
  for (unsigned d = 0; d < degree; ++d)
    product.factors.push_back(random.elements<Fr>(std::size_t{1} << variables));
  return product;
}

std::vector<RoundMessage> prove(Product product) {
  Transcript transcript("test");
  std::vector<RoundMessage> rounds;
  for (unsigned i = 0; i < product.variables; ++i) {
    const std::vector<Fr> coefficients = product.round();
    RoundMessage message{coefficients[0]};
    message.insert(message.end(), coefficients.begin() + 2, coefficients.end());
    rounds.push_back(message);
    product.bind(bind_round(message, transcript, "round"));
  }
  return rounds;
}

/// Whether the verifier's last claim is what the polynomial has at its point.
bool verifies(const Product& product, const Fr& claim, const std::vector<RoundMessage>& rounds) {
  Transcript transcript("test");
  const auto result =
      verify_sumcheck(claim, rounds, product.variables, product.degree(), transcript, "round");
  if (!result)
    return false;
  Fr expected = Fr::one();
  for (const auto& factor : product.factors)
    expected *= evaluate_multilinear(factor, result->point);
  return expected == result->claim;
}

} // namespace

TEST_CASE("eq in all its forms") {
  Random random(1);
  for (std::size_t n = 0; n <= 6; ++n) {
    const std::vector<Fr> point = random.elements<Fr>(n), other = random.elements<Fr>(n);
    const std::vector<Fr> table = eq_table(point);
    REQUIRE(table.size() == std::size_t{1} << n);
    Fr prefix;
    for (std::uint64_t i = 0; i < table.size(); ++i) {
      CHECK(table[i] == naive_eq(point, i));
      CHECK(eq_at(point, i) == table[i]);
      CHECK(eq_prefix_sum(point, i) == prefix);
      prefix += table[i];
    }
    CHECK(eq_prefix_sum(point, table.size()) == prefix);
    CHECK(prefix == Fr::one());
    Fr product;
    for (std::uint64_t i = 0; i < table.size(); ++i)
      product += table[i] * naive_eq(other, i);
    CHECK(eq_eval(point, other) == product);
    CHECK(eq_eval(other, point) == product);
  }
}

TEST_CASE("evaluation of tables and of the index") {
  Random random(2);
  for (std::size_t n = 0; n <= 6; ++n) {
    const std::vector<Fr> point = random.elements<Fr>(n);
    std::vector<Fr> values = random.elements<Fr>(std::size_t{1} << n), indexes;
    for (std::uint64_t i = 0; i < values.size(); ++i)
      indexes.push_back(Fr::from_u64(i));
    CHECK(evaluate_multilinear(values, point) == naive_evaluate(values, point));
    CHECK(evaluate_index(point) == naive_evaluate(indexes, point));
    values.resize(random.below(values.size() + 1));
    CHECK(evaluate_multilinear(values, point) == naive_evaluate(values, point));
  }
}

TEST_CASE("eq levels look at the upper variables only") {
  Random random(3);
  for (std::size_t n = 0; n <= 6; ++n) {
    const std::vector<Fr> point = random.elements<Fr>(n);
    const std::vector<Fr> scales = random.elements<Fr>(3);
    const EqLevels levels(point), scaled(point, scales);
    for (unsigned k = 0; k <= n; ++k) {
      const std::vector<Fr> upper(point.begin() + k, point.end());
      for (std::uint64_t block = 0; block < std::uint64_t{1} << (n - k); ++block) {
        CHECK(levels.level(k)[block] == naive_eq(upper, block));
        CHECK(scaled.level(k)[block] == scales[std::min(k, 2U)] * naive_eq(upper, block));
      }
    }
  }
}

TEST_CASE("round messages leave out what the claim gives") {
  Random random(4);
  for (unsigned degree = 1; degree <= 5; ++degree) {
    const std::vector<Fr> coefficients = random.elements<Fr>(degree + 1);
    const auto value = [&](const Fr& x) {
      Fr sum;
      for (std::size_t i = coefficients.size(); i-- > 0;)
        sum = sum * x + coefficients[i];
      return sum;
    };
    RoundMessage message{coefficients[0]};
    message.insert(message.end(), coefficients.begin() + 2, coefficients.end());
    const Fr x = random.element<Fr>(), claim = value(Fr::zero()) + value(Fr::one());
    CHECK(evaluate_round(message, claim, x) == value(x));
    CHECK(evaluate_round(message, claim, Fr::zero()) + evaluate_round(message, claim, Fr::one()) ==
          claim);
  }
}

TEST_CASE("sum-check accepts true sums") {
  Random random(5);
  for (unsigned variables = 0; variables <= 5; ++variables)
    for (unsigned degree = 1; degree <= 3; ++degree) {
      const Product product = random_product(random, variables, degree);
      CHECK(verifies(product, product.sum(), prove(product)));
    }
}

TEST_CASE("sum-check rejects false sums and changed messages") {
  Random random(6);
  const Product product = random_product(random, 4, 3);
  const Fr claim = product.sum();
  const std::vector<RoundMessage> rounds = prove(product);
  CHECK_FALSE(verifies(product, claim + Fr::one(), rounds));
  for (std::size_t round = 0; round < rounds.size(); ++round)
    for (std::size_t i = 0; i < rounds[round].size(); ++i) {
      auto changed = rounds;
      changed[round][i] += Fr::one();
      CHECK_FALSE(verifies(product, claim, changed));
    }
}

TEST_CASE("sum-check refuses messages of another shape") {
  Random random(7);
  const Product product = random_product(random, 3, 2);
  const std::vector<RoundMessage> rounds = prove(product);
  const auto code = [&](std::vector<RoundMessage> changed) {
    Transcript transcript("test");
    const auto result = verify_sumcheck(product.sum(), changed, 3, 2, transcript, "round");
    return result ? std::string("ok") : result.error().code;
  };
  CHECK(code(rounds) == "ok");
  auto changed = rounds;
  changed.pop_back();
  CHECK(code(changed) == "sumcheck.shape");
  changed = rounds;
  changed.push_back(rounds[0]);
  CHECK(code(changed) == "sumcheck.shape");
  changed = rounds;
  changed[1].pop_back();
  CHECK(code(changed) == "sumcheck.shape");
  changed = rounds;
  changed[2].push_back(Fr::zero());
  CHECK(code(changed) == "sumcheck.shape");
  changed = rounds;
  changed[0].clear();
  CHECK(code(changed) == "sumcheck.shape");
}

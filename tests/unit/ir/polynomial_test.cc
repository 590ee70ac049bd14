#include "compiler/ir/polynomial.h"

#include <doctest/doctest.h>

#include <limits>

using namespace blockfold::ir;

namespace {

Polynomial x() {
  return Polynomial::variable(0);
}
Polynomial y() {
  return Polynomial::variable(1);
}
Polynomial number(std::int64_t value) {
  return Polynomial::constant(value);
}

} // namespace

TEST_CASE("equal polynomials are equal objects, whatever way they were made") {
  const Polynomial square = *x().plus(y())->times(*x().plus(y()));
  const Polynomial sum = *x().times(x())->plus(*x().times(y()), 2)->plus(*y().times(y()));
  CHECK(square == sum);
  CHECK_FALSE(square == *sum.plus(number(1)));
  CHECK(*square.plus(sum, -1) == Polynomial());
  CHECK(square.degree() == 2);
  CHECK(square.mentions(1));
  CHECK_FALSE(square.mentions(2));
}

TEST_CASE("constants and variables are recognized") {
  CHECK(Polynomial().as_constant() == 0);
  CHECK(number(-7).as_constant() == -7);
  CHECK_FALSE(x().as_constant());
  CHECK(y().as_variable() == 1U);
  CHECK_FALSE(y().plus(y())->as_variable());
  CHECK_FALSE(number(1).as_variable());
}

TEST_CASE("what exceeds a limit is refused, not wrapped") {
  const auto big = number(std::numeric_limits<std::int64_t>::max());
  CHECK_FALSE(big.plus(number(1)));
  CHECK_FALSE(big.times(number(2)));
  CHECK_FALSE(
      number(std::numeric_limits<std::int64_t>::min()).plus(number(0), 1)->times(number(-1)));
  Polynomial power = x();
  for (unsigned i = 1; i < Polynomial::kMaxDegree; ++i)
    power = *power.times(x());
  CHECK(power.degree() == Polynomial::kMaxDegree);
  CHECK_FALSE(power.times(x()));
  Polynomial wide;
  for (VariableIndex i = 0; i < Polynomial::kMaxTerms; ++i)
    wide = *wide.plus(Polynomial::variable(i));
  CHECK_FALSE(wide.plus(Polynomial::variable(Polynomial::kMaxTerms)));
}

TEST_CASE("sums of equal monomials are exact") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Polynomial a = *number(kMost).plus(x(), -1)->plus(*x().times(x()), -1);
  const Polynomial b = *number(1).plus(x(), -1)->plus(*x().times(x()));
  const auto product = a.times(b); // of x^2: the most, plus 1, minus 1
  REQUIRE(product);
  CHECK(product->terms()[2].coefficient == kMost);
  CHECK(*product == *b.times(a));
}

TEST_CASE("polynomials are written as rule files have them, in their canonical order") {
  const auto text = [](const Polynomial& polynomial) {
    const llvm::StringRef names[] = {"x", "y"};
    return to_text(polynomial, [&](VariableIndex variable) { return names[variable]; });
  };
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  CHECK(text(Polynomial()) == "0");
  CHECK(text(number(1)) == "1");
  CHECK(text(number(-1)) == "-1");
  CHECK(text(x()) == "x");
  CHECK(text(*Polynomial().plus(x(), -1)) == "-x");
  CHECK(text(*x().times(x())->plus(y(), -2)->plus(number(1))) == "1 - 2 * y + x * x");
  CHECK(text(*number(5).plus(y())->plus(*x().times(y()), 3)) == "5 + y + 3 * x * y");
  CHECK(text(number(kLeast)) == "-9223372036854775808");
  CHECK(text(*number(1).plus(x(), kLeast)) == "1 - 9223372036854775808 * x");
}

TEST_CASE("the magnitude of a coefficient, of the least one too") {
  const auto term = [](std::int64_t coefficient, llvm::SmallVector<VariableIndex, 2> variables) {
    return Monomial{std::move(variables), coefficient};
  };
  CHECK(term(7, {}).magnitude() == 7);
  CHECK(term(-7, {0}).magnitude() == 7);
  CHECK(term(std::numeric_limits<std::int64_t>::max(), {}).magnitude() == 9223372036854775807U);
  CHECK(term(std::numeric_limits<std::int64_t>::min(), {}).magnitude() == 9223372036854775808U);
  CHECK(term(-1, {}).has_factor());
  CHECK_FALSE(term(-1, {0}).has_factor());
  CHECK(term(-2, {0}).has_factor());
}

TEST_CASE("intervals contain the value, and are given up rather than wrapped") {
  const auto of = [](VariableIndex variable) -> std::optional<Interval> {
    if (variable > 1)
      return std::nullopt;
    return variable == 0 ? Interval{-3, 5} : Interval{0, 10};
  };
  const Polynomial product = *x().times(y())->plus(number(2));
  const auto interval = product.interval(of);
  REQUIRE(interval);
  CHECK(interval->low == -28);
  CHECK(interval->high == 52);
  CHECK(x().plus(x(), -1)->interval(of)->high == 0);
  CHECK_FALSE(Polynomial::variable(2).interval(of));
  const auto wide = [](VariableIndex) { return std::optional(bits_interval(64)); };
  CHECK(x().interval(wide)->high == bits_interval(64).high);
  CHECK_FALSE(x().times(y())->interval(wide));
}

#include "compiler/ir/polynomial.h"

#include <algorithm>

namespace blockfold::ir {
namespace {

bool before(const Monomial& a, const Monomial& b) {
  if (a.variables.size() != b.variables.size())
    return a.variables.size() < b.variables.size();
  return std::lexicographical_compare(a.variables.begin(), a.variables.end(), b.variables.begin(),
                                      b.variables.end());
}

/// Sorts monomials and adds up equal ones. False if a coefficient does not fit. Sums are exact:
/// whether one fits must not depend on the order in which equal monomials happen to stand.
bool collect(std::vector<Monomial>& terms) {
  std::sort(terms.begin(), terms.end(), before);
  std::vector<Monomial> out;
  for (auto term = terms.begin(); term != terms.end();) {
    Monomial total = std::move(*term);
    WideInteger sum = total.coefficient;
    for (++term; term != terms.end() && term->variables == total.variables; ++term)
      sum += term->coefficient;
    total.coefficient = static_cast<std::int64_t>(sum);
    if (total.coefficient != sum)
      return false;
    if (sum != 0)
      out.push_back(std::move(total));
  }
  terms = std::move(out);
  return true;
}

std::optional<Interval> product(const Interval& a, const Interval& b) {
  WideInteger corners[4];
  const WideInteger x[] = {a.low, a.high}, y[] = {b.low, b.high};
  for (unsigned i = 0; i < 4; ++i)
    if (__builtin_mul_overflow(x[i / 2], y[i % 2], &corners[i]))
      return std::nullopt;
  return Interval{*std::min_element(corners, corners + 4), *std::max_element(corners, corners + 4)};
}

} // namespace

std::string decimal(WideInteger value) {
  std::string digits;
  const bool negative = value < 0;
  do {
    const auto digit = static_cast<int>(value % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  return negative ? "-" + digits : digits;
}

Interval bits_interval(unsigned bits) {
  return {0, (WideInteger{1} << bits) - 1};
}

Polynomial Polynomial::constant(std::int64_t value) {
  return value == 0 ? Polynomial() : Polynomial({{{}, value}});
}

Polynomial Polynomial::variable(VariableIndex index) {
  return Polynomial({{{index}, 1}});
}

std::optional<std::int64_t> Polynomial::as_constant() const {
  if (terms_.empty())
    return 0;
  if (terms_.size() == 1 && terms_.front().variables.empty())
    return terms_.front().coefficient;
  return std::nullopt;
}

std::optional<VariableIndex> Polynomial::as_variable() const {
  if (terms_.size() == 1 && terms_.front().variables.size() == 1 && terms_.front().coefficient == 1)
    return terms_.front().variables.front();
  return std::nullopt;
}

std::size_t Polynomial::degree() const {
  return terms_.empty() ? 0 : terms_.back().variables.size();
}

bool Polynomial::mentions(VariableIndex index) const {
  return std::any_of(terms_.begin(), terms_.end(), [&](const Monomial& term) {
    return std::find(term.variables.begin(), term.variables.end(), index) != term.variables.end();
  });
}

void Polynomial::each_variable(const std::function<void(VariableIndex)>& visit) const {
  for (const Monomial& term : terms_)
    for (const VariableIndex variable : term.variables)
      visit(variable);
}

std::optional<Polynomial> Polynomial::plus(const Polynomial& other, std::int64_t scale) const {
  std::vector<Monomial> terms = terms_;
  for (Monomial term : other.terms_) {
    if (__builtin_mul_overflow(term.coefficient, scale, &term.coefficient))
      return std::nullopt;
    terms.push_back(std::move(term));
  }
  if (!collect(terms) || terms.size() > kMaxTerms)
    return std::nullopt;
  return Polynomial(std::move(terms));
}

std::optional<Polynomial> Polynomial::times(const Polynomial& other) const {
  if (!terms_.empty() && !other.terms_.empty() && degree() + other.degree() > kMaxDegree)
    return std::nullopt;
  std::vector<Monomial> terms;
  terms.reserve(terms_.size() * other.terms_.size());
  for (const Monomial& a : terms_)
    for (const Monomial& b : other.terms_) {
      Monomial term = a;
      term.variables.append(b.variables.begin(), b.variables.end());
      std::sort(term.variables.begin(), term.variables.end());
      if (__builtin_mul_overflow(a.coefficient, b.coefficient, &term.coefficient))
        return std::nullopt;
      terms.push_back(std::move(term));
    }
  if (!collect(terms) || terms.size() > kMaxTerms)
    return std::nullopt;
  return Polynomial(std::move(terms));
}

std::optional<Interval>
Polynomial::interval(const std::function<std::optional<Interval>(VariableIndex)>& of) const {
  Interval sum{0, 0};
  for (const Monomial& term : terms_) {
    std::optional<Interval> value = Interval{term.coefficient, term.coefficient};
    for (const VariableIndex variable : term.variables) {
      const auto factor = of(variable);
      value = factor && value ? product(*value, *factor) : std::nullopt;
    }
    if (!value || __builtin_add_overflow(sum.low, value->low, &sum.low) ||
        __builtin_add_overflow(sum.high, value->high, &sum.high))
      return std::nullopt;
  }
  return sum;
}

bool operator==(const Polynomial& a, const Polynomial& b) {
  return std::equal(a.terms_.begin(), a.terms_.end(), b.terms_.begin(), b.terms_.end(),
                    [](const Monomial& x, const Monomial& y) {
                      return x.coefficient == y.coefficient && x.variables == y.variables;
                    });
}

std::string to_text(const Polynomial& polynomial,
                    llvm::function_ref<llvm::StringRef(VariableIndex)> name_of) {
  std::string out;
  for (const Monomial& term : polynomial.terms()) {
    const bool negative = term.coefficient < 0;
    out += out.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    const char* times = "";
    if (term.has_factor()) {
      out += std::to_string(term.magnitude());
      times = " * ";
    }
    for (const VariableIndex variable : term.variables) {
      out += times;
      out += name_of(variable);
      times = " * ";
    }
  }
  return out.empty() ? "0" : out;
}

} // namespace blockfold::ir

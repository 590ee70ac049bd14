// Which values of a block follow from the claims that it rests on. A value that does not, and that
// the block emits, is whatever a prover likes it to be.
#include "compiler/rules/lint.h"

#include "compiler/rules/ranges.h"
#include "compiler/support/format.h"

#include <llvm/ADT/SmallVector.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace blockfold::rules {
namespace {

/// A polynomial as coefficient * x + rest; nothing if x occurs in a power.
struct Split {
  Polynomial coefficient, rest;
};
std::optional<Split> split(const Polynomial& polynomial, VariableIndex x) {
  Split out;
  for (const Monomial& term : polynomial.terms()) {
    const auto count = std::count(term.variables.begin(), term.variables.end(), x);
    if (count > 1)
      return std::nullopt;
    auto product = std::optional(Polynomial::constant(term.coefficient));
    for (const VariableIndex variable : term.variables)
      if (variable != x)
        product = product->times(Polynomial::variable(variable));
    // Parts of a polynomial are within its limits.
    Polynomial& part = count == 1 ? out.coefficient : out.rest;
    part = *part.plus(*product);
  }
  return out;
}

/// The coefficient of x if that is a constant: what `split` finds out, but fast.
std::optional<std::int64_t> constant_coefficient(const Polynomial& polynomial, VariableIndex x) {
  std::optional<std::int64_t> out;
  for (const Monomial& term : polynomial.terms()) {
    if (std::find(term.variables.begin(), term.variables.end(), x) == term.variables.end())
      continue;
    if (term.variables.size() != 1)
      return std::nullopt;
    out = term.coefficient;
  }
  return out;
}

/// A rule's equations, solved as far as they have one solution only.
class Solver {
public:
  /// `known` are the variables given from outside.
  Solver(const Program& program, const Rule& rule, std::vector<bool> known, Effort& effort)
      : program_(program), body_(*rule.field()), ranges_(program, rule), known_(std::move(known)),
        effort_(effort) {
    read_premises();
    for (const Constraint& constraint : body_.constraints)
      if (constraint.kind == Constraint::Kind::Zero)
        equations_.push_back({&constraint.value, true});
  }

  /// Which variables have one value only, once those given have.
  std::vector<bool> run() {
    for (bool changed = true; changed && effort_.spend(equations_.size());) {
      changed = false;
      for (const Equation& equation : equations_)
        changed |= solve(equation);
      for (const Lookup& lookup : body_.lookups)
        changed |= solve(lookup);
    }
    return std::move(known_);
  }

private:
  /// The polynomial has a given value, which is zero or not known.
  struct Equation {
    const Polynomial* polynomial;
    bool is_zero;
  };

  /// The values of the claims that a block rests on are given.
  void read_premises() {
    for (const Claim& claim : body_.claims)
      for (const Value& value : claim.values) {
        if (claim.kind == ClaimKind::Emit)
          break;
        if (const auto* polynomial = std::get_if<Polynomial>(&value))
          equations_.push_back({polynomial, false});
        else if (const Text& text = std::get<Text>(value);
                 text.size() == 1 && text.front().is_variable)
          known_[text.front().id] = true; // texts inside others cannot be told apart
      }
  }

  using Unknowns = llvm::SmallVector<VariableIndex, 8>;
  /// No equation has one solution for more unknowns than a field element has bits.
  static constexpr std::size_t kMostUnknowns = 256;
  /// All of them, or more than that.
  Unknowns unknowns(const Polynomial& polynomial) const {
    Unknowns out;
    polynomial.each_variable([&](VariableIndex variable) {
      if (!known_[variable] && out.size() <= kMostUnknowns &&
          std::find(out.begin(), out.end(), variable) == out.end())
        out.push_back(variable);
    });
    return out;
  }

  bool solve(const Equation& equation) {
    const Unknowns left = unknowns(*equation.polynomial);
    // Each unknown is looked for in all terms, and its coefficient in all requirements; one or two
    // are split off.
    const std::size_t terms = equation.polynomial->terms().size();
    const std::size_t work =
        left.size() * terms + body_.constraints.size() + (left.size() <= 2 ? terms * terms : 0);
    if (left.empty() || !effort_.spend(work) || left.size() > kMostUnknowns)
      return false;
    const bool solved = left.size() == 1 ? solve_one(equation, left.front())
                                         : is_numeral(*equation.polynomial, left) ||
                                               is_division(*equation.polynomial, left);
    for (const VariableIndex variable : left)
      if (solved)
        known_[variable] = true;
    return solved;
  }

  bool solve_one(const Equation& equation, VariableIndex x) const {
    const auto parts = split(*equation.polynomial, x);
    if (!parts)
      return false;
    // a * x + b = 0 with b not 0 says that a is not 0, either.
    const auto rest = parts->rest.as_constant();
    return is_nonzero(parts->coefficient) || (equation.is_zero && rest && *rest != 0);
  }

  /// Whether a polynomial is known to have a nonzero value in the field.
  bool is_nonzero(const Polynomial& polynomial) const {
    if (const auto constant = polynomial.as_constant())
      return *constant != 0;
    if (const auto interval = ranges_.of(polynomial);
        interval && (interval->low > 0 || interval->high < 0))
      return true;
    const auto negated = Polynomial().plus(polynomial, -1);
    return std::any_of(body_.constraints.begin(), body_.constraints.end(), [&](const auto& c) {
      return c.kind == Constraint::Kind::NonZero &&
             (c.value == polynomial || (negated && c.value == *negated));
    });
  }

  /// Several unknowns as digits: c1*x1 + c2*x2 + ..., each of which is smaller than the step of the
  /// next, and all together smaller than the field.
  bool is_numeral(const Polynomial& polynomial, const Unknowns& left) const {
    struct Digit {
      WideInteger step, span;
    };
    llvm::SmallVector<Digit, 8> digits;
    for (const VariableIndex x : left) {
      const auto step = constant_coefficient(polynomial, x);
      const auto interval = ranges_.of(x);
      if (!step || !interval)
        return false;
      digits.push_back({*step < 0 ? -WideInteger{*step} : *step, interval->high - interval->low});
    }
    std::sort(digits.begin(), digits.end(),
              [](const Digit& a, const Digit& b) { return a.step < b.step; });
    WideInteger below = 0; // what the digits so far may add up to
    for (const Digit& digit : digits) {
      WideInteger reach = 0;
      if (digit.step <= below || __builtin_mul_overflow(digit.step, digit.span, &reach) ||
          __builtin_add_overflow(below, reach, &below))
        return false;
    }
    return true;
  }

  /// a = q * b + r with 0 <= r < b: one quotient and one remainder.
  bool is_division(const Polynomial& polynomial, const Unknowns& left) const {
    if (left.size() != 2)
      return false;
    for (unsigned first = 0; first < 2; ++first) {
      const VariableIndex r = left[first], q = left[1 - first];
      const auto by_r = split(polynomial, r);
      const auto sign = by_r ? by_r->coefficient.as_constant() : std::nullopt;
      if (!sign || (*sign != 1 && *sign != -1))
        continue;
      const auto by_q = split(by_r->rest, q);
      if (!by_q || by_q->coefficient.mentions(r) || by_q->coefficient.mentions(q))
        continue;
      const auto divisor = Polynomial().plus(by_q->coefficient, *sign);
      if (divisor && is_remainder(r, *divisor) && stays_small(q, r, *divisor))
        return true;
    }
    return false;
  }
  bool is_remainder(VariableIndex r, const Polynomial& divisor) const {
    const auto interval = ranges_.of(r);
    if (!interval || interval->low < 0)
      return false;
    auto gap = divisor.plus(Polynomial::variable(r), -1);
    gap = gap ? gap->plus(Polynomial::constant(1), -1) : gap;
    return gap &&
           std::any_of(body_.constraints.begin(), body_.constraints.end(), [&](const auto& c) {
             return c.kind == Constraint::Kind::NonNegative && c.value == *gap;
           });
  }
  /// q * b + r as an integer does not reach the size of the field.
  bool stays_small(VariableIndex q, VariableIndex r, const Polynomial& divisor) const {
    const auto product = divisor.times(Polynomial::variable(q));
    const auto sum = product ? product->plus(Polynomial::variable(r)) : std::nullopt;
    return sum && ranges_.of(*sum);
  }

  bool solve(const Lookup& lookup) {
    llvm::SmallVector<bool, 4> given;
    for (const Polynomial& value : lookup.values)
      given.push_back(unknowns(value).empty());
    if (!effort_.spend(lookup.values.size()))
      return false;
    bool changed = false;
    for (std::size_t i = 0; i < lookup.values.size(); ++i) {
      const Unknowns left = unknowns(lookup.values[i]);
      if (left.size() != 1 || !solve_one({&lookup.values[i], false}, left.front()) ||
          !determines(lookup.table, given, i))
        continue;
      known_[left.front()] = changed = true;
    }
    return changed;
  }

  /// Looks at all rows of a table, but only once.
  bool determines(TableId table, llvm::ArrayRef<bool> given, std::size_t column) {
    const auto [entry, inserted] = determined_.try_emplace(
        {table, std::vector<bool>(given.begin(), given.end()), column}, false);
    const Table& rows = program_[table];
    if (inserted && effort_.spend(rows.rows.size() * rows.columns()))
      entry->second = rows.determines(given, column);
    return entry->second;
  }

  const Program& program_;
  const FieldBody& body_;
  Ranges ranges_;
  std::vector<bool> known_;
  Effort& effort_;
  std::vector<Equation> equations_;
  std::map<std::tuple<TableId, std::vector<bool>, std::size_t>, bool> determined_;
};

/// The variables that need no reason: seen in the statement, fixed by the place of the block, or
/// free if `with_free`.
std::vector<bool> given_variables(const Rule& rule, bool with_free) {
  std::vector<bool> given;
  for (const Variable& variable : rule.variables)
    given.push_back(
        variable.origin == Variable::Origin::Self ||
        (rule.is_public && variable.origin == Variable::Origin::Parameter && !variable.hidden) ||
        (with_free && variable.free));
  return given;
}

/// Where each variable is emitted first.
std::vector<std::optional<Range>> emission_places(const Rule& rule) {
  std::vector<std::optional<Range>> places(rule.variables.size());
  for (const Claim& claim : rule.field()->claims) {
    if (claim.kind != ClaimKind::Emit)
      continue;
    for (std::size_t i = 0; i < claim.values.size(); ++i) {
      const auto mark = [&](VariableIndex variable) {
        if (!places[variable])
          places[variable] = claim.places[i];
      };
      if (const auto* polynomial = std::get_if<Polynomial>(&claim.values[i]))
        polynomial->each_variable(mark);
      else
        for (const TextItem item : std::get<Text>(claim.values[i]))
          if (item.is_variable)
            mark(item.id);
    }
  }
  return places;
}

void check(const Program& program, const Rule& rule, Effort& effort, Reporter& reporter) {
  const auto known = Solver(program, rule, given_variables(rule, true), effort).run();
  const auto without_free = Solver(program, rule, given_variables(rule, false), effort).run();
  if (effort.is_exhausted())
    return report_too_complex(rule, reporter);
  const auto places = emission_places(rule);
  for (VariableIndex i = 0; i < rule.variables.size(); ++i) {
    const Variable& variable = rule.variables[i];
    if (!known[i] && places[i])
      reporter.report(
          Code::Undetermined, variable.where,
          fmt::format("nothing determines {}: a prover may choose it", quoted(variable.name)),
          {reporter.note(*places[i], "it is emitted here"),
           Reporter::note(variable.type.is_text()
                              ? "a text is determined where it is a whole argument of a claim that "
                                "is demanded"
                              : "if every value that satisfies the rule is right, write 'free' "
                                "before it")});
    if (variable.type.is_text() && !without_free[i] && (variable.free || !places[i]))
      reporter.report(Code::UnnamedText, variable.where,
                      fmt::format("nothing says which text {} is: {}", quoted(variable.name),
                                  variable.free
                                      ? "only numbers can be free"
                                      : "it is no whole argument of a claim that is demanded"));
    else if (variable.free && (without_free[i] || !places[i]))
      reporter.report(
          Code::NeedlesslyFree, variable.where,
          without_free[i]
              ? fmt::format("{} is determined, so it is not free", quoted(variable.name))
              : fmt::format("{} is not emitted, so 'free' says nothing", quoted(variable.name)));
  }
}

} // namespace

void lint_determined(const Program& program, Effort& effort, Reporter& reporter) {
  for (const Rule& rule : program.rules)
    if (rule.field() != nullptr && !effort.is_exhausted())
      check(program, rule, effort, reporter);
}

} // namespace blockfold::rules

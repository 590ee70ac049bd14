#include "compiler/export/open_system.h"

#include "runtime/base/check.h"

#include <map>

namespace blockfold::exports {
namespace {

using cs::Phase;
using Meaning = cs::ConstantColumn::Meaning;

constexpr Wire kRWire = 1, kAlphaWire = 2, kBetaWire = 3;

/// A product of challenges and at most one fingerprint.
struct Monomial {
  bool alpha = false;
  std::uint64_t beta_power = 0, r_power = 0;
  cs::TextId text = cs::kNoText;
  friend auto operator<=>(const Monomial&, const Monomial&) = default;
};

bool is_constant(const LinearForm& form) {
  return form.empty() || (form.size() == 1 && form.front().wire == kOneWire);
}

/// Goes through a circuit and visits the constraints that it turns into.
class Unroller {
public:
  Unroller(const WireMap& wires, ConstraintVisitor visit)
      : wires_(wires), circuit_(wires.circuit()), visit_(visit), next_(wires.count()) {}

  /// Returns the number of wires.
  Wire run() {
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k)
      for (std::uint32_t segment = 0; segment < circuit_.kinds[k].segments; ++segment)
        for (std::size_t p = 0; p < circuit_.kinds[k].placements.size(); ++p)
          unroll({k, segment, p});
    visit_({{LinearForm{}, LinearForm{}, bus_total(wires_)}});
    return next_;
  }

private:
  struct Place {
    std::size_t kind;
    std::uint32_t segment;
    std::size_t placement;
  };

  void unroll(const Place& place) {
    const cs::Placement& placement = circuit_.kinds[place.kind].placements[place.placement];
    const cs::Chip& chip = circuit_.chips[placement.chip];
    for (const cs::Row& row : chip.rows)
      for (std::uint32_t copy = 0; copy < placement.copies(); ++copy) {
        const auto side = [&](std::uint32_t begin, std::uint32_t end) {
          return form(place, copy, std::span(chip.terms).subspan(begin, end - begin));
        };
        LinearForm a = side(row.a, row.b), b = side(row.b, row.c), c = side(row.c, row.end);
        visit_({{std::move(a), std::move(b), std::move(c)}});
      }
  }

  /// A new wire that is the product of two forms.
  Wire product(const LinearForm& a, const LinearForm& b) {
    const Wire wire = next_++;
    visit_({{a, b, LinearForm{{wire, Fr::one()}}}});
    return wire;
  }

  // --- powers of challenges
  // -----------------------------------------------------------------------

  /// base^exponent; `known` holds the powers from the first on.
  Wire power(Wire base, std::vector<Wire>& known, std::uint64_t exponent) {
    if (exponent == 0)
      return kOneWire;
    if (known.empty())
      known.push_back(base);
    while (known.size() < exponent)
      known.push_back(product({{known.back(), Fr::one()}}, {{base, Fr::one()}}));
    return known[exponent - 1];
  }

  /// r^shift fp(text).
  LinearForm text_form(cs::TextId text, std::uint64_t shift) {
    LinearForm out;
    if (text == cs::kNoText)
      return {{power(kRWire, r_powers_, shift), Fr::one()}};
    const auto symbols = circuit_.texts[text];
    for (std::size_t i = 0; i < symbols.size(); ++i)
      out.push_back(
          {power(kRWire, r_powers_, shift + symbols.size() - 1 - i), Fr::from_u64(symbols[i])});
    normalize(out);
    return out;
  }

  const LinearForm& value_of(const Monomial& monomial) {
    const auto [entry, is_new] = values_.try_emplace(monomial);
    if (is_new)
      entry->second = compute(monomial);
    return entry->second;
  }

  LinearForm compute(const Monomial& monomial) {
    if (monomial.alpha)
      return {{kAlphaWire, Fr::one()}};
    LinearForm text = text_form(monomial.text, monomial.r_power);
    if (monomial.beta_power == 0)
      return text;
    const Wire beta = power(kBetaWire, beta_powers_, monomial.beta_power);
    if (is_constant(text))
      return text.empty() ? text : LinearForm{{beta, text.front().coefficient}};
    return {{product({{beta, Fr::one()}}, text), Fr::one()}};
  }

  // --- rows
  // ---------------------------------------------------------------------------------------

  /// Wires by what they are multiplied with.
  using Groups = std::map<Monomial, LinearForm>;

  LinearForm form(const Place& place, std::uint32_t copy, std::span<const cs::Term> terms) {
    Groups groups;
    for (const cs::Term& term : terms)
      add(place, copy, term, groups);
    LinearForm out;
    for (auto& [monomial, group] : groups) {
      normalize(group);
      multiply(monomial, group, out);
    }
    normalize(out);
    return out;
  }

  void add(const Place& place, std::uint32_t copy, const cs::Term& term, Groups& groups) const {
    const cs::Coefficient& c = circuit_.coefficients[term.coefficient];
    Monomial monomial{c.alpha, c.beta_power, c.r_power, c.text};
    Fr scale = Fr::from_i64(c.scale);
    Wire wire = kOneWire;
    if (term.column.phase == Phase::Fixed)
      scale *= fixed_value(place, copy, term.column.index, monomial);
    else
      wire = wires_.first(place.kind, place.segment, place.placement, term.column) + copy;
    groups[monomial].push_back({wire, scale});
  }

  /// The number in a fixed column; what depends on r joins the monomial.
  Fr fixed_value(const Place& place, std::uint32_t copy, std::uint32_t index,
                 Monomial& monomial) const {
    const cs::Kind& kind = circuit_.kinds[place.kind];
    const cs::Placement& placement = kind.placements[place.placement];
    if (index < cs::kFirstConstant)
      return fixed_number(kind, placement, place.segment, copy, index);
    const cs::ConstantColumn& column =
        circuit_.chips[placement.chip].constants[index - cs::kFirstConstant];
    const std::uint64_t value = column.values[placement.first_constant_value + copy];
    if (column.meaning == Meaning::Integer)
      return Fr::from_u64(value);
    BF_CHECK(!monomial.alpha);
    if (column.meaning == Meaning::Power) {
      monomial.r_power += value;
      return Fr::one();
    }
    BF_CHECK(monomial.text == cs::kNoText); // a product of two texts is no monomial
    monomial.text = static_cast<cs::TextId>(value);
    return Fr::one();
  }

  /// Adds monomial * group. Numbers times challenges are linear; the rest takes a wire.
  void multiply(const Monomial& monomial, const LinearForm& group, LinearForm& out) {
    if (monomial == Monomial{}) {
      out.insert(out.end(), group.begin(), group.end());
      return;
    }
    const bool has_constant = !group.empty() && group.front().wire == kOneWire;
    const LinearForm variable(group.begin() + (has_constant ? 1 : 0), group.end());
    if (has_constant)
      for (const WireTerm& term : value_of(monomial))
        out.push_back({term.wire, term.coefficient * group.front().coefficient});
    if (variable.empty())
      return;
    const LinearForm& value = value_of(monomial);
    if (!is_constant(value))
      out.push_back({product(value, variable), Fr::one()});
    else
      for (const WireTerm& term : variable)
        out.push_back({term.wire, term.coefficient * value.front().coefficient});
  }

  const WireMap& wires_;
  const cs::Circuit& circuit_;
  ConstraintVisitor visit_;
  Wire next_;
  std::vector<Wire> r_powers_, beta_powers_;
  std::map<Monomial, LinearForm> values_;
};

} // namespace

OpenSystem::OpenSystem(const WireMap& wires)
    : wires_(wires), sizes_{0, wires.public_inputs(), wires.private_inputs(), 0} {
  BF_CHECK(wires.public_inputs() == kPublicInputs);
  sizes_.wires = Unroller(wires, [this](const Constraint&) { ++sizes_.constraints; }).run();
}

void OpenSystem::for_each(ConstraintVisitor visit) const {
  Unroller(wires_, visit).run();
}

void OpenSystem::complete(std::vector<Fr>& values) const {
  const auto evaluate = [&](const LinearForm& form) {
    Fr sum;
    for (const WireTerm& term : form)
      sum += term.coefficient * values[term.wire];
    return sum;
  };
  for_each([&](const Constraint& constraint) {
    const auto& [a, b, c] = constraint.forms;
    if (c.size() == 1 && c.front().wire == values.size())
      values.push_back(evaluate(a) * evaluate(b));
  });
  BF_CHECK(values.size() == sizes_.wires);
}

} // namespace blockfold::exports

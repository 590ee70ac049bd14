#include "compiler/export/constraints.h"

#include "runtime/base/check.h"

#include <algorithm>

namespace blockfold::exports {
namespace {

using cs::Phase;

/// One side of a row of a placed chip in one segment: what it is for the first copy, and how it
/// goes on from copy to copy.
class RowForm {
public:
  RowForm(const WireMap& wires, const cs::CoefficientTable& table, std::size_t k,
          std::uint32_t segment, std::size_t p, std::span<const cs::Term> terms)
      : kind_(wires.circuit().kinds[k]), placement_(kind_.placements[p]),
        chip_(wires.circuit().chips[placement_.chip]), table_(table) {
    for (const cs::Term& term : terms) {
      const Fr& coefficient = table(term.coefficient);
      if (term.column.phase == Phase::Fixed)
        add_fixed(term.column.index, coefficient, segment);
      else
        first_.push_back({wires.first(k, segment, p, term.column), coefficient});
    }
    normalize(first_);
  }

  void evaluate(std::uint32_t copy, LinearForm& out) const {
    out.clear();
    Fr constant = constant_ + per_copy_ * Fr::from_u64(copy);
    for (const auto& [column, coefficient] : constants_)
      constant +=
          coefficient * cs::constant_value(table_, *column, placement_.first_constant_value + copy);
    if (!constant.is_zero())
      out.push_back({kOneWire, constant});
    for (const WireTerm& term : first_)
      out.push_back({term.wire + copy, term.coefficient});
  }

private:
  void add_fixed(std::uint32_t index, const Fr& coefficient, std::uint32_t segment) {
    if (index >= cs::kFirstConstant) {
      constants_.emplace_back(&chip_.constants[index - cs::kFirstConstant], coefficient);
      return;
    }
    constant_ += coefficient * fixed_number(kind_, placement_, segment, 0, index);
    if (index == cs::kIndex || index == cs::kAddress)
      per_copy_ += coefficient;
  }

  const cs::Kind& kind_;
  const cs::Placement& placement_;
  const cs::Chip& chip_;
  const cs::CoefficientTable& table_;
  LinearForm first_;
  Fr constant_, per_copy_;
  std::vector<std::pair<const cs::ConstantColumn*, Fr>> constants_;
};

/// All copies of one row of a placed chip in one segment.
void visit_row(const WireMap& wires, const cs::CoefficientTable& table, std::size_t k,
               std::uint32_t segment, std::size_t p, const cs::Row& row, Constraint& constraint,
               ConstraintVisitor visit) {
  const cs::Placement& placement = wires.circuit().kinds[k].placements[p];
  const std::span terms(wires.circuit().chips[placement.chip].terms);
  const RowForm a(wires, table, k, segment, p, terms.subspan(row.a, row.b - row.a));
  const RowForm b(wires, table, k, segment, p, terms.subspan(row.b, row.c - row.b));
  const RowForm c(wires, table, k, segment, p, terms.subspan(row.c, row.end - row.c));
  for (std::uint32_t copy = 0; copy < placement.copies(); ++copy) {
    a.evaluate(copy, constraint.forms[0]);
    b.evaluate(copy, constraint.forms[1]);
    c.evaluate(copy, constraint.forms[2]);
    visit(constraint);
  }
}

} // namespace

Fr fixed_number(const cs::Kind& kind, const cs::Placement& placement, std::uint32_t segment,
                std::uint32_t copy, std::uint32_t index) {
  switch (index) {
  case cs::kOne:
    return Fr::one();
  case cs::kIndex:
    return Fr::from_u64(copy);
  case cs::kSegment:
    return Fr::from_u64(segment);
  case cs::kAddress:
    return Fr::from_u64(placement.address + copy + kind.stride * segment);
  default:
    BF_CHECK(false);
  }
}

void normalize(LinearForm& form) {
  std::ranges::stable_sort(form, {}, &WireTerm::wire);
  auto out = form.begin();
  for (auto at = form.begin(); at != form.end();) {
    WireTerm sum = *at++;
    for (; at != form.end() && at->wire == sum.wire; ++at)
      sum.coefficient += at->coefficient;
    if (!sum.coefficient.is_zero())
      *out++ = sum;
  }
  form.erase(out, form.end());
}

LinearForm bus_total(const WireMap& wires) {
  const cs::Circuit& circuit = wires.circuit();
  std::vector<std::vector<Fr>> signs; // by chip and bus column
  for (const cs::Chip& chip : circuit.chips) {
    std::vector<Fr>& of_chip = signs.emplace_back(chip.columns[2]);
    for (const cs::Row& row : chip.rows)
      if (cs::is_bus(row.kind))
        of_chip[row.defines] = row.kind == cs::RowKind::Emit ? Fr::one() : -Fr::one();
  }
  LinearForm total;
  wires.for_each_block(2, [&](const WireBlock& block) {
    const cs::Placement& placement = circuit.kinds[block.kind].placements[block.placement];
    for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
      total.push_back({block.first + copy, signs[placement.chip][block.column.index]});
  });
  return total;
}

System::Sizes FixedSystem::sizes() const {
  return {wires_.count(), wires_.public_inputs(), wires_.private_inputs(), wires_.constraints()};
}

void FixedSystem::for_each(ConstraintVisitor visit) const {
  const cs::Circuit& circuit = wires_.circuit();
  Constraint constraint;
  for (std::size_t k = 0; k < circuit.kinds.size(); ++k)
    for (std::uint32_t segment = 0; segment < circuit.kinds[k].segments; ++segment)
      for (std::size_t p = 0; p < circuit.kinds[k].placements.size(); ++p)
        for (const cs::Row& row : circuit.chips[circuit.kinds[k].placements[p].chip].rows)
          visit_row(wires_, table_, k, segment, p, row, constraint, visit);
  visit(Constraint{{LinearForm{}, LinearForm{}, bus_total(wires_)}});
}

} // namespace blockfold::exports

#include "runtime/fold/rows.h"

#include "runtime/base/check.h"
#include "runtime/kernels/vector.h"

#include <algorithm>

namespace blockfold::fold {

using cs::Phase;
using cs::RowKind;

namespace {

void add_constant(Fr* out, const Fr& value, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] += value;
}

} // namespace

void RowEvaluator::add_fixed(const cs::Placement& placement, std::uint32_t index,
                             const Fr& coefficient, Fr* out) {
  const std::size_t n = placement.copies();
  switch (index) {
  case cs::kOne:
    add_constant(out, coefficient, n);
    return;
  case cs::kSegment:
    add_constant(out, coefficient * Fr::from_u64(segment_), n);
    return;
  case cs::kIndex:
  case cs::kAddress: {
    Fr value;
    if (index == cs::kAddress)
      value = coefficient * Fr::from_u64(placement.address + kind_.stride * segment_);
    for (std::size_t i = 0; i < n; ++i, value += coefficient)
      out[i] += value;
    return;
  }
  default: {
    const cs::ConstantColumn& column =
        circuit_.chips[placement.chip].constants[index - cs::kFirstConstant];
    for (std::size_t i = 0; i < n; ++i)
      out[i] +=
          coefficient * cs::constant_value(table_, column, placement.first_constant_value + i);
  }
  }
}

void RowEvaluator::add_term(const cs::Placement& placement, const cs::Term& term,
                            const Fr& coefficient, Fr* out) {
  const std::size_t n = placement.copies();
  const cs::Column column = term.column;
  if (column.phase == Phase::Fixed)
    return add_fixed(placement, column.index, coefficient, out);
  const unsigned phase = static_cast<unsigned>(column.phase) - 1;
  const std::size_t begin =
      placement.column[phase] + (std::size_t{column.index} << placement.log_copies);
  if (column.phase == Phase::Structure)
    kernels::axpy_u64(out, coefficient, witness_.structure.data() + begin, n);
  else
    kernels::axpy(out, coefficient,
                  (column.phase == Phase::Text ? witness_.text : witness_.bus).data() + begin, n);
}

void RowEvaluator::evaluate(const cs::Placement& placement, std::uint32_t begin, std::uint32_t end,
                            Fr* out) {
  const cs::Chip& chip = circuit_.chips[placement.chip];
  for (std::uint32_t i = begin; i < end; ++i)
    add_term(placement, chip.terms[i], table_(chip.terms[i].coefficient), out);
}

void RowEvaluator::text_phase(const cs::Placement& placement) {
  const cs::Chip& chip = circuit_.chips[placement.chip];
  const std::size_t n = placement.copies();
  std::size_t at = placement.row;
  for (const cs::Row& row : chip.rows) {
    Fr *a = rows_.a.data() + at, *b = rows_.b.data() + at, *c = rows_.c.data() + at;
    at += n;
    if (is_bus(row.kind))
      continue;
    evaluate(placement, row.a, row.b, a);
    if (row.kind == RowKind::Assert) {
      evaluate(placement, row.b, row.c, b);
      evaluate(placement, row.c, row.end, c);
      continue;
    }
    Fr* defined = witness_.text.data() + placement.column[1] +
                  (std::size_t{row.defines} << placement.log_copies);
    if (row.kind == RowKind::Product) {
      evaluate(placement, row.b, row.c, b);
      kernels::mul(c, a, b, n);
      std::copy(c, c + n, defined);
    } else {
      std::copy(a, a + n, b);
      kernels::batch_invert({b, n});
      std::copy(b, b + n, defined);
      std::fill(c, c + n, Fr::one());
    }
  }
}

/// Whether a bus row's term counts once in every copy, as a plain demand's does.
bool RowEvaluator::is_one(const cs::Chip& chip, const cs::Row& row) const {
  if (row.end - row.c != 1)
    return false;
  const cs::Term& term = chip.terms[row.c];
  return term.column == cs::Column{Phase::Fixed, cs::kOne} &&
         circuit_.coefficients[term.coefficient] == cs::Coefficient{};
}

void RowEvaluator::bus_phase(const cs::Placement& placement) {
  const cs::Chip& chip = circuit_.chips[placement.chip];
  const std::size_t n = placement.copies();
  Fr* bus = witness_.bus.data() + placement.column[2];
  const auto for_each_row = [&](auto visit) {
    std::size_t at = placement.row;
    for (const cs::Row& row : chip.rows) {
      if (is_bus(row.kind))
        visit(row, at, bus + (std::size_t{row.defines} << placement.log_copies));
      at += n;
    }
  };

  for_each_row([&](const cs::Row& row, std::size_t at, Fr* h) {
    evaluate(placement, row.a, row.b, rows_.a.data() + at);
    evaluate(placement, row.c, row.end, rows_.c.data() + at);
    std::copy_n(rows_.a.data() + at, n, h);
  });
  kernels::batch_invert({bus, std::size_t{chip.columns[2]} << placement.log_copies});
  for_each_row([&](const cs::Row& row, std::size_t at, Fr* h) {
    if (!is_one(chip, row))
      kernels::mul(h, h, rows_.c.data() + at, n);
    std::copy_n(h, n, rows_.b.data() + at);
  });
}

Fr bus_sum(const cs::Circuit& circuit, const cs::Kind& kind, std::span<const Fr> bus) {
  Fr sum;
  for (const cs::Placement& placement : kind.placements)
    for (const cs::Row& row : circuit.chips[placement.chip].rows) {
      if (!is_bus(row.kind))
        continue;
      const std::size_t begin =
          placement.column[2] + (std::size_t{row.defines} << placement.log_copies);
      Fr column;
      for (std::size_t i = 0; i < placement.copies(); ++i)
        column += bus[begin + i];
      sum += row.kind == RowKind::Emit ? column : -column;
    }
  return sum;
}

} // namespace blockfold::fold

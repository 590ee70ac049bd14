#include "tools/audit/block_knowledge.h"

#include <algorithm>

namespace blockfold::audit {

BlockKnowledge::BlockKnowledge(const Model& model, std::size_t chip, const Keys& keys,
                               const Tables& tables)
    : Knowledge(model, chip, keys, tables), numbers_(model, model.chips[chip], tables) {
  read_equations();
}

bool BlockKnowledge::more() {
  return by_equations() || by_tables() || by_numerals() || by_divisions();
}

namespace {

/// The factor of x in a b - c, if x is in one of the factors at most: a form of known wires.
std::optional<LinearForm> slope(const RowModel& row, WireId x) {
  const Fr in_a = coefficient_of(row.a, x), in_b = coefficient_of(row.b, x);
  if (!in_a.is_zero() && !in_b.is_zero())
    return std::nullopt;
  LinearForm out;
  add_form(out, row.b, in_a);
  add_form(out, row.a, in_b);
  add_form(out, {{cs::kOne, Fr::one()}}, -coefficient_of(row.c, x));
  return out;
}

} // namespace

/// Rows that are linear: their form is zero.
void BlockKnowledge::read_equations() {
  for (const RowModel& row : chip().rows) {
    const bool constant = row.b.empty() || (row.b.size() == 1 && row.b[0].wire == cs::kOne);
    if (row.kind != cs::RowKind::Assert || !constant)
      continue;
    LinearForm form;
    add_form(form, row.a, coefficient_of(row.b, cs::kOne));
    add_form(form, row.c, -Fr::one());
    add_fact({form, row.name, How::Row});
  }
}

/// What a row says of its only unknown wire x: slope * x is known.
bool BlockKnowledge::by_equations() {
  bool any = false;
  for (const RowModel& row : chip().rows) {
    if (row.is_bus())
      continue;
    const std::vector<WireId> unknown = unknown_wires(row);
    if (unknown.size() == 1 && is_solvable(row, unknown.front())) {
      know(unknown.front(), How::Row, row.name);
      any = true;
    }
  }
  return any;
}

std::vector<WireId> BlockKnowledge::unknown_wires(const RowModel& row) const {
  std::vector<WireId> out;
  for (const LinearForm* form : {&row.a, &row.b, &row.c})
    for (const WireTerm& term : *form)
      if (!is_known(term.wire) && std::ranges::find(out, term.wire) == out.end())
        out.push_back(term.wire);
  return out;
}

bool BlockKnowledge::is_solvable(const RowModel& row, WireId x) const {
  const auto factor = slope(row, x);
  return factor && numbers_.is_nonzero(*factor);
}

/// A column of a table that the known ones determine.
bool BlockKnowledge::by_tables() {
  bool any = false;
  for (const RowModel& row : chip().rows) {
    if (row.kind != cs::RowKind::Demand || row.weight.is_zero() || !tables().has(row.tag))
      continue;
    std::uint64_t known = ~std::uint64_t{0}; // places without a field are zero
    for (const FieldModel& field : row.fields)
      if (!is_known(field.form))
        known &= ~(std::uint64_t{1} << field.place);
    for (const FieldModel& field : row.fields) {
      const WireId wire =
          unknown_part(field.form).size() == 1 ? unknown_part(field.form).front().wire : kNoWire;
      if (wire == kNoWire || !tables().determines(row.tag, known, field.place))
        continue;
      know(wire, How::Bus, row.name);
      any = true;
    }
  }
  return any;
}

/// Several unknown numbers in a known sum: each is smaller than the step of the next, and all
/// together smaller than the field.
bool BlockKnowledge::by_numerals() {
  for (const Fact& fact : facts()) {
    const LinearForm unknown = unknown_part(fact.form);
    if (unknown.size() > 1 && is_numeral(unknown))
      return know_digits(unknown, fact.by);
  }
  return false;
}

bool BlockKnowledge::is_numeral(const LinearForm& form) const {
  std::vector<std::pair<ir::WideInteger, ir::WideInteger>> digits; // step and span
  for (const WireTerm& term : form) {
    const auto step = integer_of(term.coefficient);
    const auto bounds = numbers_.of(term.wire);
    if (!step || !bounds)
      return false;
    digits.push_back({*step < 0 ? -*step : *step, bounds->high - bounds->low});
  }
  std::ranges::sort(digits);
  ir::WideInteger below = 0;
  for (const auto& [step, span] : digits) {
    ir::WideInteger reach = 0;
    if (step <= below || __builtin_mul_overflow(step, span, &reach) ||
        __builtin_add_overflow(below, reach, &below))
      return false;
  }
  return true;
}

/// q D + r is known, 0 <= r < D: one quotient and one remainder.
bool BlockKnowledge::by_divisions() {
  for (const RowModel& row : chip().rows) {
    const std::vector<WireId> unknown = row.is_bus() ? std::vector<WireId>{} : unknown_wires(row);
    if (unknown.size() != 2)
      continue;
    for (const unsigned first : {0U, 1U})
      if (is_division(row, unknown[1 - first], unknown[first])) {
        know(unknown[0], How::Row, row.name);
        know(unknown[1], How::Row, row.name);
        return true;
      }
  }
  return false;
}

bool BlockKnowledge::is_division(const RowModel& row, WireId q, WireId r) const {
  const auto factor = slope(row, q);
  if (!factor || mentions(*factor, r) || !coefficient_of(row.a, r).is_zero() ||
      !coefficient_of(row.b, r).is_zero() || coefficient_of(row.c, r).is_zero())
    return false;
  const Fr scale = coefficient_of(row.c, r).inverse();
  const auto remainder = numbers_.of(r), quotient = numbers_.of(q);
  if (!remainder || !quotient || remainder->low < 0)
    return false;
  for (const Fr& sign : {Fr::one(), -Fr::one()}) {
    LinearForm divisor, gap;
    add_form(divisor, *factor, sign * scale);
    add_form(gap, divisor, Fr::one());
    add_form(gap, {{r, Fr::one()}, {cs::kOne, Fr::one()}}, -Fr::one());
    if (numbers_.is_natural(gap) && stays_small(divisor, *quotient))
      return true;
  }
  return false;
}

/// (q - q') D as an integer does not reach the size of the field.
bool BlockKnowledge::stays_small(const LinearForm& divisor, const Bounds& quotient) const {
  const auto bounds = numbers_.of(divisor);
  const auto size = [](const Bounds& b) { return std::max(b.high, -b.low); };
  constexpr ir::WideInteger kMost = ir::WideInteger{1} << 100;
  return bounds && size(*bounds) < kMost && size(quotient) < kMost;
}

} // namespace blockfold::audit

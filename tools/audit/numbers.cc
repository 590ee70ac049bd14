#include "tools/audit/numbers.h"

#include "compiler/ir/block_values.h"
#include "compiler/lower/chip/relations.h"

#include <algorithm>

namespace blockfold::audit {

using ir::WideInteger;
using lower::ChipRole;

std::optional<WideInteger> integer_of(const Fr& value) {
  return ir::as_integer(value);
}

// --- forms --------------------------------------------------------------------------------------

Fr coefficient_of(const LinearForm& form, WireId wire) {
  const auto term = std::ranges::find(form, wire, &WireTerm::wire);
  return term == form.end() ? Fr::zero() : term->coefficient;
}

void add_form(LinearForm& to, const LinearForm& more, const Fr& scale) {
  for (const WireTerm& term : more) {
    auto mine = std::ranges::find(to, term.wire, &WireTerm::wire);
    if (mine == to.end())
      mine = to.insert(to.end(), {term.wire, Fr::zero()});
    mine->coefficient += scale * term.coefficient;
  }
  std::erase_if(to, [](const WireTerm& term) { return term.coefficient.is_zero(); });
}

LinearForm normalized(LinearForm form) {
  std::ranges::sort(form, {}, &WireTerm::wire);
  if (form.empty())
    return form;
  const Fr factor = form.front().coefficient.inverse();
  for (WireTerm& term : form)
    term.coefficient *= factor;
  return form;
}

namespace {

bool same(const LinearForm& a, const LinearForm& b) {
  return std::ranges::equal(a, b, [](const WireTerm& x, const WireTerm& y) {
    return x.wire == y.wire && x.coefficient == y.coefficient;
  });
}

bool proportional(const LinearForm& a, const LinearForm& b) {
  return same(normalized(a), normalized(b));
}

bool is_constant(const LinearForm& form) {
  return std::ranges::all_of(form, [](const WireTerm& term) { return term.wire == cs::kOne; });
}

std::optional<Bounds> sum(const Bounds& a, const Bounds& b) {
  Bounds out{};
  if (__builtin_add_overflow(a.low, b.low, &out.low) ||
      __builtin_add_overflow(a.high, b.high, &out.high))
    return std::nullopt;
  return out;
}

std::optional<Bounds> scaled(const Bounds& bounds, WideInteger factor) {
  Bounds out{};
  if (__builtin_mul_overflow(bounds.low, factor, &out.low) ||
      __builtin_mul_overflow(bounds.high, factor, &out.high))
    return std::nullopt;
  if (factor < 0)
    std::swap(out.low, out.high);
  return out;
}

} // namespace

// --- tables -------------------------------------------------------------------------------------

Tables::Tables(const Model& model) {
  for (const Copy& copy : model.copies) {
    const ChipModel& chip = model.chip_of(copy);
    if (chip.role != ChipRole::BlockTable)
      continue;
    for (const RowModel& row : chip.rows)
      if (row.kind == cs::RowKind::Emit) {
        rows_[row.tag].push_back(claim_of(row, copy.wires));
        known_.try_emplace(rows_[row.tag].back(), true);
      }
  }
}

bool Tables::has_row(const Claim& claim) const {
  return known_.contains(claim);
}

llvm::ArrayRef<Claim> Tables::rows(std::uint32_t tag) const {
  const auto found = rows_.find(tag);
  return found == rows_.end() ? llvm::ArrayRef<Claim>() : llvm::ArrayRef<Claim>(found->second);
}

std::optional<Bounds> Tables::column(std::uint32_t tag, std::uint32_t place) const {
  std::optional<Bounds> out;
  for (const Claim& row : rows(tag)) {
    const auto value = integer_of(field_of(row, place));
    if (!value)
      return std::nullopt;
    out = out ? Bounds{std::min(out->low, *value), std::max(out->high, *value)}
              : Bounds{*value, *value};
  }
  return out;
}

bool Tables::determines(std::uint32_t tag, std::uint64_t known, std::uint32_t place) const {
  std::unordered_map<Claim, Fr, ClaimHash, ClaimEqual> seen;
  for (const Claim& row : rows(tag)) {
    Claim key;
    for (std::uint32_t i = 1; i < 64; ++i)
      if ((known >> i & 1) != 0)
        set_field(key, i, field_of(row, i));
    const auto [entry, inserted] = seen.try_emplace(key, field_of(row, place));
    if (!inserted && entry->second != field_of(row, place))
      return false;
  }
  return true;
}

// --- numbers ------------------------------------------------------------------------------------

Numbers::Numbers(const Model& model, const ChipModel& chip, const Tables& tables)
    : model_(model), chip_(chip) {
  read_claims(tables);
  read_bits();
  read_digits();
}

bool Numbers::is_digit(WireId wire) const {
  const auto& structure = chip_.wires[wire].structure;
  return structure && structure->meaning == lower::StructureWire::Meaning::Digit;
}

/// Notes what a row says of a form, and of its wire if it has one beside the constant.
void Numbers::bound(const LinearForm& form, const Bounds& bounds) {
  forms_.push_back({form, bounds});
  const WireTerm* only = nullptr;
  for (const WireTerm& term : form)
    if (term.wire != cs::kOne) {
      if (only != nullptr)
        return;
      only = &term;
    }
  if (only == nullptr)
    return;
  const auto constant = integer_of(coefficient_of(form, cs::kOne));
  const bool plus = only->coefficient == Fr::one(), minus = only->coefficient == -Fr::one();
  if (!constant || (!plus && !minus))
    return;
  auto shifted = sum(bounds, {-*constant, -*constant});
  if (shifted && minus)
    shifted = scaled(*shifted, -1);
  if (!shifted)
    return;
  const auto [entry, inserted] = bounds_.try_emplace(only->wire, *shifted);
  if (!inserted)
    entry->second = {std::max(entry->second.low, shifted->low),
                     std::min(entry->second.high, shifted->high)};
}

void Numbers::read_claims(const Tables& tables) {
  for (const RowModel& row : chip_.rows) {
    if (row.kind != cs::RowKind::Demand || row.weight.is_zero())
      continue;
    for (const FieldModel& field : row.fields) {
      if (field.place == 0)
        continue;
      if (const auto promise = model_.promises.find({row.tag, field.place});
          promise != model_.promises.end())
        bound(field.form, promise->second);
      else if (tables.has(row.tag))
        if (const auto column = tables.column(row.tag, field.place))
          bound(field.form, *column);
    }
  }
}

/// f * f = f.
void Numbers::read_bits() {
  for (const RowModel& row : chip_.rows)
    if (row.kind == cs::RowKind::Assert && same(row.a, row.b) && same(row.b, row.c))
      bound(row.a, {0, 1});
}

/// Rows about single digits first: what is left of a number when its digits are taken off lies in
/// the table, so the number is no larger than all digits together.
void Numbers::read_digits() {
  const WideInteger table = WideInteger{1} << model_.table_bits;
  std::vector<const LinearForm*> digits, sums;
  for (const RowModel& row : chip_.rows) {
    const FieldModel* value = row.field(1);
    if (row.kind == cs::RowKind::Demand && !row.weight.is_zero() && value != nullptr &&
        row.tag == static_cast<std::uint32_t>(lower::Relation::Range))
      (value->form.size() == 1 && is_digit(value->form[0].wire) ? digits : sums)
          .push_back(&value->form);
  }
  for (const LinearForm* form : digits)
    if (form->front().coefficient == Fr::one())
      bound(*form, {0, table - 1});
  for (const LinearForm* form : digits) // 2^s d is in the table as well
    if (const auto factor = integer_of(form->front().coefficient);
        factor && *factor > 1 && bounds_.contains(form->front().wire))
      bound({{form->front().wire, Fr::one()}}, {0, (table - 1) / *factor});
  for (const LinearForm* form : sums) {
    LinearForm number;
    std::optional<Bounds> bounds = Bounds{0, table - 1};
    for (const WireTerm& term : *form) {
      if (!is_digit(term.wire)) {
        number.push_back(term);
        continue;
      }
      const auto own = of(term.wire);
      const auto weight = integer_of(term.coefficient);
      const auto part = own && weight ? scaled(*own, -*weight) : std::nullopt;
      bounds = bounds && part ? sum(*bounds, *part) : std::nullopt;
    }
    if (bounds)
      bound(number, *bounds);
  }
}

std::optional<Bounds> Numbers::of(WireId wire) const {
  if (wire == cs::kOne)
    return Bounds{1, 1};
  const auto found = bounds_.find(wire);
  return found == bounds_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Bounds> Numbers::of(const LinearForm& form) const {
  std::optional<Bounds> total = Bounds{0, 0};
  for (const WireTerm& term : form) {
    const auto own = of(term.wire);
    const auto factor = integer_of(term.coefficient);
    const auto part = own && factor ? scaled(*own, *factor) : std::nullopt;
    total = total && part ? sum(*total, *part) : std::nullopt;
  }
  for (const auto& [known, bounds] : forms_)
    if (!total && same(normalized(known), normalized(form)) &&
        known.front().coefficient == coefficient_of(form, known.front().wire))
      total = bounds;
  return total;
}

bool Numbers::is_nonzero(const LinearForm& form) const {
  if (form.empty())
    return false;
  if (is_constant(form))
    return true; // a constant that is zero has no term
  if (const auto bounds = of(form); bounds && (bounds->low > 0 || bounds->high < 0))
    return true;
  // form * y = a constant that is not zero
  return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
    return !row.is_bus() && !row.c.empty() && is_constant(row.c) &&
           (proportional(row.a, form) || proportional(row.b, form));
  });
}

bool Numbers::is_natural(const LinearForm& form) const {
  return std::ranges::any_of(forms_, [&](const auto& known) {
    return proportional(known.first, form) &&
           known.first.front().coefficient == coefficient_of(form, known.first.front().wire) &&
           known.second.low >= 0 && known.second.high < WideInteger{1} << 100;
  });
}

} // namespace blockfold::audit

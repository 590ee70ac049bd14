#include "tools/audit/knowledge.h"

#include "compiler/lower/chip/relations.h"

#include <algorithm>
#include <set>

namespace blockfold::audit {

using lower::ChipRole;
using Meaning = lower::StructureWire::Meaning;

namespace {

bool is_range(const RowModel& row) {
  return row.kind == cs::RowKind::Demand && !row.weight.is_zero() &&
         row.tag == static_cast<std::uint32_t>(lower::Relation::Range) && row.fields.size() == 2 &&
         row.fields[1].place == 1;
}

} // namespace

bool mentions(const LinearForm& form, WireId wire) {
  return std::ranges::find(form, wire, &WireTerm::wire) != form.end();
}

Knowledge::Knowledge(const Model& model, std::size_t chip, const Keys& keys, const Tables& tables)
    : model_(model), chip_(model.chips[chip]), keys_(keys), tables_(tables),
      known_(chip_.wires.size()), used_(chip_.rows.size()) {
  out_.wires.resize(chip_.wires.size() - chip_.first_committed);
  std::fill_n(known_.begin(), chip_.first_committed, true);
  multiplicities();
}

// --- what is known ------------------------------------------------------------------------------

bool Knowledge::is_known(const LinearForm& form) const {
  return std::ranges::all_of(form, [&](const WireTerm& term) { return known_[term.wire]; });
}

LinearForm Knowledge::unknown_part(const LinearForm& form) const {
  LinearForm out;
  std::ranges::copy_if(form, std::back_inserter(out),
                       [&](const WireTerm& term) { return !known_[term.wire]; });
  return out;
}

WireId Knowledge::single_unknown(const LinearForm& form) const {
  return form.size() == 1 && !known_[form[0].wire] ? form[0].wire : kNoWire;
}

bool Knowledge::is_meant(WireId wire, Meaning meaning) const {
  const auto& structure = chip_.wires[wire].structure;
  return structure && structure->meaning == meaning;
}

bool Knowledge::is_open(std::uint32_t row) const {
  return !used_[row] && chip_.rows[row].kind == cs::RowKind::Demand &&
         !chip_.rows[row].weight.is_zero();
}

void Knowledge::know(WireId wire, How how, std::string by) {
  known_[wire] = true;
  out_.wires[wire - chip_.first_committed] = {how, std::move(by)};
}

/// A multiplicity that occurs nowhere but in its own row is what the demands of its claim add up
/// to, less what other copies emit of the same claim.
void Knowledge::multiplicities() {
  for (const RowModel& row : chip_.rows) {
    if (row.kind != cs::RowKind::Emit || row.weight.is_zero() || row.c.size() != 1)
      continue;
    const WireId wire = row.c[0].wire;
    if (wire == row.multiplicity && occurrences(wire) == 1 + row.guards.size())
      know(wire, How::Balance,
           keys_.place_of.contains(row.tag) ? row.name : row.name + " (shared)");
  }
}

std::size_t Knowledge::occurrences(WireId wire) const {
  std::size_t count = 0;
  for (const RowModel& row : chip_.rows)
    for (const LinearForm* form : {&row.a, &row.b, &row.c})
      count += mentions(*form, wire);
  return count;
}

// --- rules --------------------------------------------------------------------------------------

void Knowledge::propagate() {
  while (by_rows() || by_claims() || by_facts() || by_digits() || more()) {
  }
}

/// a b = c with two of the three known: c itself, or b where a is not zero (it is not in a bus
/// row, but for a challenge that nobody finds; an inverse row says so).
bool Knowledge::by_rows() {
  bool any = false;
  for (const RowModel& row : chip_.rows) {
    const bool product = row.kind == cs::RowKind::Product;
    if (row.kind == cs::RowKind::Assert)
      continue;
    if ((row.is_bus() && row.weight.is_zero()) || !is_known(row.a))
      continue;
    const LinearForm& result = product ? row.c : row.b;
    const LinearForm& other = product ? row.b : row.c;
    const WireId wire = single_unknown(result);
    if (wire == kNoWire || !is_known(other))
      continue;
    know(wire, How::Row, row.name);
    any = true;
  }
  return any;
}

/// A demand of a claim whose key is known tells the claim's other fields. Nothing claims a tag
/// without emissions, so such a demand tells everything.
bool Knowledge::by_claims() {
  bool any = false;
  for (std::uint32_t i = 0; i < chip_.rows.size(); ++i) {
    const RowModel& row = chip_.rows[i];
    if (!is_open(i))
      continue;
    const auto key = keys_.place_of.find(row.tag);
    const bool claimed = std::ranges::binary_search(keys_.emitted, row.tag);
    if (claimed) {
      const FieldModel* field = key == keys_.place_of.end() ? nullptr : row.field(key->second);
      if (field == nullptr || field->form.empty() || !is_known(field->form))
        continue;
    }
    learn_claim(i, row.name, How::Bus);
    any = true;
  }
  return any;
}

void Knowledge::learn_claim(std::uint32_t index, const std::string& by, How how) {
  const RowModel& row = chip_.rows[index];
  for (const FieldModel& field : row.fields)
    if (is_learnt(row, field))
      facts_.push_back({field.form, by, how});
  used_[index] = true;
}

bool Knowledge::is_learnt(const RowModel& row, const FieldModel& field) const {
  const auto shape = shape_at(model_.shapes, row.tag, field.place);
  return !shape || !is_of_text(shape->kind) || is_whole(row, *shape);
}

/// Whether the argument is a text that has wires of its own.
bool Knowledge::is_whole(const RowModel& row, const FieldShape& shape) const {
  const ClaimShape& claim = shape_of_tag(model_.shapes, row.tag);
  std::optional<ir::VariableIndex> variable;
  for (const FieldKind kind : {FieldKind::Length, FieldKind::Fingerprint, FieldKind::Power}) {
    const FieldModel* field = row.field(place_of(claim, {kind, shape.argument}));
    if (field == nullptr || field->form.size() != 1 || field->form[0].coefficient != Fr::one())
      return false;
    const auto& part = chip_.wires[field->form[0].wire].text;
    if (!part || part->kind != kind || (variable && *variable != part->variable))
      return false;
    variable = part->variable;
  }
  return true;
}

namespace {

void eliminate(Knowledge::Fact& fact, const Knowledge::Fact& pivot) {
  const auto at = std::ranges::find(fact.form, pivot.form.front().wire, &WireTerm::wire);
  if (at == fact.form.end())
    return;
  const Fr factor = at->coefficient * pivot.form.front().coefficient.inverse();
  add_form(fact.form, pivot.form, -factor);
  if (pivot.how == How::Choice && fact.how != How::Choice) {
    fact.how = How::Choice;
    fact.by = pivot.by;
  }
}

} // namespace

/// Gaussian elimination over the facts: a wire that some combination of them isolates is known.
bool Knowledge::by_facts() {
  std::vector<Fact> reduced;
  for (const Fact& fact : facts_) {
    Fact rest{unknown_part(fact.form), fact.by, fact.how};
    for (const Fact& pivot : reduced)
      eliminate(rest, pivot);
    if (rest.form.empty())
      continue;
    for (Fact& earlier : reduced)
      eliminate(earlier, rest);
    reduced.push_back(std::move(rest));
  }
  bool any = false;
  for (const Fact& fact : reduced)
    if (fact.form.size() == 1) {
      know(fact.form[0].wire, fact.how, fact.by);
      any = true;
    }
  return any;
}

// --- digits -------------------------------------------------------------------------------------

bool Knowledge::is_digit(WireId wire) const {
  return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
    return is_range(row) && row.fields[1].form.size() == 1 && row.fields[1].form[0].wire == wire &&
           row.fields[1].form[0].coefficient == Fr::one();
  });
}

/// Whether the terms are sign * 2^(k table_bits) times digits, with distinct k from `lowest` up.
/// Then no two choices of digits have the same sum: layouts have at most 40 bits of them.
bool Knowledge::is_place_value(const LinearForm& terms, const Fr& sign,
                               std::uint32_t lowest) const {
  constexpr std::uint32_t kMostBits = 64;
  std::set<std::uint32_t> places;
  for (const WireTerm& term : terms) {
    if (!is_digit(term.wire))
      return false;
    std::uint32_t place = lowest;
    const auto weight = [&](std::uint32_t k) {
      return sign * Fr::from_u64(std::uint64_t{1} << (k * model_.table_bits));
    };
    while (place * model_.table_bits < kMostBits && weight(place) != term.coefficient)
      ++place;
    if (place * model_.table_bits >= kMostBits || !places.insert(place).second)
      return false;
  }
  return true;
}

bool Knowledge::by_digits() {
  if (model_.table_bits == 0)
    return false;
  for (const Fact& fact : facts_) {
    const LinearForm unknown = unknown_part(fact.form);
    if (!unknown.empty() &&
        (is_place_value(unknown, Fr::one(), 0) || is_place_value(unknown, -Fr::one(), 0)))
      return know_digits(unknown, fact.by);
  }
  // known - sum of higher digits is itself in the table: it is the lowest digit.
  for (const RowModel& row : chip_.rows) {
    if (!is_range(row))
      continue;
    const LinearForm unknown = unknown_part(row.fields[1].form);
    if (!unknown.empty() && is_place_value(unknown, -Fr::one(), 1))
      return know_digits(unknown, row.name);
  }
  return false;
}

bool Knowledge::know_digits(const LinearForm& digits, const std::string& by) {
  for (const WireTerm& term : digits)
    know(term.wire, How::Digits, by);
  return true;
}

} // namespace blockfold::audit

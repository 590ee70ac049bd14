#include "tools/audit/determined.h"

#include "compiler/lower/chip/relations.h"

#include <algorithm>
#include <set>

namespace blockfold::audit {

using lower::ChipRole;
using Meaning = lower::StructureWire::Meaning;

const char* name_of(How how) {
  switch (how) {
  case How::Choice:
    return "choice";
  case How::Row:
    return "row";
  case How::Bus:
    return "bus";
  case How::Digits:
    return "digits";
  case How::Balance:
    return "balance";
  case How::Undetermined:
    return "undetermined";
  }
  return "";
}

std::size_t ChipWires::count(How how) const {
  return static_cast<std::size_t>(std::ranges::count(wires, how, &WireFinding::how));
}

// --- keys ---------------------------------------------------------------------------------------

namespace {

bool is_own_address(const LinearForm& form) {
  return form.size() == 1 && form[0].wire == cs::kAddress && form[0].coefficient == Fr::one();
}

std::set<std::uint32_t> own_address_places(const RowModel& row) {
  std::set<std::uint32_t> places;
  for (const FieldModel& field : row.fields)
    if (is_own_address(field.form))
      places.insert(field.place);
  return places;
}

} // namespace

Keys find_keys(const Model& model) {
  std::map<std::uint32_t, std::set<std::uint32_t>> candidates;
  std::set<std::uint32_t> emitted, twice;
  for (const ChipModel& chip : model.chips) {
    std::set<std::uint32_t> here;
    for (const RowModel& row : chip.rows) {
      if (row.kind != cs::RowKind::Emit)
        continue;
      if (!here.insert(row.tag).second || row.weight.is_zero())
        twice.insert(row.tag);
      const std::set<std::uint32_t> places = own_address_places(row);
      if (emitted.insert(row.tag).second)
        candidates[row.tag] = places;
      else
        std::erase_if(candidates[row.tag], [&](std::uint32_t p) { return !places.contains(p); });
    }
  }
  Keys keys;
  keys.emitted.assign(emitted.begin(), emitted.end());
  for (const auto& [tag, places] : candidates)
    if (!places.empty() && !twice.contains(tag))
      keys.place_of[tag] = *places.begin();
  return keys;
}

std::vector<std::string> check_foundations(const Model& model) {
  std::vector<std::string> wrong;
  std::set<Limbs> addresses;
  for (const Copy& copy : model.copies) {
    const Limbs address = copy.wires[cs::kAddress].to_limbs();
    if (address == Limbs{})
      wrong.push_back("a copy of '" + model.chip_of(copy).name + "' stands at address 0");
    if (!addresses.insert(address).second)
      wrong.push_back("a copy of '" + model.chip_of(copy).name +
                      "' stands at the address of another");
  }
  const auto range = static_cast<std::uint32_t>(lower::Relation::Range);
  std::set<Limbs> values;
  for (const auto& [claim, entry] : model.ledger.entries())
    if (entry.emitted > 0 && tag_of(claim) == range)
      values.insert(field_of(claim, 1).to_limbs());
  const std::size_t table = model.table_bits == 0 ? 0 : std::size_t{1} << model.table_bits;
  if (!model.copies.empty() &&
      (values.size() != table ||
       (!values.empty() && std::ranges::max(values, {}, [](const Limbs& v) {
                             return std::pair(v[1] | v[2] | v[3], v[0]);
                           }) != Limbs{table - 1, 0, 0, 0})))
    wrong.push_back("the range table does not claim exactly the numbers below 2^" +
                    std::to_string(model.table_bits));
  return wrong;
}

// --- propagation --------------------------------------------------------------------------------

namespace {

class Propagation {
public:
  Propagation(const Model& model, const ChipModel& chip, const Keys& keys)
      : model_(model), chip_(chip), keys_(keys), known_(chip.wires.size()),
        used_(chip.rows.size()) {
    out_.wires.resize(chip.wires.size() - chip.first_committed);
    std::fill_n(known_.begin(), chip.first_committed, true);
  }

  ChipWires run() {
    multiplicities();
    propagate();
    choose(Meaning::PremiseAddress, "which block");
    choose(Meaning::Context, "which context");
    choose(Meaning::OrderLimb, "which context");
    choose(Meaning::Time, "which time");
    return std::move(out_);
  }

private:
  struct Fact {
    LinearForm form; ///< has one possible value
    std::string by;
  };

  void know(WireId wire, How how, std::string by) {
    known_[wire] = true;
    out_.wires[wire - chip_.first_committed] = {how, std::move(by)};
  }

  // --- choices

  static bool mentions(const LinearForm& form, WireId wire) {
    return std::ranges::any_of(form, [&](const WireTerm& term) { return term.wire == wire; });
  }

  /// Part of what the copy claims.
  bool is_claimed(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      return row.kind == cs::RowKind::Emit && !row.weight.is_zero() &&
             std::ranges::any_of(
                 row.fields, [&](const FieldModel& field) { return mentions(field.form, wire); });
    });
  }

  /// The key under which a claim is demanded.
  bool is_key(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      const auto key = keys_.place_of.find(row.tag);
      if (row.kind != cs::RowKind::Demand || row.weight.is_zero() || key == keys_.place_of.end())
        return false;
      const FieldModel* field = row.field(key->second);
      return field != nullptr && field->form.size() == 1 && field->form[0].wire == wire;
    });
  }

  /// The address of a block is a choice if the block is looked up there. The second text of a
  /// congruence is not: whoever it is, each part of the first must be disjoint from it.
  bool may_choose_address(WireId wire) const {
    const bool congruence =
        chip_.role == ChipRole::DisjointLeft || chip_.role == ChipRole::DisjointRight;
    return is_key(wire) ||
           (congruence && chip_.wires[wire].structure->subject == 1 && is_claimed(wire));
  }

  bool is_meant(WireId wire, Meaning meaning) const {
    const auto& structure = chip_.wires[wire].structure;
    return structure && structure->meaning == meaning;
  }

  /// What the prover may choose: where a premise stands, and what the copy is to claim. Nothing
  /// else of what it demands is a choice.
  bool may_choose(WireId wire, Meaning meaning) const {
    if (meaning == Meaning::PremiseAddress)
      return may_choose_address(wire);
    if (meaning != Meaning::OrderLimb)
      return is_claimed(wire);
    // All digits of a context together or none.
    for (WireId other = chip_.first_committed; other < chip_.wires.size(); ++other)
      if (is_meant(other, meaning) && !(is_digit(other) && is_claimed(other)))
        return false;
    return true;
  }

  void choose(Meaning meaning, const char* what) {
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire) {
      if (known_[wire] || !is_meant(wire, meaning) || !may_choose(wire, meaning))
        continue;
      know(wire, How::Choice, what);
      propagate();
    }
  }

  /// A multiplicity that occurs nowhere but in its own row is what the demands of its claim add up
  /// to, less what other copies emit of the same claim.
  void multiplicities() {
    for (const RowModel& row : chip_.rows) {
      if (row.kind != cs::RowKind::Emit || row.weight.is_zero() || row.c.size() != 1)
        continue;
      const WireId wire = row.c[0].wire;
      if (chip_.wires[wire].is_multiplicity() && occurrences(wire) == 1)
        know(wire, How::Balance,
             keys_.place_of.contains(row.tag) ? row.name : row.name + " (shared)");
    }
  }

  std::size_t occurrences(WireId wire) const {
    std::size_t count = 0;
    for (const RowModel& row : chip_.rows)
      for (const LinearForm* form : {&row.a, &row.b, &row.c})
        count += mentions(*form, wire);
    return count;
  }

  // --- rules

  void propagate() {
    while (by_rows() || by_claims() || by_facts() || by_digits()) {
    }
  }

  bool is_known(const LinearForm& form) const {
    return std::ranges::all_of(form, [&](const WireTerm& term) { return known_[term.wire]; });
  }

  /// The only unknown wire of a form, if the form is that wire times a constant.
  WireId single_unknown(const LinearForm& form) const {
    return form.size() == 1 && !known_[form[0].wire] ? form[0].wire : kNoWire;
  }

  /// a b = c with two of the three known: c itself, or b where a is not zero (it is not in a bus
  /// row, but for a challenge that nobody finds; an inverse row says so).
  bool by_rows() {
    bool any = false;
    for (const RowModel& row : chip_.rows) {
      const bool product = row.kind == cs::RowKind::Product;
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
  bool by_claims() {
    bool any = false;
    for (std::size_t i = 0; i < chip_.rows.size(); ++i) {
      const RowModel& row = chip_.rows[i];
      if (used_[i] || row.kind != cs::RowKind::Demand || row.weight.is_zero())
        continue;
      const auto key = keys_.place_of.find(row.tag);
      const bool claimed = std::ranges::binary_search(keys_.emitted, row.tag);
      if (claimed) {
        const FieldModel* field = key == keys_.place_of.end() ? nullptr : row.field(key->second);
        if (field == nullptr || field->form.empty() || !is_known(field->form))
          continue;
      }
      for (const FieldModel& field : row.fields)
        facts_.push_back({field.form, row.name});
      used_[i] = true;
      any = true;
    }
    return any;
  }

  /// Gaussian elimination over the facts: a wire that some combination of them isolates is known.
  bool by_facts() {
    std::vector<Fact> reduced;
    for (const Fact& fact : facts_) {
      Fact rest{unknown_part(fact.form), fact.by};
      for (const Fact& pivot : reduced)
        eliminate(rest.form, pivot.form, pivot.form.front().wire);
      if (rest.form.empty())
        continue;
      for (Fact& earlier : reduced)
        eliminate(earlier.form, rest.form, rest.form.front().wire);
      reduced.push_back(std::move(rest));
    }
    bool any = false;
    for (const Fact& fact : reduced)
      if (fact.form.size() == 1) {
        know(fact.form[0].wire, How::Bus, fact.by);
        any = true;
      }
    return any;
  }

  LinearForm unknown_part(const LinearForm& form) const {
    LinearForm out;
    std::ranges::copy_if(form, std::back_inserter(out),
                         [&](const WireTerm& term) { return !known_[term.wire]; });
    return out;
  }

  static void eliminate(LinearForm& form, const LinearForm& pivot, WireId wire) {
    const auto at = std::ranges::find(form, wire, &WireTerm::wire);
    if (at == form.end())
      return;
    const Fr factor = at->coefficient * pivot.front().coefficient.inverse();
    for (const WireTerm& term : pivot) {
      auto mine = std::ranges::find(form, term.wire, &WireTerm::wire);
      if (mine == form.end())
        mine = form.insert(form.end(), {term.wire, Fr::zero()});
      mine->coefficient -= factor * term.coefficient;
    }
    std::erase_if(form, [](const WireTerm& term) { return term.coefficient.is_zero(); });
  }

  // --- digits

  bool is_range(const RowModel& row) const {
    return row.kind == cs::RowKind::Demand && !row.weight.is_zero() &&
           row.tag == static_cast<std::uint32_t>(lower::Relation::Range) &&
           row.fields.size() == 2 && row.fields[1].place == 1;
  }

  /// Whether a demand says that the wire itself is in the range table.
  bool is_digit(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      return is_range(row) && row.fields[1].form.size() == 1 &&
             row.fields[1].form[0].wire == wire && row.fields[1].form[0].coefficient == Fr::one();
    });
  }

  /// Whether the terms are sign * 2^(k table_bits) times digits, with distinct k from `lowest` up.
  /// Then no two choices of digits have the same sum: layouts have at most 40 bits of them.
  bool is_place_value(const LinearForm& terms, const Fr& sign, std::uint32_t lowest) const {
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

  bool by_digits() {
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

  bool know_digits(const LinearForm& digits, const std::string& by) {
    for (const WireTerm& term : digits)
      know(term.wire, How::Digits, by);
    return true;
  }

  const Model& model_;
  const ChipModel& chip_;
  const Keys& keys_;
  std::vector<bool> known_, used_;
  std::vector<Fact> facts_;
  ChipWires out_;
};

} // namespace

Determination determine_wires(const Model& model) {
  Determination out;
  out.errors = check_foundations(model);
  const Keys keys = find_keys(model);
  for (const ChipModel& chip : model.chips) {
    out.chips.push_back(Propagation(model, chip, keys).run());
    const ChipWires& found = out.chips.back();
    for (std::size_t i = 0; i < found.wires.size(); ++i)
      if (found.wires[i].how == How::Undetermined)
        out.errors.push_back(chip.name + ": nothing determines the wire '" +
                             chip.wires[chip.first_committed + i].name + "'");
  }
  return out;
}

} // namespace blockfold::audit

#include "tools/audit/determined.h"

#include "compiler/lower/chip/relations.h"
#include "tools/audit/numbers.h"

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
    if (chip.is_world)
      continue;
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
  Propagation(const Model& model, std::size_t index, const Keys& keys, const Tables& tables)
      : model_(model), chip_(model.chips[index]), keys_(keys), tables_(tables),
        numbers_(model, chip_, tables), known_(chip_.wires.size()), used_(chip_.rows.size()) {
    if (index < model.free_variables.size())
      free_ = model.free_variables[index];
    out_.wires.resize(chip_.wires.size() - chip_.first_committed);
    std::fill_n(known_.begin(), chip_.first_committed, true);
  }

  ChipWires run() {
    multiplicities();
    if (chip_.role == ChipRole::BlockRule)
      return run_block();
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
    How how = How::Bus;
  };

  // --- field rules

  /// What a block rests on is a choice of the prover, and so is what its rule calls free. Values
  /// that nothing determines and that the block does not emit are the witness that its rule asks
  /// for: that there is one is all it says.
  ChipWires run_block() {
    read_equations();
    propagate();
    choose_meant(Meaning::Active, "whether the copy counts");
    choose_blocks();
    choose_claims();
    choose_variables("free", [&](WireId wire) { return is_free(wire); });
    const std::vector<WireId> open = open_variables();
    choose_variables("not emitted", [&](WireId wire) { return !is_emitted(wire); });
    for (const WireId wire : open)
      if (is_emitted(wire))
        out_.wires[wire - chip_.first_committed] = {};
    return std::move(out_);
  }

  void choose_meant(Meaning meaning, const char* what) {
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (!known_[wire] && is_meant(wire, meaning))
        know(wire, How::Choice, what);
    propagate();
  }

  /// Where a block is looked up by its address.
  void choose_blocks() {
    for (const RowModel& row : chip_.rows) {
      const auto key = keys_.place_of.find(row.tag);
      if (row.kind != cs::RowKind::Demand || row.weight.is_zero() || key == keys_.place_of.end())
        continue;
      const FieldModel* field = row.field(key->second);
      const WireId wire = field == nullptr ? kNoWire : single_unknown(field->form);
      if (wire == kNoWire)
        continue;
      know(wire, How::Choice, "which block");
      propagate();
    }
  }

  /// The claims of a block program without a key: any that is emitted will do.
  void choose_claims() {
    for (std::size_t i = 0; i < chip_.rows.size(); ++i) {
      const RowModel& row = chip_.rows[i];
      if (used_[i] || row.kind != cs::RowKind::Demand || row.weight.is_zero() ||
          row.tag < static_cast<std::uint32_t>(lower::Relation::Block) || tables_.has(row.tag))
        continue;
      for (const FieldModel& field : row.fields)
        facts_.push_back({field.form, "which claim: " + row.name, How::Choice});
      used_[i] = true;
      propagate();
    }
  }

  bool is_free(WireId wire) const {
    const auto variable = chip_.wires[wire].variable;
    return variable && *variable < free_.size() && free_[*variable];
  }

  template <class May> void choose_variables(const char* what, May may) {
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (!known_[wire] && chip_.wires[wire].variable && may(wire)) {
        know(wire, How::Choice, what);
        propagate();
      }
  }

  std::vector<WireId> open_variables() const {
    std::vector<WireId> open;
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (!known_[wire] && chip_.wires[wire].variable)
        open.push_back(wire);
    return open;
  }

  bool depends(const LinearForm& form, WireId wire) const {
    return std::ranges::any_of(form, [&](const WireTerm& term) {
      const std::uint32_t definer = chip_.wires[term.wire].definer;
      return term.wire == wire ||
             (definer != UINT32_MAX && chip_.rows[definer].kind == cs::RowKind::Product &&
              (depends(chip_.rows[definer].a, wire) || depends(chip_.rows[definer].b, wire)));
    });
  }
  bool is_emitted(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      return row.kind == cs::RowKind::Emit && !row.weight.is_zero() &&
             std::ranges::any_of(
                 row.fields, [&](const FieldModel& field) { return depends(field.form, wire); });
    });
  }

  /// Rows that are linear: their form is zero.
  void read_equations() {
    for (const RowModel& row : chip_.rows) {
      const bool constant = row.b.empty() || (row.b.size() == 1 && row.b[0].wire == cs::kOne);
      if (row.kind != cs::RowKind::Assert || !constant)
        continue;
      LinearForm form;
      add_form(form, row.a, coefficient_of(row.b, cs::kOne));
      add_form(form, row.c, -Fr::one());
      facts_.push_back({form, row.name, How::Row});
    }
  }

  /// What a row says of its only unknown wire x: slope * x is known.
  bool by_equations() {
    bool any = false;
    for (const RowModel& row : chip_.rows) {
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

  std::vector<WireId> unknown_wires(const RowModel& row) const {
    std::vector<WireId> out;
    for (const LinearForm* form : {&row.a, &row.b, &row.c})
      for (const WireTerm& term : *form)
        if (!known_[term.wire] && std::ranges::find(out, term.wire) == out.end())
          out.push_back(term.wire);
    return out;
  }

  /// The factor of x in a b - c, if x is in one of the factors at most: a form of known wires.
  static std::optional<LinearForm> slope(const RowModel& row, WireId x) {
    const Fr in_a = coefficient_of(row.a, x), in_b = coefficient_of(row.b, x);
    if (!in_a.is_zero() && !in_b.is_zero())
      return std::nullopt;
    LinearForm out;
    add_form(out, row.b, in_a);
    add_form(out, row.a, in_b);
    add_form(out, {{cs::kOne, Fr::one()}}, -coefficient_of(row.c, x));
    return out;
  }
  bool is_solvable(const RowModel& row, WireId x) const {
    const auto factor = slope(row, x);
    return factor && numbers_.is_nonzero(*factor);
  }

  /// A column of a table that the known ones determine.
  bool by_tables() {
    bool any = false;
    for (const RowModel& row : chip_.rows) {
      if (row.kind != cs::RowKind::Demand || row.weight.is_zero() || !tables_.has(row.tag))
        continue;
      std::uint64_t known = ~std::uint64_t{0}; // places without a field are zero
      for (const FieldModel& field : row.fields)
        if (!is_known(field.form))
          known &= ~(std::uint64_t{1} << field.place);
      for (const FieldModel& field : row.fields) {
        const WireId wire =
            unknown_part(field.form).size() == 1 ? unknown_part(field.form).front().wire : kNoWire;
        if (wire == kNoWire || !tables_.determines(row.tag, known, field.place))
          continue;
        know(wire, How::Bus, row.name);
        any = true;
      }
    }
    return any;
  }

  /// Several unknown numbers in a known sum: each is smaller than the step of the next, and all
  /// together smaller than the field.
  bool by_numerals() {
    for (const Fact& fact : facts_) {
      const LinearForm unknown = unknown_part(fact.form);
      if (unknown.size() > 1 && is_numeral(unknown))
        return know_digits(unknown, fact.by);
    }
    return false;
  }
  bool is_numeral(const LinearForm& form) const {
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
  bool by_divisions() {
    for (const RowModel& row : chip_.rows) {
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
  bool is_division(const RowModel& row, WireId q, WireId r) const {
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
  bool stays_small(const LinearForm& divisor, const Bounds& quotient) const {
    const auto bounds = numbers_.of(divisor);
    const auto size = [](const Bounds& b) { return std::max(b.high, -b.low); };
    constexpr ir::WideInteger kMost = ir::WideInteger{1} << 100;
    return bounds && size(*bounds) < kMost && size(quotient) < kMost;
  }

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
      if (wire == row.multiplicity && occurrences(wire) == 1 + row.guards.size())
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
    const bool block = chip_.role == ChipRole::BlockRule;
    while (by_rows() || by_claims() || by_facts() || by_digits() ||
           (block && (by_equations() || by_tables() || by_numerals() || by_divisions()))) {
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
        facts_.push_back({field.form, row.name, How::Bus});
      used_[i] = true;
      any = true;
    }
    return any;
  }

  /// Gaussian elimination over the facts: a wire that some combination of them isolates is known.
  bool by_facts() {
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

  LinearForm unknown_part(const LinearForm& form) const {
    LinearForm out;
    std::ranges::copy_if(form, std::back_inserter(out),
                         [&](const WireTerm& term) { return !known_[term.wire]; });
    return out;
  }

  static void eliminate(Fact& fact, const Fact& pivot) {
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
  const Tables& tables_;
  Numbers numbers_;
  std::vector<bool> free_; ///< by variable
  std::vector<bool> known_, used_;
  std::vector<Fact> facts_;
  ChipWires out_;
};

} // namespace

Determination determine_wires(const Model& model) {
  Determination out;
  out.errors = check_foundations(model);
  const Keys keys = find_keys(model);
  const Tables tables(model);
  for (std::size_t index = 0; index < model.chips.size(); ++index) {
    const ChipModel& chip = model.chips[index];
    if (chip.is_world) {
      out.chips.push_back({std::vector<WireFinding>(chip.wires.size() - chip.first_committed)});
      continue;
    }
    out.chips.push_back(Propagation(model, index, keys, tables).run());
    const ChipWires& found = out.chips.back();
    for (std::size_t i = 0; i < found.wires.size(); ++i)
      if (found.wires[i].how == How::Undetermined)
        out.errors.push_back(chip.name + ": nothing determines the wire '" +
                             chip.wires[chip.first_committed + i].name + "'");
  }
  return out;
}

} // namespace blockfold::audit

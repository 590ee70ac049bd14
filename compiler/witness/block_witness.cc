#include "compiler/witness/block_witness.h"

#include "compiler/ir/block_values.h"
#include "compiler/ir/tuple_hash.h"
#include "compiler/lower/chip/block_chips.h"
#include "compiler/witness/positions.h"
#include "compiler/witness/texts.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>

#include <map>
#include <numeric>
#include <optional>

namespace blockfold::witness {
namespace {

using ir::BlockClaim;
using ir::BlockRule;
using ir::PolynomialValue;
using lower::ChipRole;
using lower::StructureWire;
using Meaning = StructureWire::Meaning;
using ClaimKey = std::pair<std::uint64_t, std::uint64_t>;

/// The number that an element is, if it has at most `bits` bits.
std::optional<std::uint64_t> small(const Fr& value, unsigned bits) {
  const auto limbs = value.to_limbs();
  if ((limbs[1] | limbs[2] | limbs[3]) != 0 || (bits < 64 && limbs[0] >> bits != 0))
    return std::nullopt;
  return limbs[0];
}

std::vector<PolynomialValue> evaluators(const std::vector<ir::Polynomial>& polynomials) {
  return {polynomials.begin(), polynomials.end()};
}

/// The number of the row of a table that has some values.
class RowFinder {
public:
  explicit RowFinder(const ir::Table& table) : table_(table) {
    for (std::uint64_t row = 0; row < table.rows.size(); ++row)
      rows_.try_emplace(table.rows[row], row);
  }

  std::optional<std::uint64_t> find(llvm::ArrayRef<Fr> values) const {
    std::vector<std::uint64_t> row;
    for (const Fr& value : values) {
      const auto number = small(value, 64);
      if (!number)
        return std::nullopt;
      row.push_back(*number);
    }
    const auto found = table_.kind == ir::Table::Kind::Rows ? listed(row) : computed(row);
    if (!found)
      return std::nullopt;
    for (std::size_t column = 0; column < row.size(); ++column)
      if (table_.value(*found, column) != row[column])
        return std::nullopt;
    return found;
  }

private:
  std::optional<std::uint64_t> listed(const std::vector<std::uint64_t>& row) const {
    const auto entry = rows_.find(row);
    return entry == rows_.end() ? std::nullopt : std::optional(entry->second);
  }
  std::optional<std::uint64_t> computed(llvm::ArrayRef<std::uint64_t> row) const {
    if (llvm::any_of(row, [&](std::uint64_t value) { return value >> table_.bits != 0; }))
      return std::nullopt;
    return row.size() == 1 ? row[0] : row[0] | row[1] << table_.bits;
  }

  const ir::Table& table_;
  std::map<std::vector<std::uint64_t>, std::uint64_t> rows_;
};

/// One rule's polynomials, ready for evaluation.
struct RuleEvaluator {
  RuleEvaluator(const ir::BlockProgram& program, ir::BlockRuleIndex index,
                const lower::LoweredChip& chip, const ir::Execution& execution)
      : rule(program.rules[index]), values(program, index, execution) {
    for (const BlockClaim& claim : rule.claims)
      claims.push_back(evaluators(claim.values));
    for (const ir::BlockLookup& lookup : rule.lookups)
      lookups.push_back(evaluators(lookup.values));
    for (const lower::RangeCheck& range : chip.ranges)
      ranges.emplace_back(range.value);
  }

  const BlockRule& rule;
  ir::BlockValues values;
  std::vector<std::vector<PolynomialValue>> claims, lookups;
  std::vector<PolynomialValue> ranges;
  std::vector<std::uint64_t> range_values; ///< of the current block, by range check
};

class ExecutionWitness final : public cs::WitnessSource {
public:
  ExecutionWitness(const ir::BlockProgram& program, const lower::LoweredTheory& lowered,
                   const ir::Execution& execution, const Occupancy& occupancy)
      : program_(program), lowered_(lowered), execution_(execution), positions_(lowered, occupancy),
        emission_sites_(lower::emission_sites(program)) {
    for (const ir::Relation& relation : program.relations)
      has_texts_.push_back(relation.has_texts());
  }

  /// Fills the structure phase.
  Status fill() {
    prepare();
    assign_addresses();
    positions_.for_each([&](const Position& position) {
      if (lowered_.chips[position.chip].role == ChipRole::BlockRule)
        fill_block(position);
      else
        note_row(position);
    });
    count_demands();
    return fault_ ? Status(*fault_) : success();
  }

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    return std::move(structure_[kind][segment]);
  }

  void set_text_challenge(const cs::CoefficientTable& table) override {
    const ir::TextTable& texts = execution_.texts();
    text_values_.clear();
    for (std::size_t id = 0; id < texts.size(); ++id)
      text_values_.push_back(evaluate_text(texts[static_cast<ir::TextTable::Id>(id)], table));
  }

  /// Field elements are no small numbers, so they wait for this phase.
  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    positions_.for_each_in(kind, segment, [&](const Position& position) {
      const lower::LoweredChip& chip = lowered_.chips[position.chip];
      if (chip.role != ChipRole::BlockRule)
        return;
      const ir::RuleBlocks& blocks = execution_.blocks(chip.subject);
      Fr* wire = text.data() + position.placement->column[1] + position.copy;
      for (const lower::TextWire& meaning : chip.text) {
        fill_text_wire(blocks, meaning, position.occupant, *wire);
        wire += position.placement->copies();
      }
    });
  }

private:
  void fill_text_wire(const ir::RuleBlocks& blocks, const lower::TextWire& meaning,
                      std::uint32_t number, Fr& wire) const {
    switch (meaning.meaning) {
    case lower::TextWire::Meaning::Value:
      wire = blocks.elements[meaning.premise][number];
      return;
    case lower::TextWire::Meaning::Fingerprint:
      wire = text_values_[blocks.words[meaning.premise][number]].fingerprint;
      return;
    case lower::TextWire::Meaning::Pow:
      wire = text_values_[blocks.words[meaning.premise][number]].pow;
      return;
    case lower::TextWire::Meaning::Defined: // by its row
      return;
    }
  }

  void fail(const char* code, std::string message) {
    if (!fault_)
      fault_ = Error{code, std::move(message)};
  }

  void prepare() {
    for (const cs::Kind& kind : lowered_.circuit.kinds)
      structure_.emplace_back(kind.segments, std::vector<std::uint64_t>(kind.used[0]));
    range_wires_.resize(std::size_t{1} << lowered_.range.table_bits);
    range_counts_.resize(range_wires_.size());
    for (const ir::Table& table : program_.tables) {
      finders_.emplace_back(table);
      table_counts_.emplace_back(table.row_count());
      table_wires_.emplace_back(table.row_count());
    }
    for (const lower::LoweredChip& chip : lowered_.chips)
      evaluators_.push_back(
          chip.role == ChipRole::BlockRule
              ? std::make_unique<RuleEvaluator>(program_, chip.subject, chip, execution_)
              : nullptr);
  }

  // --- addresses
  // --------------------------------------------------------------------------------

  bool uses_addresses() const {
    return llvm::any_of(program_.rules, [](const BlockRule& rule) {
      return llvm::any_of(rule.variables, [](const ir::BlockVariable& variable) {
        return variable.type.kind == ir::BlockType::Kind::Address;
      });
    });
  }

  void assign_addresses() {
    address_of_.resize(program_.rules.size());
    if (!uses_addresses())
      return;
    for (ir::BlockRuleIndex rule = 0; rule < program_.rules.size(); ++rule)
      address_of_[rule].resize(execution_.blocks(rule).count);
    positions_.for_each([&](const Position& position) {
      const lower::LoweredChip& chip = lowered_.chips[position.chip];
      if (chip.role == ChipRole::BlockRule && position.first)
        address_of_[chip.subject][position.occupant] = position.address;
    });
  }

  std::uint64_t address(ir::BlockRef block) {
    const auto rule = static_cast<ir::BlockRuleIndex>(block >> 32);
    const auto number = static_cast<std::uint32_t>(block);
    if (rule < address_of_.size() && number < address_of_[rule].size())
      return address_of_[rule][number];
    fail("execution.claim", "an argument is the address of a block that does not exist");
    return 0;
  }

  // --- blocks
  // -----------------------------------------------------------------------------------

  std::uint64_t* wires(const Position& position) {
    return structure_[position.kind][position.segment].data() + position.placement->column[0] +
           position.copy;
  }

  void fill_block(const Position& position) {
    RuleEvaluator& rule = *evaluators_[position.chip];
    const llvm::ArrayRef<Fr> values = rule.values.of(position.occupant);
    check_ranges(position.chip, rule, values);
    std::uint64_t* wire = wires(position);
    emissions_.clear();
    sites_.clear();
    for (const StructureWire& meaning : lowered_.chips[position.chip].structure) {
      if (meaning.meaning == Meaning::Multiplicity)
        emissions_.push_back(wire); // counted at the end
      else if (meaning.meaning == Meaning::Site)
        sites_.push_back(wire); // known at the end
      else
        *wire = wire_value(position, rule, values, meaning);
      wire += position.placement->copies();
    }
    note_claims(position, rule, values);
    note_lookups(rule, values);
  }

  std::uint64_t wire_value(const Position& position, const RuleEvaluator& rule,
                           llvm::ArrayRef<Fr> values, const StructureWire& wire) {
    switch (wire.meaning) {
    case Meaning::Value:
      return value_wire(position, rule, values, wire.subject);
    case Meaning::Digit:
      return digit(rule.range_values[wire.subject], wire.limb);
    case Meaning::Active:
      return position.first ? 1 : 0;
    case Meaning::PremiseLength:
      return execution_.texts()[ir::text_id(values[wire.subject])].size();
    default:
      BF_CHECK(false);
    }
  }

  std::uint64_t value_wire(const Position& position, const RuleEvaluator& rule,
                           llvm::ArrayRef<Fr> values, ir::VariableIndex index) {
    const ir::BlockVariable& variable = rule.rule.variables[index];
    if (variable.origin == ir::BlockVariable::Origin::Definition) {
      const auto value =
          small(values[index] - Fr::from_i64(static_cast<std::int64_t>(variable.type.low())), 64);
      if (!value)
        fail("execution.range", out_of_range(rule.rule.name, variable.name));
      return value.value_or(0);
    }
    const ir::RuleBlocks& blocks = execution_.blocks(lowered_.chips[position.chip].subject);
    const std::uint64_t word = blocks.words[index][position.occupant];
    if (variable.type.kind == ir::BlockType::Kind::Address)
      return address(word);
    return word - static_cast<std::uint64_t>(variable.type.low());
  }

  static std::string out_of_range(const std::string& rule, const std::string& what) {
    return "a block of rule '" + rule + "' has a value out of range: " + what;
  }

  std::uint64_t digit(std::uint64_t value, std::uint32_t limb) const {
    const std::uint32_t bits = lowered_.range.table_bits;
    return value >> (limb * bits) & ((std::uint64_t{1} << bits) - 1);
  }

  /// Takes the range checked values of a block apart and counts their digits.
  void check_ranges(std::uint32_t chip, RuleEvaluator& rule, llvm::ArrayRef<Fr> values) {
    rule.range_values.clear();
    for (std::size_t i = 0; i < rule.ranges.size(); ++i) {
      const lower::RangeCheck& range = lowered_.chips[chip].ranges[i];
      const auto value = small(checked_value(rule, i, range, values), range.bits);
      if (!value)
        fail("execution.range", out_of_range(rule.rule.name, "a range check"));
      rule.range_values.push_back(value.value_or(0));
      count_digits(rule.range_values.back(), range.bits);
    }
  }

  Fr checked_value(const RuleEvaluator& rule, std::size_t number, const lower::RangeCheck& range,
                   llvm::ArrayRef<Fr> values) const {
    const Fr value = rule.ranges[number].at(values);
    const auto variable = range.value.as_variable();
    if (variable && rule.rule.variables[*variable].type.is_text())
      return Fr::from_u64(execution_.texts()[ir::text_id(value)].size());
    return value - Fr::from_i64(static_cast<std::int64_t>(range.low));
  }

  void count_digits(std::uint64_t value, unsigned bits) {
    const lower::Digits digits = lower::digits_of(bits, lowered_.range.table_bits);
    for (std::uint32_t limb = 0; limb < digits.count; ++limb)
      ++range_counts_[digit(value, limb)];
    if (digits.spare != 0)
      ++range_counts_[digit(value, digits.count - 1) << digits.spare];
  }

  // --- claims
  // -----------------------------------------------------------------------------------

  /// Emissions of a block are remembered where it stands first, demands wherever it stands. Linear
  /// claims balance by themselves, unless they name the place that they come from.
  void note_claims(const Position& position, const RuleEvaluator& rule, llvm::ArrayRef<Fr> values) {
    std::size_t emission = 0, premise = 0;
    std::uint64_t own_site = position.address * emission_sites_;
    for (std::size_t i = 0; i < rule.claims.size(); ++i) {
      const BlockClaim& claim = rule.rule.claims[i];
      const bool emits = claim.kind == BlockClaim::Kind::Emit;
      const bool is_linear = program_.relations[claim.relation].linear;
      const bool has_texts = has_texts_[claim.relation];
      std::uint64_t* const multiplicity = emits && !is_linear ? emissions_[emission++] : nullptr;
      const std::uint64_t site = emits && has_texts ? own_site++ : 0;
      std::uint64_t* const answer = !emits && has_texts ? sites_[premise++] : nullptr;
      if ((is_linear && !has_texts) || ((emits || is_linear) && !position.first))
        continue;
      const ClaimKey key = key_of(rule, i, values);
      if (!is_linear && emits)
        emitted_.try_emplace(key, multiplicity);
      else if (!is_linear)
        demanded_.push_back({key, claim.relation});
      if (has_texts && emits)
        emission_sites_of_[key].push_back(site);
      else if (has_texts)
        text_premises_.push_back({key, claim.relation, answer});
    }
  }

  static ClaimKey key_of(const RuleEvaluator& rule, std::size_t claim, llvm::ArrayRef<Fr> values) {
    ir::TupleHash hash(rule.rule.claims[claim].relation);
    for (const PolynomialValue& value : rule.claims[claim])
      hash.add(value.at(values));
    return hash.key();
  }

  void note_lookups(const RuleEvaluator& rule, llvm::ArrayRef<Fr> values) {
    llvm::SmallVector<Fr, 4> row;
    for (std::size_t i = 0; i < rule.lookups.size(); ++i) {
      const ir::TableIndex table = rule.rule.lookups[i].table;
      row.clear();
      for (const PolynomialValue& value : rule.lookups[i])
        row.push_back(value.at(values));
      if (const auto found = finders_[table].find(row))
        ++table_counts_[table][*found];
      else
        fail("execution.lookup", "a block of rule '" + rule.rule.name +
                                     "' looks for a row that table '" +
                                     program_.tables[table].name + "' does not have");
    }
  }

  /// A row of a table; its only wire is its multiplicity.
  void note_row(const Position& position) {
    const lower::LoweredChip& chip = lowered_.chips[position.chip];
    auto& rows = chip.role == ChipRole::Range ? range_wires_ : table_wires_[chip.subject];
    rows[position.occupant] = wires(position);
  }

  struct Demand {
    ClaimKey key;
    ir::RelationIndex relation;
  };
  /// A claim with texts that a block rests on.
  struct TextPremise {
    ClaimKey key;
    ir::RelationIndex relation;
    std::uint64_t* site;
  };

  void count_demands() {
    for (const Demand& demand : demanded_) {
      const auto emission = emitted_.find(demand.key);
      if (emission == emitted_.end())
        return fail_without_emission(demand.relation);
      ++*emission->second;
    }
    for (const TextPremise& premise : text_premises_)
      if (!name_site(premise))
        return fail_without_emission(premise.relation);
    write_counts(range_wires_, range_counts_);
    for (std::size_t i = 0; i < table_wires_.size(); ++i)
      write_counts(table_wires_[i], table_counts_[i]);
  }

  /// Of an ordinary claim the first emission is the one that is counted; each one of a linear claim
  /// is for one block.
  bool name_site(const TextPremise& premise) {
    const auto found = emission_sites_of_.find(premise.key);
    if (found == emission_sites_of_.end() || found->second.empty())
      return false;
    *premise.site = found->second.front();
    if (!program_.relations[premise.relation].linear)
      return true;
    *premise.site = found->second.back();
    found->second.pop_back();
    return true;
  }

  void fail_without_emission(ir::RelationIndex relation) {
    fail("execution.claim", "no block emits a claim of relation '" +
                                program_.relations[relation].name + "' that some block rests on");
  }

  static void write_counts(const std::vector<std::uint64_t*>& wires,
                           const std::vector<std::uint64_t>& counts) {
    for (std::size_t row = 0; row < wires.size(); ++row)
      if (wires[row] != nullptr)
        *wires[row] = counts[row];
  }

  const ir::BlockProgram& program_;
  const lower::LoweredTheory& lowered_;
  const ir::Execution& execution_;
  Positions positions_;
  std::vector<std::unique_ptr<RuleEvaluator>> evaluators_;         ///< by chip; null for tables
  std::vector<RowFinder> finders_;                                 ///< by table
  std::vector<std::vector<std::uint64_t>> address_of_;             ///< by rule and number
  std::vector<std::vector<std::vector<std::uint64_t>>> structure_; ///< kind, segment, entry
  std::vector<std::uint64_t*> emissions_; ///< multiplicity wires of the current copy
  std::vector<std::uint64_t*> sites_;     ///< of its demands and consumptions of claims with texts
  llvm::DenseMap<ClaimKey, std::uint64_t*> emitted_;
  std::vector<Demand> demanded_;
  llvm::DenseMap<ClaimKey, llvm::SmallVector<std::uint64_t, 1>> emission_sites_of_; ///< with texts
  std::vector<TextPremise> text_premises_;
  std::vector<std::uint64_t*> range_wires_; ///< by value: its multiplicity
  std::vector<std::uint64_t> range_counts_;
  std::vector<std::vector<std::uint64_t*>> table_wires_; ///< by table and row
  std::vector<std::vector<std::uint64_t>> table_counts_;
  std::vector<bool> has_texts_;        ///< by relation
  std::uint64_t emission_sites_;       ///< of a block
  std::vector<TextValue> text_values_; ///< by number
  std::optional<Error> fault_;
};

} // namespace

Occupancy occupy(const lower::LoweredTheory& lowered, const ir::Execution& execution) {
  Occupancy out;
  for (const lower::LoweredChip& chip : lowered.chips) {
    const std::uint64_t count =
        chip.role == ChipRole::BlockRule ? execution.blocks(chip.subject).count : chip.fixed_copies;
    out.emplace_back(count);
    std::iota(out.back().begin(), out.back().end(), 0U);
  }
  return out;
}

Result<std::unique_ptr<cs::WitnessSource>> make_witness(const ir::BlockProgram& program,
                                                        const lower::LoweredTheory& lowered,
                                                        const ir::Execution& execution,
                                                        const Occupancy& occupancy) {
  auto witness = std::make_unique<ExecutionWitness>(program, lowered, execution, occupancy);
  if (Status filled = witness->fill(); !filled)
    return filled.error();
  return std::unique_ptr<cs::WitnessSource>(std::move(witness));
}

} // namespace blockfold::witness

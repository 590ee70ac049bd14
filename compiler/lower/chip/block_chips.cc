#include "compiler/lower/chip/block_chips.h"

#include "compiler/lower/chip/chip_builder.h"
#include "runtime/base/check.h"

#include <llvm/ADT/STLExtras.h>

#include <map>

namespace blockfold::lower {
namespace {

using ir::BlockClaim;
using ir::BlockConstraint;
using ir::BlockRule;
using ir::BlockType;
using ir::BlockVariable;
using ir::Monomial;
using ir::Polynomial;
using ir::VariableIndex;
using ir::WideInteger;
using Meaning = StructureWire::Meaning;
using ConstantMeaning = cs::ConstantColumn::Meaning;

/// Coefficients stay below this, so that negating and adding two never overflows.
constexpr std::int64_t kMostScale = std::int64_t{1} << 62;

/// A linear combination of wires, with its constant apart: constants may have more than 64 bits
/// before they are written down.
struct Linear {
  Form wires;
  WideInteger constant = 0;
};

/// Lowers one rule. What is too large is remembered and reported at the end.
class RuleLowering {
public:
  RuleLowering(const ir::BlockProgram& program, const BlockRule& rule,
               const ir::RuleBlocks* public_blocks, const ir::TextTable& public_texts,
               std::uint32_t table_bits, ChipBuilder& chip, LoweredChip& lowered,
               cs::Circuit& circuit)
      : program_(program), rule_(rule), public_blocks_(public_blocks), public_texts_(public_texts),
        table_bits_(table_bits), chip_(chip), lowered_(lowered), circuit_(circuit) {}

  /// False if some coefficient is too large.
  bool run() {
    for (VariableIndex i = 0; i < rule_.variables.size(); ++i)
      if (rule_.variables[i].type.is_text()) {
        values_.emplace_back(); // never part of a polynomial
        texts_.push_back(lower_text(i));
      } else {
        values_.push_back(lower_variable(i));
        texts_.emplace_back();
      }
    lower_active();
    for (std::uint32_t i = 0; i < rule_.claims.size(); ++i)
      lower_claim(i);
    for (const ir::BlockLookup& lookup : rule_.lookups) {
      begin(static_cast<std::uint32_t>(program_.relations.size()) + lookup.table,
            number_fields(lookup.values));
      chip_.demand("looks into " + llvm::Twine(program_.tables[lookup.table].name));
    }
    for (const BlockConstraint& constraint : rule_.constraints)
      lower_constraint(constraint);
    return !too_large_;
  }

private:
  // --- linear combinations
  // ------------------------------------------------------------------------

  std::int64_t checked_product(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out) || out > kMostScale || out < -kMostScale)
      too_large_ = true;
    return too_large_ ? 0 : out;
  }

  void add(Linear& to, const Linear& more, std::int64_t scale) {
    for (cs::SymbolicTerm term : more.wires) {
      term.coefficient.scale = checked_product(term.coefficient.scale, scale);
      to.wires.push_back(term);
    }
    WideInteger product = 0;
    if (__builtin_mul_overflow(more.constant, WideInteger{scale}, &product) ||
        __builtin_add_overflow(to.constant, product, &to.constant))
      too_large_ = true;
  }

  /// The constant is written as a few that fit.
  Form form(const Linear& value) {
    constexpr unsigned kMostPieces = 64;
    Form out = value.wires;
    WideInteger rest = value.constant;
    for (unsigned piece = 0; rest != 0; ++piece) {
      if (piece == kMostPieces) {
        too_large_ = true;
        break;
      }
      const WideInteger part =
          std::clamp<WideInteger>(rest, -WideInteger{kMostScale}, WideInteger{kMostScale});
      ChipBuilder::append(out, ChipBuilder::constant(static_cast<std::int64_t>(part)));
      rest -= part;
    }
    return out;
  }

  static Form negated(Form form) {
    for (cs::SymbolicTerm& term : form)
      term.coefficient.scale = -term.coefficient.scale;
    return form;
  }

  // --- polynomials
  // ------------------------------------------------------------------------------

  /// The product of variables, with a wire for every factor but the first.
  Form product(llvm::ArrayRef<VariableIndex> factors) {
    if (factors.size() == 1)
      return form(values_[factors.front()]);
    const std::vector<VariableIndex> key(factors.begin(), factors.end());
    const auto known = products_.find(key);
    if (known != products_.end())
      return known->second;
    const Form out =
        chip_.product(product(factors.drop_back()), form(values_[factors.back()]), "product");
    products_.emplace(key, out);
    return out;
  }

  void add_monomial(Linear& to, const Monomial& term) {
    if (term.variables.empty())
      too_large_ |= __builtin_add_overflow(to.constant, term.coefficient, &to.constant);
    else if (term.variables.size() == 1)
      add(to, values_[term.variables.front()], term.coefficient);
    else
      add(to, {product(term.variables), 0}, term.coefficient);
  }

  Linear value_of(const Polynomial& polynomial) {
    Linear out;
    for (const Monomial& term : polynomial.terms())
      add_monomial(out, term);
    return out;
  }

  /// A row that states polynomial = 0: one product is the row's own, all others have wires.
  void assert_zero(const Polynomial& polynomial, const llvm::Twine& about) {
    Linear rest;
    const Monomial* own = nullptr;
    for (const Monomial& term : polynomial.terms())
      if (term.variables.size() > 1 && own == nullptr)
        own = &term;
      else
        add_monomial(rest, term);
    if (own == nullptr)
      return chip_.assert_product(form(rest), ChipBuilder::constant(1), {}, about);
    Linear left;
    add(left, values_[own->variables.back()], own->coefficient);
    chip_.assert_product(form(left),
                         product(llvm::ArrayRef<VariableIndex>(own->variables).drop_back()),
                         negated(form(rest)), about);
  }

  // --- variables
  // --------------------------------------------------------------------------------

  Linear lower_variable(VariableIndex index) {
    const BlockVariable& variable = rule_.variables[index];
    switch (variable.origin) {
    case BlockVariable::Origin::Self:
      return {ChipBuilder::own_address(), 0};
    case BlockVariable::Origin::Definition:
      return lower_definition(index);
    case BlockVariable::Origin::Parameter:
      break;
    }
    if (variable.is_public)
      return public_value(index);
    const Linear out = new_value(index);
    if (variable.range_checked)
      check_range(out, Polynomial::variable(index), variable.type.low(), variable.type.bits,
                  variable.name);
    return out;
  }

  /// A wire of its own. An integer is stored from 0 on.
  Linear new_value(VariableIndex index) {
    const BlockType& type = rule_.variables[index].type;
    if (type.kind == BlockType::Kind::Field)
      return {chip_.text(TextWire::Meaning::Value, index), 0};
    return {chip_.structure(Meaning::Value, index), type.is_integer() ? type.low() : 0};
  }

  /// A constant column: one value for each public block.
  Linear public_value(VariableIndex index) {
    const BlockType& type = rule_.variables[index].type;
    cs::ConstantColumn column{ConstantMeaning::Integer, {}};
    if (type.kind == BlockType::Kind::Field) {
      column.meaning = ConstantMeaning::Scalar;
      for (const Fr& element : public_blocks_->elements[index]) {
        column.values.push_back(circuit_.scalars.size());
        circuit_.scalars.push_back(element);
      }
      return {chip_.constants(std::move(column)), 0};
    }
    const auto low = static_cast<std::uint64_t>(type.low());
    for (const std::uint64_t word : public_blocks_->words[index])
      column.values.push_back(word - low);
    return {chip_.constants(std::move(column)), type.low()};
  }

  /// A definition is what it equals, unless that is an integer with products: a small wire and a
  /// row cost less than a product's wire.
  Linear lower_definition(VariableIndex index) {
    const BlockVariable& variable = rule_.variables[index];
    const bool own = variable.type.is_integer() && variable.definition.degree() > 1;
    const Linear out = own ? new_value(index) : value_of(variable.definition);
    if (own) {
      values_.push_back(out); // the row speaks of it
      if (const auto difference = variable.definition.plus(Polynomial::variable(index), -1))
        assert_zero(*difference, "defines " + llvm::Twine(variable.name));
      else
        too_large_ = true;
      values_.pop_back();
    }
    if (variable.range_checked)
      check_range(out, own ? Polynomial::variable(index) : variable.definition, variable.type.low(),
                  variable.type.bits, variable.name);
    return out;
  }

  // --- texts
  // ------------------------------------------------------------------------------------

  TextForms lower_text(VariableIndex index) {
    const BlockVariable& variable = rule_.variables[index];
    if (variable.origin == BlockVariable::Origin::Parameter)
      return variable.is_public ? public_text(index) : chip_.parameter_wires(index);
    const TextForms text = chip_.lower_template({0, variable.text}, texts_, true);
    if (variable.range_checked)
      check_range({text.length, 0}, Polynomial::variable(index), 0, variable.type.bits,
                  "the length of " + variable.name);
    return text;
  }

  /// Constant columns, as for the statements of theorems.
  TextForms public_text(VariableIndex index) {
    cs::ConstantColumn length{ConstantMeaning::Integer, {}};
    cs::ConstantColumn fingerprint{ConstantMeaning::Fingerprint, {}};
    cs::ConstantColumn pow{ConstantMeaning::Power, {}};
    for (const std::uint64_t id : public_blocks_->words[index]) {
      const auto codes = public_texts_[static_cast<ir::TextTable::Id>(id)];
      length.values.push_back(codes.size());
      fingerprint.values.push_back(circuit_.texts.add({codes.data(), codes.size()}));
      pow.values.push_back(codes.size());
    }
    TextForms out;
    out.length = chip_.constants(std::move(length));
    out.fingerprint = chip_.constants(std::move(fingerprint));
    out.pow = chip_.constants(std::move(pow));
    return out;
  }

  // --- ranges
  // -----------------------------------------------------------------------------------

  void look_up_digit(const Form& digit, const llvm::Twine& about) {
    chip_.demand(Relation::Range, 0, {{1, digit}}, about);
  }

  /// 0 <= value - low < 2^bits. The lowest digit is what the others leave.
  void check_range(const Linear& value, const Polynomial& polynomial, WideInteger low,
                   unsigned bits, const std::string& name) {
    const std::string about = name + " has " + std::to_string(bits) + " bits";
    Linear lowest = value;
    too_large_ |= __builtin_sub_overflow(value.constant, low, &lowest.constant);
    if (bits == 1) {
      const Form bit = form(lowest);
      return chip_.assert_product(bit, bit, bit, about);
    }
    const Digits digits = digits_of(bits, table_bits_);
    const auto number = static_cast<std::uint32_t>(lowered_.ranges.size());
    lowered_.ranges.push_back({polynomial, low, bits});
    Linear top;
    for (std::uint32_t limb = 1; limb < digits.count; ++limb) {
      top = {chip_.structure(Meaning::Digit, number, limb), 0};
      look_up_digit(top.wires, about);
      add(lowest, top, -(std::int64_t{1} << (limb * table_bits_)));
    }
    look_up_digit(form(lowest), about);
    if (digits.spare == 0)
      return;
    Linear shifted;
    add(shifted, digits.count > 1 ? top : lowest, std::int64_t{1} << digits.spare);
    look_up_digit(form(shifted), about);
  }

  // --- claims and constraints
  // -------------------------------------------------------------------

  /// Every public block counts. Of other blocks that touch linear claims, copies that fill a chip
  /// up must not: they have active = 0.
  void lower_active() {
    is_linear_ = program_.is_linear(rule_);
    active_ = ChipBuilder::constant(1);
    if (!is_linear_ || rule_.is_public)
      return;
    active_ = chip_.structure(Meaning::Active);
    chip_.assert_product(active_, active_, active_, "active is 0 or 1");
  }

  using Fields = llvm::SmallVector<Form, 8>;

  /// The fields of a claim; products in them are rows before the claim's.
  Fields number_fields(llvm::ArrayRef<Polynomial> values) {
    Fields fields;
    for (const Polynomial& value : values)
      fields.push_back(form(value_of(value)));
    return fields;
  }

  /// The same with three fields for each text, and the place of the emission behind them.
  Fields claim_fields(std::uint32_t index) {
    const BlockClaim& claim = rule_.claims[index];
    if (!program_.relations[claim.relation].has_texts())
      return number_fields(claim.values);
    Fields fields;
    for (const Polynomial& value : claim.values) {
      const auto variable = value.as_variable();
      if (!variable || !rule_.variables[*variable].type.is_text()) {
        fields.push_back(form(value_of(value)));
        continue;
      }
      const TextForms& text = texts_[*variable];
      fields.append({text.length, text.fingerprint, text.pow});
    }
    fields.push_back(claim.kind == BlockClaim::Kind::Emit ? own_site()
                                                          : chip_.structure(Meaning::Site, index));
    return fields;
  }

  /// Of the next emission of a claim with texts.
  Form own_site() {
    Form site;
    ChipBuilder::append(site, ChipBuilder::own_address(), emission_sites(program_));
    ChipBuilder::append(site, ChipBuilder::constant(sites_++));
    return site;
  }

  void begin(std::uint32_t tag, const Fields& fields) {
    chip_.begin_claim(Relation::Block, tag);
    for (std::uint32_t i = 0; i < fields.size(); ++i)
      chip_.field(i + 1, fields[i]);
  }

  void lower_claim(std::uint32_t index) {
    const BlockClaim& claim = rule_.claims[index];
    const ir::Relation& relation = program_.relations[claim.relation];
    const Form times = claim.kind == BlockClaim::Kind::Emit && !relation.linear
                           ? chip_.new_multiplicity()
                           : active_;
    begin(claim.relation, claim_fields(index));
    switch (claim.kind) {
    case BlockClaim::Kind::Demand:
      return chip_.demand("demands " + llvm::Twine(relation.name));
    case BlockClaim::Kind::Consume:
      return chip_.demand(times, "consumes " + llvm::Twine(relation.name));
    case BlockClaim::Kind::Emit:
      break;
    }
    chip_.emit(times, "emits " + llvm::Twine(relation.name));
    if (!relation.linear && is_linear_ && !rule_.is_public)
      assert_inactive_emits_nothing(times, relation.name);
  }

  /// A block that did not consume what it rests on must not conclude facts either.
  void assert_inactive_emits_nothing(const Form& multiplicity, const std::string& name) {
    Form inactive = ChipBuilder::constant(1);
    ChipBuilder::append(inactive, active_, -1);
    chip_.assert_product(multiplicity, inactive, {},
                         "emits " + llvm::Twine(name) + " only if active");
  }

  void lower_constraint(const BlockConstraint& constraint) {
    switch (constraint.kind) {
    case BlockConstraint::Kind::Zero:
      return assert_zero(constraint.value, "required to be zero");
    case BlockConstraint::Kind::NonZero:
      return chip_.nonzero(form(value_of(constraint.value)), "required not to be zero");
    case BlockConstraint::Kind::NonNegative:
      return check_range(value_of(constraint.value), constraint.value, 0, constraint.bits,
                         "the difference");
    }
  }

  const ir::BlockProgram& program_;
  const BlockRule& rule_;
  const ir::RuleBlocks* public_blocks_;
  const ir::TextTable& public_texts_;
  std::uint32_t table_bits_;
  ChipBuilder& chip_;
  LoweredChip& lowered_;
  cs::Circuit& circuit_;
  std::vector<Linear> values_;   ///< by variable
  std::vector<TextForms> texts_; ///< by variable; empty for numbers
  std::uint32_t sites_ = 0;      ///< emissions of claims with texts so far
  std::map<std::vector<VariableIndex>, Form> products_;
  bool is_linear_ = false;
  Form active_;
  bool too_large_ = false;
};

/// Whether a block rests on a claim about its own address, or has a condition on it.
bool is_bound_to_place(const BlockRule& rule) {
  for (VariableIndex i = 0; i < rule.variables.size(); ++i) {
    if (rule.variables[i].origin != BlockVariable::Origin::Self)
      continue;
    const auto mentions = [i](const Polynomial& value) { return value.mentions(i); };
    return llvm::any_of(rule.claims,
                        [&](const BlockClaim& claim) {
                          return claim.kind != BlockClaim::Kind::Emit &&
                                 llvm::any_of(claim.values, mentions);
                        }) ||
           llvm::any_of(rule.constraints,
                        [&](const BlockConstraint& c) { return mentions(c.value); });
  }
  return false;
}

class ProgramLowering {
public:
  ProgramLowering(const ir::BlockProgram& program, const PublicBlocks& public_blocks,
                  std::uint32_t table_bits, Keep keep)
      : program_(program), public_blocks_(public_blocks), keep_(keep), used_(used_tables(program)),
        runs_(out_.circuit.texts), coefficients_(out_.circuit.coefficients) {
    out_.range.table_bits = table_bits;
    const std::size_t most = program.rules.size() + program.tables.size() + 1;
    out_.chips.reserve(most); // chips are referred to while they are built
    out_.circuit.chips.reserve(most);
  }

  Result<LoweredTheory> run() {
    if (table_values() > kMostTableValues)
      return Error{"program.tables",
                   "the tables that rules look into are too large together: they have more than "
                   "2^26 values"};
    for (ir::BlockRuleIndex i = 0; i < program_.rules.size(); ++i)
      if (!program_.rules[i].is_public)
        lower_rule(i);
    for (ir::BlockRuleIndex i = 0; i < program_.rules.size(); ++i)
      if (program_.rules[i].is_public && public_blocks_[i].count != 0)
        lower_rule(i);
    for (ir::TableIndex i = 0; i < program_.tables.size(); ++i)
      if (is_used(i))
        lower_table(i);
    if (out_.range.table_bits != 0)
      lower_range_table();
    if (!too_large_in_.empty())
      return Error{"program.coefficients",
                   "the numbers in rule '" + too_large_in_ + "' are too large for its circuit"};
    return std::move(out_);
  }

private:
  ChipBuilder begin(ChipRole role, std::uint32_t subject, const std::string& name) {
    LoweredChip& lowered = out_.chips.emplace_back();
    lowered.role = role;
    lowered.subject = subject;
    return ChipBuilder(name, lowered, out_.circuit.chips.emplace_back(), runs_, coefficients_,
                       out_.range, keep_, scratch_);
  }

  void lower_rule(ir::BlockRuleIndex index) {
    const BlockRule& rule = program_.rules[index];
    ChipBuilder chip = begin(ChipRole::BlockRule, index, rule.name);
    out_.chips.back().bound_to_place = is_bound_to_place(rule);
    const ir::RuleBlocks* blocks = rule.is_public ? &public_blocks_[index] : nullptr;
    if (blocks != nullptr)
      out_.chips.back().fixed_copies = blocks->count;
    if (!RuleLowering(program_, rule, blocks, public_blocks_.texts, out_.range.table_bits, chip,
                      out_.chips.back(), out_.circuit)
             .run())
      too_large_in_ = rule.name;
  }

  bool is_used(ir::TableIndex table) const { return used_[table]; }

  static std::vector<bool> used_tables(const ir::BlockProgram& program) {
    std::vector<bool> used(program.tables.size());
    for (const BlockRule& rule : program.rules)
      for (const ir::BlockLookup& lookup : rule.lookups)
        used[lookup.table] = true;
    return used;
  }

  /// No segment could hold more, and a rule file of a few kilobytes can ask for terabytes.
  static constexpr std::uint64_t kMostTableValues = std::uint64_t{1} << 26;
  std::uint64_t table_values() const {
    std::uint64_t values = 0;
    for (ir::TableIndex i = 0; i < program_.tables.size(); ++i)
      if (is_used(i))
        values += program_.tables[i].row_count() * program_.tables[i].columns();
    return values;
  }

  void lower_table(ir::TableIndex index) {
    const ir::Table& table = program_.tables[index];
    ChipBuilder chip = begin(ChipRole::BlockTable, index, "table " + table.name);
    out_.chips.back().fixed_copies = table.row_count();
    llvm::SmallVector<Form, 4> columns;
    if (table.kind == ir::Table::Kind::Range)
      columns.push_back(ChipBuilder::copy_index());
    else
      for (std::size_t column = 0; column < table.columns(); ++column)
        columns.push_back(chip.constants(table_column(table, column)));
    const auto tag = static_cast<std::uint32_t>(program_.relations.size()) + index;
    chip.begin_claim(Relation::Block, tag);
    for (std::uint32_t i = 0; i < columns.size(); ++i)
      chip.field(i + 1, columns[i]);
    chip.emit("emits its row");
  }

  static cs::ConstantColumn table_column(const ir::Table& table, std::size_t column) {
    cs::ConstantColumn out{ConstantMeaning::Integer, {}};
    for (std::uint64_t row = 0; row < table.row_count(); ++row)
      out.values.push_back(table.value(row, column));
    return out;
  }

  void lower_range_table() {
    ChipBuilder chip = begin(ChipRole::Range, 0, "range table");
    out_.chips.back().fixed_copies = std::uint64_t{1} << out_.range.table_bits;
    chip.emit(Relation::Range, 0, {{1, ChipBuilder::copy_index()}}, "emits its value");
  }

  const ir::BlockProgram& program_;
  const PublicBlocks& public_blocks_;
  Keep keep_;
  std::vector<bool> used_; ///< by table: whether some rule looks into it
  LoweredTheory out_;
  RunPool runs_;
  CoefficientInterner coefficients_;
  ChipScratch scratch_;
  std::string too_large_in_;
};

} // namespace

Digits digits_of(unsigned bits, std::uint32_t table_bits) {
  if (bits <= 1)
    return {};
  BF_CHECK(table_bits != 0 && is_table_size(table_bits));
  const unsigned count = (bits + table_bits - 1) / table_bits;
  return {count, count * table_bits - bits};
}

std::uint32_t emission_sites(const ir::BlockProgram& program) {
  std::ptrdiff_t most = 1;
  for (const BlockRule& rule : program.rules)
    most = std::max(most, llvm::count_if(rule.claims, [&](const BlockClaim& claim) {
                      return claim.kind == BlockClaim::Kind::Emit &&
                             program.relations[claim.relation].has_texts();
                    }));
  return static_cast<std::uint32_t>(most);
}

bool needs_ranges(const ir::BlockProgram& program) {
  return llvm::any_of(program.rules, [](const BlockRule& rule) {
    return llvm::any_of(rule.variables,
                        [](const BlockVariable& variable) {
                          return variable.range_checked && variable.type.bits > 1;
                        }) ||
           llvm::any_of(rule.constraints, [](const BlockConstraint& constraint) {
             return constraint.kind == BlockConstraint::Kind::NonNegative && constraint.bits > 1;
           });
  });
}

Result<LoweredTheory> lower_program(const ir::BlockProgram& program,
                                    const PublicBlocks& public_blocks, std::uint32_t table_bits,
                                    Keep keep) {
  return ProgramLowering(program, public_blocks, table_bits, keep).run();
}

} // namespace blockfold::lower

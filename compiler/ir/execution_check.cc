#include "compiler/ir/execution_check.h"

#include "compiler/ir/block_values.h"
#include "compiler/ir/codes.h"
#include "compiler/ir/tuple_hash.h"
#include "compiler/support/format.h"

#include <algorithm>
#include <limits>
#include <set>

namespace blockfold::ir {
namespace {

/// A claim of a block, without its values.
struct ClaimRef {
  BlockRuleIndex rule;
  std::uint32_t claim;
  std::uint32_t block;
};

/// A claim by its relation and values: equal claims have equal keys, and different ones do not
/// collide by accident.
struct Occurrence {
  std::uint64_t high, low;
  ClaimRef from;
};

bool same_claim(const Occurrence& a, const Occurrence& b) {
  return a.high == b.high && a.low == b.low;
}

/// "(1, 2, 3)", of a table's row
std::string tuple_text(llvm::ArrayRef<Fr> values) {
  std::string text = "(";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "" : ", ") + to_text(values[i]);
  return text + ")";
}

/// A rule with its polynomials ready for evaluation.
class RuleValues {
public:
  RuleValues(const BlockProgram& program, BlockRuleIndex rule, const Execution& execution)
      : variables(program, rule, execution) {
    const BlockRule& of = program.rules[rule];
    for (const BlockClaim& claim : of.claims)
      claims.emplace_back(claim.values.begin(), claim.values.end());
    for (const BlockLookup& lookup : of.lookups)
      lookups.emplace_back(lookup.values.begin(), lookup.values.end());
    for (const BlockConstraint& constraint : of.constraints)
      constraints.emplace_back(constraint.value);
  }

  static void evaluate(llvm::ArrayRef<PolynomialValue> polynomials, llvm::ArrayRef<Fr> at,
                       llvm::SmallVectorImpl<Fr>& out) {
    out.clear();
    for (const PolynomialValue& polynomial : polynomials)
      out.push_back(polynomial.at(at));
  }

  BlockValues variables;
  std::vector<std::vector<PolynomialValue>> claims, lookups;
  std::vector<PolynomialValue> constraints;
};

/// Whether a tuple is a row of a table.
class TableRows {
public:
  explicit TableRows(const Table& table) : table_(table) {
    if (table.kind == Table::Kind::Rows)
      rows_.insert(table.rows.begin(), table.rows.end());
  }

  bool has(llvm::ArrayRef<Fr> values) const {
    row_.clear();
    for (const Fr& value : values) {
      const auto limbs = value.to_limbs();
      if ((limbs[1] | limbs[2] | limbs[3]) != 0)
        return false;
      row_.push_back(limbs[0]);
    }
    if (table_.kind == Table::Kind::Rows)
      return rows_.contains(row_);
    if (std::ranges::any_of(row_, [&](std::uint64_t v) { return v >> table_.bits != 0; }))
      return false;
    switch (table_.kind) {
    case Table::Kind::And:
      return (row_[0] & row_[1]) == row_[2];
    case Table::Kind::Or:
      return (row_[0] | row_[1]) == row_[2];
    case Table::Kind::Xor:
      return (row_[0] ^ row_[1]) == row_[2];
    case Table::Kind::Range:
    case Table::Kind::Rows:
      break;
    }
    return true;
  }

private:
  const Table& table_;
  std::set<std::vector<std::uint64_t>> rows_;
  mutable std::vector<std::uint64_t> row_;
};

class Checker {
public:
  Checker(const BlockProgram& program, const Execution& execution, DiagnosticSink& sink)
      : program_(program), execution_(execution), sink_(sink) {}

  bool run() {
    if (!has_shape())
      return false;
    for (const Table& table : program_.tables)
      tables_.emplace_back(table);
    for (BlockRuleIndex rule = 0; rule < program_.rules.size(); ++rule)
      rules_.emplace_back(program_, rule, execution_);
    for (BlockRuleIndex rule = 0; rule < program_.rules.size(); ++rule)
      check_rule(rule);
    check_claims();
    return faults_ == 0;
  }

private:
  // --- reports ----------------------------------------------------------------------------------

  /// `make` yields the message; it is not called when nobody will read it.
  template <class Make>
  void fault(Code code, BlockRuleIndex rule, const Make& make,
             std::vector<DiagnosticNote> notes = {}) {
    ++faults_;
    if (sink_.full())
      return sink_.count_suppressed_error();
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.message = make();
    diagnostic.label = program_.rules[rule].name;
    diagnostic.notes = std::move(notes);
    sink_.add(std::move(diagnostic));
  }

  /// "block 4 of 'add' (t = 4, x = 1)"
  std::string block_name(BlockRuleIndex rule, std::uint32_t block) {
    const BlockRule& of = program_.rules[rule];
    const llvm::ArrayRef<Fr> values = rules_[rule].variables.of(block);
    std::string text = fmt::format("block {} of {}", block, quoted(of.name));
    for (std::uint32_t i = 0; i < of.parameters; ++i)
      text += fmt::format("{}{} = {}", i == 0 ? " (" : ", ", of.variables[i].name,
                          value_text(of.variables[i].type, values[i]));
    return of.parameters == 0 ? text : text + ")";
  }

  std::string value_text(const BlockType& type, const Fr& value) const {
    return to_text(program_, execution_.texts(), type, value);
  }

  // --- the blocks one by one --------------------------------------------------------------------

  bool has_shape() {
    bool good = execution_.rule_count() == program_.rules.size();
    for (BlockRuleIndex rule = 0; good && rule < program_.rules.size(); ++rule)
      good = has_shape(program_.rules[rule], execution_.blocks(rule));
    if (good)
      return true;
    Diagnostic diagnostic;
    diagnostic.code = &info(Code::ExecutionShape);
    diagnostic.message = "the blocks are not of this program's rules";
    sink_.add(std::move(diagnostic));
    return false;
  }

  /// Whether these are numbers of texts with symbols of the program.
  bool are_texts(llvm::ArrayRef<std::uint64_t> ids) const {
    const TextTable& texts = execution_.texts();
    return std::ranges::all_of(ids, [&](std::uint64_t id) {
      return id < texts.size() &&
             std::ranges::all_of(texts[static_cast<TextTable::Id>(id)], [&](SymbolCode code) {
               return code != 0 && code < program_.symbols.size();
             });
    });
  }

  bool has_shape(const BlockRule& rule, const RuleBlocks& blocks) const {
    if (blocks.words.size() != rule.parameters || blocks.elements.size() != rule.parameters)
      return false;
    for (std::uint32_t i = 0; i < rule.parameters; ++i) {
      const bool element = rule.variables[i].type.kind == BlockType::Kind::Field;
      if ((element ? blocks.elements[i].size() : blocks.words[i].size()) != blocks.count)
        return false;
      if (rule.variables[i].type.is_text() && !are_texts(blocks.words[i]))
        return false;
    }
    return true;
  }

  void check_rule(BlockRuleIndex rule) {
    const std::uint32_t count = execution_.blocks(rule).count;
    RuleValues& polynomials = rules_[rule];
    for (std::uint32_t block = 0; block < count; ++block) {
      const llvm::ArrayRef<Fr> values = polynomials.variables.of(block);
      check_types(rule, block, values);
      check_lookups(rule, block, values);
      check_constraints(rule, block, values);
      note_claims(rule, block, values);
    }
  }

  void check_types(BlockRuleIndex rule, std::uint32_t block, llvm::ArrayRef<Fr> values) {
    const BlockRule& of = program_.rules[rule];
    for (std::size_t i = 0; i < values.size(); ++i) {
      const BlockVariable& variable = of.variables[i];
      if (variable.type.is_text() && variable.range_checked &&
          execution_.texts()[text_id(values[i])].size() >> variable.type.bits != 0)
        fault(Code::ValueOutsideType, rule, [&] {
          return fmt::format("{}: a text that it makes has 2^{} symbols or more",
                             block_name(rule, block), variable.type.bits);
        });
      if (!fits(variable.type, values[i])) {
        const std::string value = to_text(values[i]);
        fault(Code::ValueOutsideType, rule, [&] {
          return fmt::format("{}: {} is {}, which is no {}{}", block_name(rule, block),
                             quoted(variable.name), value, variable.type.is_signed ? "i" : "u",
                             variable.type.bits);
        });
      }
    }
  }

  void check_lookups(BlockRuleIndex rule, std::uint32_t block, llvm::ArrayRef<Fr> values) {
    const BlockRule& of = program_.rules[rule];
    for (std::size_t i = 0; i < of.lookups.size(); ++i) {
      RuleValues::evaluate(rules_[rule].lookups[i], values, tuple_);
      if (!tables_[of.lookups[i].table].has(tuple_))
        fault(Code::NoSuchRow, rule, [&] {
          return fmt::format("{}: table {} has no row {}", block_name(rule, block),
                             quoted(program_.tables[of.lookups[i].table].name), tuple_text(tuple_));
        });
    }
  }

  void check_constraints(BlockRuleIndex rule, std::uint32_t block, llvm::ArrayRef<Fr> values) {
    const BlockRule& of = program_.rules[rule];
    for (std::size_t i = 0; i < of.constraints.size(); ++i) {
      const BlockConstraint& constraint = of.constraints[i];
      const Fr value = rules_[rule].constraints[i].at(values);
      if (holds(constraint, value))
        continue;
      fault(code_of(constraint.kind), rule, [&] {
        return fmt::format("{}: the value of its requirement {} is {}", block_name(rule, block), i,
                           to_text(value));
      });
    }
  }

  static bool holds(const BlockConstraint& constraint, const Fr& value) {
    switch (constraint.kind) {
    case BlockConstraint::Kind::Zero:
      return value.is_zero();
    case BlockConstraint::Kind::NonZero:
      return !value.is_zero();
    case BlockConstraint::Kind::NonNegative:
      break;
    }
    return fits({BlockType::Kind::Integer, constraint.bits, false}, value);
  }

  static Code code_of(BlockConstraint::Kind kind) {
    switch (kind) {
    case BlockConstraint::Kind::Zero:
      return Code::NotEqual;
    case BlockConstraint::Kind::NonZero:
      return Code::NotDifferent;
    case BlockConstraint::Kind::NonNegative:
      break;
    }
    return Code::NotInOrder;
  }

  // --- claims -----------------------------------------------------------------------------------

  void note_claims(BlockRuleIndex rule, std::uint32_t block, llvm::ArrayRef<Fr> values) {
    const BlockRule& of = program_.rules[rule];
    for (std::uint32_t i = 0; i < of.claims.size(); ++i) {
      TupleHash hash(of.claims[i].relation);
      for (const PolynomialValue& polynomial : rules_[rule].claims[i])
        hash.add(polynomial.at(values));
      occurrences_.push_back({hash.high(), hash.low(), {rule, i, block}});
    }
  }

  const BlockClaim& claim_of(const Occurrence& occurrence) const {
    return program_.rules[occurrence.from.rule].claims[occurrence.from.claim];
  }

  void check_claims() {
    std::ranges::sort(occurrences_, [](const Occurrence& a, const Occurrence& b) {
      return std::tie(a.high, a.low, a.from.rule, a.from.block, a.from.claim) <
             std::tie(b.high, b.low, b.from.rule, b.from.block, b.from.claim);
    });
    // Faults in the order of blocks, not of keys.
    std::vector<std::pair<const Occurrence*, std::size_t>> bad;
    for (std::size_t begin = 0; begin < occurrences_.size();) {
      std::size_t end = begin + 1;
      while (end < occurrences_.size() && same_claim(occurrences_[begin], occurrences_[end]))
        ++end;
      if (!balanced({&occurrences_[begin], end - begin}))
        bad.emplace_back(&occurrences_[begin], end - begin);
      begin = end;
    }
    std::ranges::sort(bad, [](const auto& a, const auto& b) {
      const ClaimRef &x = a.first->from, &y = b.first->from;
      return std::tie(x.rule, x.block, x.claim) < std::tie(y.rule, y.block, y.claim);
    });
    for (const auto& [first, count] : bad)
      report({first, count});
  }

  struct Count {
    std::size_t emitted = 0, demanded = 0, consumed = 0;
  };
  Count count(llvm::ArrayRef<Occurrence> group) const {
    Count out;
    for (const Occurrence& occurrence : group)
      switch (claim_of(occurrence).kind) {
      case BlockClaim::Kind::Emit:
        ++out.emitted;
        break;
      case BlockClaim::Kind::Demand:
        ++out.demanded;
        break;
      case BlockClaim::Kind::Consume:
        ++out.consumed;
        break;
      }
    return out;
  }

  bool balanced(llvm::ArrayRef<Occurrence> group) const {
    const Count found = count(group);
    if (program_.relations[claim_of(group.front()).relation].linear)
      return found.emitted == found.consumed && found.demanded == 0;
    return found.emitted > 0 || (found.demanded == 0 && found.consumed == 0);
  }

  void report(llvm::ArrayRef<Occurrence> group) {
    const Count found = count(group);
    const bool left_over = found.emitted > found.consumed + found.demanded;
    const auto wanted = left_over ? BlockClaim::Kind::Emit : BlockClaim::Kind::Consume;
    const auto* of = std::ranges::find_if(group, [&](const Occurrence& occurrence) {
      return (claim_of(occurrence).kind == BlockClaim::Kind::Emit) ==
             (wanted == BlockClaim::Kind::Emit);
    });
    const ClaimRef from = of->from;
    const std::string claim = claim_text(from);
    std::vector<DiagnosticNote> notes;
    for (const Occurrence& other : group.take_front(kMaxNotes))
      if (&other != of && !sink_.full())
        notes.push_back({SourceRange(),
                         fmt::format("{} {} it too", block_name(other.from.rule, other.from.block),
                                     verb(claim_of(other).kind))});
    fault(
        left_over            ? Code::NeverConsumedClaim
        : found.emitted == 0 ? Code::ClaimWithoutEmission
                             : Code::ConsumedTooOften,
        from.rule,
        [&] {
          return fmt::format("{} {} {}, which is emitted {} and consumed {}",
                             block_name(from.rule, from.block), verb(claim_of(*of).kind), claim,
                             times(found.emitted), times(found.consumed + found.demanded));
        },
        std::move(notes));
  }

  static const char* verb(BlockClaim::Kind kind) {
    switch (kind) {
    case BlockClaim::Kind::Emit:
      return "emits";
    case BlockClaim::Kind::Demand:
      return "demands";
    case BlockClaim::Kind::Consume:
      break;
    }
    return "consumes";
  }
  static std::string times(std::size_t n) {
    return n == 0 ? "nowhere" : n == 1 ? "once" : fmt::format("{} times", n);
  }

  /// "state(1, 2)"
  std::string claim_text(const ClaimRef& from) {
    RuleValues::evaluate(rules_[from.rule].claims[from.claim],
                         rules_[from.rule].variables.of(from.block), tuple_);
    const Relation& relation =
        program_.relations[program_.rules[from.rule].claims[from.claim].relation];
    std::string text = relation.name + "(";
    for (std::size_t i = 0; i < tuple_.size(); ++i)
      text += (i == 0 ? "" : ", ") + value_text(relation.arguments[i].type, tuple_[i]);
    return text + ")";
  }

  static constexpr std::size_t kMaxNotes = 4;
  const BlockProgram& program_;
  const Execution& execution_;
  DiagnosticSink& sink_;
  std::size_t faults_ = 0;
  std::vector<TableRows> tables_;
  std::vector<RuleValues> rules_;
  std::vector<Occurrence> occurrences_;
  llvm::SmallVector<Fr, 16> tuple_;
};

} // namespace

bool check_execution(const BlockProgram& program, const Execution& execution,
                     DiagnosticSink& sink) {
  return Checker(program, execution, sink).run();
}

} // namespace blockfold::ir

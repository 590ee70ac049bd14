#include "compiler/rules/block_program.h"

#include "compiler/rules/lint.h"
#include "compiler/rules/ranges.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

#include <algorithm>
#include <bit>

namespace blockfold::rules {
namespace {

ir::BlockType type_of(const Type& type) {
  switch (type.kind) {
  case Type::Kind::Bits:
    return {ir::BlockType::Kind::Integer, type.bits, type.is_signed};
  case Type::Kind::Address:
    return {ir::BlockType::Kind::Address};
  case Type::Kind::Text:
    return ir::BlockType::text(static_cast<ir::SortIndex>(type.sort));
  case Type::Kind::Field:
    break;
  }
  return {};
}

bool has_texts(const Rule& rule) {
  return llvm::any_of(rule.variables, [](const Variable& v) { return v.type.is_text(); });
}
bool has_texts(const Relation& relation) {
  return llvm::any_of(relation.arguments,
                      [](const RelationArgument& a) { return a.type.is_text(); });
}

/// Symbols have codes in the order of their declarations, imported files first. 0 is none.
ir::SymbolCode code_of(std::uint32_t symbol) {
  return symbol + 1;
}

/// Bits of the largest value of an interval; a check has at least one.
unsigned bits_of(const Interval& interval) {
  unsigned bits = 0;
  for (WideInteger rest = interval.high; rest > 0; rest >>= 1)
    ++bits;
  return std::max(bits, 1U);
}

class RuleConverter {
public:
  RuleConverter(const Program& program, const Rule& rule, OrderProofs& orders)
      : program_(program), rule_(rule), body_(*rule.field()), ranges_(program, rule),
        promised_(program, rule, {Ranges::Facts().trusted, [](VariableIndex) { return false; }}) {
    decide_checks(orders);
  }

  ir::BlockRule run() const {
    ir::BlockRule out{rule_.name, rule_.is_public, rule_.parameters, {}, {}, {}, {}};
    for (VariableIndex i = 0; i < rule_.variables.size(); ++i)
      out.variables.push_back(variable(i));
    for (const Claim& claim : body_.claims) {
      ir::BlockClaim& to = out.claims.emplace_back();
      to.kind = static_cast<ir::BlockClaim::Kind>(claim.kind);
      to.relation = static_cast<ir::RelationIndex>(claim.relation);
      for (std::size_t i = 0; i < claim.values.size(); ++i)
        to.values.push_back(value_of(claim, i, out));
    }
    for (const Lookup& lookup : body_.lookups)
      out.lookups.push_back({static_cast<ir::TableIndex>(lookup.table), lookup.values});
    for (const Constraint& constraint : body_.constraints)
      if (!constraint.defines)
        out.constraints.push_back(converted(constraint));
    return out;
  }

private:
  // --- texts ------------------------------------------------------------------------------------

  Polynomial value_of(const Claim& claim, std::size_t argument, ir::BlockRule& out) const {
    if (const auto* polynomial = std::get_if<Polynomial>(&claim.values[argument]))
      return *polynomial;
    const Text& text = std::get<Text>(claim.values[argument]);
    if (text.size() == 1 && text.front().is_variable)
      return Polynomial::variable(text.front().id);
    return Polynomial::variable(written_text(text, program_[claim.relation].arguments[argument],
                                             claim.kind == ClaimKind::Emit, out));
  }

  /// The definition of a text that claims write out; equal texts have one.
  VariableIndex written_text(const Text& text, const RelationArgument& argument, bool emitted,
                             ir::BlockRule& out) const {
    ir::BlockVariable made;
    made.name = "`" + to_string(program_, rule_, text) + "`";
    made.type = type_of(argument.type);
    made.origin = ir::BlockVariable::Origin::Definition;
    made.text = items_of(text);
    auto known = llvm::find_if(out.variables, [&](const ir::BlockVariable& variable) {
      return variable.origin == made.origin && variable.type == made.type &&
             variable.text == made.text;
    });
    if (known == out.variables.end()) {
      out.variables.push_back(std::move(made));
      known = std::prev(out.variables.end());
    }
    // What is not emitted is compared with what is, and as short.
    known->range_checked |= emitted && occurrences(text) > 1;
    return static_cast<VariableIndex>(known - out.variables.begin());
  }

  static std::vector<ir::Item> items_of(const Text& text) {
    std::vector<ir::Item> items;
    for (const TextItem item : text)
      items.push_back(item.is_variable ? ir::Item::parameter(item.id)
                                       : ir::Item::constant(code_of(item.id)));
    return items;
  }
  static std::size_t occurrences(const Text& text) {
    return static_cast<std::size_t>(
        llvm::count_if(text, [](const TextItem& item) { return item.is_variable; }));
  }

  // --- variables --------------------------------------------------------------------------------

  bool is_public(VariableIndex index) const {
    const Variable& variable = rule_.variables[index];
    return rule_.is_public && !variable.hidden && variable.origin == Variable::Origin::Parameter;
  }

  ir::BlockVariable variable(VariableIndex index) const {
    const Variable& from = rule_.variables[index];
    ir::BlockVariable out;
    out.name = from.name;
    out.type = type_of(from.type);
    out.origin = static_cast<ir::BlockVariable::Origin>(from.origin);
    out.is_public = is_public(index);
    out.range_checked = checks_[index];
    if (from.origin == Variable::Origin::Definition)
      out.definition = definition(index);
    return out;
  }

  /// x - value = 0 says that x is value.
  Polynomial definition(VariableIndex index) const {
    const auto found = llvm::find_if(body_.constraints, [&](const Constraint& constraint) {
      return constraint.defines == index;
    });
    return *Polynomial::variable(index).plus(found->value, -1);
  }

  ir::BlockConstraint converted(const Constraint& from) const {
    ir::BlockConstraint out{static_cast<ir::BlockConstraint::Kind>(from.kind), from.value, 0};
    // The lints made sure that both sides of a comparison are small.
    if (from.kind == Constraint::Kind::NonNegative)
      out.bits = bits_of(*ranges_.of(from.value));
    return out;
  }

  // --- range checks
  // -----------------------------------------------------------------------------

  void decide_checks(OrderProofs& orders) {
    for (VariableIndex i = 0; i < rule_.variables.size(); ++i)
      checks_.push_back(rule_.variables[i].type.kind == Type::Kind::Bits && !is_public(i));
    std::vector<bool> needed = checks_;
    for (VariableIndex i = 0; i < rule_.variables.size(); ++i)
      needed[i] = checks_[i] && !is_promised(i);
    // Public values are checked by whoever reads the statement.
    if (orders.hold(rule_, [&](VariableIndex i) { return needed[i] || is_public(i); }))
      checks_ = std::move(needed);
  }

  /// Whether a variable lies in its type for another reason than its own check. A definition speaks
  /// of variables before it only.
  bool is_promised(VariableIndex index) const {
    const auto known = rule_.variables[index].origin == Variable::Origin::Definition
                           ? ranges_.of(definition(index))
                           : promised_.of(index);
    return known && known->within(*type_interval(rule_.variables[index].type));
  }

  const Program& program_;
  const Rule& rule_;
  const FieldBody& body_;
  Ranges ranges_;
  Ranges promised_;          ///< by claims and tables alone
  std::vector<bool> checks_; ///< by variable
};

ir::Table table_of(const Table& table) {
  return {table.name, static_cast<ir::Table::Kind>(table.kind), table.bits, table.rows};
}

ir::Relation relation_of(const Relation& relation) {
  ir::Relation out{relation.name, relation.linear, {}};
  for (const RelationArgument& argument : relation.arguments)
    out.arguments.push_back({argument.name, type_of(argument.type)});
  return out;
}

bool uses_texts(const Program& program) {
  return llvm::any_of(program.relations, [](const Relation& r) { return has_texts(r); }) ||
         llvm::any_of(program.rules,
                      [](const Rule& rule) { return rule.field() != nullptr && has_texts(rule); });
}

Status check_address(const Rule& rule, VariableIndex index) {
  const Variable& variable = rule.variables[index];
  if (!rule.is_public || !variable.type.is_address() || variable.hidden)
    return success();
  return Error{
      "program.public-address",
      fmt::format("argument {} of the public rule {} is an address, which means nothing in "
                  "a statement; write 'hidden' before it",
                  quoted(variable.name), quoted(rule.name))};
}

/// Then the ranges that are left out would depend on where a reader gives up.
Error too_complex() {
  return {"program.complex",
          "the rules have more claims and equations than can be compared to find out on which "
          "ranges their orders rest; write fewer claims and requirements in a rule"};
}

/// What field rules can say and certificates cannot.
Status check_supported(const Program& program) {
  for (const Rule& rule : program.rules)
    for (VariableIndex i = 0; rule.field() != nullptr && i < rule.parameters; ++i)
      if (Status address = check_address(rule, i); !address)
        return address;
  return success();
}

/// Names that texts are written with; they are part of what a certificate is about.
Status add_symbols(const Program& program, ir::BlockProgram& out) {
  for (const Sort& sort : program.sorts)
    out.sorts.push_back(sort.name);
  out.symbols.emplace_back(); // codes start at 1
  for (const Entity& symbol : program.symbols) {
    if (llvm::StringRef(symbol.name).contains('`'))
      return Error{"program.texts",
                   fmt::format("the symbol {} has a backquote in it, and texts of executions are "
                               "written between backquotes; give it another name",
                               quoted(symbol.name))};
    out.symbols.push_back(symbol.name);
  }
  return success();
}

} // namespace

Result<ir::BlockProgram> block_program(const Program& program) {
  if (Status supported = check_supported(program); !supported)
    return supported.error();
  ir::BlockProgram out;
  for (const Relation& relation : program.relations)
    out.relations.push_back(relation_of(relation));
  for (const Table& table : program.tables)
    out.tables.push_back(table_of(table));
  OrderProofs orders(program);
  for (const Rule& rule : program.rules)
    if (rule.field() != nullptr)
      out.rules.push_back(RuleConverter(program, rule, orders).run());
  if (orders.is_exhausted())
    return too_complex();
  if (uses_texts(program))
    if (Status added = add_symbols(program, out); !added)
      return added.error();
  return out;
}

} // namespace blockfold::rules

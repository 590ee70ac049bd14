#include "compiler/ir/block_rule_text.h"

#include "compiler/ir/numbers.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/raw_ostream.h>

namespace blockfold::ir {
namespace {

std::string row_text(const std::vector<std::uint64_t>& row) {
  std::vector<std::string> values;
  values.reserve(row.size());
  for (const std::uint64_t value : row)
    values.push_back(std::to_string(value));
  return "(" + llvm::join(values, ", ") + ")";
}

const char* word_of(BlockClaim::Kind kind) {
  switch (kind) {
  case BlockClaim::Kind::Demand:
    return "demand";
  case BlockClaim::Kind::Consume:
    return "consume";
  case BlockClaim::Kind::Emit:
    break;
  }
  return "emit";
}

const char* word_of(BlockConstraint::Kind kind) {
  switch (kind) {
  case BlockConstraint::Kind::Zero:
    return "= 0";
  case BlockConstraint::Kind::NonZero:
    return "!= 0";
  case BlockConstraint::Kind::NonNegative:
    break;
  }
  return ">= 0";
}

class RuleWriter {
public:
  RuleWriter(const BlockProgram& program, const BlockRule& rule)
      : program_(program), rule_(rule), out_(text_) {}

  std::string run() {
    out_ << kind_of(rule_) << ' ' << rule_.name << '\n';
    for (const BlockVariable& variable : rule_.variables)
      if (!variable.is_written_text()) // claims show it
        write(variable);
    for (const BlockClaim& claim : rule_.claims)
      out_ << word_of(claim.kind) << ' '
           << to_text(rule_, program_.relations[claim.relation].name, claim.values) << '\n';
    for (const BlockLookup& lookup : rule_.lookups)
      out_ << "lookup " << to_text(rule_, program_.tables[lookup.table].name, lookup.values)
           << '\n';
    for (const BlockConstraint& constraint : rule_.constraints)
      out_ << "require " << to_text(rule_, constraint.value) << ' ' << word_of(constraint.kind)
           << '\n';
    write_declarations();
    return out_.str();
  }

private:
  void write(const BlockVariable& variable) {
    switch (variable.origin) {
    case BlockVariable::Origin::Parameter:
      out_ << (rule_.is_public && !variable.is_public ? "hidden " : "parameter ");
      break;
    case BlockVariable::Origin::Definition:
      out_ << "let ";
      break;
    case BlockVariable::Origin::Self:
      out_ << "self ";
      break;
    }
    out_ << variable.name << ": " << type_name(program_, variable.type);
    if (variable.origin == BlockVariable::Origin::Definition)
      out_ << " = " << to_text(rule_, variable.definition);
    out_ << '\n';
  }

  void write_declarations() {
    for (RelationIndex i = 0; i < program_.relations.size(); ++i)
      if (llvm::any_of(rule_.claims, [&](const BlockClaim& c) { return c.relation == i; }))
        out_ << (program_.relations[i].linear ? "linear relation " : "relation ")
             << to_text(program_, program_.relations[i]) << '\n';
    for (TableIndex i = 0; i < program_.tables.size(); ++i)
      if (llvm::any_of(rule_.lookups, [&](const BlockLookup& l) { return l.table == i; }))
        out_ << "table " << program_.tables[i].name << " = " << to_text(program_.tables[i]) << '\n';
  }

  const BlockProgram& program_;
  const BlockRule& rule_;
  std::string text_;
  llvm::raw_string_ostream out_;
};

} // namespace

bool is_axiom(const BlockRule& rule) {
  return llvm::all_of(rule.claims,
                      [](const BlockClaim& claim) { return claim.kind == BlockClaim::Kind::Emit; });
}

std::string kind_of(const BlockRule& rule) {
  return std::string(rule.is_public ? "public " : "") + (is_axiom(rule) ? "axiom" : "rule");
}

std::string to_text(const BlockRule& rule, const Polynomial& polynomial) {
  return to_text(polynomial, [&](VariableIndex variable) -> llvm::StringRef {
    return rule.variables[variable].name;
  });
}

std::string to_text(const BlockRule& rule, llvm::StringRef name,
                    const std::vector<Polynomial>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const Polynomial& value : values)
    texts.push_back(to_text(rule, value));
  return name.str() + "(" + llvm::join(texts, ", ") + ")";
}

std::string to_text(const BlockProgram& program, const Relation& relation) {
  std::vector<std::string> arguments;
  for (const Relation::Argument& argument : relation.arguments)
    arguments.push_back(argument.name + ": " + type_name(program, argument.type));
  return relation.name + "(" + llvm::join(arguments, ", ") + ")";
}

std::string to_text(const Table& table) {
  switch (table.kind) {
  case Table::Kind::Range:
    return fmt::format("range({})", table.bits);
  case Table::Kind::And:
    return fmt::format("and({})", table.bits);
  case Table::Kind::Or:
    return fmt::format("or({})", table.bits);
  case Table::Kind::Xor:
    return fmt::format("xor({})", table.bits);
  case Table::Kind::Rows:
    break;
  }
  std::vector<std::string> rows;
  for (const std::vector<std::uint64_t>& row : table.rows)
    rows.push_back(row_text(row));
  return "rows " + llvm::join(rows, " ");
}

std::string rule_text(const BlockProgram& program, const BlockRule& rule) {
  return RuleWriter(program, rule).run();
}

} // namespace blockfold::ir

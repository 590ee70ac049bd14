#pragma once

#include "compiler/rules/names.h"

/// The names of one rule. Part of `resolve`.
namespace blockfold::rules {

class RuleScope {
public:
  RuleScope(const Names& names, const Program& program, Reporter& reporter)
      : names_(names), program_(program), reporter_(reporter) {}

  /// Enters the parameters of a rule; false if some could not be.
  bool declare_parameters(const ast::Rule& rule);
  /// Enters a `let`, with a variable of its own or a polynomial that it stands for.
  std::optional<VariableIndex> declare_definition(const ast::Word& name, const Type& type);
  bool declare_abbreviation(const ast::Word& name, Polynomial value);
  /// The variable for the block's own address.
  VariableIndex self(Range where);

  struct Meaning {
    std::optional<VariableIndex> variable;
    const Polynomial* abbreviation = nullptr;
  };
  /// What a name stands for; null if for nothing here.
  const Meaning* find(llvm::StringRef name) const;
  /// The same, reporting what is unknown.
  const Meaning* require(const ast::Word& name) const;

  const std::vector<Variable>& variables() const { return variables_; }
  std::vector<Variable> take_variables() { return std::move(variables_); }

private:
  bool enter(const ast::Word& name, Meaning meaning);
  bool declare_parameter(const ast::Word& name, const ast::Parameters& group, const Type& type);

  const Names& names_;
  const Program& program_;
  Reporter& reporter_;
  std::vector<Variable> variables_;
  std::optional<VariableIndex> self_;
  struct Entry {
    Meaning meaning;
    Range where;
    std::optional<Polynomial> value;
  };
  llvm::StringMap<Entry> entries_;
};

/// The parts of `resolve` that deal with one sort of rule each; they return nothing after a report.
std::optional<TextBody> resolve_text_rule(const ast::Rule& rule, const Names& names,
                                          RuleScope& scope, Reporter& reporter);
std::optional<FieldBody> resolve_field_rule(const ast::Rule& rule, const Names& names,
                                            const Program& program, RuleScope& scope,
                                            Reporter& reporter);
/// A text over symbols and the rule's variables; for premises, the words after the typecode.
std::optional<Text> resolve_text(llvm::ArrayRef<ast::Word> words, const Names& names,
                                 const RuleScope& scope, Reporter& reporter);

} // namespace blockfold::rules

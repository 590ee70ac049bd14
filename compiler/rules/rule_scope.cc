#include "compiler/rules/rule_scope.h"

#include "compiler/rules/suggest.h"
#include "compiler/support/format.h"

namespace blockfold::rules {

bool RuleScope::enter(const ast::Word& name, Meaning meaning) {
  const auto [entry, inserted] = entries_.try_emplace(name.text, Entry{meaning, name.range, {}});
  if (!inserted)
    reporter_.report(Code::Redeclared, name.range,
                     fmt::format("{} is a name of this rule already", quoted(name.text)),
                     {reporter_.note(entry->second.where, "the first one is here")});
  return inserted;
}

bool RuleScope::declare_parameter(const ast::Word& name, const ast::Parameters& group,
                                  const Type& type) {
  // Not even a symbol of a file that this one does not see: statements are printed without files.
  const auto* word = type.is_text() ? names_.word_anywhere(name.text) : nullptr;
  if (word != nullptr) {
    reporter_.report(Code::Redeclared, name.range,
                     fmt::format("{} cannot be a variable of texts: it is a {}", quoted(name.text),
                                 Names::kind_name(word->kind)),
                     {reporter_.note(word->where, "it is declared here")});
    return false;
  }
  if (!enter(name, {static_cast<VariableIndex>(variables_.size()), nullptr}))
    return false;
  variables_.push_back({name.text.str(), type, Variable::Origin::Parameter,
                        group.hidden.has_value(), group.free.has_value(), name.range});
  return true;
}

bool RuleScope::declare_parameters(const ast::Rule& rule) {
  bool ok = true;
  for (const ast::Parameters& group : rule.parameters) {
    const auto type = names_.type(group.type, program_);
    // Names are entered even without a type, so that each mistake is reported once.
    for (const ast::Word& name : group.names)
      ok &= declare_parameter(name, group, type.value_or(Type{}));
    ok &= type.has_value();
  }
  return ok;
}

std::optional<VariableIndex> RuleScope::declare_definition(const ast::Word& name,
                                                           const Type& type) {
  const auto index = static_cast<VariableIndex>(variables_.size());
  if (!enter(name, {index, nullptr}))
    return std::nullopt;
  variables_.push_back(
      {name.text.str(), type, Variable::Origin::Definition, false, false, name.range});
  return index;
}

bool RuleScope::declare_abbreviation(const ast::Word& name, Polynomial value) {
  if (!enter(name, {}))
    return false;
  Entry& entry = entries_[name.text];
  entry.value = std::move(value);
  entry.meaning.abbreviation = &*entry.value; // entries do not move
  return true;
}

VariableIndex RuleScope::self(Range where) {
  if (!self_) {
    self_ = static_cast<VariableIndex>(variables_.size());
    variables_.push_back(
        {"self", Type{Type::Kind::Address}, Variable::Origin::Self, false, false, where});
  }
  return *self_;
}

const RuleScope::Meaning* RuleScope::find(llvm::StringRef name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second.meaning;
}

const RuleScope::Meaning* RuleScope::require(const ast::Word& name) const {
  if (const Meaning* found = find(name.text))
    return found;
  NearMatches near(name.text);
  if (!reporter_.sink().full())
    for (const auto& entry : entries_)
      near.offer(entry.first());
  reporter_.report(
      Code::UnknownVariable, name.range,
      fmt::format("the rule has no variable {}{}", quoted(name.text), did_you_mean(near)));
  return nullptr;
}

} // namespace blockfold::rules

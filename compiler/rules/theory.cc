#include "compiler/rules/theory.h"

#include <map>
#include <string>
#include <utility>

namespace blockfold::rules {
namespace {

/// Numbers typecodes and codes in the order that TheorySource::build asks for.
class TheoryBuilder {
public:
  explicit TheoryBuilder(const Program& program) : program_(program) {
    theory_.symbol_names.emplace_back(); // codes start at 1
  }

  void add(const Rule& rule, ir::ChosenAssertion chosen) {
    const TextBody& body = *rule.text();
    ir::Assertion out{rule.name, chosen.role, chosen.ordinal, {}, {}, {}, body.distinct};
    for (const Variable& variable : rule.variables) {
      const ir::TypecodeId type = typecode(variable.type.sort);
      out.parameters.push_back({type, variable_code(variable.name, type)});
    }
    for (const Judgement& premise : body.premises)
      out.essentials.push_back(judgement(premise));
    out.conclusion = judgement(body.conclusion);
    const auto id = static_cast<ir::AssertionId>(theory_.assertions.size());
    theory_.assertions.push_back(std::move(out));
    if (ir::is_proved(chosen.role))
      theory_.contexts.push_back({id});
    if (ir::is_rule(chosen.role))
      theory_.rules.push_back({id, static_cast<std::uint32_t>(theory_.contexts.size())});
  }

  ir::Theory finish() {
    std::vector<bool> seen(theory_.symbol_names.size());
    for (const ir::Context& context : theory_.contexts)
      for (const ir::Parameter& parameter : theory_.of(context).parameters)
        if (!seen[parameter.code]) {
          seen[parameter.code] = true;
          theory_.variables.push_back({parameter.code, parameter.typecode, false});
        }
    return std::move(theory_);
  }

private:
  ir::SymbolCode new_code(const std::string& name) {
    theory_.symbol_names.push_back(name);
    return static_cast<ir::SymbolCode>(theory_.symbol_names.size() - 1);
  }
  ir::TypecodeId typecode(SortId sort) {
    const auto [entry, inserted] =
        typecodes_.try_emplace(sort, static_cast<ir::TypecodeId>(theory_.typecodes.size()));
    if (inserted)
      theory_.typecodes.push_back(program_[sort].name);
    return entry->second;
  }
  /// Variables of one name and sort are one variable, in all rules.
  ir::SymbolCode variable_code(const std::string& name, ir::TypecodeId type) {
    const auto [entry, inserted] = variables_.try_emplace({name, type}, 0);
    if (inserted)
      entry->second = new_code(name);
    return entry->second;
  }
  ir::SymbolCode symbol_code(SymbolId symbol) {
    const auto [entry, inserted] = symbols_.try_emplace(symbol, 0);
    if (inserted)
      entry->second = new_code(program_[symbol].name);
    return entry->second;
  }
  ir::Template judgement(const Judgement& what) {
    ir::Template out{typecode(what.sort), {}};
    out.items.reserve(what.text.size());
    for (const TextItem item : what.text)
      out.items.push_back(item.is_variable
                              ? ir::Item::parameter(item.id)
                              : ir::Item::constant(symbol_code(static_cast<SymbolId>(item.id))));
    return out;
  }

  const Program& program_;
  ir::Theory theory_;
  std::map<SortId, ir::TypecodeId> typecodes_;
  std::map<SymbolId, ir::SymbolCode> symbols_;
  std::map<std::pair<std::string, ir::TypecodeId>, ir::SymbolCode> variables_;
};

} // namespace

RuleTheory::RuleTheory(const Program& program) : program_(program) {
  for (const Rule& rule : program.rules)
    if (rule.text() != nullptr)
      rules_.push_back(&rule);
}

ir::Theory RuleTheory::build(llvm::ArrayRef<ir::ChosenAssertion> chosen) const {
  TheoryBuilder builder(program_);
  for (const ir::ChosenAssertion& choice : chosen)
    builder.add(*rules_[choice.ordinal], choice);
  return builder.finish();
}

} // namespace blockfold::rules

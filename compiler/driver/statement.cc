#include "compiler/driver/statement.h"

#include "compiler/driver/statement_print.h"
#include "compiler/ir/printer.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace blockfold::driver {
namespace {

// --- texts --------------------------------------------------------------------------------------

class Describer {
public:
  Describer(const ir::Theory& theory, const lower::Analysis& analysis)
      : theory_(theory), analysis_(analysis) {}

  StatedAssertion name(const ir::Assertion& assertion) const {
    const ir::TypecodeId typecode = assertion.conclusion.typecode;
    StatedAssertion stated;
    stated.label = assertion.label;
    stated.typecode = theory_.typecodes[typecode];
    stated.syntax = analysis_.typecodes[typecode].has_variables;
    return stated;
  }

  StatedAssertion describe(const ir::Assertion& assertion) const {
    StatedAssertion stated = name(assertion);
    stated.conclusion = text(assertion, assertion.conclusion);
    for (const ir::Parameter& parameter : assertion.parameters)
      stated.variables.push_back(theory_.typecodes[parameter.typecode] + " " +
                                 theory_.symbol_names[parameter.code]);
    for (const ir::Template& essential : assertion.essentials)
      stated.hypotheses.push_back(text(assertion, essential));
    for (const auto& [first, second] : assertion.disjoint)
      stated.disjoint.emplace_back(symbol(assertion, first), symbol(assertion, second));
    return stated;
  }

private:
  const std::string& symbol(const ir::Assertion& assertion, std::uint32_t parameter) const {
    return theory_.symbol_names[assertion.parameters[parameter].code];
  }

  std::string text(const ir::Assertion& assertion, const ir::Template& statement) const {
    std::string out;
    llvm::raw_string_ostream stream(out);
    ir::print_statement(stream, theory_, assertion, statement);
    return out;
  }

  const ir::Theory& theory_;
  const lower::Analysis& analysis_;
};

// --- for people ---------------------------------------------------------------------------------

/// Long lists are cut here unless everything is asked for.
constexpr std::size_t kBriefAxioms = 200;

class Printer : public FieldPrinter {
public:
  Printer(Detail detail, llvm::raw_ostream& out) : FieldPrinter(out), detail_(detail) {}

  void theorem(llvm::StringRef title, const StatedAssertion& stated) {
    field(title, stated.label);
    for (const std::string& hypothesis : stated.hypotheses)
      field("  if", hypothesis);
    field(stated.hypotheses.empty() ? "  says" : "  then", stated.conclusion);
    if (!stated.variables.empty())
      field("  for all", llvm::join(stated.variables, ", "));
    std::vector<std::string> pairs;
    for (const auto& [first, second] : stated.disjoint)
      pairs.push_back(fmt::format("({}, {})", first, second));
    words("  distinct", pairs);
  }

  std::size_t shown(std::size_t count, std::size_t brief) const {
    return detail_ == Detail::Full ? count : std::min(count, brief);
  }
  void more(std::size_t count, std::size_t shown, llvm::StringRef what) {
    if (count > shown)
      field("", fmt::format("... and {} more {} (--full shows all)", count - shown, what));
  }

  void goals(const StatementText& statement) {
    const std::size_t count = shown(statement.goals.size(), kBriefGoals);
    for (const StatedAssertion& goal : llvm::ArrayRef(statement.goals).take_front(count))
      theorem("Proved", goal);
    more(statement.goal_count, count, "theorems");
  }

  /// Labels by typecode, those of proper claims before those of syntax.
  void labels_by_typecode(llvm::ArrayRef<StatedAssertion> all) {
    const std::size_t count = shown(all.size(), kBriefAxioms);
    std::map<std::pair<bool, llvm::StringRef>, std::vector<std::string>> groups;
    for (const StatedAssertion& stated : all.take_front(count))
      groups[{stated.syntax, stated.typecode}].push_back(stated.label);
    for (const auto& [group, names] : groups)
      words(fmt::format("  {}", group.second), names);
    more(all.size(), count, "axioms");
  }

private:
  Detail detail_;
};

void render_axioms(const StatementText& statement, Detail detail, Printer& printer) {
  printer.field("Axioms", statement.axioms.empty()
                              ? "none: the proofs use no axiom"
                              : fmt::format("the proofs rest on these {} and no others",
                                            statement.axioms.size()));
  if (detail == Detail::Full)
    for (const StatedAssertion& axiom : statement.axioms)
      printer.theorem("  axiom", axiom);
  else
    printer.labels_by_typecode(statement.axioms);
}

void render_assumed(const StatementText& statement, Printer& printer) {
  if (statement.assumed.empty())
    return printer.field("Assumed", "nothing: every lemma is proved by the same certificate");
  printer.field("Assumed", fmt::format("ATTENTION: {} theorems are used without proof",
                                       statement.assumed.size()));
  for (const StatedAssertion& assumed : statement.assumed)
    printer.theorem("  assumed", assumed);
}

// --- for machines -------------------------------------------------------------------------------

nlohmann::ordered_json to_json(const std::vector<StatedAssertion>& assertions) {
  auto json = nlohmann::ordered_json::array();
  for (const StatedAssertion& stated : assertions)
    json.push_back(to_json(stated));
  return json;
}

} // namespace

StatedAssertion state(const ir::Theory& theory, const lower::Analysis& analysis,
                      const ir::Assertion& assertion, Detail detail) {
  const Describer describer(theory, analysis);
  return detail == Detail::Full ? describer.describe(assertion) : describer.name(assertion);
}

StatementText describe(const ir::Theory& theory, const lower::Analysis& analysis, Security security,
                       Detail detail) {
  StatementText statement;
  statement.syntax_hoisted = analysis.syntax_hoisted;
  statement.security = std::move(security);
  const Describer describer(theory, analysis);
  const bool full = detail == Detail::Full;
  for (const ir::Assertion& assertion : theory.assertions) {
    switch (assertion.role) {
    case ir::Role::Axiom:
      statement.axioms.push_back(full ? describer.describe(assertion) : describer.name(assertion));
      break;
    case ir::Role::Assumed:
      statement.assumed.push_back(describer.describe(assertion));
      break;
    case ir::Role::Lemma:
      statement.lemmas.push_back(assertion.label);
      break;
    case ir::Role::Goal:
    case ir::Role::CitedGoal:
      if (full || statement.goal_count < kBriefGoals)
        statement.goals.push_back(describer.describe(assertion));
      ++statement.goal_count;
      break;
    }
  }
  return statement;
}

void render_text(const StatementText& statement, Detail detail, llvm::raw_ostream& out) {
  Printer printer(detail, out);
  printer.goals(statement);
  render_axioms(statement, detail, printer);
  render_assumed(statement, printer);
  if (!statement.lemmas.empty())
    printer.field("Lemmas", fmt::format("{} proved along the way", statement.lemmas.size()));
  if (detail == Detail::Full)
    printer.words("", statement.lemmas);
  if (statement.syntax_hoisted)
    printer.field("Syntax", "hoisted: syntax axioms may stand after theorems that use them");
  printer.security(statement.security);
}

nlohmann::ordered_json to_json(const StatedAssertion& stated) {
  nlohmann::ordered_json json = {
      {"label", stated.label},           {"typecode", stated.typecode},
      {"syntax", stated.syntax},         {"conclusion", stated.conclusion},
      {"hypotheses", stated.hypotheses}, {"variables", stated.variables}};
  json["disjoint"] = nlohmann::ordered_json::array();
  for (const auto& [first, second] : stated.disjoint)
    json["disjoint"].push_back(nlohmann::ordered_json::array({first, second}));
  return json;
}

void render_words(llvm::StringRef title, llvm::ArrayRef<std::string> words,
                  llvm::raw_ostream& out) {
  Printer(Detail::Full, out).words(title, words);
}

void render_text(llvm::StringRef title, const StatedAssertion& stated, llvm::raw_ostream& out) {
  Printer(Detail::Full, out).theorem(title, stated);
}

nlohmann::ordered_json to_json(const StatementText& statement) {
  return {{"goals", to_json(statement.goals)},          {"axioms", to_json(statement.axioms)},
          {"assumed", to_json(statement.assumed)},      {"lemmas", statement.lemmas},
          {"syntax_hoisted", statement.syntax_hoisted}, {"security", to_json(statement.security)}};
}

} // namespace blockfold::driver

#include "compiler/rules/document.h"

#include "compiler/support/format.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/raw_ostream.h>

namespace blockfold::rules {
namespace {

/// Code between backquotes that contain none.
std::string code(llvm::StringRef text) {
  return text.contains('`') ? fmt::format("`` {} ``", text) : fmt::format("`{}`", text);
}

std::string list(llvm::ArrayRef<std::string> names) {
  return names.empty() ? "none" : llvm::join(names, ", ");
}

class Page {
public:
  Page(const Program& program, const Sources& sources, const Module& module)
      : program_(program), sources_(sources), module_(module) {}

  std::string run() {
    out_ << "# " << module_.name << '\n';
    paragraph(module_.doc);
    words();
    relations();
    tables();
    rules();
    return std::move(out_.str());
  }

private:
  template <class T> std::vector<const T*> mine(const std::vector<T>& all) const {
    std::vector<const T*> found;
    for (const T& one : all)
      if (one.where.file == module_.file)
        found.push_back(&one);
    return found;
  }

  void paragraph(llvm::StringRef doc) {
    if (!doc.empty())
      out_ << '\n' << doc;
  }

  void heading(const Entity& entity) {
    out_ << "\n### " << entity.name << '\n';
    paragraph(entity.doc);
  }

  void source(Range where) {
    out_ << "\n```\n" << sources_[where.file].text().slice(where.begin, where.end) << "\n```\n";
  }

  // --- what texts are made of -------------------------------------------------------------------

  void words() {
    std::vector<std::string> sorts, claims, symbols;
    for (const Sort* sort : mine(program_.sorts))
      (sort->is_claim ? claims : sorts).push_back(code(sort->name));
    for (const Entity* symbol : mine(program_.symbols))
      symbols.push_back(code(symbol->name));
    if (sorts.empty() && claims.empty() && symbols.empty())
      return;
    out_ << "\n## Words\n\n"
         << "- sorts: " << list(sorts) << "\n- claims: " << list(claims)
         << "\n- symbols: " << list(symbols) << '\n';
  }

  // --- relations and tables ---------------------------------------------------------------------

  std::string signature(const Relation& relation) const {
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < relation.arguments.size(); ++i)
      arguments.push_back(fmt::format("{}{}: {}", relation.order == i ? "order " : "",
                                      relation.arguments[i].name,
                                      type_name(program_, relation.arguments[i].type)));
    return fmt::format("{}{}relation {}({})", relation.linear ? "linear " : "",
                       relation.unique ? "unique " : "", relation.name,
                       llvm::join(arguments, ", "));
  }

  std::vector<std::string> rules_with(const Relation& relation, bool emitting) const {
    std::vector<std::string> names;
    for (const Rule& rule : program_.rules) {
      if (rule.field() == nullptr)
        continue;
      for (const Claim& claim : rule.field()->claims)
        if (&program_[claim.relation] == &relation && (claim.kind == ClaimKind::Emit) == emitting) {
          names.push_back(rule.name);
          break;
        }
    }
    return names;
  }

  void relations() {
    const auto all = mine(program_.relations);
    if (!all.empty())
      out_ << "\n## Relations\n";
    for (const Relation* relation : all) {
      heading(*relation);
      out_ << "\n```\n" << signature(*relation) << "\n```\n\n";
      if (relation->linear)
        out_ << "Linear: every emission is consumed exactly once.\n";
      if (relation->unique)
        out_ << "Unique: an address has at most one claim.\n";
      out_ << "Emitted by: " << list(rules_with(*relation, true))
           << (relation->linear ? ". Consumed by: " : ". Demanded by: ")
           << list(rules_with(*relation, false)) << ".\n";
    }
  }

  void tables() {
    const auto all = mine(program_.tables);
    if (!all.empty())
      out_ << "\n## Tables\n";
    for (const Table* table : all) {
      heading(*table);
      out_ << '\n' << meaning(*table) << '\n';
    }
  }

  static std::string meaning(const Table& table) {
    switch (table.kind) {
    case Table::Kind::Range:
      return fmt::format("The numbers below 2^{}.", table.bits);
    case Table::Kind::And:
      return fmt::format("Triples of {}-bit numbers: the third is the bitwise and of the others.",
                         table.bits);
    case Table::Kind::Or:
      return fmt::format("Triples of {}-bit numbers: the third is the bitwise or of the others.",
                         table.bits);
    case Table::Kind::Xor:
      return fmt::format("Triples of {}-bit numbers: the third is the bitwise exclusive or of the "
                         "others.",
                         table.bits);
    case Table::Kind::Rows:
      break;
    }
    return fmt::format("{} rows of {} numbers.", table.rows.size(), table.columns());
  }

  // --- rules ------------------------------------------------------------------------------------

  void rules() {
    const auto all = mine(program_.rules);
    if (!all.empty())
      out_ << "\n## Rules\n";
    for (const Rule* rule : all) {
      heading(*rule);
      source(rule->declaration);
      out_ << '\n' << kind_of(*rule);
      if (rule->text() != nullptr)
        describe(*rule, *rule->text());
      else
        describe(*rule, *rule->field());
    }
  }

  static std::string kind_of(const Rule& rule) {
    const char* kind = rule.kind == RuleKind::Axiom     ? "axiom"
                       : rule.kind == RuleKind::Theorem ? "theorem"
                                                        : "rule";
    if (!rule.is_public)
      return fmt::format("A{} {}.", rule.kind == RuleKind::Axiom ? "n" : "", kind);
    return fmt::format("A public {}: its blocks are part of what a certificate says.", kind);
  }

  void describe(const Rule& rule, const TextBody& body) {
    if (!rule.variables.empty())
      out_ << " For all " << list(arguments(rule)) << ".";
    out_ << "\n\n";
    for (const Judgement& premise : body.premises)
      out_ << "- if " << judgement(rule, premise) << '\n';
    out_ << (body.premises.empty() ? "- " : "- then ") << judgement(rule, body.conclusion) << '\n';
    for (const auto& [first, second] : body.distinct)
      out_ << "- where " << code(rule.variables[first].name) << " and "
           << code(rule.variables[second].name) << " have no variable in common\n";
  }

  std::string judgement(const Rule& rule, const Judgement& what) const {
    const std::string text = to_string(program_, rule, what.text);
    return code(program_[what.sort].name + (text.empty() ? "" : " " + text));
  }

  std::vector<std::string> arguments(const Rule& rule) const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < rule.parameters; ++i) {
      const Variable& variable = rule.variables[i];
      out.push_back(code(variable.name) + " of type " + code(type_name(program_, variable.type)) +
                    (variable.hidden ? " (hidden)" : "") + (variable.free ? " (free)" : ""));
    }
    return out;
  }

  void describe(const Rule& rule, const FieldBody& body) {
    out_ << " Arguments: " << list(arguments(rule)) << ".\n\n";
    for (const Claim& claim : body.claims)
      if (claim.kind != ClaimKind::Emit)
        out_ << "- rests on " << claim_text(rule, claim) << '\n';
    for (const Lookup& lookup : body.lookups)
      out_ << "- finds a row of " << code(program_[lookup.table].name) << '\n';
    for (const Constraint& constraint : body.constraints)
      out_ << "- requires " << code(to_string(rule, constraint.value) + condition(constraint.kind))
           << '\n';
    for (const Claim& claim : body.claims)
      if (claim.kind == ClaimKind::Emit)
        out_ << "- concludes " << claim_text(rule, claim) << '\n';
  }

  static const char* condition(Constraint::Kind kind) {
    switch (kind) {
    case Constraint::Kind::Zero:
      return " == 0";
    case Constraint::Kind::NonZero:
      return " != 0";
    case Constraint::Kind::NonNegative:
      return " >= 0";
    }
    return "";
  }

  std::string claim_text(const Rule& rule, const Claim& claim) const {
    std::vector<std::string> values;
    for (const Value& value : claim.values)
      values.push_back(std::visit([&](const auto& v) { return value_text(rule, v); }, value));
    return code(fmt::format("{}({})", program_[claim.relation].name, llvm::join(values, ", ")));
  }

  static std::string value_text(const Rule& rule, const Polynomial& value) {
    return to_string(rule, value);
  }
  /// As in the rule: a variable alone, or a text between backquotes.
  std::string value_text(const Rule& rule, const Text& value) const {
    const std::string text = to_string(program_, rule, value);
    return value.size() == 1 && value.front().is_variable ? text : "`" + text + "`";
  }

  const Program& program_;
  const Sources& sources_;
  const Module& module_;
  std::string text_;
  llvm::raw_string_ostream out_{text_};
};

} // namespace

std::string document(const Program& program, const Sources& sources, const Module& module) {
  return Page(program, sources, module).run();
}

std::string page_name(const Module& module) {
  return module.name + ".md";
}

} // namespace blockfold::rules

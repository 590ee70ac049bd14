// Text rules: judgements over sorts and symbols.
#include "compiler/rules/rule_scope.h"

#include "compiler/support/format.h"

#include <algorithm>

namespace blockfold::rules {
namespace {

constexpr std::size_t kMaxPairs = 100'000;

class TextRuleResolver {
public:
  TextRuleResolver(const ast::Rule& rule, const Names& names, RuleScope& scope, Reporter& reporter)
      : rule_(rule), names_(names), scope_(scope), reporter_(reporter) {}

  std::optional<TextBody> run() {
    check_parameters();
    if (failed_)
      return std::nullopt; // their names mean nothing in texts
    for (const ast::Statement& statement : rule_.statements) {
      if (const auto* judgement = std::get_if<ast::Judgement>(&statement.what))
        add(statement, *judgement);
      else
        add(std::get<ast::Distinct>(statement.what));
    }
    if (!conclusion_)
      fail(Code::ConclusionCount, rule_.name.range,
           fmt::format("{} has no conclusion", quoted(rule_.name.text)));
    if (failed_)
      return std::nullopt;
    std::sort(out_.distinct.begin(), out_.distinct.end());
    out_.distinct.erase(std::unique(out_.distinct.begin(), out_.distinct.end()),
                        out_.distinct.end());
    return std::move(out_);
  }

private:
  void fail(Code code, Range where, std::string message, std::vector<DiagnosticNote> notes = {}) {
    failed_ = true;
    reporter_.report(code, where, std::move(message), std::move(notes));
  }

  void check_parameters() {
    for (const ast::Parameters& group : rule_.parameters)
      if (group.free || group.hidden)
        fail(Code::MisplacedModifier, group.free ? *group.free : *group.hidden,
             "the texts of a text rule are neither hidden nor free: any text will do");
    for (const Variable& variable : scope_.variables())
      if (!variable.type.is_text())
        fail(Code::TextParameter, variable.where,
             fmt::format("{} is no text: parameters of a text rule have a sort",
                         quoted(variable.name)));
  }

  void add(const ast::Statement& statement, const ast::Judgement& judgement) {
    if (judgement.is_premise && rule_.kind == ast::RuleKind::Axiom)
      fail(Code::AxiomPremise, statement.range,
           fmt::format("{} is an axiom, but has a premise", quoted(rule_.name.text)));
    if (!judgement.is_premise && conclusion_)
      fail(Code::ConclusionCount, statement.range,
           fmt::format("{} has a second conclusion", quoted(rule_.name.text)),
           {reporter_.note(*conclusion_, "the first one is here")});
    if (!judgement.is_premise)
      conclusion_ = statement.range;
    const llvm::ArrayRef<ast::Word> words = judgement.text.words;
    const auto* sort =
        names_.require(words.front(), Names::Kind::Sort, Code::NoTypecode, "sort or claim");
    auto text = resolve_text(words.drop_front(), names_, scope_, reporter_);
    if (sort == nullptr || !text) {
      failed_ = true;
      return;
    }
    Judgement out{static_cast<SortId>(sort->id), std::move(*text), judgement.text.range};
    if (judgement.is_premise)
      out_.premises.push_back(std::move(out));
    else
      out_.conclusion = std::move(out);
  }

  void add(const ast::Distinct& distinct) {
    std::vector<VariableIndex> group;
    for (const ast::Word& name : distinct.names) {
      const auto* meaning = scope_.require(name);
      if (meaning == nullptr) {
        failed_ = true;
        continue;
      }
      const VariableIndex index = *meaning->variable; // a text rule has no abbreviations
      if (std::find(group.begin(), group.end(), index) != group.end()) {
        fail(Code::DistinctRepeats, name.range,
             fmt::format("{} cannot be distinct from itself", quoted(name.text)));
        continue;
      }
      if (out_.distinct.size() + group.size() > kMaxPairs)
        return fail(Code::TooComplex, name.range,
                    fmt::format("more than {} pairs of variables are distinct", kMaxPairs));
      for (const VariableIndex other : group)
        out_.distinct.emplace_back(std::min(other, index), std::max(other, index));
      group.push_back(index);
    }
  }

  const ast::Rule& rule_;
  const Names& names_;
  RuleScope& scope_;
  Reporter& reporter_;
  TextBody out_{};
  std::optional<Range> conclusion_;
  bool failed_ = false;
};

} // namespace

std::optional<Text> resolve_text(llvm::ArrayRef<ast::Word> words, const Names& names,
                                 const RuleScope& scope, Reporter& reporter) {
  Text out;
  bool ok = true;
  for (const ast::Word& word : words) {
    const auto* meaning = scope.find(word.text);
    if (meaning != nullptr && meaning->variable &&
        scope.variables()[*meaning->variable].type.is_text()) {
      out.push_back({true, *meaning->variable});
      continue;
    }
    std::vector<llvm::StringRef> variables;
    for (const Variable& variable : scope.variables())
      variables.push_back(variable.name);
    const auto* symbol = names.require(word, {Names::Kind::Symbol, Names::Kind::Sort},
                                       Code::UnknownSymbol, "symbol or variable", variables);
    ok &= symbol != nullptr;
    if (symbol != nullptr && symbol->kind == Names::Kind::Sort) {
      reporter.report(
          Code::SortInText, word.range,
          fmt::format("{} is a sort, and may only begin a judgement", quoted(word.text)),
          {reporter.note(symbol->where, "it is declared here")});
      ok = false;
    } else if (symbol != nullptr) {
      out.push_back({false, symbol->id});
    }
  }
  return ok ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<TextBody> resolve_text_rule(const ast::Rule& rule, const Names& names,
                                          RuleScope& scope, Reporter& reporter) {
  return TextRuleResolver(rule, names, scope, reporter).run();
}

} // namespace blockfold::rules

#include "compiler/trial/text_trial.h"

#include "compiler/driver/transcript_proof.h"
#include "compiler/rules/theory.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

namespace blockfold::trial {
namespace {

class TextTrial {
public:
  TextTrial(const rules::Program& program, const rules::Rule& rule)
      : program_(program), rule_(rule), body_(*rule.text()), label_(rule.name + ".trial") {
    report_.rule = rule.name;
    report_.arguments = rule.parameters + body_.premises.size();
    report_.constraints = body_.distinct.size();
    for (std::uint32_t i = 0; i < report_.arguments; ++i)
      arguments_.push_back(i);
  }

  RuleReport run() {
    const Verdict valid = verdict(transcript(arguments_, last()), body_.distinct);
    report_.blocks = valid.accepted ? 1 : 0;
    if (!valid.accepted) {
      report_.disputes.push_back("the rule applied to its own variables and premises is refused: " +
                                 valid.why);
      return std::move(report_);
    }
    exchange_arguments();
    leave_out_premise();
    conclude_elsewhere();
    violate_distinct();
    return std::move(report_);
  }

private:
  struct Verdict {
    bool accepted;
    std::string why; ///< code and summary of the first fault
  };

  /// The block that applies the rule; those before it are its arguments.
  std::uint32_t last() const { return static_cast<std::uint32_t>(report_.arguments); }

  std::string transcript(llvm::ArrayRef<std::uint32_t> arguments, std::uint32_t qed) const {
    std::string out = "blockfold transcript 1\ncontext 1 " + label_ + "\n";
    std::uint32_t block = 0;
    for (std::uint32_t i = 0; i < rule_.parameters; ++i)
      out += fmt::format("b{} = var {} {} @ *\n", block++,
                         program_[rule_.variables[i].type.sort].name, rule_.variables[i].name);
    for (std::size_t i = 0; i < body_.premises.size(); ++i)
      out += fmt::format("b{} = hyp {} @ {}\n", block++, i, label_);
    std::vector<std::string> names;
    for (const std::uint32_t argument : arguments)
      names.push_back(fmt::format("b{}", argument));
    out += fmt::format("b{} = {}({}) @ {}\nqed {} = b{}\n", block, rule_.name,
                       llvm::join(names, ", "), label_, label_, qed);
    return out;
  }

  /// Whether a transcript proves the rule as a theorem with some `$d` conditions.
  Verdict verdict(const std::string& text, std::vector<rules::DistinctPair> distinct) const {
    rules::Program program = program_;
    rules::Rule& theorem = program.rules.emplace_back(rule_);
    theorem.name = label_;
    theorem.kind = rules::RuleKind::Theorem;
    std::get<rules::TextBody>(theorem.body).distinct = std::move(distinct);
    const rules::RuleTheory theory(program);
    DiagnosticSink sink;
    const auto proof = driver::read_proof(theory, *SourceFile::from_text(text, "trial.bmt"), sink);
    if (proof)
      return {true, {}};
    if (sink.diagnostics().empty())
      return {false, "refused"};
    const CodeInfo& code = *sink.diagnostics().front().code;
    return {false, fmt::format("{} {}", code.id, code.summary)};
  }

  void judge(const Verdict& verdict) {
    if (verdict.accepted) {
      ++report_.same_meaning; // the statement is the rule's own
      return;
    }
    ++report_.mutants;
    ++report_.refused_by[verdict.why];
  }

  void exchange_arguments() {
    constexpr std::uint32_t kMostOthers = 8;
    for (std::uint32_t i = 0; i < last(); ++i)
      for (std::uint32_t other = 0, tried = 0; other < last() && tried < kMostOthers; ++other)
        if (other != i) {
          std::vector<std::uint32_t> changed = arguments_;
          changed[i] = other;
          judge(verdict(transcript(changed, last()), body_.distinct));
          ++tried;
        }
  }

  void leave_out_premise() {
    if (arguments_.empty())
      return;
    const auto fewer = llvm::ArrayRef<std::uint32_t>(arguments_).drop_back();
    judge_strictly(verdict(transcript(fewer, last()), body_.distinct),
                   "an application with too few premises is accepted");
  }

  void conclude_elsewhere() {
    for (std::uint32_t block = 0; block < last(); ++block)
      judge(verdict(transcript(arguments_, block), body_.distinct));
  }

  void violate_distinct() {
    for (std::size_t pair = 0; pair < body_.distinct.size(); ++pair) {
      auto without = body_.distinct;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(pair));
      const auto& [a, b] = body_.distinct[pair];
      judge_strictly(verdict(transcript(arguments_, last()), without),
                     fmt::format("'distinct {}, {}' does not matter", rule_.variables[a].name,
                                 rule_.variables[b].name));
    }
  }

  void judge_strictly(const Verdict& verdict, const std::string& hole) {
    ++report_.mutants;
    if (verdict.accepted)
      report_.holes.push_back(hole);
    else
      ++report_.refused_by[verdict.why];
  }

  const rules::Program& program_;
  const rules::Rule& rule_;
  const rules::TextBody& body_;
  std::string label_;
  std::vector<std::uint32_t> arguments_;
  RuleReport report_;
};

} // namespace

RuleReport try_text_rule(const rules::Program& program, const rules::Rule& rule) {
  return TextTrial(program, rule).run();
}

} // namespace blockfold::trial

// blockfold rules test: every rule's mutants, and what refuses them.
#include "tools/blockfold/rules_test.h"

#include "compiler/ir/execution_check.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "compiler/support/format.h"
#include "compiler/trial/examples.h"
#include "compiler/trial/rule_trial.h"
#include "compiler/trial/text_trial.h"
#include "tools/common/exit_status.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

using trial::RuleReport;

/// The rules of a file as trials need them.
struct Tested {
  rules::ReadProgram read;
  ir::BlockProgram program; ///< empty if there are no field rules
  trial::Examples examples;
};

std::optional<Tested> read_rules(llvm::StringRef path, bool json, int* exit) {
  DiagnosticSink sink;
  Tested out{rules::read_program(path, sink), {}, {}};
  if (!out.read.program) {
    *exit =
        fail_with_diagnostics(out.read.unreadable ? ExitStatus::Unreadable : ExitStatus::Invalid,
                              {"rules.invalid", quoted(path) + " has errors"}, sink, json);
    return std::nullopt;
  }
  const rules::Program& program = *out.read.program;
  if (llvm::any_of(program.rules,
                   [](const rules::Rule& rule) { return rule.field() != nullptr; })) {
    auto blocks = rules::block_program(program);
    if (!blocks) {
      *exit = fail(ExitStatus::Invalid, blocks.error(), json);
      return std::nullopt;
    }
    out.program = std::move(*blocks);
  }
  auto examples = trial::documented_examples(program, out.program, sink);
  if (!examples) {
    *exit = fail_with_diagnostics(ExitStatus::Invalid,
                                  {"rules.example", "an example in the documentation of a rule has "
                                                    "errors"},
                                  sink, json);
    return std::nullopt;
  }
  out.examples = std::move(*examples);
  return out;
}

/// Adds the blocks of --transcript. False after an error, which has been printed and is in `*exit`.
bool add_transcript(const Arguments& arguments, bool json, Tested& tested, int* exit) {
  const llvm::StringRef path = arguments.value("transcript");
  std::string why;
  const auto source = SourceFile::open(path, &why);
  if (!source) {
    *exit = fail(ExitStatus::Unreadable,
                 {"file.read", fmt::format("cannot read {}: {}", quoted(path), why)}, json);
    return false;
  }
  DiagnosticSink sink;
  const auto execution = ir::parse_execution(*source, tested.program, sink);
  if (!execution || !ir::check_execution(tested.program, *execution, sink)) {
    *exit = fail_with_diagnostics(
        ExitStatus::Invalid,
        {"blocks.invalid", quoted(path) + " is no execution of the rule file's program"}, sink,
        json);
    return false;
  }
  trial::add_blocks(tested.program, *execution, tested.examples);
  return true;
}

/// The rules that --rule asks for, or all. Errors: `usage.rule`.
Result<std::vector<const rules::Rule*>> chosen_rules(const rules::Program& program,
                                                     const Arguments& arguments) {
  std::vector<const rules::Rule*> chosen;
  std::vector<llvm::StringRef> names;
  const llvm::StringRef wanted = arguments.value("rule");
  for (const rules::Rule& rule : program.rules) {
    if (rule.kind == rules::RuleKind::Theorem)
      continue; // a transcript proves it
    names.push_back(rule.name);
    if (wanted.empty() || rule.name == wanted)
      chosen.push_back(&rule);
  }
  if (!chosen.empty() || wanted.empty())
    return chosen;
  const std::string hint = did_you_mean(wanted, names);
  return Error{"usage.rule", fmt::format("the file has no rule {}{}{}", quoted(wanted),
                                         hint.empty() ? "" : "; ", hint)};
}

std::vector<std::string> free_parameters(const rules::Rule& rule) {
  std::vector<std::string> names;
  for (const rules::Variable& variable : rule.variables)
    if (variable.free)
      names.push_back(variable.name);
  return names;
}

Result<std::vector<RuleReport>>
run_trials(const Tested& tested, llvm::ArrayRef<const rules::Rule*> chosen, std::uint64_t seed) {
  std::optional<trial::Trial> fields;
  if (!tested.program.rules.empty()) {
    auto circuit = trial::ProgramCircuit::make(tested.program, tested.examples.texts);
    if (!circuit)
      return circuit.error();
    fields.emplace(tested.program, std::move(*circuit), seed);
  }
  std::vector<RuleReport> reports;
  for (const rules::Rule* rule : chosen)
    if (rule->text() != nullptr) {
      reports.push_back(trial::try_text_rule(*tested.read.program, *rule));
    } else {
      const ir::BlockRuleIndex index = *tested.program.find_rule(rule->name);
      reports.push_back(fields->run(index, tested.examples[index], free_parameters(*rule)));
    }
  return reports;
}

// --- output -------------------------------------------------------------------------------------

std::size_t refused_count(const RuleReport& report) {
  std::size_t count = 0;
  for (const auto& [row, times] : report.refused_by)
    count += times;
  return count;
}

void print_table(llvm::ArrayRef<RuleReport> reports) {
  std::size_t width = 4;
  for (const RuleReport& report : reports)
    width = std::max(width, report.rule.size());
  llvm::raw_ostream& out = llvm::outs();
  out << fmt::format("{:<{}}  arguments  constraints  valid blocks  mutants  refused\n", "rule",
                     width);
  for (const RuleReport& report : reports) {
    out << fmt::format("{:<{}}  {:>9}  {:>11}  {:>12}  {:>7}  {:>7}\n", report.rule, width,
                       report.arguments, report.constraints, report.blocks, report.mutants,
                       refused_count(report));
    for (const auto& [row, times] : report.refused_by)
      out << fmt::format("  {:>5} by  {}\n", times, row);
    for (const auto& [names, declared] : report.declared)
      out << "  free, as declared: " << llvm::join(names, ", ") << ": " << declared.example << '\n';
    for (const std::string& note : report.notes)
      out << "  note: " << note << '\n';
  }
}

void print_faults(llvm::ArrayRef<RuleReport> reports) {
  for (const RuleReport& report : reports) {
    for (const std::string& hole : report.holes)
      llvm::outs() << "HOLE in " << report.rule << ": " << hole << '\n';
    for (const std::string& dispute : report.disputes)
      llvm::outs() << "DISPUTE about " << report.rule << ": " << dispute << '\n';
    if (!report.problem.empty())
      llvm::outs() << "NOT TESTED: " << report.rule << ": " << report.problem << '\n';
  }
}

nlohmann::ordered_json to_json(const RuleReport& report) {
  nlohmann::ordered_json json = {{"rule", report.rule},
                                 {"passed", report.passed()},
                                 {"arguments", report.arguments},
                                 {"constraints", report.constraints},
                                 {"valid_blocks", report.blocks},
                                 {"mutants", report.mutants},
                                 {"refused", refused_count(report)},
                                 {"same_meaning", report.same_meaning},
                                 {"other_statement", report.stated},
                                 {"other_premises", report.other_premises},
                                 {"refused_by", report.refused_by},
                                 {"holes", report.holes},
                                 {"free_as_declared", nlohmann::ordered_json::array()},
                                 {"disputes", report.disputes},
                                 {"notes", report.notes}};
  for (const auto& [names, declared] : report.declared)
    json["free_as_declared"].push_back(
        {{"arguments", names}, {"mutants", declared.count}, {"example", declared.example}});
  if (!report.problem.empty())
    json["problem"] = report.problem;
  return json;
}

Error failure(llvm::ArrayRef<RuleReport> reports) {
  std::size_t holes = 0, disputes = 0, untested = 0;
  for (const RuleReport& report : reports) {
    holes += report.holes.empty() ? 0 : 1;
    disputes += report.disputes.empty() ? 0 : 1;
    untested += report.problem.empty() ? 0 : 1;
  }
  if (disputes != 0)
    return {"rules.dispute", "the circuit and the checker disagree about a block: please report "
                             "this, it is a bug of blockfold"};
  if (holes != 0)
    return {"rules.hole",
            fmt::format("{} of {} rules accept a block that says something else from "
                        "the same premises; add what determines it, or make sure that "
                        "any such value is right",
                        holes, reports.size())};
  return {"rules.untested",
          fmt::format("{} of {} rules could not be tested", untested, reports.size())};
}

int report(llvm::StringRef path, llvm::ArrayRef<RuleReport> reports, bool json) {
  const bool passed = llvm::all_of(reports, [](const RuleReport& r) { return r.passed(); });
  const ExitStatus exit = passed ? ExitStatus::Success : ExitStatus::Invalid;
  if (json) {
    nlohmann::ordered_json object = {{"status", passed ? "passed" : "failed"},
                                     {"exit_status", status(exit)},
                                     {"path", path.str()},
                                     {"rules", nlohmann::ordered_json::array()}};
    for (const RuleReport& each : reports)
      object["rules"].push_back(to_json(each));
    if (!passed)
      object["error"] = {{"code", failure(reports).code}, {"message", failure(reports).message}};
    print_json(object);
    return status(exit);
  }
  print_table(reports);
  print_faults(reports);
  if (!passed) {
    llvm::outs().flush();
    return fail(exit, failure(reports), false);
  }
  std::size_t mutants = 0;
  for (const RuleReport& each : reports)
    mutants += each.mutants;
  llvm::outs() << fmt::format("{}: {} rules passed; all of {} mutants were refused\n", path,
                              reports.size(), mutants);
  return status(exit);
}

} // namespace

int test_rules(const Arguments& arguments, bool json) {
  const auto seed = arguments.number("seed", 1, UINT32_MAX);
  if (!seed)
    return fail(ExitStatus::Usage, seed.error(), json);
  int exit = 0;
  const llvm::StringRef path = arguments.operand(1);
  auto tested = read_rules(path, json, &exit);
  if (!tested)
    return exit;
  if (arguments.has("transcript") && !add_transcript(arguments, json, *tested, &exit))
    return exit;
  const auto chosen = chosen_rules(*tested->read.program, arguments);
  if (!chosen)
    return fail(ExitStatus::Usage, chosen.error(), json);
  const auto reports = run_trials(*tested, *chosen, *seed);
  if (!reports)
    return fail(ExitStatus::Invalid, reports.error(), json);
  return report(path, *reports, json);
}

} // namespace blockfold::tools

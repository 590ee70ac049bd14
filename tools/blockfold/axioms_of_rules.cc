#include "tools/blockfold/axioms_of_rules.h"

#include "compiler/driver/bind_execution.h"
#include "compiler/driver/statement.h"
#include "compiler/ir/block_rule_text.h"
#include "compiler/ir/execution_text.h"
#include "compiler/policy/statement_text.h"
#include "compiler/policy/template.h"
#include "compiler/rules/reader.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "compiler/trace/rule_trace.h"
#include "tools/blockfold/axioms_outputs.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/progress.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace blockfold::tools {
namespace {

using ir::BlockRule;
using ir::BlockRuleIndex;

/// The groups in which rules are shown.
enum class Group : std::uint8_t { Axiom, PublicAxiom, Rule, PublicRule };
struct GroupText {
  Group group;
  const char *title, *key, *one, *many;
};
constexpr GroupText kGroups[] = {
    {Group::Axiom, "Axioms", "axioms", "axiom", "axioms"},
    {Group::PublicAxiom, "Set-up", "public_axioms", "public axiom", "public axioms"},
    {Group::Rule, "Rules", "rules", "rule", "rules"},
    {Group::PublicRule, "Stated", "public_rules", "public rule", "public rules"},
};

Group group_of(const BlockRule& rule) {
  if (ir::is_axiom(rule))
    return rule.is_public ? Group::PublicAxiom : Group::Axiom;
  return rule.is_public ? Group::PublicRule : Group::Rule;
}

/// The public rules with such names; all of them if none is named. Errors: `axioms.goals`.
Result<std::vector<BlockRuleIndex>> goals_of(const ir::BlockProgram& program,
                                             llvm::ArrayRef<std::string> patterns) {
  std::vector<bool> wanted(program.rules.size(), patterns.empty());
  for (const std::string& pattern : patterns) {
    std::string why;
    const auto glob = Glob::parse(pattern, &why);
    bool found = false;
    NearMatches near(pattern);
    for (BlockRuleIndex i = 0; i < program.rules.size(); ++i) {
      const BlockRule& rule = program.rules[i];
      if (!rule.is_public)
        continue;
      near.offer(rule.name);
      if (rule.name != pattern && !(glob && glob->matches(rule.name)))
        continue;
      wanted[i] = found = true;
    }
    if (!found)
      return Error{"theorem.unknown",
                   fmt::format("no public rule is called {}{}", quoted(llvm::StringRef(pattern)),
                               near.best().empty()
                                   ? std::string()
                                   : "; did you mean " + quoted(near.best().front()) + "?")};
  }
  std::vector<BlockRuleIndex> goals;
  for (BlockRuleIndex i = 0; i < program.rules.size(); ++i)
    if (wanted[i] && program.rules[i].is_public)
      goals.push_back(i);
  if (goals.empty())
    return Error{"theorem.none", "the program has no public rule, so executions state nothing"};
  return goals;
}

class RulesReport {
public:
  RulesReport(const Arguments& arguments, std::uint32_t depth, ir::BlockProgram program,
              std::optional<ir::Execution> execution)
      : arguments_(arguments), depth_(depth), program_(std::move(program)),
        execution_(std::move(execution)), digest_(driver::program_digest(program_)) {}

  int run() {
    auto goals = goals_of(program_, arguments_.values("theorem"));
    if (!goals)
      return fail(ExitStatus::Usage, goals.error(), json());
    for (const std::string& label : arguments_.values("why"))
      if (!program_.find_rule(label))
        return fail(ExitStatus::Usage,
                    {"usage.why", "no rule is called " + quoted(llvm::StringRef(label))}, json());
    int exit = 0;
    std::optional<PolicyFile> policy;
    if (!read_policy(arguments_, policy, &exit))
      return exit;
    trace_ = trace::trace_rules(program_, std::move(*goals),
                                [&](BlockRuleIndex rule) { return is_present(rule); });
    return write_axioms(arguments_, outputs(), judge_rules(policy));
  }

private:
  bool json() const { return arguments_.json(); }
  bool is_present(BlockRuleIndex rule) const {
    return !execution_ || execution_->blocks(rule).count != 0;
  }

  /// What a certificate rests on: a verifier does not see which rules have blocks, but for public
  /// ones.
  bool counts_for_policies(BlockRuleIndex rule) const {
    return !program_.rules[rule].is_public || is_present(rule);
  }
  PolicyVerdict judge_rules(const std::optional<PolicyFile>& file) const {
    if (!file)
      return {};
    return {&*file, policy::judge(file->policy, program_, digest_,
                                  [&](BlockRuleIndex rule) { return counts_for_policies(rule); })};
  }

  AxiomsOutputs outputs() const {
    const auto counts = [this](BlockRuleIndex rule) { return counts_for_policies(rule); };
    return {[this] { return trace::to_dot(program_, trace_, depth_); },
            [this, counts] {
              return policy::policy_template(program_, digest_, arguments_.operand(0).str(),
                                             counts);
            },
            [this] { print_text(); }, [this] { return to_json_object(); }};
  }

  std::vector<BlockRuleIndex> members(Group group) const {
    std::vector<BlockRuleIndex> out;
    for (BlockRuleIndex i = 0; i < program_.rules.size(); ++i)
      if (trace_.reaches(i) && group_of(program_.rules[i]) == group)
        out.push_back(i);
    return out;
  }
  std::vector<std::string> names(llvm::ArrayRef<BlockRuleIndex> rules) const {
    std::vector<std::string> out;
    for (const BlockRuleIndex rule : rules)
      out.push_back(program_.rules[rule].name);
    return out;
  }
  /// Rules on which no public one can rest.
  std::vector<std::string> idle() const {
    std::vector<std::string> out;
    for (BlockRuleIndex i = 0; i < program_.rules.size(); ++i)
      if (!trace_.reaches(i) && is_present(i))
        out.push_back(program_.rules[i].name);
    return out;
  }
  std::string digest_text(BlockRuleIndex rule) const {
    return policy::to_string(policy::digest_of(ir::rule_text(program_, program_.rules[rule])));
  }

  // --- for people
  // ---------------------------------------------------------------------------------

  static void line(llvm::StringRef title, const std::string& text) {
    driver::render_words(title, {text}, llvm::outs());
  }

  void print_group(const GroupText& group) const {
    const auto rules = members(group.group);
    if (rules.empty())
      return;
    line(group.title, fmt::format("{} {}", format_count(rules.size()),
                                  rules.size() == 1 ? group.one : group.many));
    if (!arguments_.has("full"))
      return driver::render_words("", names(rules), llvm::outs());
    for (const BlockRuleIndex rule : rules) {
      llvm::SmallVector<llvm::StringRef, 16> lines;
      const std::string text = ir::rule_text(program_, program_.rules[rule]);
      llvm::StringRef(text).rtrim('\n').split(lines, '\n');
      for (std::size_t i = 0; i < lines.size(); ++i)
        line("", (i == 0 ? "" : "  ") + lines[i].str());
      line("", "  digest " + digest_text(rule));
    }
  }

  std::string summary() const {
    std::vector<std::string> counts;
    for (const GroupText& group : kGroups)
      if (const std::size_t n = members(group.group).size(); n != 0)
        counts.push_back(fmt::format("{} {}", format_count(n), n == 1 ? group.one : group.many));
    return llvm::join(counts, ", ");
  }

  void print_relations(llvm::StringRef title, bool linear) const {
    std::vector<std::string> texts;
    for (ir::RelationIndex i = 0; i < program_.relations.size(); ++i)
      if (trace_.relations[i] && program_.relations[i].linear == linear)
        texts.push_back(program_.relations[i].name);
    if (texts.empty())
      return;
    line(title, fmt::format("{}{}", format_count(texts.size()),
                            linear ? ", each claim made and taken exactly once" : ""));
    driver::render_words("", texts, llvm::outs());
  }

  void print_text() const {
    line("Program", policy::program_text(digest_));
    line("Public", "what executions state");
    driver::render_words("", names(trace_.goals), llvm::outs());
    line("Rests on", summary());
    for (const GroupText& group : kGroups)
      print_group(group);
    print_relations("Relations", false);
    print_relations("Linear", true);
    std::vector<std::string> tables;
    for (ir::TableIndex i = 0; i < program_.tables.size(); ++i)
      if (trace_.tables[i])
        tables.push_back(program_.tables[i].name + " = " + ir::to_text(program_.tables[i]));
    for (const std::string& table : tables)
      line(&table == &tables.front() ? "Tables" : "", table);
    if (const auto rest = idle(); !rest.empty()) {
      line("Idle", "no public rule that was asked about can rest on these");
      driver::render_words("", rest, llvm::outs());
    }
    for (const std::string& label : arguments_.values("why")) {
      const auto chain = trace::chain_to(program_, trace_, *program_.find_rule(label));
      line("Why", chain.empty() ? label + ": nothing here rests on it" : llvm::join(chain, " > "));
    }
  }

  // --- for machines
  // -------------------------------------------------------------------------------

  nlohmann::ordered_json rule_json(BlockRuleIndex index) const {
    const std::string text = ir::rule_text(program_, program_.rules[index]);
    llvm::SmallVector<llvm::StringRef, 16> lines;
    llvm::StringRef(text).rtrim('\n').split(lines, '\n');
    nlohmann::ordered_json json = {{"name", program_.rules[index].name},
                                   {"distance", *trace_.rules[index]},
                                   {"digest", digest_text(index)}};
    json["text"] = nlohmann::ordered_json::array();
    for (const llvm::StringRef text_line : lines)
      json["text"].push_back(text_line.str());
    if (execution_)
      json["blocks"] = execution_->blocks(index).count;
    return json;
  }

  nlohmann::ordered_json relations_json() const {
    auto json = nlohmann::ordered_json::array();
    for (ir::RelationIndex i = 0; i < program_.relations.size(); ++i)
      if (trace_.relations[i])
        json.push_back({{"name", program_.relations[i].name},
                        {"text", ir::to_text(program_, program_.relations[i])},
                        {"linear", program_.relations[i].linear}});
    return json;
  }

  /// Each rule with the relations that it rests on and those that it makes.
  nlohmann::ordered_json uses_json() const {
    auto json = nlohmann::ordered_json::object();
    for (BlockRuleIndex i = 0; i < program_.rules.size(); ++i) {
      if (!trace_.reaches(i))
        continue;
      auto& entry = json[program_.rules[i].name];
      entry = {{"rests_on", nlohmann::ordered_json::array()},
               {"makes", nlohmann::ordered_json::array()}};
      for (const ir::BlockClaim& claim : program_.rules[i].claims) {
        auto& list = entry[claim.kind == ir::BlockClaim::Kind::Emit ? "makes" : "rests_on"];
        const std::string& name = program_.relations[claim.relation].name;
        if (std::find(list.begin(), list.end(), name) == list.end())
          list.push_back(name);
      }
    }
    return json;
  }

  nlohmann::ordered_json to_json_object() const {
    nlohmann::ordered_json json = {{"program_digest", llvm::toHex(digest_, true)},
                                   {"goals", names(trace_.goals)}};
    for (const GroupText& group : kGroups) {
      json["counts"][group.key] = members(group.group).size();
      json[group.key] = nlohmann::ordered_json::array();
      for (const BlockRuleIndex rule : members(group.group))
        json[group.key].push_back(rule_json(rule));
    }
    json["relations"] = relations_json();
    json["tables"] = nlohmann::ordered_json::array();
    for (ir::TableIndex i = 0; i < program_.tables.size(); ++i)
      if (trace_.tables[i])
        json["tables"].push_back(
            {{"name", program_.tables[i].name}, {"text", ir::to_text(program_.tables[i])}});
    json["idle"] = idle();
    if (arguments_.has("uses"))
      json["uses"] = uses_json();
    for (const std::string& label : arguments_.values("why"))
      json["why"][label] = trace::chain_to(program_, trace_, *program_.find_rule(label));
    return json;
  }

  const Arguments& arguments_;
  std::uint32_t depth_; ///< of the picture
  ir::BlockProgram program_;
  std::optional<ir::Execution> execution_; ///< if one was given: only its rules count
  policy::ProgramDigest digest_;
  trace::RuleTrace trace_;
};

bool has_field_rules(llvm::StringRef path) {
  DiagnosticSink ignored;
  const rules::ReadProgram read = rules::read_program(path, ignored);
  return read.program && std::ranges::any_of(read.program->rules, [](const rules::Rule& rule) {
           return rule.field() != nullptr;
         });
}

/// Options that say something about proofs of theorems only.
Status check_options(const Arguments& arguments) {
  for (const char* option : {"assume", "definitions", "syntax", "lemmas"})
    if (arguments.has(option))
      return Error{
          fmt::format("usage.{}", option),
          fmt::format("an execution has no proofs of theorems: --{} has no meaning", option)};
  return success();
}

} // namespace

bool asks_about_rules(const Arguments& arguments) {
  const llvm::StringRef path = arguments.operand(0);
  if (arguments.operand_count() == 1)
    return is_imp_program(path) || (is_rule_file(path) && has_field_rules(path));
  std::string why;
  const auto transcript = SourceFile::open(arguments.operand(1), &why);
  return transcript && ir::is_execution_text(*transcript);
}

int axioms_of_rules(const Arguments& arguments) {
  const bool json = arguments.json();
  if (Status usage = check_options(arguments); !usage)
    return fail(ExitStatus::Usage, usage.error(), json);
  const auto depth = picture_depth(arguments);
  if (!depth)
    return fail(ExitStatus::Usage, depth.error(), json);
  int exit = 0;
  if (arguments.operand_count() == 1) {
    auto program = read_block_program(arguments.operand(0), json, &exit);
    return program ? RulesReport(arguments, *depth, std::move(*program), std::nullopt).run() : exit;
  }
  const auto transcript = open_transcript(arguments, &exit);
  if (!transcript)
    return exit;
  auto read = read_execution(arguments, *transcript, &exit);
  return read ? RulesReport(arguments, *depth, std::move(read->program), std::move(read->execution))
                    .run()
              : exit;
}

} // namespace blockfold::tools

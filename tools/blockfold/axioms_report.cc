#include "tools/blockfold/axioms_report.h"

#include "compiler/policy/statement_text.h"
#include "compiler/policy/template.h"
#include "compiler/support/format.h"
#include "tools/common/progress.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace blockfold::tools {
namespace {

using trace::Group;

/// Goals that are spelled out before the rest is only counted.
constexpr std::size_t kBriefGoals = 10;

std::string count(std::size_t n, const char* one, const char* many) {
  return fmt::format("{} {}", format_count(n), n == 1 ? one : many);
}

std::vector<std::string> labels(const std::vector<const trace::Node*>& nodes) {
  std::vector<std::string> out;
  for (const trace::Node* node : nodes)
    out.push_back(node->label);
  return out;
}

/// What is printed, group by group.
class TextReport {
public:
  TextReport(const trace::Trace& trace, const ReportOptions& options, llvm::raw_ostream& out)
      : trace_(trace), options_(options), out_(out) {}

  void line(llvm::StringRef title, const std::string& text) const {
    driver::render_words(title, {text}, out_);
  }
  void list(Group group) const {
    driver::render_words("", labels(trace_.dependencies.of(group)), out_);
  }

  void summary() const {
    std::string text =
        fmt::format("{}, {}, {}", count(size(Group::Axiom), "axiom", "axioms"),
                    count(size(Group::Definition), "definition", "definitions"),
                    count(size(Group::SyntaxAxiom), "syntax axiom", "syntax axioms"));
    if (size(Group::Lemma) != 0)
      text += ", through " + count(size(Group::Lemma), "lemma", "lemmas");
    if (size(Group::Assumed) != 0)
      text += ", ASSUMING " + count(size(Group::Assumed), "theorem", "theorems");
    line("Rests on", text);
  }

  void definitions() const {
    if (options_.definitions.empty())
      return;
    line("Definitions",
         fmt::format("{}, by their labels: {}", format_count(size(Group::Definition)),
                     llvm::join(options_.definitions, ", ")));
  }

  void syntax() const {
    line("Syntax", count(size(Group::SyntaxAxiom), "axiom", "axioms") + ", " +
                       count(size(Group::SyntaxLemma), "theorem", "theorems") +
                       (options_.syntax ? "" : "; --syntax lists them"));
    if (!options_.syntax)
      return;
    list(Group::SyntaxAxiom);
    list(Group::SyntaxLemma);
  }

  void lemmas() const {
    if (size(Group::Lemma) == 0)
      return;
    line("Lemmas",
         format_count(size(Group::Lemma)) + (options_.lemmas ? "" : "; --lemmas lists them"));
    if (options_.lemmas)
      list(Group::Lemma);
  }

  void checked() const {
    line("Checked", fmt::format("{}, {}: all valid", count(trace_.proofs, "proof", "proofs"),
                                count(trace_.steps, "step", "steps")));
  }

  /// How the theorems come to rest on what was asked about.
  void why() const {
    for (const std::string& label : options_.why) {
      std::vector<std::string> words = labels(trace::path_to(trace_.dependencies, label));
      if (words.empty())
        line("Why", fmt::format("{}: nothing here rests on it", label));
      for (std::size_t i = 0; i + 1 < words.size(); ++i)
        words[i] += " >";
      driver::render_words("Why", words, out_);
    }
  }

  std::size_t size(Group group) const { return trace_.dependencies.of(group).size(); }

private:
  const trace::Trace& trace_;
  const ReportOptions& options_;
  llvm::raw_ostream& out_;
};

} // namespace

AxiomsReport::AxiomsReport(trace::Trace trace, const ir::TheorySource& source)
    : trace_(std::move(trace)),
      theory_(source.build(trace::listed_assertions(trace_.dependencies))),
      // No circuit, so nothing about security.
      statement_(driver::describe(theory_, lower::analyze(theory_), {}, driver::Detail::Full)) {
  // Listed nodes and assertions are the same in the same order, and so are the texts of a role.
  std::size_t assertion = 0, goal = 0, axiom = 0, assumed = 0;
  for (const trace::Node& node : trace_.dependencies.nodes) {
    if (node.expanded)
      continue;
    const driver::StatedAssertion* stated = nullptr;
    if (ir::is_goal(node.role))
      stated = &statement_.goals[goal++];
    else if (node.role == ir::Role::Axiom)
      stated = &statement_.axioms[axiom++];
    else if (node.role == ir::Role::Assumed)
      stated = &statement_.assumed[assumed++];
    entries_.push_back({&node, &theory_.assertions[assertion++], stated});
  }
}

std::vector<AxiomsReport::Entry> AxiomsReport::entries(Group group) const {
  std::vector<Entry> found;
  for (const Entry& entry : entries_)
    if (trace::group_of(*entry.node) == group)
      found.push_back(entry);
  return found;
}

void AxiomsReport::render_text(const ReportOptions& options, llvm::raw_ostream& out) const {
  const TextReport report(trace_, options, out);
  const auto texts = [&](Group group, const char* title) {
    for (const Entry& entry : entries(group)) {
      driver::render_text(title, *entry.stated, out);
      report.line("  digest",
                  policy::to_string(policy::statement_digest(theory_, *entry.assertion)));
    }
  };
  const auto members = [&](Group group, const char* title) {
    options.full ? texts(group, title) : report.list(group);
  };

  const std::size_t goals = statement_.goals.size();
  const std::size_t shown = options.full ? goals : std::min(goals, kBriefGoals);
  for (std::size_t i = 0; i < shown; ++i)
    driver::render_text("Theorem", statement_.goals[i], out);
  if (goals > shown)
    report.line("", fmt::format("... and {} more theorems (--full shows all)", goals - shown));
  report.summary();
  report.line("Axioms", format_count(report.size(Group::Axiom)));
  members(Group::Axiom, "  axiom");
  report.definitions();
  members(Group::Definition, "  definition");
  if (report.size(Group::Assumed) != 0) {
    report.line("Assumed",
                fmt::format("ATTENTION: {} used without proof",
                            count(report.size(Group::Assumed), "theorem is", "theorems are")));
    texts(Group::Assumed, "  assumed");
  }
  report.syntax();
  report.lemmas();
  report.checked();
  report.why();
}

nlohmann::ordered_json AxiomsReport::group_to_json(Group group) const {
  auto json = nlohmann::ordered_json::array();
  for (const Entry& entry : entries(group)) {
    auto object = driver::to_json(*entry.stated);
    object["digest"] = policy::to_string(policy::statement_digest(theory_, *entry.assertion));
    json.push_back(std::move(object));
  }
  return json;
}

nlohmann::ordered_json AxiomsReport::uses_to_json() const {
  auto json = nlohmann::ordered_json::object();
  const trace::Dependencies& graph = trace_.dependencies;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!ir::is_proved(graph.nodes[i].role))
      continue;
    auto& used = json[graph.nodes[i].label] = nlohmann::ordered_json::array();
    for (const std::uint32_t node : graph.uses[i])
      used.push_back(graph.nodes[node].label);
  }
  return json;
}

nlohmann::ordered_json AxiomsReport::why_to_json(const std::vector<std::string>& asked) const {
  nlohmann::ordered_json json;
  for (const std::string& label : asked)
    json[label] = labels(trace::path_to(trace_.dependencies, label));
  return json;
}

nlohmann::ordered_json AxiomsReport::to_json(const ReportOptions& options) const {
  const trace::Dependencies& graph = trace_.dependencies;
  const auto size = [&](Group group) { return graph.of(group).size(); };
  nlohmann::ordered_json json = {{"counts",
                                  {{"goals", size(Group::Goal)},
                                   {"axioms", size(Group::Axiom)},
                                   {"definitions", size(Group::Definition)},
                                   {"syntax_axioms", size(Group::SyntaxAxiom)},
                                   {"assumed", size(Group::Assumed)},
                                   {"lemmas", size(Group::Lemma)},
                                   {"syntax_theorems", size(Group::SyntaxLemma)},
                                   {"proofs_checked", trace_.proofs},
                                   {"proof_steps", trace_.steps}}},
                                 {"definitions_by", options.definitions},
                                 {"goals", group_to_json(Group::Goal)},
                                 {"axioms", group_to_json(Group::Axiom)},
                                 {"definitions", group_to_json(Group::Definition)},
                                 {"syntax_axioms", group_to_json(Group::SyntaxAxiom)},
                                 {"assumed", group_to_json(Group::Assumed)},
                                 {"lemmas", labels(graph.of(Group::Lemma))},
                                 {"syntax_theorems", labels(graph.of(Group::SyntaxLemma))},
                                 {"syntax_hoisted", statement_.syntax_hoisted}};
  if (options.uses)
    json["uses"] = uses_to_json();
  if (!options.why.empty())
    json["why"] = why_to_json(options.why);
  return json;
}

std::string AxiomsReport::names_of_goals() const {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> names;
  for (const driver::StatedAssertion& goal : statement_.goals)
    names.push_back(goal.label);
  std::string text = llvm::join(llvm::ArrayRef(names).take_front(kShown), ", ");
  if (names.size() > kShown)
    text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

std::string AxiomsReport::policy_template() const {
  std::map<const ir::Assertion*, Group> group_of;
  for (const Entry& entry : entries_)
    group_of[entry.assertion] = trace::group_of(*entry.node);
  const auto section = [&](const char* title, Group group) {
    return policy::Section{title, [&group_of, group](const ir::Assertion& assertion) {
                             return group_of.at(&assertion) == group;
                           }};
  };
  return policy::policy_template(theory_, statement_.syntax_hoisted, names_of_goals(),
                                 {section("Axioms", Group::Axiom),
                                  section("Definitions", Group::Definition),
                                  section("Syntax", Group::SyntaxAxiom)});
}

} // namespace blockfold::tools

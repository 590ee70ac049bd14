// Small theories that share labels, linked twice: by the program, from the structures that its
// reader makes, and here, from words and sets alone. Verdicts, what is discharged, what remains and
// the order of parts must agree. An input is a sequence of choices.
#include "compiler/driver/link.h"
#include "compiler/import/theory_import.h"
#include "compiler/metamath/reader.h"
#include "tools/fuzz/choices.h"
#include "tools/fuzz/fuzz.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace blockfold;

namespace {

using Words = std::vector<std::string>;
using Pairs = std::set<std::pair<std::string, std::string>>;

constexpr std::size_t kMostParts = 4;
const Words kLabels = {"a", "b", "c", "d", "e"};
/// Texts of conclusions and hypotheses; r is a variable of some theories and a constant of others.
const std::vector<Words> kTexts = {{"|-", "p", "=", "q"},  {"|-", "q", "=", "p"}, {"|-", "p", "q"},
                                   {"wff", "p", "=", "q"}, {"|-", "p", "=", "r"}, {"|-", "p"}};

// --- theories -----------------------------------------------------------------------------------

struct Spec {
  std::string label;
  ir::Role role;
  Words conclusion;
  std::vector<Words> hypotheses;
  Pairs disjoint; ///< of variables, sorted
};

struct Part {
  Words variables;                            ///< in the order of their $f
  std::map<std::string, std::string> sort_of; ///< typecodes of variables
  std::vector<Spec> specs;

  bool is_variable(const std::string& word) const { return sort_of.contains(word); }
};

Spec choose_spec(fuzz::Choices& in, const std::string& label) {
  constexpr ir::Role kRoles[] = {ir::Role::Goal, ir::Role::Axiom, ir::Role::Assumed,
                                 ir::Role::Lemma};
  Spec spec{label, kRoles[in.below(4)], kTexts[0], {}, {}};
  const std::size_t variant = in.byte(); // most statements of a label are the same
  if (variant % 8 == 1)
    spec.conclusion = kTexts[in.below(kTexts.size())];
  if (variant % 8 == 2)
    for (std::size_t count = in.below(3); count > 0; --count)
      spec.hypotheses.push_back(kTexts[in.below(kTexts.size())]);
  if (variant % 8 == 3)
    spec.disjoint.insert({"p", "q"});
  if (variant % 8 == 4)
    spec.disjoint.insert({"p", "r"});
  return spec;
}

Part choose_part(fuzz::Choices& in) {
  Part part;
  const std::size_t kind = in.byte();
  part.variables = kind % 16 == 1 ? Words{"q", "p"} : Words{"p", "q"};
  for (const std::string& variable : part.variables)
    part.sort_of[variable] = "wff";
  if (kind % 16 == 2)
    part.sort_of["q"] = "set";
  if (kind % 2 == 1) {
    part.variables.push_back("r");
    part.sort_of["r"] = "wff";
  }
  Words labels = kLabels;
  for (std::size_t count = 1 + in.below(3); count > 0; --count) {
    const std::size_t choice = in.below(labels.size());
    part.specs.push_back(choose_spec(in, labels[choice]));
    labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(choice));
  }
  // Every certificate has a goal.
  if (std::ranges::none_of(part.specs, [](const Spec& s) { return ir::is_goal(s.role); }))
    part.specs.back().role = ir::Role::Goal;
  for (Spec& spec : part.specs)
    std::erase_if(spec.disjoint, [&](const auto& pair) {
      return !part.is_variable(pair.first) || !part.is_variable(pair.second);
    });
  return part;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words)
    text += word + " ";
  return text;
}

/// The theory as a Metamath file.
std::string text_of(const Part& part) {
  std::string text = "$c |- wff set = ";
  text += part.is_variable("r") ? "$. " : "r $. ";
  text += "$v " + joined(part.variables) + "$.\n";
  for (const std::string& variable : part.variables)
    text += "f" + variable + " $f " + part.sort_of.at(variable) + " " + variable + " $.\n";
  for (const Spec& spec : part.specs) {
    text += "${ ";
    for (const auto& [first, second] : spec.disjoint)
      text += "$d " + first + " " + second + " $. ";
    for (std::size_t i = 0; i < spec.hypotheses.size(); ++i)
      text += spec.label + "." + std::to_string(i) + " $e " + joined(spec.hypotheses[i]) + "$. ";
    const bool axiom = spec.role == ir::Role::Axiom;
    text += spec.label + (axiom ? " $a " : " $p ") + joined(spec.conclusion) +
            (axiom ? "$. $}\n" : "$= ? $. $}\n");
  }
  return text;
}

ir::Theory theory_of(const Part& part) {
  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database_text(text_of(part), "fuzz.mm", sink, false);
  FUZZ_CHECK(read.ok());
  const auto assertions = import::assertions_of(read.database);
  std::vector<import::Selected> selected;
  for (std::size_t i = 0; i < assertions.size(); ++i)
    selected.push_back({assertions[i], part.specs[i].role});
  return import::import_theory(read.database, selected);
}

// --- linking by words ---------------------------------------------------------------------------

struct Stated {
  Words text; ///< everything but $d, in words that tell variables from constants
  Pairs disjoint;
};

Stated state(const Part& part, const Spec& spec) {
  Stated out;
  std::vector<Words> texts = spec.hypotheses;
  texts.push_back(spec.conclusion);
  std::set<std::string> mandatory;
  for (const Words& text : texts)
    for (std::size_t i = 1; i < text.size(); ++i)
      if (part.is_variable(text[i]))
        mandatory.insert(text[i]);
  for (const std::string& variable : part.variables)
    if (mandatory.contains(variable))
      out.text.push_back("for all " + part.sort_of.at(variable) + " " + variable);
  for (const Words& text : texts) {
    out.text.push_back("text");
    for (const std::string& word : text)
      out.text.push_back((part.is_variable(word) ? "variable " : "constant ") + word);
  }
  for (const auto& pair : spec.disjoint)
    if (mandatory.contains(pair.first) && mandatory.contains(pair.second))
      out.disjoint.insert(pair);
  return out;
}

struct Expected {
  std::set<std::string> remaining;
  std::set<std::pair<std::size_t, std::size_t>> edges; ///< from what assumes to what proves
};

/// Whether each name is a constant everywhere or a variable everywhere.
bool names_agree(const std::vector<Part>& parts) {
  std::set<std::string> constants, variables;
  for (const Part& part : parts)
    for (const Spec& spec : part.specs) {
      std::vector<Words> texts = spec.hypotheses;
      texts.push_back(spec.conclusion);
      for (const Words& text : texts)
        for (const std::string& word : text)
          (part.is_variable(word) ? variables : constants).insert(word);
    }
  return std::ranges::none_of(variables,
                              [&](const auto& name) { return constants.contains(name); });
}

std::optional<Expected> expect(const std::vector<Part>& parts) {
  std::map<std::string, std::pair<std::size_t, Stated>> goals, assumed;
  for (std::size_t part = 0; part < parts.size(); ++part)
    for (const Spec& spec : parts[part].specs)
      if (ir::is_goal(spec.role) &&
          !goals.insert({spec.label, {part, state(parts[part], spec)}}).second)
        return std::nullopt;
  Expected out;
  for (std::size_t part = 0; part < parts.size(); ++part)
    for (const Spec& spec : parts[part].specs) {
      if (spec.role != ir::Role::Axiom && spec.role != ir::Role::Assumed)
        continue;
      const Stated here = state(parts[part], spec);
      if (const auto goal = goals.find(spec.label); goal != goals.end()) {
        const Stated& proved = goal->second.second;
        if (proved.text != here.text || !std::ranges::includes(here.disjoint, proved.disjoint))
          return std::nullopt;
        out.edges.insert({part, goal->second.first});
        continue;
      }
      const auto [first, inserted] = assumed.insert({spec.label, {part, here}});
      if (first->second.second.text != here.text || first->second.second.disjoint != here.disjoint)
        return std::nullopt;
      out.remaining.insert(spec.label);
    }
  if (!names_agree(parts))
    return std::nullopt;
  return out;
}

/// Whether some part rests on itself.
bool has_cycle(std::set<std::pair<std::size_t, std::size_t>> edges) {
  for (std::size_t round = 0; round < kMostParts; ++round)
    for (const auto& [a, b] : std::set(edges))
      for (const auto& [c, d] : std::set(edges))
        if (b == c)
          edges.insert({a, d});
  return std::ranges::any_of(edges, [](const auto& edge) { return edge.first == edge.second; });
}

// --- the comparison -----------------------------------------------------------------------------

void check_matching(const std::vector<driver::LinkPart>& parts, const driver::Linking& linking,
                    const Expected& expected) {
  std::set<std::string> remaining;
  for (const driver::Remaining& left : linking.remaining)
    FUZZ_CHECK(remaining.insert(driver::at(parts, left.places.front()).label).second);
  FUZZ_CHECK(remaining == expected.remaining);
  std::set<std::pair<std::size_t, std::size_t>> edges;
  for (const driver::Discharge& discharge : linking.discharges)
    edges.insert({discharge.assumption.part, discharge.goal.part});
  FUZZ_CHECK(edges == expected.edges);
}

void check_order(const std::vector<driver::LinkPart>& parts, const driver::Linking& linking,
                 const Expected& expected) {
  std::vector<driver::Place> goals;
  for (std::uint32_t part = 0; part < parts.size(); ++part)
    for (std::uint32_t i = 0; i < parts[part].theory->assertions.size(); ++i)
      if (ir::is_goal(parts[part].theory->assertions[i].role))
        goals.push_back({part, i});
  const auto order = driver::order_parts(parts, linking, goals);
  FUZZ_CHECK(order.ok() != has_cycle(expected.edges));
  const bool in_order = std::ranges::all_of(
      expected.edges, [](const auto& edge) { return edge.first < edge.second; });
  FUZZ_CHECK(driver::check_shape(parts, linking, goals).ok() == in_order);
  if (!order)
    return;
  FUZZ_CHECK(order->size() == parts.size());
  std::vector<driver::LinkPart> sorted;
  for (const std::uint32_t part : *order)
    sorted.push_back(parts[part]);
  const auto again = driver::match_parts(sorted);
  FUZZ_CHECK(again.ok());
  const auto roots = driver::undischarging_goals(sorted, *again);
  FUZZ_CHECK(driver::check_shape(sorted, *again, roots).ok());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices in(data, size);
  std::vector<Part> parts;
  for (std::size_t count = 1 + in.below(kMostParts); count > 0; --count)
    parts.push_back(choose_part(in));
  std::deque<ir::Theory> theories;
  std::vector<driver::LinkPart> linked;
  for (const Part& part : parts) {
    theories.push_back(theory_of(part));
    linked.push_back({"part" + std::to_string(linked.size()), &theories.back(), 0, {}});
  }
  const auto linking = driver::match_parts(linked);
  const auto expected = expect(parts);
  FUZZ_CHECK(linking.ok() == expected.has_value());
  if (!linking)
    return 0;
  check_matching(linked, *linking, *expected);
  check_order(linked, *linking, *expected);
  return 0;
}

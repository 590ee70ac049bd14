#include "compiler/driver/link_text.h"

#include "compiler/support/format.h"
#include "compiler/support/render.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace blockfold::driver {
namespace {

constexpr std::size_t kLineWidth = 100;
constexpr std::size_t kIndent = 13;
constexpr std::size_t kBriefLabels = 200;

/// "Title        words and more words", wrapped and aligned.
void print_words(llvm::raw_ostream& out, llvm::StringRef title, llvm::ArrayRef<std::string> words) {
  std::string line;
  const auto flush = [&] {
    out << fmt::format("{:<{}}", title, kIndent) << escape_bytes(line) << '\n';
    title = "";
    line.clear();
  };
  for (const std::string& word : words) {
    if (!line.empty() && kIndent + line.size() + 1 + word.size() > kLineWidth)
      flush();
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty())
    flush();
}

const char* role_name(bool assumed) {
  return assumed ? "assumed" : "axiom";
}

/// A list of labels after a line that counts them.
void print_labels(llvm::raw_ostream& out, llvm::StringRef title, const std::string& heading,
                  llvm::ArrayRef<std::string> labels, std::size_t most) {
  print_words(out, title, heading);
  print_words(out, "", labels.take_front(most));
  if (labels.size() > most)
    print_words(out, "", fmt::format("... and {} more", labels.size() - most));
}

void count_roles(const ir::Theory& theory, LinkPartText& part) {
  for (const ir::Assertion& assertion : theory.assertions) {
    part.axioms += assertion.role == ir::Role::Axiom ? 1 : 0;
    part.assumed += assertion.role == ir::Role::Assumed ? 1 : 0;
    part.lemmas += assertion.role == ir::Role::Lemma ? 1 : 0;
    if (ir::is_goal(assertion.role))
      part.goals.push_back(assertion.label);
  }
}

void print_part(const LinkText& link, std::size_t index, llvm::raw_ostream& out) {
  const LinkPartText& part = link.parts[index];
  print_words(out, fmt::format("  part {}", index + 1),
              {fmt::format("for {}, {} bytes", part.theory, part.bytes)});
  print_words(out, "    proves", part.goals);
  std::vector<std::string> words;
  for (const DischargedText& discharged : part.discharged)
    words.push_back(fmt::format("{} ({})", discharged.label, discharged.by + 1));
  print_words(out, "    by parts", words);
}

} // namespace

LinkText describe_link(llvm::ArrayRef<LinkPart> parts, const Linking& linking,
                       llvm::ArrayRef<Place> goals) {
  LinkText text;
  for (const LinkPart& part : parts) {
    LinkPartText& out = text.parts.emplace_back();
    out.theory = part.name;
    out.theory_digest = llvm::toHex(part.theory_digest, true);
    out.bytes = part.bytes;
    count_roles(*part.theory, out);
  }
  llvm::StringSet<> discharged;
  for (const Discharge& discharge : linking.discharges) {
    const ir::Assertion& assumption = at(parts, discharge.assumption);
    text.parts[discharge.assumption.part].discharged.push_back(
        {assumption.label, assumption.role == ir::Role::Assumed, discharge.goal.part});
    if (discharged.insert(assumption.label).second)
      text.discharged.push_back(assumption.label);
  }
  for (const Place goal : goals)
    text.goals.push_back(at(parts, goal).label);
  llvm::StringSet<> theories_of_goals;
  for (const Place goal : goals)
    theories_of_goals.insert(parts[goal.part].name);
  const auto stands_with_goals = [&](Place place) {
    return theories_of_goals.contains(parts[place.part].name);
  };
  for (const Remaining& remaining : linking.remaining) {
    text.remaining_elsewhere += std::ranges::none_of(remaining.places, stands_with_goals) ? 1 : 0;
    auto& out = text.remaining.emplace_back();
    out.label = at(parts, remaining.places.front()).label;
    out.assumed = remaining.assumed;
    for (const Place place : remaining.places)
      out.parts.push_back(place.part);
  }
  return text;
}

void render_text(const LinkText& link, Detail detail, llvm::raw_ostream& out) {
  print_words(
      out, "Linked",
      {fmt::format("{} certificates;", link.parts.size()),
       fmt::format("{} statements that some of them take for granted", link.discharged.size()),
       "are proved by others"});
  if (link.remaining_elsewhere != 0)
    print_words(out, "",
                {fmt::format("{} axioms and assumed theorems are listed only by certificates for",
                             link.remaining_elsewhere),
                 "other theory files than the goals': the link rests on what these files say"});
  if (detail == Detail::Full)
    for (std::size_t part = 0; part < link.parts.size(); ++part)
      print_part(link, part, out);
}

void render_report(const LinkText& link, Detail detail, llvm::raw_ostream& out) {
  const std::size_t most = detail == Detail::Full ? SIZE_MAX : kBriefLabels;
  std::vector<std::string> axioms, assumed;
  for (const auto& remaining : link.remaining)
    (remaining.assumed ? assumed : axioms).push_back(remaining.label);
  print_labels(out, "Goals", fmt::format("{}", link.goals.size()), link.goals, most);
  print_labels(out, "Discharged",
               fmt::format("{}: taken for granted by some certificates and proved by others",
                           link.discharged.size()),
               link.discharged, most);
  print_labels(out, "Remain", fmt::format("{} axioms", axioms.size()), axioms, most);
  if (assumed.empty())
    return print_words(out, "", std::string("no assumed theorems"));
  print_labels(out, "", fmt::format("ATTENTION: {} theorems without proof", assumed.size()),
               assumed, SIZE_MAX);
}

nlohmann::ordered_json to_json(const LinkText& link) {
  auto parts = nlohmann::ordered_json::array();
  for (const LinkPartText& part : link.parts) {
    auto discharged = nlohmann::ordered_json::array();
    for (const DischargedText& what : part.discharged)
      discharged.push_back(
          {{"label", what.label}, {"role", role_name(what.assumed)}, {"by", what.by}});
    parts.push_back({{"theory", part.theory},
                     {"theory_digest", part.theory_digest},
                     {"bytes", part.bytes},
                     {"goals", part.goals},
                     {"axioms", part.axioms},
                     {"assumed", part.assumed},
                     {"lemmas", part.lemmas},
                     {"discharged", discharged}});
  }
  auto remaining = nlohmann::ordered_json::array();
  for (const auto& what : link.remaining)
    remaining.push_back(
        {{"label", what.label}, {"role", role_name(what.assumed)}, {"parts", what.parts}});
  return {{"goals", link.goals},
          {"discharged", link.discharged},
          {"parts", parts},
          {"remaining", remaining}};
}

} // namespace blockfold::driver

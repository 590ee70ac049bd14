// A link: what it proves, who proves what for whom, and what remains.
#include "tools/report/link_section.h"
#include "compiler/driver/link_text.h"
#include "tools/common/progress.h"
#include "tools/report/assertion.h"
#include "tools/report/grounds.h"
#include "tools/report/link_picture.h"

#include <fmt/format.h>

#include <algorithm>

namespace blockfold::report {
namespace {

/// Goals up to this many are shown in full, one after another.
constexpr std::size_t kCards = 4;
/// Parts that are named where bytes and security are.
constexpr std::size_t kNamedParts = 9;

driver::LinkText text_of(const driver::VerifiedLink& link) {
  return driver::describe_link(driver::parts_of(link.parts), link.linking, link.goals);
}

std::string name_of(const driver::LinkPartText& part) {
  return shortened(part.goals.empty() ? part.theory : part.goals.front());
}

void put_key(Fields& row, const char* name, const char* key, std::uint64_t value) {
  row.count(name, value).text(key, std::to_string(value));
}

/// Parts by some measure, the largest first.
template <class Measure>
std::vector<std::size_t> ranked(const driver::VerifiedLink& link, const Measure& measure) {
  std::vector<std::size_t> order(link.parts.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return measure(link.parts[a]) > measure(link.parts[b]);
  });
  return order;
}

} // namespace

LinkPage::LinkPage(const LinkInput& input)
    : input_(input), link_(input.verified), text_(text_of(input.verified)) {
  for (std::size_t part = 0; part < link_.parts.size(); ++part) {
    writers_.push_back(
        std::make_unique<MathWriter>(link_.parts[part].theory, *input.typesettings[part]));
    text_.parts[part].theory = input.names[part];
  }
  discharges_.resize(link_.parts.size());
  for (const driver::Discharge& discharge : link_.linking.discharges)
    discharges_[discharge.assumption.part].push_back(discharge);
}

Shown LinkPage::shown(driver::Place place) const {
  return {writers_[place.part].get(), &link_.parts[place.part].theory.assertions[place.assertion]};
}

Html LinkPage::verdict() const {
  const std::size_t goals = link_.goals.size(), parts = link_.parts.size();
  std::size_t assumed = 0;
  for (const driver::Remaining& remaining : link_.linking.remaining)
    assumed += remaining.assumed ? 1 : 0;
  const std::size_t axioms = link_.linking.remaining.size() - assumed;
  Verdict verdict;
  verdict.is_name = goals == 1;
  verdict.title = goals == 1 ? shortened(shown(link_.goals.front()).assertion->label)
                             : tools::format_count(goals) + " theorems";
  verdict.does = fmt::format("{} proved by {} certificates, linked", goals == 1 ? "is" : "are",
                             tools::format_count(parts));
  verdict.certificate = input_.certificate_name;
  verdict.assumed = assumed;
  verdict.figures = std::vector<Fields>{
      figure(tools::format_count(parts), plural(parts, "certificate", "certificates")),
      figure(tools::format_count(text_.discharged.size()), "proved for others"),
      figure(tools::format_count(axioms), plural(axioms, "axiom remains", "axioms remain")),
      figure(assumed == 0 ? "none" : tools::format_count(assumed), "assumed without proof"),
      figure(tools::format_size(link_.bytes), "in all"),
  };
  verdict.digests = {{"SHA-256 of the linked certificate", sha256(input_.bytes)}};
  return render_verdict(verdict);
}

Html LinkPage::goals(const Limits& limits) const {
  const bool all = link_.goals.size() <= kCards;
  std::vector<Shown> goals;
  for (const driver::Place place : link_.goals)
    goals.push_back(shown(place));
  Html cards;
  bool typeset = false;
  for (const Shown& goal : llvm::ArrayRef(goals).take_front(all ? goals.size() : 1)) {
    cards += assertion_card(*goal.math, *goal.assertion, limits.card_symbols);
    typeset |= goal.math->typeset();
  }
  bool hoisted = false;
  for (const driver::VerifiedPart& part : link_.parts)
    hoisted |= part.analysis.syntax_hoisted;
  Fields fields;
  fields.html("cards", cards).flag("many", !all).count("count", goals.size());
  fields.flag("typeset", typeset).flag("hoisted", hoisted);
  if (!all)
    fields.html("list", render_listing(list_assertions(goals, limits.goal_rows, limits.labels),
                                       "theorems", false));
  put_confusable(fields);
  return render("goals.html", fields);
}

/// Symbols of any part that are shown as they are written.
void LinkPage::put_confusable(Fields& fields) const {
  std::vector<std::string> all;
  for (const auto& writer : writers_)
    for (const std::string& symbol : writer->confusable())
      if (std::ranges::find(all, symbol) == all.end() && all.size() <= kMostConfusable)
        all.push_back(symbol);
  std::vector<Fields> list;
  for (const std::string& symbol :
       llvm::ArrayRef(all).take_front(std::min(all.size(), kMostConfusable)))
    list.push_back(Fields().text("symbol", symbol));
  fields.flag("more_confusable", list.size() < all.size());
  fields.list("confusable", list).flag("has_confusable", !list.empty());
}

Html LinkPage::links() const {
  Fields fields;
  fields.count("count", text_.parts.size()).count("discharged", text_.discharged.size());
  fields.flag("none", text_.discharged.empty()).flag("one", text_.discharged.size() == 1);
  fields.html("picture", link_picture(text_));
  fields.flag("cut", text_.parts.size() > kMostParts).count("shown", kMostParts);
  return render("link.html", fields);
}

Html LinkPage::remains(const Limits& limits) const {
  Grounds grounds;
  for (const driver::Remaining& remaining : link_.linking.remaining) {
    const driver::Place place = remaining.places.front();
    const Shown what = shown(place);
    const auto& typecodes = link_.parts[place.part].analysis.typecodes;
    if (remaining.assumed)
      grounds.assumed.push_back(what);
    else
      grounds.add_axiom(what, typecodes[what.assertion->conclusion.typecode].has_variables);
  }
  const std::size_t count = link_.linking.remaining.size();
  Fields fields;
  fields.flag("none", count == 0).flag("one", count == 1).count("count", count);
  fields.flag("elsewhere", text_.remaining_elsewhere != 0);
  fields.count("elsewhere_count", text_.remaining_elsewhere);
  put_grounds(grounds, limits, fields);
  return render("remains.html", fields);
}

Html LinkPage::part_row(std::size_t number) const {
  const driver::LinkPartText& part = text_.parts[number];
  Fields row;
  row.text("number", tools::format_count(number + 1)).text("name", name_of(part));
  row.text("theory", shortened(part.theory));
  put_key(row, "axioms", "axioms_key", part.axioms);
  put_key(row, "assumed", "assumed_key", part.assumed);
  put_key(row, "lemmas", "lemmas_key", part.lemmas);
  put_key(row, "discharged", "discharged_key", part.discharged.size());
  put_key(row, "bytes", "bytes_key", part.bytes);
  return render("link_part_row.html", row);
}

/// What a part takes from others, as far as there is room.
Html LinkPage::part_details(std::size_t number, Budget& budget) const {
  const driver::LinkPartText& part = text_.parts[number];
  Html rows;
  std::size_t shown_rows = 0;
  for (const driver::Discharge& discharge : discharges_[number]) {
    const Shown what = shown(discharge.assumption);
    const Html row = assertion_row(*what.math, *what.assertion,
                                   fmt::format("proved by part {}", discharge.goal.part + 1));
    if (!budget.spend(row.size()))
      break;
    rows += row;
    ++shown_rows;
  }
  if (shown_rows == 0)
    return Html();
  const std::size_t count = part.discharged.size();
  return render("link_part.html", Fields()
                                      .count("number", number + 1)
                                      .text("name", name_of(part))
                                      .count("count", count)
                                      .flag("one", count == 1)
                                      .html("rows", rows)
                                      .flag("has_more", shown_rows < count)
                                      .count("more", count - shown_rows));
}

Html LinkPage::parts(const Limits& limits) const {
  Budget row_budget(limits.parts), detail_budget(limits.parts);
  Html rows, details;
  std::size_t listed = 0, left_out = 0;
  for (; listed < text_.parts.size(); ++listed) {
    const Html row = part_row(listed);
    if (!row_budget.spend(row.size()))
      break;
    rows += row;
  }
  for (std::size_t part = 0; part < text_.parts.size(); ++part) {
    if (text_.parts[part].discharged.empty())
      continue;
    const Html detail = part_details(part, detail_budget);
    left_out += detail.empty() ? 1 : 0;
    details += detail;
  }
  Fields fields;
  fields.count("count", text_.parts.size()).html("rows", rows).html("details", details);
  fields.flag("has_rest", listed < text_.parts.size()).count("shown", listed);
  fields.flag("has_left_out", left_out != 0).count("left_out", left_out);
  return render("link_parts.html", fields);
}

Html LinkPage::bytes() const {
  const auto order = ranked(link_, [](const driver::VerifiedPart& part) { return part.bytes; });
  std::vector<Share> shares;
  std::size_t rest = link_.bytes;
  for (const std::size_t part :
       llvm::ArrayRef(order).take_front(std::min(order.size(), kNamedParts - 1))) {
    shares.push_back(
        {name_of(text_.parts[part]), fmt::format("part {}", part + 1), link_.parts[part].bytes});
    rest -= link_.parts[part].bytes;
  }
  shares.push_back({"the rest",
                    order.size() < kNamedParts ? "names of theories, and goals"
                                               : "smaller parts, names of theories, and goals",
                    rest});
  return bytes_section(shares);
}

Html LinkPage::security() const {
  const auto order = ranked(link_, [](const driver::VerifiedPart& part) { return part.luck; });
  double weight = 0;
  for (const driver::VerifiedPart& part : link_.parts)
    weight += part.luck;
  std::vector<SecurityRow> rows;
  for (const std::size_t part :
       llvm::ArrayRef(order).take_front(std::min(order.size(), kNamedParts)))
    rows.push_back({fmt::format("part {}", part + 1), name_of(text_.parts[part]), "",
                    driver::bits_of(link_.parts[part].luck)});
  return security_section(driver::security_of(link_.parts.front().backend, weight), weight, rows);
}

std::string render_report(const LinkInput& input) {
  const LinkPage link(input);
  return render_within_limit([&](const Limits& limits) {
    return Page{input.certificate_name,
                verify_command(input.certificate_name, input.theory_names),
                link.verdict(),
                {{"statement", "Statement", link.goals(limits)},
                 {"links", "Links", link.links()},
                 {"axioms", "Axioms", link.remains(limits)},
                 {"parts", "Parts", link.parts(limits)},
                 {"bytes", "Bytes", link.bytes()},
                 {"security", "Security", link.security()}}};
  });
}

} // namespace blockfold::report

// What is proved, and from what.
#include "compiler/support/format.h"
#include "tools/common/progress.h"
#include "tools/report/assertion.h"
#include "tools/report/grounds.h"
#include "tools/report/page.h"
#include "tools/report/sections.h"

#include <llvm/ADT/StringExtras.h>

namespace blockfold::report {
namespace {

using Assertions = std::vector<const ir::Assertion*>;

/// Goals up to this many are shown in full, one after another.
constexpr std::size_t kCards = 4;

template <class Predicate> Assertions select(const ir::Theory& theory, Predicate wanted) {
  Assertions found;
  for (const ir::Assertion& assertion : theory.assertions)
    if (wanted(assertion))
      found.push_back(&assertion);
  return found;
}

Assertions goals_of(const ir::Theory& theory) {
  return select(theory, [](const ir::Assertion& a) { return ir::is_goal(a.role); });
}

Assertions with_role(const ir::Theory& theory, ir::Role role) {
  return select(theory, [role](const ir::Assertion& a) { return a.role == role; });
}

std::vector<Fields> figures_of(const ReportInput& input) {
  const ir::Theory& theory = input.verified.bound.theory;
  const std::size_t goals = goals_of(theory).size();
  const std::size_t axioms = with_role(theory, ir::Role::Axiom).size();
  const std::size_t assumed = with_role(theory, ir::Role::Assumed).size();
  const std::size_t lemmas = with_role(theory, ir::Role::Lemma).size();
  return {
      figure(tools::format_count(goals), plural(goals, "theorem proved", "theorems proved")),
      figure(tools::format_count(axioms), plural(axioms, "axiom", "axioms")),
      figure(assumed == 0 ? "none" : tools::format_count(assumed), "assumed without proof"),
      figure(tools::format_count(lemmas),
             plural(lemmas, "lemma proved along the way", "lemmas proved along the way")),
      figure(tools::format_count(constraints_of(input.verified.bound.lowered.circuit)),
             "constraints"),
      figure(tools::format_size(input.bytes.size()), "certificate"),
  };
}

} // namespace

Html verdict_section(const ReportInput& input) {
  const driver::BoundStatement& bound = input.verified.bound;
  const Assertions goals = goals_of(bound.theory);
  const bool one = goals.size() == 1;
  Verdict verdict;
  verdict.title =
      one ? shortened(goals.front()->label) : tools::format_count(goals.size()) + " theorems";
  verdict.is_name = one;
  verdict.does = one ? "is proved in" : "are proved in";
  verdict.theory = input.theory_name;
  verdict.certificate = input.certificate_name;
  verdict.assumed = with_role(bound.theory, ir::Role::Assumed).size();
  verdict.figures = figures_of(input);
  verdict.digests = {
      {"SHA-256 of the certificate", sha256(input.bytes)},
      {"Digest of what it says of the theory", llvm::toHex(input.certificate.theory_digest, true)},
      {"Digest of the shape of its circuit", llvm::toHex(bound.circuit_digest, true)}};
  return render_verdict(verdict);
}

Html goals_section(const ReportInput& input, const MathWriter& math, const Limits& limits) {
  const Assertions goals = goals_of(math.theory());
  const bool all = goals.size() <= kCards;
  Html cards;
  for (const ir::Assertion* goal : llvm::ArrayRef(goals).take_front(all ? goals.size() : 1))
    cards += assertion_card(math, *goal, limits.card_symbols);
  Fields fields;
  fields.html("cards", cards);
  fields.flag("many", !all).count("count", goals.size());
  fields.flag("typeset", math.typeset());
  fields.flag("hoisted", input.verified.bound.lowered.analysis.syntax_hoisted);
  if (!all)
    fields.html("list",
                render_listing(list_assertions(math, goals, limits.goal_rows, limits.labels),
                               "theorems", false));
  std::vector<Fields> confusable;
  for (const std::string& symbol : math.confusable().take_front(24))
    confusable.push_back(Fields().text("symbol", symbol));
  fields.flag("more_confusable", confusable.size() < math.confusable().size());
  fields.list("confusable", confusable).flag("has_confusable", !confusable.empty());
  return render("goals.html", fields);
}

Html axioms_section(const ReportInput& input, const MathWriter& math, const Limits& limits) {
  const ir::Theory& theory = math.theory();
  const auto& typecodes = input.verified.bound.lowered.analysis.typecodes;
  const Assertions axioms = with_role(theory, ir::Role::Axiom);
  Grounds grounds;
  for (const ir::Assertion* axiom : axioms)
    grounds.add_axiom({&math, axiom}, typecodes[axiom->conclusion.typecode].has_variables);
  for (const ir::Assertion* theorem : with_role(theory, ir::Role::Assumed))
    grounds.assumed.push_back({&math, theorem});
  Fields fields;
  fields.flag("none", axioms.empty()).flag("one", axioms.size() == 1);
  fields.count("axiom_count", axioms.size());
  put_grounds(grounds, limits, fields);
  return render("axioms.html", fields);
}

Html lemmas_section(const ReportInput& input, const Limits& limits) {
  const Assertions lemmas = with_role(input.verified.bound.theory, ir::Role::Lemma);
  Fields fields;
  fields.flag("none", lemmas.empty()).flag("one", lemmas.size() == 1).count("count", lemmas.size());
  fields.html("list",
              render_listing(list_labels(lemmas, limits.labels),
                             plural(lemmas.size(), "lemma", "lemmas"), lemmas.size() <= kOpenRows));
  return render("lemmas.html", fields);
}

} // namespace blockfold::report

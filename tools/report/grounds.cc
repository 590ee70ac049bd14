#include "tools/report/grounds.h"

namespace blockfold::report {
namespace {

Html assumed_theorems(const std::vector<Shown>& assumed, const Limits& limits) {
  Fields fields;
  fields.count("count", assumed.size()).flag("one", assumed.size() == 1);
  fields.html("list", render_listing(list_assertions(assumed, limits.assumed_rows, limits.labels),
                                     plural(assumed.size(), "theorem used without proof",
                                            "theorems used without proof"),
                                     true));
  return render("assumed.html", fields);
}

} // namespace

void put_grounds(const Grounds& grounds, const Limits& limits, Fields& fields) {
  const auto& [logic, syntax, assumed] = grounds;
  fields.flag("assumes", !assumed.empty());
  if (!assumed.empty())
    fields.html("assumed", assumed_theorems(assumed, limits));
  fields.flag("has_logic", !logic.empty()).flag("has_syntax", !syntax.empty());
  if (!logic.empty())
    fields.html("logic", render_listing(
                             list_assertions(logic, limits.axiom_rows, limits.labels),
                             plural(logic.size(), "axiom or definition", "axioms and definitions"),
                             logic.size() <= kOpenRows));
  if (!syntax.empty())
    fields.html("syntax",
                render_listing(list_assertions(syntax, limits.syntax_rows, limits.labels),
                               plural(syntax.size(),
                                      "syntax axiom, which only says what is a "
                                      "formula",
                                      "syntax axioms, which only say what texts are formulas"),
                               false));
}

} // namespace blockfold::report

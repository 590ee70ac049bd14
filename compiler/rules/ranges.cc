#include "compiler/rules/ranges.h"

#include <algorithm>

namespace blockfold::rules {

Ranges::Ranges(const Program& program, const Rule& rule, const Facts& facts) {
  for (VariableIndex i = 0; i < rule.variables.size(); ++i)
    intervals_.push_back(facts.checked(i) ? type_interval(rule.variables[i].type) : std::nullopt);
  const FieldBody& body = *rule.field();
  for (const Claim& claim : body.claims) {
    if (claim.kind == ClaimKind::Emit || !facts.trusted(claim.relation))
      continue;
    const Relation& relation = program[claim.relation];
    for (std::size_t i = 0; i < claim.values.size(); ++i)
      if (const auto* value = std::get_if<Polynomial>(&claim.values[i]))
        narrow(*value, type_interval(relation.arguments[i].type));
  }
  for (const Lookup& lookup : body.lookups)
    for (std::size_t i = 0; i < lookup.values.size(); ++i)
      narrow(lookup.values[i], program[lookup.table].column_interval(i));
}

void Ranges::narrow(const Polynomial& value, std::optional<Interval> to) {
  const auto variable = value.as_variable();
  if (!variable || !to)
    return;
  auto& known = intervals_[*variable];
  if (known)
    to = Interval{std::max(known->low, to->low), std::min(known->high, to->high)};
  known = to;
}

} // namespace blockfold::rules

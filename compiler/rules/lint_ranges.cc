#include "compiler/rules/lint.h"

#include "compiler/rules/ranges.h"
#include "compiler/support/format.h"

namespace blockfold::rules {
namespace {

/// "may be any field element", "may be as large as 256".
std::string excess(std::optional<Interval> found, const Interval& wanted) {
  if (!found)
    return "may be any field element";
  return found->low < wanted.low ? "may be as small as " + ir::decimal(found->low)
                                 : "may be as large as " + ir::decimal(found->high);
}

class RangeLint {
public:
  RangeLint(const Program& program, const Rule& rule, Reporter& reporter)
      : program_(program), rule_(rule), ranges_(program, rule), reporter_(reporter) {}

  void run() {
    for (const Claim& claim : rule_.field()->claims)
      if (claim.kind == ClaimKind::Emit)
        check_emission(claim);
    for (const Constraint& constraint : rule_.field()->constraints)
      if (constraint.kind == Constraint::Kind::NonNegative)
        check_comparison(constraint);
  }

private:
  void check_emission(const Claim& claim) {
    const Relation& relation = program_[claim.relation];
    for (std::size_t i = 0; i < claim.values.size(); ++i) {
      const RelationArgument& argument = relation.arguments[i];
      const auto wanted = type_interval(argument.type);
      if (!wanted)
        continue;
      const auto& value = std::get<Polynomial>(claim.values[i]);
      const auto found = ranges_.of(value);
      if (found && found->within(*wanted))
        continue;
      const std::string text = to_string(rule_, value);
      const std::string type = type_name(program_, argument.type);
      reporter_.report(
          Code::RangeMissing, claim.places[i],
          fmt::format("{} of {} is {}, but {} {}", quoted(argument.name), quoted(relation.name),
                      type, quoted(text), excess(found, *wanted)),
          {Reporter::note(fmt::format("'let small: {} = {}' checks the range", type, text))});
    }
  }

  void check_comparison(const Constraint& constraint) {
    const auto found = ranges_.of(constraint.value);
    if (found && found->high <= comparison_interval().high)
      return;
    reporter_.report(
        Code::RangeMissing, constraint.where,
        found ? fmt::format("the two sides may differ by {}, and comparisons have 64 bits",
                            ir::decimal(found->high))
              : "only small numbers can be compared, and one of these may be any field element",
        {Reporter::note(
            "give the variables types such as u32, or define a value with such a type")});
  }

  const Program& program_;
  const Rule& rule_;
  Ranges ranges_;
  Reporter& reporter_;
};

} // namespace

void lint_ranges(const Program& program, Reporter& reporter) {
  for (const Rule& rule : program.rules)
    if (rule.field() != nullptr)
      RangeLint(program, rule, reporter).run();
}

} // namespace blockfold::rules

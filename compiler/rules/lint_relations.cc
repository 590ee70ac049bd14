#include "compiler/rules/lint.h"

#include "compiler/rules/ranges.h"
#include "compiler/support/format.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <limits>

namespace blockfold::rules {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

std::size_t index(RelationId id) {
  return static_cast<std::size_t>(id);
}

/// Calls `visit(rule, premise, emission)` for every claim that rests on another.
template <class Visit> void each_dependency(const Program& program, const Visit& visit) {
  for (const Rule& rule : program.rules) {
    const FieldBody* body = rule.field();
    if (body == nullptr)
      continue;
    for (const Claim& emission : body->claims)
      for (const Claim& premise : body->claims)
        if (emission.kind == ClaimKind::Emit && premise.kind != ClaimKind::Emit)
          visit(rule, premise, emission);
  }
}

/// Relations that rest on each other have the same number.
std::vector<std::size_t> components(const Program& program) {
  Graph graph(program.relations.size());
  each_dependency(program, [&](const Rule&, const Claim& premise, const Claim& emission) {
    boost::add_edge(index(emission.relation), index(premise.relation), graph);
  });
  std::vector<std::size_t> out(program.relations.size());
  if (!out.empty())
    boost::strong_components(
        graph, boost::make_iterator_property_map(out.begin(), get(boost::vertex_index, graph)));
  return out;
}

/// Whether one polynomial of a rule is always greater than another.
class Comparer {
public:
  Comparer(const Program& program, const Rule& rule, const Ranges::Facts& facts)
      : rule_(rule), ranges_(program, rule, facts) {
    for (const Constraint& constraint : rule.field()->constraints) {
      auto value = expand(constraint.value);
      if (!value)
        continue;
      if (constraint.kind == Constraint::Kind::Zero)
        zeros_.push_back(std::move(*value));
      else if (constraint.kind == Constraint::Kind::NonNegative)
        nonnegative_.push_back(std::move(*value));
    }
  }

  bool greater(const Polynomial& a, const Polynomial& b) const {
    const auto difference = a.plus(b, -1);
    const auto value = difference ? expand(*difference) : std::nullopt;
    return value && (positive_by_facts(*value) ||
                     std::any_of(zeros_.begin(), zeros_.end(), [&](const Polynomial& zero) {
                       const auto sum = value->plus(zero), rest = value->plus(zero, -1);
                       return (sum && positive_by_facts(*sum)) ||
                              (rest && positive_by_facts(*rest));
                     }));
  }

private:
  /// Puts definitions in the place of what they define, the last first.
  std::optional<Polynomial> expand(const Polynomial& polynomial) const {
    std::optional<Polynomial> out = polynomial;
    const auto& constraints = rule_.field()->constraints;
    for (auto it = constraints.rbegin(); it != constraints.rend() && out; ++it) {
      if (!it->defines)
        continue;
      for (const Monomial& term : out->terms())
        if (term.variables.size() == 1 && term.variables.front() == *it->defines) {
          // The least coefficient has no negative.
          out = term.coefficient == std::numeric_limits<std::int64_t>::min()
                    ? std::nullopt
                    : out->plus(it->value, -term.coefficient);
          break;
        }
    }
    return out;
  }

  bool positive_by_facts(const Polynomial& value) const {
    if (at_least(value, 1))
      return true;
    return std::any_of(nonnegative_.begin(), nonnegative_.end(), [&](const Polynomial& fact) {
      const auto rest = value.plus(fact, -1);
      return rest && at_least(*rest, 1);
    });
  }
  bool at_least(const Polynomial& value, std::int64_t bound) const {
    const auto interval = ranges_.of(value);
    return interval && interval->low >= bound && interval->high <= comparison_interval().high;
  }

  const Rule& rule_;
  Ranges ranges_;
  std::vector<Polynomial> zeros_, nonnegative_;
};

const Polynomial& order_of(const Program& program, const Claim& claim) {
  return std::get<Polynomial>(claim.values[*program[claim.relation].order]);
}

/// Whether the order of a claim is seen to be less than that of the claim of the same circle that
/// rests on it. The ranges that claims of the circle promise are proved along its order, so they
/// cannot be used to prove that order.
bool decreases(const Program& program, llvm::ArrayRef<std::size_t> circles, const Rule& rule,
               const Claim& premise, const Claim& emission,
               const std::function<bool(VariableIndex)>& checked) {
  const auto outside = [&](RelationId relation) {
    return circles[index(relation)] != circles[index(emission.relation)];
  };
  return Comparer(program, rule, {outside, checked})
      .greater(order_of(program, emission), order_of(program, premise));
}

class RelationLint {
public:
  RelationLint(const Program& program, Reporter& reporter)
      : program_(program), reporter_(reporter), components_(components(program)),
        reported_(program.relations.size()) {}

  void run() {
    check_uses();
    each_dependency(program_, [&](const Rule& rule, const Claim& premise, const Claim& emission) {
      if (components_[index(premise.relation)] == components_[index(emission.relation)])
        check_order(rule, premise, emission);
    });
  }

private:
  const Relation& relation_of(const Claim& claim) const { return program_[claim.relation]; }

  void check_uses() {
    const std::size_t count = program_.relations.size();
    std::vector<const Claim*> emitted(count), used(count);
    for (const Rule& rule : program_.rules)
      if (const FieldBody* body = rule.field())
        for (const Claim& claim : body->claims) {
          check_kind(claim);
          auto& first = (claim.kind == ClaimKind::Emit ? emitted : used)[index(claim.relation)];
          first = first != nullptr ? first : &claim;
        }
    for (std::size_t i = 0; i < count; ++i) {
      const Relation& relation = program_.relations[i];
      if (used[i] != nullptr && emitted[i] == nullptr)
        reporter_.report(
            Code::NeverEmitted, used[i]->where,
            fmt::format("no rule emits {}, so no block can have this", quoted(relation.name)));
      if (relation.linear && emitted[i] != nullptr && used[i] == nullptr)
        reporter_.report(Code::NeverConsumed, emitted[i]->where,
                         fmt::format("{} is linear, but no rule consumes it: no block can emit it",
                                     quoted(relation.name)));
    }
  }

  void check_kind(const Claim& claim) {
    const Relation& relation = relation_of(claim);
    if (claim.kind == ClaimKind::Demand && relation.linear)
      reporter_.report(
          Code::LinearDemanded, claim.where,
          fmt::format("{} is linear: its claims are consumed, not demanded", quoted(relation.name)),
          {reporter_.note(relation.where, "it is declared here")});
    if (claim.kind == ClaimKind::Consume && !relation.linear)
      reporter_.report(Code::OrdinaryConsumed, claim.where,
                       fmt::format("{} is not linear: its claims are demanded, not consumed",
                                   quoted(relation.name)),
                       {reporter_.note(relation.where, "it is declared here")});
  }

  /// Whether a relation of a cycle has an order; reports it once if not.
  bool has_order(const Rule& rule, const Claim& claim, const Claim& premise) {
    const Relation& relation = relation_of(claim);
    if (relation.order)
      return true;
    if (!reported_[index(claim.relation)])
      reporter_.report(
          Code::RecursionWithoutOrder, relation.where,
          fmt::format("claims of {} may rest on each other, but it has no order argument",
                      quoted(relation.name)),
          {reporter_.note(premise.where, fmt::format("for instance through {}, which rests on this",
                                                     quoted(rule.name)))});
    reported_[index(claim.relation)] = true;
    return false;
  }

  void check_order(const Rule& rule, const Claim& premise, const Claim& emission) {
    const bool first = has_order(rule, premise, premise);
    if (!has_order(rule, emission, premise) || !first)
      return;
    if (decreases(program_, components_, rule, premise, emission, Ranges::Facts().checked))
      return;
    reporter_.report(
        Code::OrderNotDecreasing, premise.where,
        fmt::format("the order {} of this claim is not seen to be less than {}, the order of what "
                    "rests on it",
                    quoted(to_string(rule, order_of(program_, premise))),
                    quoted(to_string(rule, order_of(program_, emission)))),
        {reporter_.note(emission.where, "this claim rests on it"),
         Reporter::note(fmt::format("'require {} < {}' makes it so",
                                    to_string(rule, order_of(program_, premise)),
                                    to_string(rule, order_of(program_, emission))))});
  }

  const Program& program_;
  Reporter& reporter_;
  std::vector<std::size_t> components_;
  std::vector<bool> reported_;
};

} // namespace

OrderProofs::OrderProofs(const Program& program)
    : program_(program), circles_(components(program)) {}

bool OrderProofs::hold(const Rule& rule, const std::function<bool(VariableIndex)>& checked) const {
  const auto& claims = rule.field()->claims;
  for (const Claim& emission : claims)
    for (const Claim& premise : claims)
      if (emission.kind == ClaimKind::Emit && premise.kind != ClaimKind::Emit &&
          circles_[index(premise.relation)] == circles_[index(emission.relation)] &&
          !decreases(program_, circles_, rule, premise, emission, checked))
        return false;
  return true;
}

void lint_relations(const Program& program, Reporter& reporter) {
  RelationLint(program, reporter).run();
}

} // namespace blockfold::rules

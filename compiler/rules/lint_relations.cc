#include "compiler/rules/lint.h"

#include "compiler/rules/ranges.h"
#include "compiler/support/format.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <limits>
#include <map>

namespace blockfold::rules {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

std::size_t index(RelationId id) {
  return static_cast<std::size_t>(id);
}

/// Calls `visit(premise, emission)` for every claim of a rule that rests on another of the same
/// circle until it returns false. Returns whether it never did.
template <class Visit>
bool each_dependency(llvm::ArrayRef<std::size_t> circles, const Rule& rule, const Visit& visit) {
  const auto& claims = rule.field()->claims;
  for (const Claim& emission : claims)
    for (const Claim& premise : claims)
      if (emission.kind == ClaimKind::Emit && premise.kind != ClaimKind::Emit &&
          circles[index(premise.relation)] == circles[index(emission.relation)] &&
          !visit(premise, emission))
        return false;
  return true;
}

/// Relations that rest on each other have the same number. Every emission of a rule rests on all of
/// its premises: that is one vertex for the rule between them, not an edge for each pair.
std::vector<std::size_t> components(const Program& program) {
  Graph graph(program.relations.size() + program.rules.size());
  for (std::size_t rule = 0; rule < program.rules.size(); ++rule)
    if (const FieldBody* body = program.rules[rule].field())
      for (const Claim& claim : body->claims) {
        const std::size_t vertex = program.relations.size() + rule;
        if (claim.kind == ClaimKind::Emit)
          boost::add_edge(index(claim.relation), vertex, graph);
        else
          boost::add_edge(vertex, index(claim.relation), graph);
      }
  std::vector<std::size_t> out(boost::num_vertices(graph));
  if (!out.empty())
    boost::strong_components(
        graph, boost::make_iterator_property_map(out.begin(), get(boost::vertex_index, graph)));
  out.resize(program.relations.size());
  return out;
}

/// Whether one polynomial of a rule is always greater than another.
class Comparer {
public:
  Comparer(const Program& program, const Rule& rule, const Ranges::Facts& facts, Effort& effort)
      : rule_(rule), ranges_(program, rule, facts), effort_(effort) {
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
                       const auto sum = plus(*value, zero, 1), rest = plus(*value, zero, -1);
                       return (sum && positive_by_facts(*sum)) ||
                              (rest && positive_by_facts(*rest));
                     }));
  }

private:
  std::optional<Polynomial> plus(const Polynomial& a, const Polynomial& b,
                                 std::int64_t scale) const {
    if (!effort_.spend(a.terms().size() + b.terms().size()))
      return std::nullopt;
    return a.plus(b, scale);
  }

  /// Puts definitions in the place of what they define, the last first.
  std::optional<Polynomial> expand(const Polynomial& polynomial) const {
    std::optional<Polynomial> out = polynomial;
    const auto& constraints = rule_.field()->constraints;
    for (auto it = constraints.rbegin(); it != constraints.rend() && out; ++it) {
      if (!it->defines)
        continue;
      if (!effort_.spend(out->terms().size() + 1))
        return std::nullopt;
      for (const Monomial& term : out->terms())
        if (term.variables.size() == 1 && term.variables.front() == *it->defines) {
          // The least integer has no contrary.
          out = term.coefficient == std::numeric_limits<std::int64_t>::min()
                    ? std::nullopt
                    : plus(*out, it->value, -term.coefficient);
          break;
        }
    }
    return out;
  }

  bool positive_by_facts(const Polynomial& value) const {
    if (at_least(value, 1))
      return true;
    return std::any_of(nonnegative_.begin(), nonnegative_.end(), [&](const Polynomial& fact) {
      const auto rest = plus(value, fact, -1);
      return rest && at_least(*rest, 1);
    });
  }
  bool at_least(const Polynomial& value, std::int64_t bound) const {
    const auto interval = ranges_.of(value);
    return interval && interval->low >= bound && interval->high <= comparison_interval().high;
  }

  const Rule& rule_;
  Ranges ranges_;
  Effort& effort_;
  std::vector<Polynomial> zeros_, nonnegative_;
};

const Polynomial& order_of(const Program& program, const Claim& claim) {
  return std::get<Polynomial>(claim.values[*program[claim.relation].order]);
}

/// The orders of one rule's claims. The ranges that claims of a circle promise are proved along its
/// order, so they cannot be used to prove that order: each circle has facts of its own.
class RuleOrders {
public:
  RuleOrders(const Program& program, llvm::ArrayRef<std::size_t> circles, const Rule& rule,
             std::function<bool(VariableIndex)> checked, Effort& effort)
      : program_(program), circles_(circles), rule_(rule), checked_(std::move(checked)),
        effort_(effort) {}

  /// Whether the order of a claim is seen to be less than that of the claim of the same circle that
  /// rests on it.
  bool decrease(const Claim& premise, const Claim& emission) {
    return in_circle(circles_[index(emission.relation)])
        .greater(order_of(program_, emission), order_of(program_, premise));
  }

private:
  const Comparer& in_circle(std::size_t circle) {
    const auto known = comparers_.find(circle);
    if (known != comparers_.end())
      return known->second;
    std::uint64_t values = rule_.variables.size();
    for (const Claim& claim : rule_.field()->claims)
      values += claim.values.size();
    effort_.spend(values);
    const auto outside = [&](RelationId relation) { return circles_[index(relation)] != circle; };
    return comparers_
        .try_emplace(circle, program_, rule_, Ranges::Facts{outside, checked_}, effort_)
        .first->second;
  }

  const Program& program_;
  llvm::ArrayRef<std::size_t> circles_; ///< by relation
  const Rule& rule_;
  std::function<bool(VariableIndex)> checked_;
  Effort& effort_;
  std::map<std::size_t, Comparer> comparers_;
};

class RelationLint {
public:
  RelationLint(const Program& program, Effort& effort, Reporter& reporter)
      : program_(program), effort_(effort), reporter_(reporter), components_(components(program)),
        reported_(program.relations.size()) {}

  void run() {
    check_uses();
    for (const Rule& rule : program_.rules)
      if (rule.field() != nullptr && !check_orders(rule))
        return report_too_complex(rule, reporter_);
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

  /// False if there is too much to look at.
  bool check_orders(const Rule& rule) {
    RuleOrders orders(program_, components_, rule, Ranges::Facts().checked, effort_);
    return each_dependency(components_, rule, [&](const Claim& premise, const Claim& emission) {
      check_order(rule, premise, emission, orders);
      return effort_.spend(1);
    });
  }

  void check_order(const Rule& rule, const Claim& premise, const Claim& emission,
                   RuleOrders& orders) {
    const bool first = has_order(rule, premise, premise);
    if (!has_order(rule, emission, premise) || !first)
      return;
    if (orders.decrease(premise, emission) || effort_.is_exhausted())
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
  Effort& effort_;
  Reporter& reporter_;
  std::vector<std::size_t> components_;
  std::vector<bool> reported_;
};

} // namespace

OrderProofs::OrderProofs(const Program& program)
    : program_(program), effort_(program), circles_(components(program)) {}

bool OrderProofs::hold(const Rule& rule, const std::function<bool(VariableIndex)>& checked) {
  RuleOrders orders(program_, circles_, rule, checked, effort_);
  return each_dependency(circles_, rule, [&](const Claim& premise, const Claim& emission) {
    return effort_.spend(1) && orders.decrease(premise, emission);
  });
}

void lint_relations(const Program& program, Effort& effort, Reporter& reporter) {
  RelationLint(program, effort, reporter).run();
}

} // namespace blockfold::rules

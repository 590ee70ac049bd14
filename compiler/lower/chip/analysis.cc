#include "compiler/lower/chip/analysis.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <algorithm>
#include <set>

namespace blockfold::lower {

using ir::Assertion;
using ir::Theory;
using ir::TypecodeId;

ir::TypecodeId premise_typecode(const Assertion& assertion, std::size_t premise) {
  const std::size_t parameters = assertion.parameters.size();
  return premise < parameters ? assertion.parameters[premise].typecode
                              : assertion.essentials[premise - parameters].typecode;
}

std::vector<std::uint32_t> occurring_parameters(const ir::Template& statement) {
  std::vector<std::uint32_t> found;
  for (const ir::Item item : statement.items)
    if (item.is_parameter() && std::ranges::find(found, item.index()) == found.end())
      found.push_back(item.index());
  return found;
}

namespace {

/// Strongly connected components of the typecodes; two typecodes are in one when they have the same
/// number.
using Graph = boost::adjacency_list<boost::setS, boost::vecS, boost::directedS>;
std::vector<int> components(const Graph& graph) {
  std::vector<int> component(boost::num_vertices(graph));
  if (!component.empty())
    boost::strong_components(graph, boost::make_iterator_property_map(
                                        component.begin(), boost::get(boost::vertex_index, graph)));
  return component;
}

bool has_constants(const ir::Template& statement) {
  return std::ranges::any_of(statement.items, [](ir::Item i) { return !i.is_parameter(); });
}

std::size_t variable_occurrences(const ir::Template& statement) {
  return static_cast<std::size_t>(
      std::ranges::count_if(statement.items, [](ir::Item i) { return i.is_parameter(); }));
}

class Analyzer {
public:
  explicit Analyzer(const Theory& theory) : theory_(theory) {
    result_.typecodes.resize(theory.typecodes.size());
    result_.rules.resize(theory.rules.size());
    for (std::size_t i = 0; i < theory.rules.size(); ++i)
      result_.rules[i].time_checked.assign(premise_count(assertion(i)), false);
  }

  Analysis run() {
    find_variables();
    decide_sharing();
    decide_order();
    decide_nodes();
    for (std::size_t i = 0; i < theory_.rules.size(); ++i)
      finish_rule(i);
    return std::move(result_);
  }

private:
  const Assertion& assertion(std::size_t rule) const { return theory_.of(theory_.rules[rule]); }
  TypecodeFacts& facts(TypecodeId typecode) { return result_.typecodes[typecode]; }

  /// Only what statements say counts: dummies are the prover's choice and must not decide anything.
  void find_variables() {
    for (const Assertion& a : theory_.assertions)
      for (const ir::Parameter& parameter : a.parameters)
        facts(parameter.typecode).has_variables = true;
  }

  /// W: the typecodes that texts of variables are derived from (PROTOCOL, "Context-free syntax").
  std::vector<bool> syntax_typecodes() {
    std::vector<bool> in(theory_.typecodes.size());
    for (std::size_t t = 0; t < in.size(); ++t)
      in[t] = result_.typecodes[t].has_variables;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < theory_.rules.size(); ++i) {
        if (!in[assertion(i).conclusion.typecode])
          continue;
        for (std::size_t p = 0; p < premise_count(assertion(i)); ++p) {
          const TypecodeId premise = premise_typecode(assertion(i), p);
          changed |= !in[premise];
          in[premise] = true;
        }
      }
    }
    return in;
  }

  /// Sharing would let a hypothesis, a lemma or a syntax axiom with $d leak into every context.
  bool may_share(const std::vector<bool>& syntax) const {
    for (const ir::Context& context : theory_.contexts)
      for (const ir::Template& hypothesis : theory_.of(context).essentials)
        if (syntax[hypothesis.typecode])
          return false;
    for (std::size_t i = 0; i < theory_.rules.size(); ++i) {
      const Assertion& a = assertion(i);
      if (!syntax[a.conclusion.typecode])
        continue;
      // Shared rules have no order check. An axiom may be hoisted; what is only assumed may not:
      // its own proof may rest on the goal.
      const bool assumed_later = a.role == ir::Role::Assumed && theory_.rules[i].rank != 0;
      if (ir::is_proved(a.role) || !a.disjoint.empty() || assumed_later)
        return false;
    }
    return true;
  }

  void decide_sharing() {
    const std::vector<bool> syntax = syntax_typecodes();
    result_.syntax_shared = may_share(syntax);
    if (!result_.syntax_shared)
      return;
    for (std::size_t t = 0; t < syntax.size(); ++t)
      result_.typecodes[t].shared = syntax[t];
    for (std::size_t i = 0; i < theory_.rules.size(); ++i)
      if (syntax[assertion(i).conclusion.typecode] && theory_.rules[i].rank != 0)
        result_.syntax_hoisted = true;
  }

  /// One well-founded order over all demands, component by component (PROTOCOL, "Order").
  void decide_order() {
    Graph graph(theory_.typecodes.size());
    for (std::size_t i = 0; i < theory_.rules.size(); ++i)
      for (std::size_t p = 0; p < premise_count(assertion(i)); ++p)
        boost::add_edge(assertion(i).conclusion.typecode, premise_typecode(assertion(i), p), graph);
    const std::vector<int> component = components(graph);
    const std::vector<bool> by_length = components_ordered_by_length(component);
    const std::vector<int> constant_free = constant_free_components();

    for (std::size_t i = 0; i < theory_.rules.size(); ++i) {
      const Assertion& a = assertion(i);
      const TypecodeId from = a.conclusion.typecode;
      for (std::size_t p = 0; p < premise_count(a); ++p) {
        const TypecodeId to = premise_typecode(a, p);
        if (component[from] != component[to])
          continue;
        const bool longer =
            by_length[static_cast<std::size_t>(component[from])] &&
            (has_constants(a.conclusion) || constant_free[from] != constant_free[to]);
        result_.rules[i].time_checked[p] = !longer;
        if (!longer)
          facts(to).timed = true;
      }
    }
  }

  /// A component is ordered by length when every premise inside it is the text of a variable that
  /// occurs in the conclusion: then no premise is longer than the conclusion.
  std::vector<bool> components_ordered_by_length(const std::vector<int>& component) const {
    std::vector<bool> by_length(theory_.typecodes.size(), true);
    for (std::size_t i = 0; i < theory_.rules.size(); ++i) {
      const Assertion& a = assertion(i);
      const std::vector<std::uint32_t> occurring = occurring_parameters(a.conclusion);
      for (std::size_t p = 0; p < premise_count(a); ++p) {
        const bool inside = component[a.conclusion.typecode] == component[premise_typecode(a, p)];
        const bool part =
            p < a.parameters.size() && std::ranges::find(occurring, p) != occurring.end();
        if (inside && !part)
          by_length[static_cast<std::size_t>(component[a.conclusion.typecode])] = false;
      }
    }
    return by_length;
  }

  /// Components of the graph of constant-free conclusions only, whose parts may be as long as they.
  std::vector<int> constant_free_components() const {
    Graph graph(theory_.typecodes.size());
    for (std::size_t i = 0; i < theory_.rules.size(); ++i) {
      const Assertion& a = assertion(i);
      if (has_constants(a.conclusion))
        continue;
      for (const std::uint32_t parameter : occurring_parameters(a.conclusion))
        boost::add_edge(a.conclusion.typecode, a.parameters[parameter].typecode, graph);
    }
    return components(graph);
  }

  /// Typecodes whose texts some $d condition may reach into.
  void decide_nodes() {
    for (std::size_t i = 0; i < theory_.rules.size(); ++i)
      for (const auto& [first, second] : assertion(i).disjoint) {
        result_.uses_disjoint = true;
        facts(assertion(i).parameters[first].typecode).has_nodes = true;
        facts(assertion(i).parameters[second].typecode).has_nodes = true;
      }
    for (bool changed = true; changed;) {
      changed = false;
      for (const ir::Rule& rule : theory_.rules)
        changed |= spread_nodes(theory_.of(rule), theory_.of(rule).conclusion);
      for (const ir::Context& context : theory_.contexts)
        for (const ir::Template& hypothesis : theory_.of(context).essentials)
          changed |= spread_nodes(theory_.of(context), hypothesis);
    }
    collect_arities();
  }

  /// A text that has a node needs one for each of its parts. Returns whether that was news.
  bool spread_nodes(const Assertion& owner, const ir::Template& statement) {
    bool changed = false;
    if (!facts(statement.typecode).has_nodes)
      return false;
    for (const std::uint32_t parameter : occurring_parameters(statement)) {
      TypecodeFacts& part = facts(owner.parameters[parameter].typecode);
      changed |= !part.has_nodes;
      part.has_nodes = true;
    }
    return changed;
  }

  void collect_arities() {
    std::set<std::uint32_t> arities;
    const auto note = [&](const ir::Template& statement) {
      if (facts(statement.typecode).has_nodes)
        arities.insert(static_cast<std::uint32_t>(occurring_parameters(statement).size()));
    };
    for (std::size_t i = 0; i < theory_.rules.size(); ++i)
      note(assertion(i).conclusion);
    for (const ir::Context& context : theory_.contexts)
      for (const ir::Template& hypothesis : theory_.of(context).essentials)
        note(hypothesis);
    result_.node_arities.assign(arities.begin(), arities.end());
  }

  void finish_rule(std::size_t i) {
    const Assertion& a = assertion(i);
    RuleFacts& rule = result_.rules[i];
    const TypecodeFacts& conclusion = facts(a.conclusion.typecode);
    rule.has_time = std::ranges::find(rule.time_checked, true) != rule.time_checked.end();
    rule.length_checked = conclusion.has_variables && variable_occurrences(a.conclusion) >= 2;
    rule.order_checked = !conclusion.shared && theory_.rules[i].rank != 0;
    rule.emits_node = conclusion.has_nodes;
  }

  const Theory& theory_;
  Analysis result_;
};

} // namespace

Analysis analyze(const Theory& theory) {
  return Analyzer(theory).run();
}

} // namespace blockfold::lower

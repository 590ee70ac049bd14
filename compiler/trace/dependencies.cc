#include "compiler/trace/dependencies.h"

#include <cstddef>

namespace blockfold::trace {

Group group_of(const Node& node) {
  switch (node.role) {
  case ir::Role::Axiom:
    return node.syntax ? Group::SyntaxAxiom : node.definition ? Group::Definition : Group::Axiom;
  case ir::Role::Assumed:
    return Group::Assumed;
  case ir::Role::Lemma:
    return node.syntax ? Group::SyntaxLemma : Group::Lemma;
  case ir::Role::Goal:
  case ir::Role::CitedGoal:
    return Group::Goal;
  }
  return Group::Lemma;
}

std::vector<const Node*> Dependencies::of(Group group) const {
  std::vector<const Node*> found;
  for (const Node& node : nodes)
    if (group_of(node) == group)
      found.push_back(&node);
  return found;
}

void mark_definitions(Dependencies& dependencies,
                      const std::function<bool(const std::string& label)>& is_definition) {
  for (Node& node : dependencies.nodes)
    node.definition = node.role == ir::Role::Axiom && !node.syntax && is_definition(node.label);
}

std::vector<ir::ChosenAssertion> listed_assertions(const Dependencies& dependencies) {
  std::vector<ir::ChosenAssertion> listed;
  for (const Node& node : dependencies.nodes)
    if (!node.expanded)
      listed.push_back({node.ordinal, node.role});
  return listed;
}

std::vector<std::uint32_t> distances(const Dependencies& dependencies) {
  constexpr std::uint32_t kUnseen = UINT32_MAX;
  std::vector<std::uint32_t> distance(dependencies.nodes.size(), kUnseen);
  std::vector<std::uint32_t> queue;
  for (std::uint32_t i = 0; i < dependencies.nodes.size(); ++i)
    if (ir::is_goal(dependencies.nodes[i].role)) {
      distance[i] = 0;
      queue.push_back(i);
    }
  for (std::size_t next = 0; next < queue.size(); ++next)
    for (const std::uint32_t used : dependencies.uses[queue[next]])
      if (distance[used] == kUnseen) {
        distance[used] = distance[queue[next]] + 1;
        queue.push_back(used);
      }
  return distance;
}

} // namespace blockfold::trace

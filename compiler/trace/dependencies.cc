#include "compiler/trace/dependencies.h"

#include <algorithm>
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

namespace {

constexpr std::uint32_t kUnseen = UINT32_MAX;

/// The nodes in the order of their distance from the goals, and how each was reached.
struct BreadthFirst {
  explicit BreadthFirst(const Dependencies& graph)
      : distance(graph.nodes.size(), kUnseen), parent(graph.nodes.size(), kUnseen) {
    std::vector<std::uint32_t> queue;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
      if (ir::is_goal(graph.nodes[i].role)) {
        distance[i] = 0;
        queue.push_back(i);
      }
    for (std::size_t next = 0; next < queue.size(); ++next)
      for (const std::uint32_t used : graph.uses[queue[next]])
        if (distance[used] == kUnseen) {
          distance[used] = distance[queue[next]] + 1;
          parent[used] = queue[next];
          queue.push_back(used);
        }
  }
  std::vector<std::uint32_t> distance, parent; ///< goals have no parent
};

} // namespace

std::vector<std::uint32_t> distances(const Dependencies& dependencies) {
  return BreadthFirst(dependencies).distance;
}

std::vector<const Node*> path_to(const Dependencies& dependencies, const std::string& label) {
  const auto found = std::ranges::find(dependencies.nodes, label, &Node::label);
  std::vector<const Node*> path;
  if (found == dependencies.nodes.end())
    return path;
  const BreadthFirst search(dependencies);
  for (auto at = static_cast<std::uint32_t>(found - dependencies.nodes.begin()); at != kUnseen;
       at = search.parent[at])
    path.push_back(&dependencies.nodes[at]);
  std::ranges::reverse(path);
  return path;
}

} // namespace blockfold::trace

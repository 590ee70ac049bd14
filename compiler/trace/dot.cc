#include "compiler/trace/dot.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>

#include <algorithm>
#include <sstream>

namespace blockfold::trace {
namespace {

struct Shown {
  const Node* node = nullptr;
  bool cut = false; ///< some of its uses are not shown
};
/// GCC 12 takes the edge iterator of graphs without backward edges for uninitialized.
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, Shown>;

bool is_syntax(const Node& node) {
  const Group group = group_of(node);
  return group == Group::SyntaxAxiom || group == Group::SyntaxLemma;
}

/// The shape, fill and border of a group; legible on light and dark grounds.
const char* style_of(Group group) {
  switch (group) {
  case Group::Goal:
    return R"(shape=doubleoctagon, fillcolor="#ffd866", color="#7a5c00")";
  case Group::Axiom:
    return R"(shape=box, fillcolor="#ff9d8a", color="#8c1c04")";
  case Group::Definition:
    return R"(shape=box, style="filled,rounded", fillcolor="#a7d3ff", color="#0b4a86")";
  case Group::SyntaxAxiom:
    return R"(shape=note, fillcolor="#e6e6e6", color="#555555")";
  case Group::Assumed:
    return R"(shape=octagon, fillcolor="#ff5cc6", color="#7a0053", penwidth=2)";
  case Group::Lemma:
    return R"(shape=ellipse, fillcolor="#ffffff", color="#333333")";
  case Group::SyntaxLemma:
    return R"(shape=ellipse, fillcolor="#e6e6e6", color="#555555")";
  }
  return "";
}

const char* word_of(Group group) {
  switch (group) {
  case Group::Goal:
    return "goal";
  case Group::Axiom:
    return "axiom";
  case Group::Definition:
    return "definition";
  case Group::SyntaxAxiom:
    return "syntax axiom";
  case Group::Assumed:
    return "assumed without proof";
  case Group::Lemma:
    return "lemma";
  case Group::SyntaxLemma:
    return "syntax theorem";
  }
  return "";
}

/// Boost leaves backslashes alone, which Graphviz gives a meaning.
std::string quoted(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped.append(c == '\\' ? 2 : 1, c);
  return boost::escape_dot_string(escaped);
}

Graph shown_graph(const Dependencies& dependencies, const DotOptions& options) {
  const std::vector<std::uint32_t> distance = distances(dependencies);
  constexpr std::uint32_t kHidden = UINT32_MAX;
  Graph graph;
  std::vector<std::uint32_t> vertex(dependencies.nodes.size(), kHidden);
  for (std::size_t i = 0; i < vertex.size(); ++i)
    if (distance[i] <= options.depth && (options.syntax || !is_syntax(dependencies.nodes[i])))
      vertex[i] = static_cast<std::uint32_t>(
          boost::add_vertex(Shown{&dependencies.nodes[i], false}, graph));
  for (std::size_t i = 0; i < vertex.size(); ++i)
    for (const std::uint32_t used : dependencies.uses[i]) {
      if (vertex[i] == kHidden)
        continue;
      if (vertex[used] != kHidden)
        boost::add_edge(vertex[i], vertex[used], graph);
      else if (distance[used] > options.depth &&
               (options.syntax || !is_syntax(dependencies.nodes[used])))
        graph[vertex[i]].cut = true;
    }
  return graph;
}

/// "style" stands once more after that of the group: the last one counts.
void write_node(std::ostream& out, const Shown& shown) {
  const Group group = group_of(*shown.node);
  const std::string tooltip =
      shown.node->label + ", " + word_of(group) + (shown.cut ? "; applies more than is shown" : "");
  out << "[label=" << quoted(shown.node->label) << ", tooltip=" << quoted(tooltip) << ", "
      << style_of(group);
  if (shown.cut)
    out << R"(, style="filled,dashed")";
  out << "]";
}

} // namespace

std::string to_dot(const Dependencies& dependencies, const DotOptions& options) {
  const Graph graph = shown_graph(dependencies, options);
  std::ostringstream out;
  boost::write_graphviz(
      out, graph, [&](std::ostream& node, std::size_t v) { write_node(node, graph[v]); },
      boost::default_writer(),
      [](std::ostream& head) {
        head << "bgcolor=\"transparent\";\n"
                "node [style=filled, fontname=\"sans-serif\", fontcolor=\"#000000\"];\n"
                "edge [color=\"#888888\", arrowsize=0.6];\n";
      });
  return out.str();
}

} // namespace blockfold::trace

#include "compiler/export/block_graph.h"

#include "compiler/ir/block_texts.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>
#include <fmt/format.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>

#include <sstream>
#include <string>

namespace blockfold::exports {
namespace {

using ir::BlockId;
using ir::BlockKind;

struct Node {
  BlockId block;
  std::uint32_t depth;
  bool cut = false; ///< some premise is not drawn
};
/// Bidirectional: g++ 12 sees uninitialized memory in the edge iterators of the directed ones.
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, Node>;

/// Breadth first from the conclusions: the nearest blocks are the ones that are drawn.
class GraphBuilder {
public:
  GraphBuilder(const ir::Transcript& transcript, const GraphLimits& limits)
      : transcript_(transcript), limits_(limits) {}

  Graph run() {
    for (const BlockId conclusion : transcript_.qed)
      add(conclusion, 0);
    for (std::size_t vertex = 0; vertex < boost::num_vertices(graph_); ++vertex)
      expand(vertex);
    for (std::size_t vertex = 0; vertex < boost::num_vertices(graph_); ++vertex)
      connect(vertex);
    return std::move(graph_);
  }

private:
  void add(BlockId block, std::uint32_t depth) {
    if (boost::num_vertices(graph_) < limits_.blocks && vertex_of_.count(block) == 0)
      vertex_of_[block] = boost::add_vertex(Node{block, depth, false}, graph_);
  }

  void expand(std::size_t vertex) {
    const Node node = graph_[vertex];
    if (node.depth < limits_.depth)
      for (const BlockId premise : premises_of(node.block))
        add(premise, node.depth + 1);
  }

  void connect(std::size_t vertex) {
    for (const BlockId premise : premises_of(graph_[vertex].block)) {
      const auto found = vertex_of_.find(premise);
      if (found == vertex_of_.end())
        graph_[vertex].cut = true;
      else
        boost::add_edge(found->second, vertex, graph_);
    }
  }

  llvm::ArrayRef<BlockId> premises_of(BlockId block) const {
    return transcript_.premises_of(transcript_.blocks[block]);
  }

  const ir::Transcript& transcript_;
  const GraphLimits& limits_;
  Graph graph_;
  llvm::DenseMap<BlockId, std::size_t> vertex_of_;
};

/// A string of the DOT language. Graphviz gives backslashes and ampersands in labels a meaning,
/// which symbols such as /\ and & have not.
std::string quoted_label(const std::string& text) {
  std::string out = "\"";
  for (const char c : text)
    switch (c) {
    case '\n':
      out += "\\n";
      break;
    case '&':
      out += "&amp;";
      break;
    case '"':
    case '\\':
      out += '\\';
      [[fallthrough]];
    default:
      out += c;
    }
  return out + '"';
}

/// What a block looks like.
class NodeWriter {
public:
  NodeWriter(const ir::Theory& theory, const ir::Transcript& transcript, const Graph& graph)
      : theory_(theory), transcript_(transcript), graph_(graph), texts_(theory, transcript) {
    for (ir::ContextId context = 0; context < transcript.qed.size(); ++context)
      proved_[transcript.qed[context]].push_back(theory.of(theory.contexts[context]).label);
    for (const ir::Assertion& assertion : theory.assertions)
      for (const ir::Parameter& parameter : assertion.parameters)
        syntax_[parameter.typecode] = true;
  }

  void operator()(std::ostream& out, std::size_t vertex) const {
    const Node& node = graph_[vertex];
    out << fmt::format("[label={} shape={} fillcolor=\"{}\" style=\"{}\"]",
                       quoted_label(label(node.block)), shape(node.block), colour(node.block),
                       style(node));
  }

private:
  const ir::Block& block(BlockId id) const { return transcript_.blocks[id]; }

  std::string rule_name(BlockId id) const {
    switch (block(id).kind) {
    case BlockKind::Variable:
      return "variable";
    case BlockKind::Hypothesis:
      return fmt::format("hypothesis {}", block(id).subject);
    case BlockKind::Rule:
      return theory_.of(theory_.rules[block(id).subject]).label;
    }
    return "";
  }

  std::string proves(BlockId id) const {
    const auto found = proved_.find(id);
    return found == proved_.end() ? "" : "\nproves " + llvm::join(found->second, ", ");
  }

  std::string label(BlockId id) const {
    const std::string* text = texts_.of(id);
    return fmt::format("b{} {}\n{} {}{}", id, rule_name(id),
                       theory_.typecodes[ir::typecode_of(theory_, block(id))],
                       text == nullptr ? "(long)" : *text, proves(id));
  }

  const char* shape(BlockId id) const {
    return block(id).kind == BlockKind::Rule ? "box" : "ellipse";
  }

  const char* colour(BlockId id) const {
    if (block(id).kind == BlockKind::Hypothesis)
      return "#d7ebc8";
    if (syntax_.lookup(ir::typecode_of(theory_, block(id))))
      return "#eeeeee";
    switch (theory_.of(theory_.rules[block(id).subject]).role) {
    case ir::Role::Axiom:
      return "#cfe2f7";
    case ir::Role::Assumed:
      return "#f7cfcf";
    default:
      return "#fbe8bd";
    }
  }

  std::string style(const Node& node) const {
    std::string style = "filled";
    if (node.cut)
      style += ",dashed";
    if (proved_.count(node.block) != 0)
      style += ",bold";
    return style;
  }

  const ir::Theory& theory_;
  const ir::Transcript& transcript_;
  const Graph& graph_;
  ir::BlockTexts texts_;
  llvm::DenseMap<BlockId, llvm::SmallVector<llvm::StringRef, 1>> proved_; ///< by conclusion
  llvm::DenseMap<ir::TypecodeId, bool> syntax_;
};

} // namespace

void write_block_graph(llvm::raw_ostream& out, const ir::Theory& theory,
                       const ir::Transcript& transcript, const GraphLimits& limits) {
  const Graph graph = GraphBuilder(transcript, limits).run();
  const auto edges = [](std::ostream&, const auto&) {};
  const auto whole = [&](std::ostream& dot) {
    dot << fmt::format("label=\"{} of {} blocks\"\nrankdir=BT\nnode [fontname=\"sans-serif\" "
                       "fontsize=11]\n",
                       boost::num_vertices(graph), transcript.blocks.size());
  };
  std::ostringstream dot;
  boost::write_graphviz(dot, graph, NodeWriter(theory, transcript, graph), edges, whole,
                        boost::get(&Node::block, graph));
  out << dot.str();
}

} // namespace blockfold::exports

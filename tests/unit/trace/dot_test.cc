// Pictures of dependencies: which nodes and arrows they have.
#include "compiler/trace/dot.h"

#include <doctest/doctest.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Regex.h>

#include <algorithm>
#include <set>
#include <string>

using namespace blockfold;
using namespace blockfold::trace;

namespace {

/// goal -> lemma -> axiom, goal -> definition, lemma -> syntax, and a chain of lemmas behind.
Dependencies example() {
  Dependencies graph;
  const auto add = [&](const char* label, ir::Role role, std::vector<std::uint32_t> uses) {
    graph.nodes.push_back({label, static_cast<std::uint32_t>(graph.nodes.size()), role});
    graph.uses.push_back(std::move(uses));
  };
  add("ax", ir::Role::Axiom, {});
  add("df-x", ir::Role::Axiom, {});
  add("wx", ir::Role::Axiom, {});
  add("far", ir::Role::Lemma, {0});
  add("near", ir::Role::Lemma, {0, 2, 3});
  add("odd\"label\\", ir::Role::Assumed, {});
  add("goal", ir::Role::Goal, {1, 4, 5});
  graph.nodes[1].definition = true;
  graph.nodes[2].syntax = true;
  return graph;
}

/// Nodes and arrows, read from lines such as `3[label=x, shape=box, ...];` and `3->1 ;`.
struct Picture {
  explicit Picture(const std::string& dot) {
    const llvm::Regex node("^[0-9]+\\[label=([^,]*), (.*)\\];$"), edge("^([0-9]+)->([0-9]+) ;$");
    llvm::SmallVector<llvm::StringRef, 32> lines;
    llvm::StringRef(dot).split(lines, '\n');
    for (const llvm::StringRef line : lines) {
      llvm::SmallVector<llvm::StringRef, 3> match;
      if (node.match(line, &match)) {
        names.push_back(match[1].str());
        styles.push_back(match[2].str());
      } else if (edge.match(line, &match)) {
        edges.insert(names.at(std::stoul(match[1].str())) + ">" +
                     names.at(std::stoul(match[2].str())));
      }
    }
  }
  std::string style(const std::string& name) const {
    const auto found = std::ranges::find(names, name);
    REQUIRE_MESSAGE(found != names.end(), name);
    return styles[static_cast<std::size_t>(found - names.begin())];
  }
  std::vector<std::string> names, styles;
  std::set<std::string> edges;
};

bool dashed(const std::string& style) {
  return style.find("dashed") != std::string::npos;
}

} // namespace

TEST_CASE("dot: all but syntax, with an arrow for each use") {
  const Picture picture(to_dot(example()));
  CHECK(picture.names.size() == 6);
  CHECK(picture.edges == std::set<std::string>{"far>ax", "near>ax", "near>far", "goal>\"df-x\"",
                                               "goal>near", "goal>\"odd\\\"label\\\\\""});
  for (const std::string& style : picture.styles)
    CHECK_FALSE(dashed(style));
}

TEST_CASE("dot: groups look different") {
  DotOptions options;
  options.syntax = true;
  const Picture picture(to_dot(example(), options));
  CHECK(picture.edges.count("near>wx") == 1);
  std::set<std::string> fills;
  const llvm::Regex fill("shape=[a-z]+, (style=\"[a-z,]+\", )?fillcolor=\"#[0-9a-f]+\"");
  for (const char* name : {"goal", "near", "ax", "\"df-x\"", "wx", "\"odd\\\"label\\\\\""}) {
    llvm::SmallVector<llvm::StringRef, 2> match;
    const std::string style = picture.style(name);
    REQUIRE(fill.match(style, &match));
    fills.insert(match[0].str());
  }
  CHECK(fills.size() == 6);
}

TEST_CASE("dot: a picture of limited depth marks what it cuts") {
  DotOptions options;
  options.depth = 1;
  const Picture picture(to_dot(example(), options));
  CHECK(picture.names.size() == 4); // goal, df-x, near, the assumed one
  CHECK(dashed(picture.style("near")));
  CHECK_FALSE(dashed(picture.style("goal")));
  CHECK_FALSE(dashed(picture.style("\"df-x\"")));
  options.depth = 0;
  const Picture goals(to_dot(example(), options));
  CHECK(goals.names == std::vector<std::string>{"goal"});
  CHECK(dashed(goals.style("goal")));
}

#pragma once

#include "compiler/ir/theory_source.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// What theorems rest on: a graph of assertions in which each theorem points at what its proof
/// applies.
namespace blockfold::trace {

/// One assertion that some goal rests on, or a goal.
struct Node {
  std::string label;
  std::uint32_t ordinal; ///< its place among the assertions of the theory file
  ir::Role role;
  bool syntax = false; ///< it says that a text is well formed: variables have its typecode
  /// Certificates do not list it: proved syntax of a database, which is expanded where it is used.
  bool expanded = false;
  bool definition = false; ///< an axiom that a convention of labels calls a definition
};

/// The groups in which dependencies are shown.
enum class Group : std::uint8_t {
  Goal,
  Axiom,      ///< of the logic or the theory
  Definition, ///< an axiom that only introduces notation, if the convention is right
  SyntaxAxiom,
  Assumed, ///< a theorem used without its proof
  Lemma,
  SyntaxLemma, ///< a syntax theorem proved along the way
};
Group group_of(const Node& node);

/// Everything that the goals rest on, and nothing else. A proof cites only what stands before it,
/// so the graph has no cycle.
struct Dependencies {
  std::vector<Node> nodes; ///< in the order of the theory
  /// Per node the nodes that its proof applies, each once, ascending; none for axioms and what is
  /// assumed.
  std::vector<std::vector<std::uint32_t>> uses;

  /// Of one group, in the order of the theory.
  std::vector<const Node*> of(Group group) const;
};

/// Marks the axioms that are definitions: those that are no syntax and whose labels say so.
void mark_definitions(Dependencies& dependencies,
                      const std::function<bool(const std::string& label)>& is_definition);

/// What a certificate of the same goals says that it is about: to be given to TheorySource::build.
std::vector<ir::ChosenAssertion> listed_assertions(const Dependencies& dependencies);

/// How many citations lie between each node and the nearest goal: goals have 0.
std::vector<std::uint32_t> distances(const Dependencies& dependencies);

/// A shortest chain of citations from a goal to the assertion with this label, both included; empty
/// if no goal rests on it.
std::vector<const Node*> path_to(const Dependencies& dependencies, const std::string& label);

} // namespace blockfold::trace

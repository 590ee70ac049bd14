// What theorems rest on: what their proofs apply, and nothing that merely stands in the file.
#include "compiler/trace/trace.h"

#include "tests/unit/proofs.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace blockfold;
using namespace blockfold::testing;
using trace::Group;

namespace {

/// `spare` is proved syntax; `deep` rests on ax1 through two lemmas. The label list of `lister`
/// names ax2, which no step uses.
const std::string kTheory =
    std::string(kLogic) +
    "unused $a |- p $.\n"
    "wii $p wff ( p -> ( p -> p ) ) $= wp wp wp wi wi $.\n"
    "first $p |- ( p -> ( q -> p ) ) $= wp wq ax1 $.\n"
    "second $p |- ( q -> ( p -> q ) ) $= wq wp first $.\n"
    "deep $p |- ( ( p -> ( p -> p ) ) -> ( q -> ( p -> ( p -> p ) ) ) ) $=\n"
    "  wp wii wq ax-dummy $.\n"
    "lister $p |- ( p -> ( q -> p ) ) $= ( ax2 second ) BAD $.\n" +
    kIdentity;

std::string theory_text() {
  std::string text = kTheory;
  // deep applies `second` with its variables in the order of their $f: p, then q.
  text.replace(text.find("wp wii wq ax-dummy"), 18, "wq wp wii second");
  return text;
}

struct Traced {
  explicit Traced(const std::string& text, std::initializer_list<const char*> goals,
                  std::set<std::string> assumed = {})
      : database(read(text)) {
    import::ProofRequest request;
    for (const char* goal : goals)
      request.goals.push_back(database->find(goal).value());
    request.assumed = [assumed](const mm::Statement& statement) {
      return assumed.count(statement.label.str()) != 0;
    };
    trace = trace::trace_database(*database, request, sink);
  }

  const trace::Dependencies& graph() const {
    REQUIRE(trace.has_value());
    return trace->dependencies;
  }
  std::vector<std::string> of(Group group) const {
    std::vector<std::string> labels;
    for (const trace::Node* node : graph().of(group))
      labels.push_back(node->label);
    return labels;
  }
  std::vector<std::string> uses(const std::string& label) const {
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < graph().nodes.size(); ++i)
      if (graph().nodes[i].label == label)
        for (const std::uint32_t used : graph().uses[i])
          labels.push_back(graph().nodes[used].label);
    return labels;
  }

  std::unique_ptr<mm::Database> database;
  DiagnosticSink sink;
  std::optional<trace::Trace> trace;
};

using Labels = std::vector<std::string>;

} // namespace

TEST_CASE("trace: axioms, lemmas and syntax, each once and in the order of the file") {
  const Traced traced(theory_text(), {"deep"});
  CHECK(traced.of(Group::Goal) == Labels{"deep"});
  CHECK(traced.of(Group::Axiom) == Labels{"ax1"});
  CHECK(traced.of(Group::SyntaxAxiom) == Labels{"wi"});
  CHECK(traced.of(Group::Lemma) == Labels{"first", "second"});
  CHECK(traced.of(Group::SyntaxLemma) == Labels{"wii"});
  CHECK(traced.uses("deep") == Labels{"wii", "second"});
  CHECK(traced.uses("second") == Labels{"first"});
  CHECK(traced.uses("ax1").empty());
  CHECK(traced.trace->proofs == 4);
  CHECK(traced.trace->steps == 2 + 2 + 1 + 1);
}

TEST_CASE("trace: a label that no step uses does not count") {
  const Traced traced(theory_text(), {"lister"});
  CHECK(traced.of(Group::Axiom) == Labels{"ax1"});
  CHECK(traced.uses("lister") == Labels{"second"});
}

TEST_CASE("trace: several goals, one of which cites another") {
  const Traced traced(theory_text(), {"first", "second", "id"});
  CHECK(traced.of(Group::Goal) == Labels{"first", "second", "id"});
  CHECK(traced.of(Group::Axiom) == Labels{"ax1", "ax2", "mp"});
  CHECK(traced.of(Group::Lemma).empty());
  std::map<std::string, ir::Role> roles;
  for (const trace::Node& node : traced.graph().nodes)
    roles[node.label] = node.role;
  CHECK(roles["first"] == ir::Role::CitedGoal);
  CHECK(roles["id"] == ir::Role::Goal);
}

TEST_CASE("trace: assumed theorems end the trace") {
  const Traced traced(theory_text(), {"deep"}, {"second"});
  CHECK(traced.of(Group::Assumed) == Labels{"second"});
  CHECK(traced.of(Group::Axiom).empty());
  CHECK(traced.of(Group::Lemma).empty());
  CHECK(traced.uses("second").empty());
}

TEST_CASE("trace: the same assertions as a certificate of the same goals") {
  for (const auto& goals :
       {std::initializer_list<const char*>{"deep"}, {"id", "lister"}, {"wii"}, {"wii", "deep"}}) {
    const Traced traced(theory_text(), goals);
    const import::ImportedProof proof = import_goals(theory_text(), goals);
    const auto listed = trace::listed_assertions(traced.graph());
    REQUIRE(listed.size() == proof.theory.assertions.size());
    for (std::size_t i = 0; i < listed.size(); ++i) {
      INFO(proof.theory.assertions[i].label);
      CHECK(listed[i].ordinal == proof.theory.assertions[i].ordinal);
      CHECK(listed[i].role == proof.theory.assertions[i].role);
    }
  }
}

TEST_CASE("trace: a proof that is wrong or incomplete says nothing, if it is needed") {
  const std::string bad = theory_text() + "open $p |- ( p -> p ) $= ? $.\n"
                                          "wrong $p |- q $= wp unused $.\n"
                                          "rests $p |- ( p -> p ) $= wp open $.\n";
  for (const char* goal : {"open", "wrong", "rests"}) {
    const Traced traced(bad, {goal});
    INFO(goal);
    CHECK_FALSE(traced.trace.has_value());
    CHECK(traced.sink.diagnostics().size() == 1);
  }
  CHECK(Traced(bad, {"id"}).trace.has_value());
  CHECK(Traced(bad, {"rests"}, {"open"}).of(Group::Assumed) == Labels{"open"});
}

TEST_CASE("trace: definitions are axioms with such labels, but no syntax and no theorems") {
  Traced traced(theory_text(), {"deep", "id"});
  auto dependencies = traced.graph();
  trace::mark_definitions(dependencies, [](const std::string& label) {
    return label == "ax1" || label == "wi" || label == "second";
  });
  traced.trace->dependencies = dependencies;
  CHECK(traced.of(Group::Definition) == Labels{"ax1"});
  CHECK(traced.of(Group::Axiom) == Labels{"ax2", "mp"});
  CHECK(traced.of(Group::SyntaxAxiom) == Labels{"wi"});
  CHECK(traced.of(Group::Lemma) == Labels{"first", "second"});
}

TEST_CASE("trace: distances are the fewest citations to any goal") {
  const Traced traced(theory_text(), {"deep", "first"});
  const auto distances = trace::distances(traced.graph());
  std::map<std::string, std::uint32_t> distance;
  for (std::size_t i = 0; i < distances.size(); ++i)
    distance[traced.graph().nodes[i].label] = distances[i];
  CHECK(distance ==
        std::map<std::string, std::uint32_t>{
            {"deep", 0}, {"first", 0}, {"second", 1}, {"wii", 1}, {"ax1", 1}, {"wi", 2}});
}

TEST_CASE("trace: a shortest chain of citations") {
  const Traced traced(theory_text(), {"deep", "id"});
  const auto path = [&](const std::string& label) {
    Labels labels;
    for (const trace::Node* node : trace::path_to(traced.graph(), label))
      labels.push_back(node->label);
    return labels;
  };
  CHECK(path("first") == Labels{"deep", "second", "first"});
  CHECK(path("ax1") == Labels{"id", "ax1"}); // not by way of deep
  CHECK(path("deep") == Labels{"deep"});
  CHECK(path("unused").empty());
  CHECK(path("no such label").empty());
}

TEST_CASE("trace: a proof in blocks rests on what its blocks apply") {
  const import::ImportedProof proof = prepared(theory_text(), {"deep", "id"});
  const trace::Trace blocks = trace::trace_transcript(proof);
  const Traced traced(theory_text(), {"deep", "id"});
  // Proved syntax is gone from the blocks; all else is the same.
  std::vector<std::string> from_blocks, from_proofs;
  for (const trace::Node& node : blocks.dependencies.nodes)
    from_blocks.push_back(node.label);
  for (const trace::Node& node : traced.graph().nodes)
    if (!node.expanded)
      from_proofs.push_back(node.label);
  CHECK(from_blocks == from_proofs);
  for (std::size_t i = 0; i < blocks.dependencies.nodes.size(); ++i)
    CHECK(blocks.dependencies.nodes[i].syntax == (from_blocks[i] == "wi"));
  CHECK(blocks.proofs == 4);
}

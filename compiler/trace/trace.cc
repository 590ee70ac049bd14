#include "compiler/trace/trace.h"

#include "compiler/metamath/proof.h"

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>

#include <utility>

namespace blockfold::trace {
namespace {

/// Numbers of the chosen ones among all, in order; kNone for the others.
constexpr std::uint32_t kNone = UINT32_MAX;

void sort_and_unique(std::vector<std::uint32_t>& numbers) {
  llvm::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// --- databases ----------------------------------------------------------------------------------

class DatabaseTracer {
public:
  DatabaseTracer(const mm::Database& database, const import::ProofRequest& request,
                 DiagnosticSink& sink)
      : database_(database), request_(request), sink_(sink), goal_(database.statements().size()),
        needed_(goal_.size()), cited_(goal_.size()), citations_(goal_.size()) {
    for (const mm::Statement& statement : database.statements())
      if (statement.kind == mm::StatementKind::Floating)
        variable_typecodes_.insert(statement.typecode());
  }

  std::optional<Trace> run() {
    for (const mm::StatementId goal : request_.goals)
      goal_[goal] = needed_[goal] = true;
    if (!collect())
      return std::nullopt;
    number_nodes();
    connect_nodes();
    return std::move(out_);
  }

private:
  /// Citations only ever point back, so one pass from the last statement to the first sees each
  /// theorem after all that cite it.
  bool collect() {
    mm::ProofChecker checker(database_);
    mm::ProofTrace trace;
    bool valid = true;
    for (auto id = static_cast<mm::StatementId>(needed_.size()); id-- > 0;) {
      if (!needed_[id] || !is_proved_here(id))
        continue;
      ++out_.proofs;
      if (checker.check(id, sink_, &trace) == mm::ProofResult::Valid)
        add_citations(id, trace);
      else
        valid = false;
    }
    return valid;
  }

  bool is_proved_here(mm::StatementId id) const {
    const mm::Statement& statement = database_.statement(id);
    return statement.kind == mm::StatementKind::Theorem &&
           (goal_[id] || !request_.assumed || !request_.assumed(statement));
  }

  void add_citations(mm::StatementId id, const mm::ProofTrace& trace) {
    std::vector<std::uint32_t>& citations = citations_[id];
    for (const mm::ProofTrace::Step& step : trace.steps)
      if (database_.statement(step.statement).is_assertion())
        citations.push_back(step.statement);
    out_.steps += citations.size();
    sort_and_unique(citations);
    for (const std::uint32_t cited : citations)
      needed_[cited] = cited_[cited] = true;
  }

  bool is_syntax(mm::StatementId id) const {
    return variable_typecodes_.contains(database_.statement(id).typecode());
  }

  /// As certificates have it: where proved syntax is applied, its own proof stands instead.
  ir::Role role_of(mm::StatementId id) const {
    if (database_.statement(id).kind == mm::StatementKind::Axiom)
      return ir::Role::Axiom;
    if (goal_[id])
      return cited_[id] && !is_syntax(id) ? ir::Role::CitedGoal : ir::Role::Goal;
    return is_proved_here(id) ? ir::Role::Lemma : ir::Role::Assumed;
  }

  void number_nodes() {
    node_.assign(needed_.size(), kNone);
    std::uint32_t ordinal = 0;
    for (mm::StatementId id = 0; id < needed_.size(); ++id) {
      const mm::Statement& statement = database_.statement(id);
      if (!statement.is_assertion())
        continue;
      if (needed_[id]) {
        node_[id] = static_cast<std::uint32_t>(out_.dependencies.nodes.size());
        const ir::Role role = role_of(id);
        const bool expanded = is_syntax(id) && role == ir::Role::Lemma;
        out_.dependencies.nodes.push_back(
            {statement.label.str(), ordinal, role, is_syntax(id), expanded});
      }
      ++ordinal;
    }
  }

  void connect_nodes() {
    for (mm::StatementId id = 0; id < needed_.size(); ++id) {
      if (node_[id] == kNone)
        continue;
      std::vector<std::uint32_t> uses = std::move(citations_[id]);
      for (std::uint32_t& used : uses)
        used = node_[used];
      out_.dependencies.uses.push_back(std::move(uses));
    }
  }

  const mm::Database& database_;
  const import::ProofRequest& request_;
  DiagnosticSink& sink_;
  std::vector<bool> goal_, needed_, cited_;
  std::vector<std::vector<std::uint32_t>> citations_; ///< statements
  llvm::DenseSet<mm::SymbolId> variable_typecodes_;
  std::vector<std::uint32_t> node_; ///< by statement
  Trace out_;
};

// --- transcripts --------------------------------------------------------------------------------

class TranscriptTracer {
public:
  explicit TranscriptTracer(const import::ImportedProof& proof)
      : theory_(proof.theory), transcript_(proof.transcript), uses_(proof.theory.assertions.size()),
        needed_(uses_.size()), seen_(proof.transcript.blocks.size(), kNone) {}

  Trace run() {
    for (ir::ContextId context = 0; context < theory_.contexts.size(); ++context)
      collect(context);
    mark_needed();
    number_nodes();
    return std::move(out_);
  }

private:
  /// The rules of all blocks that lead to a context's conclusion, shared syntax included.
  void collect(ir::ContextId context) {
    std::vector<ir::BlockId> open = {transcript_.qed[context]};
    std::vector<std::uint32_t>& uses = uses_[theory_.contexts[context].assertion];
    while (!open.empty()) {
      const ir::BlockId id = open.back();
      open.pop_back();
      if (std::exchange(seen_[id], context) == context)
        continue;
      const ir::Block& block = transcript_.blocks[id];
      llvm::append_range(open, transcript_.premises_of(block));
      if (block.kind != ir::BlockKind::Rule)
        continue;
      ++out_.steps;
      uses.push_back(theory_.rules[block.subject].assertion);
    }
    sort_and_unique(uses);
  }

  /// Rules stand before the contexts that apply them, but shared syntax may not: to a fixed point.
  void mark_needed() {
    std::vector<ir::AssertionId> open;
    for (ir::AssertionId id = 0; id < uses_.size(); ++id)
      if (ir::is_goal(theory_.assertions[id].role))
        open.push_back(id);
    while (!open.empty()) {
      const ir::AssertionId id = open.back();
      open.pop_back();
      if (needed_[id])
        continue;
      needed_[id] = true;
      out_.proofs += ir::is_proved(theory_.assertions[id].role) ? 1 : 0;
      llvm::append_range(open, uses_[id]);
    }
  }

  void number_nodes() {
    const std::vector<bool> syntax = import::typecodes_with_variables(theory_);
    std::vector<std::uint32_t> node(uses_.size(), kNone);
    for (ir::AssertionId id = 0; id < uses_.size(); ++id) {
      if (!needed_[id])
        continue;
      const ir::Assertion& assertion = theory_.assertions[id];
      node[id] = static_cast<std::uint32_t>(out_.dependencies.nodes.size());
      out_.dependencies.nodes.push_back({assertion.label, assertion.ordinal, assertion.role,
                                         syntax[assertion.conclusion.typecode]});
    }
    for (ir::AssertionId id = 0; id < uses_.size(); ++id) {
      if (!needed_[id])
        continue;
      for (std::uint32_t& used : uses_[id])
        used = node[used];
      out_.dependencies.uses.push_back(std::move(uses_[id]));
    }
  }

  const ir::Theory& theory_;
  const ir::Transcript& transcript_;
  std::vector<std::vector<std::uint32_t>> uses_; ///< assertions, by assertion
  std::vector<bool> needed_;
  std::vector<ir::ContextId> seen_; ///< by block: the last context that reached it
  Trace out_;
};

} // namespace

std::optional<Trace> trace_database(const mm::Database& database,
                                    const import::ProofRequest& request, DiagnosticSink& sink) {
  return DatabaseTracer(database, request, sink).run();
}

Trace trace_transcript(const import::ImportedProof& proof) {
  return TranscriptTracer(proof).run();
}

} // namespace blockfold::trace

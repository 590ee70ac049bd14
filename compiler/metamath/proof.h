#pragma once

#include "compiler/metamath/database.h"
#include "compiler/support/diagnostic.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace blockfold::mm {

enum class ProofResult : std::uint8_t {
  Valid,
  Invalid,
  Incomplete, ///< no error found, but it has unknown steps '?'
};

/// A checked proof as a directed acyclic graph in topological order; the last step is the
/// conclusion. A step that a compressed proof saves and uses again occurs once.
struct ProofTrace {
  struct Step {
    StatementId statement;       ///< a hypothesis of the theorem, or an earlier assertion
    std::uint32_t first_premise; ///< index into `premises`
    std::uint32_t
        premise_count; ///< as many as the assertion's frame has hypotheses; 0 for hypotheses
  };
  std::vector<Step> steps;
  /// Indexes of earlier steps; those of one step follow the order of its frame's hypotheses.
  std::vector<std::uint32_t> premises;

  void clear() { steps.clear(), premises.clear(); }
};

/// Checks proofs, normal and compressed, against a database. Keeps its working memory between
/// proofs. Several checkers may work on one database at the same time.
class ProofChecker {
public:
  explicit ProofChecker(const Database& database);
  ~ProofChecker();
  ProofChecker(ProofChecker&&) noexcept;

  /// Checks one theorem. The first error of a proof goes to the sink and ends its check; an
  /// incomplete one is a warning. If `trace` is given it holds the proof afterwards, unless the
  /// result is not Valid: then it is empty.
  ProofResult check(StatementId theorem, DiagnosticSink& sink, ProofTrace* trace = nullptr);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// One proof with a checker of its own.
ProofResult verify_proof(const Database& database, StatementId theorem, DiagnosticSink& sink,
                         ProofTrace* trace = nullptr);

/// Adds to an "unknown label" diagnostic the labels most like the unknown one. Costs milliseconds
/// in a large database, hence apart from checking.
void suggest_labels(const Database& database, Diagnostic& diagnostic);

} // namespace blockfold::mm

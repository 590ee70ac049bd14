#include "compiler/metamath/check.h"

#include "compiler/metamath/codes.h"

#include "runtime/parallel/parallel.h"

#include <tbb/task_arena.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace blockfold::mm {
namespace {

/// Theorems per piece of work: small enough to spread evenly, large enough to cost nothing.
constexpr std::size_t kBatch = 64;
/// Suggestions search the whole database, so only so many diagnostics get them.
constexpr std::size_t kMaxSuggestions = 20;

/// What the checks of one batch found.
struct Batch {
  DiagnosticSink sink;
  std::size_t valid = 0;
  std::size_t invalid = 0;
  std::size_t incomplete = 0;
};

std::vector<StatementId> selected_theorems(const Database& database, const Glob& glob) {
  std::vector<StatementId> selected;
  const auto statements = database.statements();
  for (StatementId id = 0; id < statements.size(); ++id)
    if (statements[id].kind == StatementKind::Theorem && glob.matches(statements[id].label))
      selected.push_back(id);
  return selected;
}

void check_batch(ProofChecker& checker, llvm::ArrayRef<StatementId> theorems, Batch& batch) {
  for (const StatementId theorem : theorems) {
    switch (checker.check(theorem, batch.sink)) {
    case ProofResult::Valid:
      ++batch.valid;
      break;
    case ProofResult::Invalid:
      ++batch.invalid;
      break;
    case ProofResult::Incomplete:
      ++batch.incomplete;
      break;
    }
  }
}

/// Checkers that are not in use, so that there is no more than one per thread.
class CheckerPool {
public:
  explicit CheckerPool(const Database& database) : database_(database) {}

  ProofChecker take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty())
      return ProofChecker(database_);
    ProofChecker checker = std::move(idle_.back());
    idle_.pop_back();
    return checker;
  }
  void give_back(ProofChecker checker) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(checker));
  }

private:
  const Database& database_;
  std::mutex mutex_;
  std::vector<ProofChecker> idle_;
};

void check_batches(const Database& database, llvm::ArrayRef<StatementId> theorems,
                   std::vector<Batch>& batches, unsigned threads) {
  CheckerPool pool(database);
  const auto run = [&](std::size_t begin, std::size_t end) {
    ProofChecker checker = pool.take();
    for (std::size_t i = begin; i < end; ++i)
      check_batch(checker, theorems.drop_front(i * kBatch).take_front(kBatch), batches[i]);
    pool.give_back(std::move(checker));
  };
  if (threads == 0)
    return parallel_for(batches.size(), 1, run);
  threads = std::min(threads, thread_count());
  if (threads == 1)
    return run(0, batches.size());
  tbb::task_arena arena(static_cast<int>(threads));
  arena.execute([&] { parallel_for(batches.size(), 1, run); });
}

void add_suggestions(const Database& database, llvm::MutableArrayRef<Diagnostic> diagnostics) {
  std::size_t left = kMaxSuggestions;
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.code != &info(Code::UnknownStep))
      continue;
    if (left-- == 0)
      return;
    suggest_labels(database, diagnostic);
  }
}

} // namespace

CheckReport check_database(const Database& database, const CheckOptions& options,
                           DiagnosticSink& sink) {
  CheckReport report;
  report.statements = database.statements().size();
  report.symbols = database.symbols().size();
  for (const Statement& statement : database.statements()) {
    report.axioms += statement.kind == StatementKind::Axiom;
    report.theorems += statement.kind == StatementKind::Theorem;
  }

  const std::vector<StatementId> theorems = selected_theorems(database, options.theorems);
  report.checked = theorems.size();
  std::vector<Batch> batches((theorems.size() + kBatch - 1) / kBatch);
  check_batches(database, theorems, batches, options.threads);

  const std::size_t before = sink.diagnostics().size();
  for (Batch& batch : batches) {
    report.valid += batch.valid;
    report.invalid += batch.invalid;
    report.incomplete += batch.incomplete;
    sink.append(std::move(batch.sink));
  }
  add_suggestions(database, sink.diagnostics().drop_front(before));
  return report;
}

Verdict verdict(ReadStatus status, const CheckReport& report) {
  if (status == ReadStatus::Unreadable)
    return Verdict::Unreadable;
  return status == ReadStatus::Ok && report.all_valid() ? Verdict::Valid : Verdict::Invalid;
}

} // namespace blockfold::mm

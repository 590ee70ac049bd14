// Any bytes as a database: read, every proof checked, every finding shown. A verdict is one with
// what the sink holds, and whatever a database says of itself is consistent.
#include "compiler/metamath/check.h"
#include "compiler/metamath/proof.h"
#include "compiler/metamath/scanner.h"
#include "compiler/support/render.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

#include <llvm/Support/raw_ostream.h>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

void check_all(const ReadResult& read, DiagnosticSink& sink) {
  ProofChecker checker(read.database);
  ProofTrace trace;
  for (StatementId id = 0; id < read.database.statements().size(); ++id) {
    if (read.database.statement(id).kind != StatementKind::Theorem)
      continue;
    const std::size_t before = sink.error_count() + sink.warning_count();
    const ProofResult result = checker.check(id, sink, &trace);
    const bool silent = sink.error_count() + sink.warning_count() == before;
    FUZZ_CHECK((result == ProofResult::Valid) == silent);
    FUZZ_CHECK((result == ProofResult::Valid) == !trace.steps.empty());
  }
}

void show(DiagnosticSink& sink, const Database& database) {
  std::string shown;
  llvm::raw_string_ostream out(shown);
  for (Diagnostic& diagnostic : sink.diagnostics()) {
    suggest_labels(database, diagnostic);
    FUZZ_CHECK(!diagnostic.message.empty());
    render_text(diagnostic, out);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DiagnosticSink sink(6);
  const ReadResult read = read_database_text(fuzz::as_text(data, size), "text", sink, false);
  FUZZ_CHECK(read.ok() == (sink.error_count() == 0));
  check_all(read, sink);
  show(sink, read.database);
  for (const Statement& statement : read.database.statements()) {
    FUZZ_CHECK(read.database.find(statement.label).has_value());
    FUZZ_CHECK(!statement.math.empty() && is_label(statement.label));
    FUZZ_CHECK(statement.is_assertion() == (statement.frame != nullptr));
    FUZZ_CHECK(!read.database.text(statement.math, 8).empty());
  }
  return 0;
}

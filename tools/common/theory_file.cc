#include "tools/common/theory_file.h"

#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "compiler/support/render.h"
#include "tools/common/arguments.h"
#include "tools/common/report.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

Error unknown_theorem(const mm::Database& database, llvm::StringRef pattern) {
  if (database.find(pattern))
    return {
        "theorem.axiom",
        fmt::format("{} is no $p statement: there is nothing to prove about it", quoted(pattern))};
  NearMatches near(pattern);
  for (const mm::Statement& statement : database.statements())
    if (statement.kind == mm::StatementKind::Theorem)
      near.offer(statement.label);
  std::string message = fmt::format("no theorem is called {}", quoted(pattern));
  if (const std::string hint = did_you_mean(near.best()); !hint.empty())
    message += "; " + hint;
  return {"theorem.unknown", message};
}

} // namespace

int fail_with_diagnostics(ExitStatus exit, const Error& error, const DiagnosticSink& sink,
                          bool json) {
  if (!json) {
    render_text(sink, llvm::errs());
    return fail(exit, error, false);
  }
  print_json(error_object(exit, error, sink));
  return status(exit);
}

std::optional<mm::Database> read_theory(llvm::StringRef path, bool json, int* exit) {
  DiagnosticSink sink;
  mm::ReadResult read = mm::read_database(path, sink);
  if (read.ok())
    return std::move(read.database);
  *exit =
      fail_with_diagnostics(theory_exit(read.status), theory_error(read.status, path), sink, json);
  return std::nullopt;
}

Result<std::vector<mm::StatementId>> find_theorems(const mm::Database& database,
                                                   llvm::StringRef pattern) {
  // A label is itself before it is a pattern.
  if (const auto id = database.find(pattern))
    if (database.statement(*id).kind == mm::StatementKind::Theorem)
      return std::vector<mm::StatementId>{*id};
  std::string why;
  const auto glob = Glob::parse(pattern, &why);
  if (!glob)
    return Error{"theorem.glob", fmt::format("{} is no pattern: {}", quoted(pattern), why)};
  std::vector<mm::StatementId> found;
  for (mm::StatementId id = 0; id < database.statements().size(); ++id)
    if (database.statement(id).kind == mm::StatementKind::Theorem &&
        glob->matches(database.statement(id).label))
      found.push_back(id);
  if (found.empty())
    return unknown_theorem(database, pattern);
  return found;
}

} // namespace blockfold::tools

#include "tools/blockfold/goals.h"

#include "compiler/driver/prove.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/STLExtras.h>

#include <memory>

namespace blockfold::tools {
namespace {

/// A set of statements, by id.
using Marks = std::vector<bool>;

Status mark_theorems(const mm::Database& database, llvm::ArrayRef<std::string> patterns,
                     Marks& marks) {
  marks.resize(database.statements().size());
  for (const std::string& pattern : patterns) {
    const auto found = find_theorems(database, pattern);
    if (!found)
      return found.error();
    for (const mm::StatementId id : *found)
      marks[id] = true;
  }
  return success();
}

std::vector<mm::StatementId> marked(const Marks& marks) {
  std::vector<mm::StatementId> ids;
  for (mm::StatementId id = 0; id < marks.size(); ++id)
    if (marks[id])
      ids.push_back(id);
  return ids;
}

/// Every theorem but the assumed ones.
std::vector<mm::StatementId> all_theorems(const mm::Database& database, const Marks& assumed) {
  std::vector<mm::StatementId> ids;
  for (mm::StatementId id = 0; id < database.statements().size(); ++id)
    if (database.statement(id).kind == mm::StatementKind::Theorem && !assumed[id])
      ids.push_back(id);
  return ids;
}

} // namespace

std::vector<Option> goal_options() {
  return {
      {"theorem", "LABEL", "a theorem to prove, or a glob of labels; may be repeated", 't', true},
      {"all", "", "prove every theorem of the database"},
      {"assume", "GLOB",
       "use such theorems without proving them; the certificate lists those used;\n"
       "may be repeated",
       0, true}};
}

Result<import::ProofRequest> proof_request(const mm::Database& database,
                                           const Arguments& arguments) {
  if (arguments.has("all") == arguments.has("theorem"))
    return Error{"usage.goals", "say what to prove: either --theorem=LABEL or --all"};
  auto assumed = std::make_shared<Marks>();
  if (Status known = mark_theorems(database, arguments.values("assume"), *assumed); !known)
    return known.error();
  Marks goals;
  if (Status known = mark_theorems(database, arguments.values("theorem"), goals); !known)
    return known.error();

  import::ProofRequest request;
  request.goals = arguments.has("all") ? all_theorems(database, *assumed) : marked(goals);
  if (request.goals.empty())
    return Error{"theorem.none", "the database has no theorem to prove"};
  // A statement is known by its place among the database's statements.
  request.assumed = [assumed,
                     first = database.statements().data()](const mm::Statement& statement) {
    return (*assumed)[static_cast<std::size_t>(&statement - first)];
  };
  return request;
}

int fail_unproved(const DiagnosticSink& sink, bool json) {
  return fail_with_diagnostics(
      ExitStatus::Invalid,
      {"prove.proof", "a proof that is needed is invalid or incomplete; nothing was written"}, sink,
      json);
}

std::optional<Prepared> prepare_goals(const Arguments& arguments, int* exit) {
  const bool json = arguments.json();
  auto database = read_theory(arguments.operand(0), json, exit);
  if (!database)
    return std::nullopt;
  const auto request = proof_request(*database, arguments);
  if (!request) {
    *exit = fail(ExitStatus::Usage, request.error(), json);
    return std::nullopt;
  }
  DiagnosticSink sink;
  auto proof = driver::prepare(*database, *request, sink);
  if (!proof) {
    *exit = fail_unproved(sink, json);
    return std::nullopt;
  }
  return Prepared{std::move(*database), std::move(*proof)};
}

} // namespace blockfold::tools

#include "tools/verify/verdict.h"

#include "compiler/support/format.h"
#include "tools/common/exit_status.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {

nlohmann::ordered_json verdict_object(const VerifiedFiles& files, std::size_t certificate_bytes,
                                      const driver::StatementText& statement,
                                      const Refusal* refusal) {
  const bool refused = refusal != nullptr;
  const ExitStatus exit = refused ? refusal->exit : ExitStatus::Success;
  nlohmann::ordered_json json = {{"status", refused ? "refused" : "valid"},
                                 {"exit_status", status(exit)},
                                 {"certificate", files.certificate},
                                 {"certificate_bytes", certificate_bytes},
                                 {"theory", files.theory}};
  json.update(to_json(statement));
  if (refused)
    json["error"] = {{"code", refusal->error.code}, {"message", refusal->error.message}};
  json["not_allowed"] = refused ? refusal->not_allowed : std::vector<std::string>();
  return json;
}

void render_verdict(const VerifiedFiles& files, const driver::StatementText& statement,
                    driver::Detail detail, const Refusal* refusal, llvm::raw_ostream& out) {
  out << (refusal != nullptr ? "REFUSED: " : "VALID: ") << files.certificate << " for "
      << files.theory << "\n\n";
  render_text(statement, detail, out);
}

Error rule_file_error(llvm::StringRef theory) {
  return {"theory.rules",
          fmt::format("{} is a rule file; 'blockfold verify X.bfc --theory {}' reads those",
                      quoted(theory), theory)};
}

Error execution_error() {
  return {"statement.subject",
          "the certificate is about the execution of a block program, not about theorems; "
          "'blockfold verify X.bfc "
          "--theory=RULES.blk' verifies it, with the rule file that it was made for"};
}

Error explained(Error error, const ir::TheorySource& source) {
  const llvm::StringRef code = error.code;
  if (code.startswith("statement.") && source.assertion_count() == 0)
    error.message += "; the certificate is about theorems, and the theory file has no axiom and no "
                     "theorem";
  return error;
}

} // namespace blockfold::tools

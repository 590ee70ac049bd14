#pragma once

#include "compiler/driver/verify.h"
#include "compiler/ir/theory_source.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

/// What a certificate that holds is said to say, in the words of the program, the C library and the
/// browser.
namespace blockfold::tools {

/// What was verified against what: names, as they are shown.
struct VerifiedFiles {
  std::string certificate;
  std::string theory;
};

/// Why the user does not accept a statement although it holds.
struct Refusal {
  Error error;
  std::vector<std::string> not_allowed; ///< axioms and assumed theorems
  ExitStatus exit = ExitStatus::Invalid;
};

/// One JSON object with a full statement; `refusal` may be null.
nlohmann::ordered_json verdict_object(const VerifiedFiles& files, std::size_t certificate_bytes,
                                      const driver::StatementText& statement,
                                      const Refusal* refusal);

/// "VALID: ...", or "REFUSED: ...", and the statement.
void render_verdict(const VerifiedFiles& files, const driver::StatementText& statement,
                    driver::Detail detail, const Refusal* refusal, llvm::raw_ostream& out);

/// `theory.rules`: the theory is a rule file, which this verifier does not read.
Error rule_file_error(llvm::StringRef theory);
/// `statement.subject`: the certificate is of an execution, which this verifier does not verify.
Error execution_error();

/// Why a certificate does not hold, and what to do if only the files do not go together.
Error explained(Error error, const ir::TheorySource& source);

} // namespace blockfold::tools

#pragma once

#include "compiler/driver/verify.h"
#include "compiler/metamath/included_files.h"
#include "compiler/support/diagnostic.h"
#include "tools/common/exit_status.h"
#include "tools/verify/allowed_axioms.h"
#include "tools/verify/refusals.h"
#include "tools/verify/verdict.h"

#include <llvm/ADT/ArrayRef.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Verification of what lies in memory; the C library and the WebAssembly module in C++.
namespace blockfold::tools {

/// What is verified, and what it is held against.
struct VerificationTask {
  ByteView certificate;
  std::string_view theory; ///< the text of a Metamath database
  VerifiedFiles names;
  llvm::ArrayRef<mm::MemoryFile> included;        ///< what the theory may include
  std::optional<std::string_view> allowed_axioms; ///< the value of --allow-axioms
  std::optional<mm::MemoryFile> policy;
};

/// What one verification found out. Everything is there to be printed; nothing of the inputs is
/// kept.
class Verification {
public:
  static Verification of(const VerificationTask& task);
  /// A failure before anything was verified.
  static Verification failure(ExitStatus status, Error error);

  ExitStatus status() const { return status_; }
  /// Empty for a certificate that is valid and not refused.
  const Error& error() const { return error_; }

  /// What blockfold-verify prints with --json.
  std::string json() const;
  /// What it prints on standard output and then on standard error.
  std::string text(driver::Detail detail) const;
  /// The latter alone: why the certificate is not valid, or not accepted.
  std::string errors() const;

private:
  /// A certificate that holds, and what is objected to it. The refusals refer to the other members:
  /// it stays where it is.
  struct Held {
    VerifiedFiles names;
    driver::VerifiedCertificate verified;
    std::optional<PolicyFile> policy;
    Refusals refusals;

    Held(VerifiedFiles its_names, driver::VerifiedCertificate its_verified,
         std::optional<PolicyFile> its_policy)
        : names(std::move(its_names)), verified(std::move(its_verified)),
          policy(std::move(its_policy)) {}
    void judge(const std::optional<AllowedAxioms>& allowed);
  };

  Verification(ExitStatus status, Error error) : status_(status), error_(std::move(error)) {}
  explicit Verification(std::unique_ptr<const Held> held);
  static Verification with(DiagnosticSink sink, ExitStatus status, Error error);

  ExitStatus status_;
  Error error_;
  std::optional<DiagnosticSink> diagnostics_; ///< of a theory or policy that cannot be used
  std::unique_ptr<const Held> held_;
};

} // namespace blockfold::tools

#pragma once

#include "compiler/driver/verify.h"
#include "compiler/metamath/included_files.h"
#include "compiler/support/diagnostic.h"
#include "tools/common/exit_status.h"
#include "tools/verify/verdict.h"

#include <llvm/ADT/ArrayRef.h>

#include <optional>
#include <string>
#include <string_view>

/// Verification of what lies in memory; the C library and the WebAssembly module in C++.
namespace blockfold::tools {

/// What one verification found out. Everything is there to be printed; nothing of the inputs is
/// kept.
class Verification {
public:
  /// `theory` is the text of a Metamath database, `files` what it may include.
  static Verification of(ByteView certificate, std::string_view theory, VerifiedFiles names,
                         llvm::ArrayRef<mm::MemoryFile> files);
  /// A failure before anything was verified.
  static Verification failure(ExitStatus status, Error error);

  ExitStatus status() const { return status_; }
  /// Empty for a valid certificate.
  const Error& error() const { return error_; }

  /// What blockfold-verify prints with --json.
  std::string json() const;
  /// What it prints on standard output and standard error.
  std::string text(driver::Detail detail) const;

private:
  Verification(ExitStatus status, Error error) : status_(status), error_(std::move(error)) {}

  ExitStatus status_;
  Error error_;
  VerifiedFiles names_;
  std::optional<DiagnosticSink> diagnostics_; ///< of a theory that cannot be used
  std::optional<driver::VerifiedCertificate> verified_;
};

} // namespace blockfold::tools

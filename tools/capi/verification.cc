#include "tools/capi/verification.h"

#include "compiler/import/theory_import.h"
#include "compiler/metamath/reader.h"
#include "compiler/support/render.h"
#include "tools/common/report.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {

Verification Verification::failure(ExitStatus status, Error error) {
  return {status, std::move(error)};
}

Verification Verification::of(ByteView certificate, std::string_view theory, VerifiedFiles names,
                              llvm::ArrayRef<mm::MemoryFile> files) {
  DiagnosticSink sink;
  const auto included = mm::files_in_memory(names.theory, files);
  const mm::ReadResult read =
      theory.size() > SourceFile::kMaxBytes
          ? mm::unreadable_database(names.theory, "File larger than 4 GB", sink)
          : mm::read_database(SourceFile::from_text(theory, names.theory), included.get(), sink);
  if (!read.ok()) {
    Verification out = failure(theory_exit(read.status), theory_error(read.status, names.theory));
    out.diagnostics_ = std::move(sink);
    return out;
  }
  auto verified = driver::verify_certificate(read.database, certificate);
  if (!verified)
    return failure(ExitStatus::Invalid,
                   explained(verified.error(), import::MetamathSource(read.database)));
  Verification out(ExitStatus::Success, {});
  out.names_ = std::move(names);
  out.verified_ = std::move(*verified);
  return out;
}

std::string Verification::json() const {
  if (verified_)
    return dump(verdict_object(names_, verified_->bytes, verified_->statement(), nullptr));
  return dump(diagnostics_ ? error_object(status_, error_, *diagnostics_)
                           : error_object(status_, error_));
}

std::string Verification::text(driver::Detail detail) const {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (verified_) {
    render_verdict(names_, verified_->statement(detail), detail, nullptr, out);
  } else {
    if (diagnostics_)
      render_text(*diagnostics_, out);
    render_error(error_, out);
  }
  return text;
}

} // namespace blockfold::tools

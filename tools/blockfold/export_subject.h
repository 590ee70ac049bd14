#pragma once

#include "compiler/driver/recompile.h"
#include "tools/blockfold/export_options.h"
#include "tools/common/exit_status.h"

#include <optional>

namespace blockfold::tools {

/// A circuit, with the proof if that is known, and the challenges if they are needed.
struct ExportSubject {
  std::optional<driver::Compiled> compiled;   ///< nothing if only the certificate is known
  std::optional<driver::BoundStatement> read; ///< in that case
  cs::Challenges challenges{};
  std::array<std::uint8_t, 32> theory_digest{};

  const driver::BoundStatement& bound() const { return compiled ? compiled->bound : *read; }
};

/// Reads what the command line names: theorems of a database, a transcript, or a certificate;
/// proves it where the challenges are needed. Nothing after an error, which has been printed and is
/// in
/// `*exit`.
std::optional<ExportSubject> read_export_subject(const Arguments& arguments,
                                                 const ExportOptions& options, int* exit);

/// How an error ends the command.
ExitStatus export_exit_status(const Error& error);

} // namespace blockfold::tools

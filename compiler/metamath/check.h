#pragma once

#include "compiler/metamath/database.h"
#include "compiler/metamath/proof.h"
#include "compiler/metamath/reader.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/names.h"

#include <cstddef>

namespace blockfold::mm {

struct CheckOptions {
  Glob theorems = Glob::all(); ///< which $p to check, by label
  unsigned threads = 0;        ///< 0: as many as runtime/parallel allows
};

/// What a check found, in numbers. The findings themselves are in the sink.
struct CheckReport {
  // The database.
  std::size_t statements = 0; ///< $f, $e, $a and $p
  std::size_t axioms = 0;
  std::size_t theorems = 0;
  std::size_t symbols = 0;
  // The proofs that the options select.
  std::size_t checked = 0;
  std::size_t valid = 0;
  std::size_t invalid = 0;
  std::size_t incomplete = 0;

  bool all_valid() const { return valid == checked; }
};

/// Checks the selected proofs on several threads. Diagnostics are added to the sink in the order of
/// the text, the same whatever the number of threads.
CheckReport check_database(const Database& database, const CheckOptions& options,
                           DiagnosticSink& sink);

/// How a whole run ended; the values are the exit statuses of the command line.
enum class Verdict : int {
  Valid = 0,
  Invalid = 1,    ///< errors in the text or in a proof, or incomplete proofs
  Unreadable = 3, ///< a file could not be read
};
Verdict verdict(ReadStatus status, const CheckReport& report);

} // namespace blockfold::mm

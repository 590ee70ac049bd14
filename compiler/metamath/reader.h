#pragma once

#include "compiler/metamath/database.h"
#include "compiler/metamath/included_files.h"
#include "compiler/support/diagnostic.h"

#include <llvm/ADT/StringRef.h>

namespace blockfold::mm {

enum class ReadStatus : std::uint8_t {
  Ok,         ///< no error up to here; proofs are still unchecked
  Invalid,    ///< the text breaks the rules; the sink says where
  Unreadable, ///< the file, or one it includes, could not be read
};

struct ReadResult {
  ReadStatus status = ReadStatus::Ok;
  /// Everything that could be read, also when the status is not Ok.
  Database database;

  bool ok() const { return status == ReadStatus::Ok; }
};

/// Reads a database and the files that it includes, each once, relative to the including file.
/// Strict: every rule of the Metamath book's chapter 4 but those about proofs. All errors go to the
/// sink, statement by statement; reading goes on at the next one.
ReadResult read_database(llvm::StringRef path, DiagnosticSink& sink);

/// The same for a text in memory. Inclusions are resolved relative to the folder of `name`, or
/// refused as unreadable if `allow_includes` is false.
ReadResult read_database_text(llvm::StringRef text, llvm::StringRef name, DiagnosticSink& sink,
                              bool allow_includes = true);
/// The same for a file at hand; includes what `included` has, or nothing at all if that is null.
ReadResult read_database(std::unique_ptr<SourceFile> file, IncludedFiles* included,
                         DiagnosticSink& sink);
/// What reading comes to for a database that cannot be opened.
ReadResult unreadable_database(llvm::StringRef path, llvm::StringRef why, DiagnosticSink& sink);

} // namespace blockfold::mm

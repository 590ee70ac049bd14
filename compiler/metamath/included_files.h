#pragma once

#include "compiler/support/source_file.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <memory>
#include <string>
#include <string_view>

namespace blockfold::mm {

/// Where the reader finds the files that `$[ ... $]` names: a disk, or a list in memory.
class IncludedFiles {
public:
  /// A file, or why there is none; neither if it was opened before, since only the first inclusion
  /// of a file counts.
  struct Opened {
    std::unique_ptr<SourceFile> file;
    std::string why; ///< one sentence, no final stop
  };

  virtual ~IncludedFiles() = default;
  /// The path of the file called `name`, which the file at `from` includes.
  virtual std::string path(llvm::StringRef name, llvm::StringRef from) const = 0;
  virtual Opened open(llvm::StringRef path) = 0;
};

/// A file that was handed over instead of read.
struct MemoryFile {
  std::string_view name; ///< as `$[ ... $]` names it, relative to the database
  std::string_view text;
};

/// Files on disk, relative to the folder of the including one. `root` is that of the database, so
/// that no file can include it again.
std::unique_ptr<IncludedFiles> files_on_disk(llvm::StringRef root);
/// Files in memory; "./a.mm" and "b/../a.mm" are "a.mm". They must outlive the reading.
std::unique_ptr<IncludedFiles> files_in_memory(llvm::StringRef root,
                                               llvm::ArrayRef<MemoryFile> files);

} // namespace blockfold::mm

#pragma once

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

#include <memory>

/// Files as the programs read and write them: bounded on the way in, all or nothing on the way out.
namespace blockfold::tools {

/// The contents of a file or pipe of at most `max_bytes`; "-" is standard input. Errors:
/// `file.read`, `file.size`.
Result<std::unique_ptr<llvm::MemoryBuffer>> read_file(llvm::StringRef path, std::size_t max_bytes);

inline ByteView bytes_of(llvm::StringRef text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline ByteView bytes_of(const llvm::MemoryBuffer& buffer) {
  return bytes_of(buffer.getBuffer());
}

/// "-": standard output, where a certificate may go instead of a file.
inline bool is_standard_output(llvm::StringRef path) {
  return path == "-";
}

/// Finds out before hours of work whether `write_file` could write there. Error: `file.write`.
Status check_writable(llvm::StringRef path);

/// Writes a file that either appears whole under its name or not at all: a temporary file in the
/// same folder, on disk before it is renamed. Replaces regular files only. Error: `file.write`.
Status write_file(llvm::StringRef path, ByteView bytes);

/// The same for contents that need not be in memory at once: `write` puts them into a stream. It
/// may go on after the disk is full; the error comes at the end.
Status write_file(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream&)> write);

} // namespace blockfold::tools

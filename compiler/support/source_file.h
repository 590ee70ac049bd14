#pragma once

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/MemoryBuffer.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace blockfold {

/// A place for people: both count from 1, `column` in bytes. Zero means "no place".
struct LineColumn {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// The part of a source line that is shown under a diagnostic: raw bytes, at most
/// `SourceFile::kExcerptBytes`, cut around the place of interest.
struct Excerpt {
  std::string text;
  std::uint32_t caret = 0; ///< byte offset of the place within `text`; at most `text.size()`
  bool cut_before = false; ///< the line has more before `text`
  bool cut_after = false;  ///< the line has more after `text`
};

/// One input text with its name. Offsets are bytes from its start and fit 32 bits: a longer file is
/// refused on opening. Immutable, hence safe to share between threads.
class SourceFile {
public:
  static constexpr std::uint64_t kMaxBytes = 0xffff'0000;
  static constexpr std::uint32_t kExcerptBytes = 160;

  explicit SourceFile(std::unique_ptr<llvm::MemoryBuffer> buffer);

  /// Reads the file, pipe or terminal at `path`; devices, which may have no end, are refused. Null
  /// with `*why` set (one sentence, no final stop) if it cannot be read.
  static std::unique_ptr<SourceFile> open(llvm::StringRef path, std::string* why);
  /// A copy of `text` under `name`.
  static std::unique_ptr<SourceFile> from_text(llvm::StringRef text, llvm::StringRef name);

  llvm::StringRef name() const { return name_; }
  llvm::StringRef text() const { return buffer_->getBuffer(); }

  /// Line and column of an offset; one past the end is a place too, larger offsets mean the end.
  /// The first call builds an index of the lines.
  LineColumn position(std::uint32_t offset) const;
  /// The line around an offset, cut to a window when it is long.
  Excerpt excerpt(std::uint32_t offset) const;

private:
  const std::vector<std::uint32_t>& line_starts() const;

  std::string name_;
  std::unique_ptr<llvm::MemoryBuffer> buffer_;
  mutable std::once_flag indexed_;
  mutable std::vector<std::uint32_t> line_starts_;
};

} // namespace blockfold

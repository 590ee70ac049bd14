#include "compiler/support/source_file.h"

#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Process.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>

#include <algorithm>
#include <cstring>

namespace blockfold {

SourceFile::SourceFile(std::unique_ptr<llvm::MemoryBuffer> buffer)
    : name_(buffer->getBufferIdentifier().str()), buffer_(std::move(buffer)) {}

namespace {

namespace fs = llvm::sys::fs;
using Buffer = llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>;

/// Reads what has no size, a pipe or a terminal, to its end or one byte more than may be.
Buffer read_stream(fs::file_t file, llvm::StringRef name) {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  llvm::SmallVector<char, 0> bytes;
  while (bytes.size() <= SourceFile::kMaxBytes) {
    const std::size_t filled = bytes.size();
    bytes.resize_for_overwrite(filled + kPiece);
    auto got = fs::readNativeFile(file, {bytes.data() + filled, kPiece});
    if (!got)
      return llvm::errorToErrorCode(got.takeError());
    bytes.truncate(filled + *got);
    if (*got == 0)
      break;
  }
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(bytes), name);
}

/// A device such as /dev/zero has no end, and reading others has effects. Terminals are devices
/// too, but there is somebody who types the end.
bool may_be_endless(fs::file_t file, const fs::file_status& status) {
  switch (status.type()) {
  case fs::file_type::character_file:
    return !llvm::sys::Process::FileDescriptorIsDisplayed(file);
  case fs::file_type::block_file:
    return true;
  default:
    return false;
  }
}

Buffer read_open_file(fs::file_t file, llvm::StringRef path, std::string* why) {
  fs::file_status status;
  if (const std::error_code error = fs::status(file, status))
    return error;
  if (fs::is_directory(status))
    return std::make_error_code(std::errc::is_a_directory);
  if (may_be_endless(file, status)) {
    *why = "It is a device; name a file or a pipe";
    return std::make_error_code(std::errc::no_such_device);
  }
  if (!fs::is_regular_file(status))
    return read_stream(file, path);
  // Read, not mapped: a file that somebody changes meanwhile must neither end the program nor give
  // one text to the checker and another to the reader of its report.
  constexpr bool kEndsWithNul = true, kMayChange = true;
  return llvm::MemoryBuffer::getOpenFile(file, path, status.getSize(), kEndsWithNul, kMayChange);
}

} // namespace

std::unique_ptr<SourceFile> SourceFile::open(llvm::StringRef path, std::string* why) {
  auto file = fs::openNativeFileForRead(path);
  if (!file) {
    *why = llvm::errorToErrorCode(file.takeError()).message();
    return nullptr;
  }
  why->clear();
  auto buffer = read_open_file(*file, path, why);
  fs::closeFile(*file);
  if (!buffer) {
    if (why->empty())
      *why = buffer.getError().message();
    return nullptr;
  }
  if ((*buffer)->getBufferSize() > kMaxBytes) {
    *why = "File larger than 4 GB";
    return nullptr;
  }
  return std::make_unique<SourceFile>(std::move(*buffer));
}

std::unique_ptr<SourceFile> SourceFile::from_text(llvm::StringRef text, llvm::StringRef name) {
  return std::make_unique<SourceFile>(llvm::MemoryBuffer::getMemBufferCopy(text, name));
}

const std::vector<std::uint32_t>& SourceFile::line_starts() const {
  std::call_once(indexed_, [this] {
    const char* const begin = text().begin();
    const char* const end = text().end();
    line_starts_.push_back(0);
    for (const char* at = begin; at != end;) {
      at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
      if (at == nullptr)
        break;
      ++at;
      line_starts_.push_back(static_cast<std::uint32_t>(at - begin));
    }
  });
  return line_starts_;
}

LineColumn SourceFile::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text().size()));
  const auto& starts = line_starts();
  const auto line = std::upper_bound(starts.begin(), starts.end(), offset) - starts.begin();
  return {static_cast<std::uint32_t>(line),
          offset - starts[static_cast<std::size_t>(line) - 1] + 1};
}

Excerpt SourceFile::excerpt(std::uint32_t offset) const {
  const std::size_t place = std::min<std::size_t>(offset, text().size());
  // Look no further than a window away: lines can be megabytes long.
  std::size_t begin = place;
  while (begin > 0 && place - begin < kExcerptBytes && text()[begin - 1] != '\n')
    --begin;
  std::size_t end = place;
  while (end < text().size() && end - place < kExcerptBytes && text()[end] != '\n' &&
         text()[end] != '\r')
    ++end;

  if (end - begin > kExcerptBytes) {
    const std::size_t before = std::min<std::size_t>(place - begin, kExcerptBytes / 2);
    const std::size_t after = std::min<std::size_t>(end - place, kExcerptBytes - before);
    begin = place - std::min<std::size_t>(place - begin, kExcerptBytes - after);
    end = place + after;
  }
  Excerpt result;
  result.text = text().slice(begin, end).str();
  result.caret = static_cast<std::uint32_t>(place - begin);
  result.cut_before = begin > 0 && text()[begin - 1] != '\n';
  result.cut_after = end < text().size() && text()[end] != '\n' && text()[end] != '\r';
  return result;
}

} // namespace blockfold

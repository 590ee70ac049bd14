#include "tools/common/files.h"

#include "compiler/support/format.h"
#include "tools/common/interrupt.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace blockfold::tools {
namespace {

/// What to do about a file that cannot be written, after a semicolon; empty if that is plain.
const char* next_step(std::error_code why) {
  switch (why.value()) {
  case ENOSPC:
  case EDQUOT:
    return "; nothing was written: make room, or write to another disk";
  case EFBIG:
    return "; nothing was written: raise the limit on file sizes (ulimit -f)";
  case EACCES:
  case EPERM:
  case EROFS:
    return "; write to a folder where you may make files";
  case ENOENT:
    return "; make the folder first";
  default:
    return "";
  }
}

Error cannot_write(llvm::StringRef path, std::error_code why) {
  return {"file.write",
          fmt::format("cannot write {}: {}{}", quoted(path), why.message(), next_step(why))};
}
std::error_code last_error() {
  return {errno, std::generic_category()};
}

/// Where a path leads: a link keeps its place and its target is replaced.
std::string target_of(llvm::StringRef path) {
  llvm::SmallString<256> real;
  return llvm::sys::fs::real_path(path, real) ? path.str() : real.str().str();
}

std::string folder_of(llvm::StringRef path) {
  const llvm::StringRef folder = llvm::sys::path::parent_path(path);
  return folder.empty() ? "." : folder.str();
}

/// A name beside the target that no other program chooses.
std::string temporary_name(llvm::StringRef target) {
  std::random_device random;
  const std::uint64_t suffix = std::uint64_t{random()} << 32 | random();
  return fmt::format("{}/.{}.{:016x}", folder_of(target), llvm::sys::path::filename(target),
                     suffix);
}

/// A new file beside its target that disappears unless it is renamed, even if the program is
/// stopped.
class TemporaryFile {
public:
  explicit TemporaryFile(llvm::StringRef target)
      : path_(temporary_name(target)), removed_when_stopped_(path_),
        descriptor_(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}
  ~TemporaryFile() {
    if (descriptor_ < 0)
      return;
    ::close(descriptor_);
    if (!renamed_)
      ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  bool open() const { return descriptor_ >= 0; }

  bool write(ByteView bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return false;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
  }

  /// To disk, with the permissions of any new file, then under its name.
  bool rename_to(const std::string& target) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(descriptor_, 0666 & ~mask) != 0 || ::fsync(descriptor_) != 0)
      return false;
    renamed_ = ::rename(path_.c_str(), target.c_str()) == 0;
    return renamed_;
  }

private:
  std::string path_;
  RemovedWhenStopped removed_when_stopped_; // before there is a file
  int descriptor_;
  bool renamed_ = false;
};

/// Buffers what goes into a temporary file and remembers the first error.
class FileStream final : public llvm::raw_ostream {
public:
  explicit FileStream(TemporaryFile& file) : file_(file) { SetBufferSize(std::size_t{1} << 16); }
  ~FileStream() override { flush(); }

  /// All that was written is in the file, or errno says why not.
  bool finish() {
    flush();
    errno = error_;
    return error_ == 0;
  }

private:
  void write_impl(const char* bytes, std::size_t size) override {
    if (error_ == 0 && !file_.write({reinterpret_cast<const std::uint8_t*>(bytes), size}))
      error_ = errno;
    position_ += size;
  }
  std::uint64_t current_pos() const override { return position_; }

  TemporaryFile& file_;
  int error_ = 0;
  std::uint64_t position_ = 0;
};

/// The new name itself must reach the disk too; a folder that cannot be synced is no failure.
void sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// Folders and devices are not to be replaced by a certificate.
Status check_replaceable(llvm::StringRef path) {
  if (path.empty() || path.endswith("/"))
    return Error{"file.write", fmt::format("{} is no file name", quoted(path))};
  llvm::sys::fs::file_status existing;
  if (llvm::sys::fs::status(path, existing) || llvm::sys::fs::is_regular_file(existing))
    return success();
  return Error{"file.write",
               fmt::format("{} exists and is no regular file; '-o -' writes to standard output",
                           quoted(path))};
}

Error cannot_read(const std::string& name, const std::error_code& why) {
  return {"file.read", fmt::format("cannot read {}: {}", name, why.message())};
}

Error too_large(const std::string& name, std::size_t max_bytes) {
  return {"file.size", fmt::format("{} has more than {} bytes", name, max_bytes)};
}

/// Reads to the end of what has no size: a pipe, a terminal, a device.
Result<std::unique_ptr<llvm::MemoryBuffer>> read_stream(int descriptor, const std::string& name,
                                                        std::size_t max_bytes) {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  llvm::SmallVector<char, 0> bytes;
  while (true) {
    const std::size_t filled = bytes.size();
    bytes.resize(filled + kPiece);
    const ssize_t got = ::read(descriptor, bytes.data() + filled, kPiece);
    if (got < 0 && errno != EINTR)
      return cannot_read(name, last_error());
    bytes.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (bytes.size() > max_bytes)
      return too_large(name, max_bytes);
    if (got == 0)
      return llvm::MemoryBuffer::getMemBufferCopy({bytes.data(), bytes.size()}, name);
  }
}

} // namespace

Result<std::unique_ptr<llvm::MemoryBuffer>> read_file(llvm::StringRef path, std::size_t max_bytes) {
  if (path == "-")
    return read_stream(STDIN_FILENO, "standard input", max_bytes);
  llvm::sys::fs::file_status existing;
  if (const std::error_code why = llvm::sys::fs::status(path, existing))
    return cannot_read(quoted(path), why);
  if (!llvm::sys::fs::is_regular_file(existing)) {
    const int descriptor = ::open(path.str().c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
      return cannot_read(quoted(path), last_error());
    auto buffer = read_stream(descriptor, quoted(path), max_bytes);
    ::close(descriptor);
    return buffer;
  }
  if (existing.getSize() > max_bytes)
    return too_large(quoted(path), max_bytes);
  constexpr bool kIsText = false, kEndsWithNul = false, kMayChange = true; // so it is not mapped
  auto buffer = llvm::MemoryBuffer::getFile(path, kIsText, kEndsWithNul, kMayChange);
  if (!buffer)
    return cannot_read(quoted(path), buffer.getError());
  return std::move(*buffer);
}

Status check_writable(llvm::StringRef path) {
  if (Status replaceable = check_replaceable(path); !replaceable)
    return replaceable;
  if (const TemporaryFile probe(target_of(path)); !probe.open())
    return cannot_write(path, last_error());
  return success();
}

Status write_file(llvm::StringRef path, ByteView bytes) {
  return write_file(path, [&](llvm::raw_ostream& out) {
    out.write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
}

Status write_file(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream&)> write) {
  if (Status replaceable = check_replaceable(path); !replaceable)
    return replaceable;
  const std::string target = target_of(path);
  TemporaryFile file(target);
  if (!file.open())
    return cannot_write(path, last_error());
  FileStream stream(file);
  write(stream);
  if (!stream.finish() || !file.rename_to(target))
    return cannot_write(path, last_error());
  sync_folder(folder_of(target));
  return success();
}

} // namespace blockfold::tools

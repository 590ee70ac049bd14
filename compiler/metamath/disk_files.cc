#include "compiler/metamath/included_files.h"
#include "compiler/metamath/reader.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include <set>

namespace blockfold::mm {
namespace {

class DiskFiles final : public IncludedFiles {
public:
  explicit DiskFiles(llvm::StringRef root) {
    llvm::sys::fs::UniqueID id;
    if (!llvm::sys::fs::getUniqueID(root, id))
      opened_.insert(id);
  }

  std::string path(llvm::StringRef name, llvm::StringRef from) const override {
    if (!llvm::sys::path::is_relative(name))
      return name.str();
    llvm::SmallString<128> path(llvm::sys::path::parent_path(from));
    llvm::sys::path::append(path, name);
    return path.str().str();
  }

  Opened open(llvm::StringRef path) override {
    llvm::sys::fs::file_status status;
    if (const std::error_code error = llvm::sys::fs::status(path, status))
      return {nullptr, error.message()};
    if (status.type() != llvm::sys::fs::file_type::regular_file)
      return {nullptr, "Not a regular file"};
    if (!opened_.insert(status.getUniqueID()).second)
      return {};
    Opened opened;
    opened.file = SourceFile::open(path, &opened.why);
    return opened;
  }

private:
  std::set<llvm::sys::fs::UniqueID> opened_;
};

} // namespace

std::unique_ptr<IncludedFiles> files_on_disk(llvm::StringRef root) {
  return std::make_unique<DiskFiles>(root);
}

ReadResult read_database(llvm::StringRef path, DiagnosticSink& sink) {
  std::string why;
  auto source = SourceFile::open(path, &why);
  if (source == nullptr)
    return unreadable_database(path, why, sink);
  const auto included = files_on_disk(path);
  return read_database(std::move(source), included.get(), sink);
}

ReadResult read_database_text(llvm::StringRef text, llvm::StringRef name, DiagnosticSink& sink,
                              bool allow_includes) {
  const auto included = allow_includes ? files_on_disk("") : nullptr;
  return read_database(SourceFile::from_text(text, name), included.get(), sink);
}

} // namespace blockfold::mm

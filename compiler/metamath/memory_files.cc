#include "compiler/metamath/included_files.h"

#include <llvm/ADT/SmallVector.h>

#include <set>

namespace blockfold::mm {
namespace {

/// One name for each file: without "." and empty parts, and ".." undone where that is possible.
std::string plain(llvm::StringRef path) {
  llvm::SmallVector<llvm::StringRef, 8> parts, kept;
  path.split(parts, '/');
  for (const llvm::StringRef part : parts) {
    if (part.empty() || part == ".")
      continue;
    if (part == ".." && !kept.empty() && kept.back() != "..")
      kept.pop_back();
    else
      kept.push_back(part);
  }
  std::string out;
  for (const llvm::StringRef part : kept)
    out += (out.empty() ? "" : "/") + part.str();
  return out;
}

llvm::StringRef folder_of(llvm::StringRef path) {
  return path.contains('/') ? path.rsplit('/').first : "";
}

class MemoryFiles final : public IncludedFiles {
public:
  MemoryFiles(llvm::StringRef root, llvm::ArrayRef<MemoryFile> files)
      : folder_(folder_of(root)), files_(files), opened_{plain(root)} {}

  std::string path(llvm::StringRef name, llvm::StringRef from) const override {
    const llvm::StringRef folder = folder_of(from);
    return folder.empty() || name.startswith("/") ? name.str() : folder.str() + "/" + name.str();
  }

  Opened open(llvm::StringRef path) override {
    const std::string wanted = plain(path);
    if (opened_.contains(wanted))
      return {};
    for (const MemoryFile& file : files_) {
      if (plain(this->path(file.name, folder_ + "/")) != wanted)
        continue;
      opened_.insert(wanted);
      return open(file, path);
    }
    return {nullptr, "it was not handed over together with the database"};
  }

private:
  static Opened open(const MemoryFile& file, llvm::StringRef path) {
    if (file.text.size() > SourceFile::kMaxBytes)
      return {nullptr, "File larger than 4 GB"};
    return {SourceFile::from_text(file.text, path), ""};
  }

  std::string folder_; // of the database, without the last '/'
  llvm::ArrayRef<MemoryFile> files_;
  std::set<std::string> opened_;
};

} // namespace

std::unique_ptr<IncludedFiles> files_in_memory(llvm::StringRef root,
                                               llvm::ArrayRef<MemoryFile> files) {
  return std::make_unique<MemoryFiles>(root, files);
}

} // namespace blockfold::mm

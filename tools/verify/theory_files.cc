#include "tools/verify/theory_files.h"

#include "compiler/driver/bind.h"
#include "compiler/support/format.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

namespace blockfold::tools {
namespace {

bool fits(const ir::TheorySource& source, const cert::Certificate& certificate) {
  return driver::chosen_theory(source, certificate).ok();
}

} // namespace

std::optional<TheoryFiles> TheoryFiles::open(llvm::ArrayRef<std::string> paths, ReadTheory reader,
                                             bool json, int* exit) {
  TheoryFiles theories(reader, json);
  for (const std::string& path : paths) {
    if (llvm::sys::fs::is_directory(path)) {
      theories.folders_.push_back(path);
      continue;
    }
    theories.files_.push_back(path);
    if (theories.source_at(path, exit) == nullptr)
      return std::nullopt;
  }
  return theories;
}

const ir::TheorySource* TheoryFiles::source_at(const std::string& path, int* exit) {
  const auto known = sources_.find(path);
  if (known != sources_.end())
    return known->second.get();
  return (sources_[path] = read_(path, json_, exit)).get();
}

Result<driver::FoundTheory> TheoryFiles::find(llvm::ArrayRef<std::string> names,
                                              const cert::Certificate& certificate) {
  int exit = 0;
  for (const std::string& path : files_)
    if (const ir::TheorySource* source = source_at(path, &exit); fits(*source, certificate))
      return driver::FoundTheory{source, path};
  for (const std::string& folder : folders_)
    for (const std::string& name : names) {
      llvm::SmallString<256> path(folder);
      llvm::sys::path::append(path, name);
      if (!llvm::sys::fs::exists(path))
        continue;
      const ir::TheorySource* source = source_at(path.str().str(), &exit);
      if (source == nullptr) {
        failed_ = exit;
        return Error{"theory.invalid", fmt::format("{} cannot be used", quoted(path))};
      }
      if (fits(*source, certificate))
        return driver::FoundTheory{source, path.str().str()};
    }
  return Error{"link.theory",
               fmt::format("no theory file that was given says what the certificate was made for; "
                           "name the right version with --theory, or put it as {} into a folder "
                           "named there",
                           llvm::join(names, " or "))};
}

} // namespace blockfold::tools

#pragma once

#include "compiler/driver/verify_link.h"
#include "compiler/ir/theory_source.h"
#include "runtime/base/result.h"
#include "runtime/cert/certificate.h"
#include "tools/common/arguments.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The theory files of a linked certificate: each certificate in it is about one of them.
namespace blockfold::tools {

/// Reads a theory file; null after an error, which has been printed and is in `*exit`.
using ReadTheory = std::function<std::shared_ptr<const ir::TheorySource>(llvm::StringRef path,
                                                                         bool json, int* exit)>;

/// Files and folders that --theory named. Files are tried in order: a certificate takes the first
/// that says what it was made for. In folders only the file of the right name is looked at.
class TheoryFiles {
public:
  /// Reads the files, not the folders. Nothing after an error, which has been printed and is in
  /// `*exit`.
  static std::optional<TheoryFiles> open(llvm::ArrayRef<std::string> paths, ReadTheory reader,
                                         bool json, int* exit);

  /// The theory of a certificate, named by its path. `names` are what its file may be called in a
  /// folder.
  ///
  /// Errors: `link.theory` (no file fits), `theory.*` (a file of the right name is none; what is
  /// wrong with it has been printed, see `failed`).
  Result<driver::FoundTheory> find(llvm::ArrayRef<std::string> names,
                                   const cert::Certificate& certificate);

  /// The exit status of an error that `find` has printed already.
  std::optional<int> failed() const { return failed_; }

private:
  TheoryFiles(ReadTheory reader, bool json) : read_(std::move(reader)), json_(json) {}
  const ir::TheorySource* source_at(const std::string& path, int* exit);

  ReadTheory read_;
  bool json_;
  std::vector<std::string> files_, folders_;
  std::map<std::string, std::shared_ptr<const ir::TheorySource>> sources_; ///< by path
  std::optional<int> failed_;
};

} // namespace blockfold::tools

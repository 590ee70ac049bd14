#pragma once

#include "compiler/rules/ast.h"

#include <llvm/ADT/StringRef.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A rule file with everything that it imports.
namespace blockfold::rules {

/// How a path becomes a text; null with `*why` set if it cannot be read.
using OpenFile = std::function<std::unique_ptr<SourceFile>(llvm::StringRef path, std::string* why)>;

struct LoadedFiles {
  std::vector<ast::File> files; ///< imported ones first, each once; the root last
  /// visible[f][g]: file f imports file g, directly or not, or is it. By FileId.
  std::vector<std::vector<bool>> visible;
};

/// Parses `path` and, relative to each file's own folder, what it imports. Mistakes of all files
/// are reported, and then nothing is returned. `sources` must be empty before.
std::optional<LoadedFiles> load(llvm::StringRef path, const OpenFile& open, Sources& sources,
                                Reporter& reporter);

/// The same with all files that could be parsed, for tools that help with files as they are being
/// written; nothing only if `path` itself cannot be read. `reporter` says whether all is well.
std::optional<LoadedFiles> load_parsed(llvm::StringRef path, const OpenFile& open, Sources& sources,
                                       Reporter& reporter);

} // namespace blockfold::rules

#pragma once

#include "tools/server/index.h"
#include "tools/server/positions.h"

#include "compiler/rules/program.h"

#include <memory>
#include <vector>

namespace blockfold::server {

/// All that is known about a file and what it imports, at one moment.
class Analysis {
public:
  Analysis(llvm::StringRef path, const rules::OpenFile& open);
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  static constexpr rules::FileId kRoot{};

  /// Whether the file itself could be read and parsed, so that the index knows its names.
  bool has_tree() const { return has_tree_; }
  const rules::Sources& sources() const { return sources_; }
  const rules::ast::File* tree(rules::FileId id) const;
  const Index& index() const { return index_; }
  llvm::ArrayRef<Diagnostic> diagnostics() const { return sink_.diagnostics(); }
  const Positions& positions(rules::FileId id) const {
    return *positions_[static_cast<std::size_t>(id)];
  }

private:
  rules::Sources sources_;
  DiagnosticSink sink_;
  rules::LoadedFiles files_;
  std::vector<std::unique_ptr<Positions>> positions_; ///< by FileId
  Index index_;
  bool has_tree_ = false;
};

} // namespace blockfold::server

#include "tools/server/analysis.h"

#include "compiler/rules/lint.h"
#include "compiler/rules/resolve.h"

namespace blockfold::server {

Analysis::Analysis(llvm::StringRef path, const rules::OpenFile& open) {
  rules::Reporter reporter(sources_, sink_);
  auto files = rules::load_parsed(path, open, sources_, reporter);
  for (std::size_t i = 0; i < sources_.size(); ++i)
    positions_.push_back(
        std::make_unique<Positions>(sources_[static_cast<rules::FileId>(i)].text()));
  if (!files)
    return;
  files_ = std::move(*files);
  has_tree_ = tree(kRoot) != nullptr;
  index_ = Index(files_, sources_);
  if (reporter.failed())
    return; // names of files that are not understood would be missed
  if (auto program = rules::resolve(files_, reporter))
    rules::lint(*program, reporter);
}

const rules::ast::File* Analysis::tree(rules::FileId id) const {
  for (const rules::ast::File& file : files_.files)
    if (file.id == id)
      return &file;
  return nullptr;
}

} // namespace blockfold::server

#include "tools/server/workspace.h"

#include "tools/server/uri.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include <algorithm>

namespace blockfold::server {

// --- views --------------------------------------------------------------------------------------

View::View(const std::string& text, const Analysis& now, const Analysis* before)
    : text_(text), now_(now), named_(now.has_tree() ? &now : before) {
  if (named_ == nullptr || named_ == &now_)
    return;
  const llvm::StringRef old = named_->sources()[Analysis::kRoot].text();
  const std::size_t most = std::min(old.size(), text.size());
  while (same_before_ < most && old[same_before_] == text[same_before_])
    ++same_before_;
  while (same_after_ < most - same_before_ &&
         old[old.size() - 1 - same_after_] == text[text.size() - 1 - same_after_])
    ++same_after_;
}

std::size_t View::to_named(std::size_t offset) const {
  const std::size_t size = named_->sources()[Analysis::kRoot].text().size();
  if (named_ == &now_ || offset <= same_before_)
    return offset;
  return text_.size() - offset <= same_after_ ? size - (text_.size() - offset) : size + 1;
}

std::size_t View::from_named(std::size_t offset) const {
  const std::size_t size = named_->sources()[Analysis::kRoot].text().size();
  if (named_ == &now_ || offset <= same_before_)
    return offset;
  return size - offset <= same_after_ ? text_.size() - (size - offset) : same_before_;
}

const Occurrence* View::find(std::size_t offset) const {
  return named_ == nullptr ? nullptr : named_->index().find(Analysis::kRoot, to_named(offset));
}

std::pair<Position, Position> View::place(rules::Range range) const {
  if (range.file != Analysis::kRoot) {
    const Positions& positions = named_->positions(range.file);
    return {positions.at(range.begin), positions.at(range.end)};
  }
  return {positions().at(from_named(range.begin)), positions().at(from_named(range.end))};
}

// --- the workspace ------------------------------------------------------------------------------

void Workspace::open(llvm::StringRef uri, std::string text) {
  Document& document = documents_[uri.str()];
  document.path = path_of(uri);
  document.text = std::move(text);
  changed_ = true;
}

void Workspace::replace(llvm::StringRef uri, Position from, Position to, llvm::StringRef text) {
  std::string& whole = documents_.find(uri.str())->second.text;
  const Positions positions(whole);
  const std::size_t begin = positions.offset(from);
  const std::size_t end = std::max(begin, positions.offset(to));
  whole.replace(begin, end - begin, text.data(), text.size());
  changed_ = true;
}

std::unique_ptr<SourceFile> Workspace::read(llvm::StringRef path, std::string* why) const {
  for (const auto& [uri, document] : documents_)
    if (document.path == path)
      return SourceFile::from_text(document.text, path);
  if (!llvm::sys::path::is_absolute(path)) {
    *why = "A file that was not saved yet can import absolute paths only";
    return nullptr;
  }
  if (llvm::sys::fs::exists(path) && !llvm::sys::fs::is_regular_file(path)) {
    *why = "Not a regular file";
    return nullptr;
  }
  return SourceFile::open(path, why);
}

void Workspace::update() {
  if (!changed_)
    return;
  changed_ = false;
  const auto open = [this](llvm::StringRef path, std::string* why) { return read(path, why); };
  for (auto& [uri, document] : documents_) {
    document.now = std::make_shared<const Analysis>(document.path, open);
    if (document.now->has_tree())
      document.before = document.now;
  }
}

View Workspace::view(llvm::StringRef uri) const {
  const Document& document = documents_.find(uri.str())->second;
  return {document.text, *document.now, document.before.get()};
}

std::vector<std::string> Workspace::uris() const {
  std::vector<std::string> uris;
  for (const auto& [uri, document] : documents_)
    uris.push_back(uri);
  return uris;
}

std::string Workspace::uri(llvm::StringRef path) const {
  for (const auto& [uri, document] : documents_)
    if (document.path == path)
      return uri;
  return uri_of(path);
}

} // namespace blockfold::server

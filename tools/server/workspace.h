#pragma once

#include "tools/server/analysis.h"

#include <llvm/ADT/StringMap.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

/// The files that an editor has open, as they are in the editor.
namespace blockfold::server {

/// Where something is, in the words of the protocol.
struct Location {
  std::string uri;
  Position start, end;
};

/// What is known about an open file. While its text cannot be parsed, names are those of the last
/// text that could be: offsets are carried over what was typed since.
class View {
public:
  View(const std::string& text, const Analysis& now, const Analysis* before);

  const std::string& text() const { return text_; }
  const Positions& positions() const { return now_.positions(Analysis::kRoot); }
  const Analysis& now() const { return now_; }
  /// The one that has a tree, or null.
  const Analysis* named() const { return named_; }
  /// The name at an offset of the text, or null.
  const Occurrence* find(std::size_t offset) const;
  /// A range of `named()` in today's text.
  std::pair<Position, Position> place(rules::Range range) const;

private:
  std::size_t to_named(std::size_t offset) const;
  std::size_t from_named(std::size_t offset) const;

  const std::string& text_;
  const Analysis& now_;
  const Analysis* named_;
  std::size_t same_before_ = 0, same_after_ = 0; ///< bytes, if `named_` is an earlier one
};

class Workspace {
public:
  /// Opens a text, or replaces it.
  void open(llvm::StringRef uri, std::string text);
  void close(llvm::StringRef uri) { documents_.erase(uri.str()), changed_ = true; }
  bool is_open(llvm::StringRef uri) const { return documents_.count(uri.str()) != 0; }
  const std::string& text(llvm::StringRef uri) const {
    return documents_.find(uri.str())->second.text;
  }
  /// Puts `text` in the place of what is between the positions.
  void replace(llvm::StringRef uri, Position from, Position to, llvm::StringRef text);
  /// Something was changed that may be read from disk.
  void touch() { changed_ = true; }
  bool changed() const { return changed_; }
  /// Reads and checks everything anew, if anything was changed.
  void update();

  /// Of an open file, up to date.
  View view(llvm::StringRef uri) const;
  std::vector<std::string> uris() const;
  /// The URI under which the editor knows a path, if it does; else that of the file.
  std::string uri(llvm::StringRef path) const;

private:
  struct Document {
    std::string path, text;
    std::shared_ptr<const Analysis> now;
    std::shared_ptr<const Analysis> before; ///< the last that had a tree
  };
  std::unique_ptr<SourceFile> read(llvm::StringRef path, std::string* why) const;

  std::map<std::string, Document> documents_; ///< by URI
  bool changed_ = false;
};

} // namespace blockfold::server

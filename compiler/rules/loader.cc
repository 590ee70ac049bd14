#include "compiler/rules/loader.h"

#include "compiler/rules/parser.h"
#include "compiler/support/format.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/Support/Path.h>

namespace blockfold::rules {
namespace {

constexpr std::size_t kMaxFiles = 1000;

std::string resolve_path(llvm::StringRef importer, llvm::StringRef path) {
  llvm::SmallString<128> out;
  if (!llvm::sys::path::is_absolute(path))
    out = llvm::sys::path::parent_path(importer);
  llvm::sys::path::append(out, path);
  llvm::sys::path::remove_dots(out, true);
  return out.str().str();
}

class Loader {
public:
  Loader(const OpenFile& open, Sources& sources, Reporter& reporter)
      : open_(open), sources_(sources), reporter_(reporter) {}

  std::optional<LoadedFiles> run(llvm::StringRef path) {
    std::string why;
    auto root = open_(path, &why);
    if (!root) {
      Diagnostic diagnostic;
      diagnostic.code = &info(Code::UnreadableFile);
      diagnostic.where = SourceRange(path);
      diagnostic.message = why;
      reporter_.sink().add(std::move(diagnostic));
      return std::nullopt;
    }
    llvm::SmallString<128> clean = path;
    llvm::sys::path::remove_dots(clean, true);
    bytes_ = root->text().size();
    add(clean.str().str(), std::move(root));
    for (auto& row : out_.visible)
      row.resize(sources_.size());
    return std::move(out_);
  }

private:
  enum class State : std::uint8_t { Open, Done };
  struct Known {
    FileId id;
    State state;
  };

  /// Parses one file after what it imports.
  void add(const std::string& path, std::unique_ptr<SourceFile> text) {
    const FileId id = sources_.add(std::move(text));
    known_[path] = {id, State::Open};
    out_.visible.emplace_back();
    see(id, id);
    if (auto file = parse(id, reporter_)) {
      for (const ast::Word& import : file->imports)
        add_import(id, path, import);
      out_.files.push_back(std::move(*file));
    }
    known_[path].state = State::Done;
  }

  void add_import(FileId importer, const std::string& importer_path, const ast::Word& import) {
    const std::string path = resolve_path(importer_path, import.text);
    if (const auto found = known_.find(path); found != known_.end()) {
      if (found->second.state == State::Open)
        return reporter_.report(
            Code::ImportCycle, import.range,
            fmt::format("{} is being read already: it imports this file", quoted(import.text)));
      return see(importer, found->second.id);
    }
    std::string why;
    auto text = sources_.size() < kMaxFiles ? open_(path, &why) : nullptr;
    if (!text)
      return reporter_.report(
          Code::UnreadableImport, import.range,
          why.empty() ? fmt::format("more than {} files are imported", kMaxFiles) : why);
    bytes_ += text->text().size();
    if (bytes_ > kMaxFileBytes)
      return reporter_.report(
          Code::FileTooLarge, import.range,
          fmt::format("the files have more than {} bytes together", kMaxFileBytes));
    const auto imported = static_cast<FileId>(sources_.size());
    add(path, std::move(text));
    see(importer, imported);
  }

  /// What is visible in `to` becomes visible in `from`.
  void see(FileId from, FileId to) {
    const auto to_index = static_cast<std::size_t>(to);
    std::vector<bool> all = out_.visible[to_index];
    all.resize(sources_.size());
    all[to_index] = true;
    auto& row = out_.visible[static_cast<std::size_t>(from)];
    row.resize(sources_.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i])
        row[i] = true;
  }

  const OpenFile& open_;
  Sources& sources_;
  Reporter& reporter_;
  llvm::StringMap<Known> known_;
  std::uint64_t bytes_ = 0; ///< of all files
  LoadedFiles out_;
};

} // namespace

std::optional<LoadedFiles> load_parsed(llvm::StringRef path, const OpenFile& open, Sources& sources,
                                       Reporter& reporter) {
  return Loader(open, sources, reporter).run(path);
}

std::optional<LoadedFiles> load(llvm::StringRef path, const OpenFile& open, Sources& sources,
                                Reporter& reporter) {
  auto files = load_parsed(path, open, sources, reporter);
  if (reporter.failed())
    return std::nullopt;
  return files;
}

} // namespace blockfold::rules

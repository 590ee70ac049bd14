// File inclusion (Metamath book, 4.1.2) and input that cannot be read.
#include "tests/unit/metamath/check_text.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <doctest/doctest.h>

#include <utility>

using namespace blockfold;
using namespace blockfold::mm;

namespace {

/// A folder that lives as long as the test.
class Folder {
public:
  Folder() { REQUIRE_FALSE(llvm::sys::fs::createUniqueDirectory("blockfold-include", path_)); }
  ~Folder() { llvm::sys::fs::remove_directories(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const char* name) const {
    llvm::SmallString<128> path(path_);
    llvm::sys::path::append(path, name);
    return path.str().str();
  }
  void write(const char* name, llvm::StringRef text) {
    texts_.emplace_back(name, text.str());
    const std::string path = file(name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
    std::error_code error;
    llvm::raw_fd_ostream out(path, error);
    REQUIRE_FALSE(error);
    out << text;
  }
  /// All that was written, as files in memory.
  std::vector<MemoryFile> in_memory() const {
    std::vector<MemoryFile> files;
    for (const auto& [name, text] : texts_)
      files.push_back({name, text});
    return files;
  }

private:
  llvm::SmallString<128> path_;
  std::vector<std::pair<std::string, std::string>> texts_;
};

struct Outcome {
  ReadResult read;
  DiagnosticSink sink;

  /// "CODE name-of-file line:column" of each diagnostic.
  std::vector<std::string> findings() const {
    std::vector<std::string> found;
    for (const Diagnostic& d : sink.diagnostics())
      found.push_back((llvm::StringRef(d.code->id) + " " + llvm::sys::path::filename(d.where.file) +
                       " " + std::to_string(d.where.start.line) + ":" +
                       std::to_string(d.where.start.column))
                          .str());
    return found;
  }
};

/// The same files handed over in memory.
Outcome read_in_memory(const Folder& folder, const char* name) {
  const auto files = folder.in_memory();
  const auto root = llvm::find_if(files, [&](const MemoryFile& file) { return file.name == name; });
  const auto included = files_in_memory(folder.file(name), files);
  Outcome outcome;
  outcome.read = root == files.end()
                     ? unreadable_database(folder.file(name), "absent", outcome.sink)
                     : read_database(SourceFile::from_text(root->text, folder.file(name)),
                                     included.get(), outcome.sink);
  return outcome;
}

/// Reads from disk, and holds reading from memory against it.
Outcome read(const Folder& folder, const char* name) {
  Outcome outcome;
  outcome.read = read_database(folder.file(name), outcome.sink);
  const Outcome same = read_in_memory(folder, name);
  CHECK(same.findings() == outcome.findings());
  CHECK(same.read.status == outcome.read.status);
  CHECK(same.read.database.files().size() == outcome.read.database.files().size());
  return outcome;
}

} // namespace

TEST_CASE("an included file takes the place of the inclusion") {
  Folder folder;
  folder.write("main.mm", "$c A $.\n$[ part.mm $]\nb $a A B $.");
  folder.write("part.mm", "$c B $. a $a B A $.");
  const auto outcome = read(folder, "main.mm");
  CHECK(outcome.findings().empty());
  REQUIRE(outcome.read.database.statements().size() == 2);
  CHECK(outcome.read.database.statement(0).label == "a");
  CHECK(outcome.read.database.files().size() == 2);
}

TEST_CASE("a file is included once, whoever includes it, itself and the main file too") {
  Folder folder;
  folder.write("main.mm", "$[ a.mm $] $[ b.mm $] $[ a.mm $] $[ main.mm $] $[ ./a.mm $]");
  folder.write("a.mm", "$[ a.mm $] $[ b.mm $] $c A $.");
  folder.write("b.mm", "$[ a.mm $] $[ main.mm $] $c B $.");
  const auto outcome = read(folder, "main.mm");
  CHECK(outcome.findings().empty());
  CHECK(outcome.read.database.name(0) == "B");
  CHECK(outcome.read.database.name(1) == "A");
}

TEST_CASE("names are relative to the including file") {
  Folder folder;
  folder.write("main.mm", "$[ sub/a.mm $] x $a B $.");
  folder.write("sub/a.mm", "$[ b.mm $]");
  folder.write("sub/b.mm", "$c B $.");
  CHECK(read(folder, "main.mm").findings().empty());
}

TEST_CASE("a block may begin in an included file, a statement may not") {
  Folder folder;
  folder.write("main.mm", "$[ scope.mm $] $}\n$[ open.mm $]\n$[ comment.mm $] $c B $.");
  folder.write("scope.mm", "${ $v x $.");
  folder.write("open.mm", "$c A");
  folder.write("comment.mm", "\n$( open");
  const auto outcome = read(folder, "main.mm");
  CHECK(outcome.findings() ==
        std::vector<std::string>{"MM0101 open.mm 1:1", "MM0003 comment.mm 2:1"});
  CHECK(outcome.read.database.find_symbol("B"));
}

TEST_CASE("an unclosed block is reported in the file where it begins") {
  Folder folder;
  folder.write("main.mm", "$[ scope.mm $]\n");
  folder.write("scope.mm", "\n ${");
  CHECK(read(folder, "main.mm").findings() == std::vector<std::string>{"MM0112 scope.mm 2:2"});
}

TEST_CASE("files that cannot be read are told from files that are wrong") {
  Folder folder;
  folder.write("main.mm", "$[ missing.mm $] $. $[ sub $]");
  folder.write("sub/x", "");
  folder.write("wrong.mm", "$.");
  const auto outcome = read(folder, "main.mm");
  CHECK(outcome.findings() == std::vector<std::string>{"MM0902 main.mm 1:4", "MM0105 main.mm 1:18",
                                                       "MM0902 main.mm 1:24"});
  CHECK(outcome.read.status == ReadStatus::Unreadable);
  CHECK(read(folder, "wrong.mm").read.status == ReadStatus::Invalid);

  for (const char* name : {"missing.mm", "sub"}) {
    const auto unreadable = read(folder, name);
    CHECK(unreadable.read.status == ReadStatus::Unreadable);
    CHECK(unreadable.sink.diagnostics().size() == 1);
    CHECK(std::string(unreadable.sink.diagnostics()[0].code->id) == "MM0901");
    CHECK(verdict(unreadable.read.status, {}) == Verdict::Unreadable);
  }
}

TEST_CASE("a file in memory that is not there is asked for each time") {
  Folder folder;
  folder.write("main.mm", "$[ a/../b.mm $] $[ ../main.mm $] $[ ../main.mm $]");
  folder.write("b.mm", "$[ a/c.mm $]");
  folder.write("a//c.mm", "$[ ../b.mm $] $[ c.mm $]");
  const Outcome outcome = read_in_memory(folder, "main.mm");
  CHECK(outcome.findings() ==
        std::vector<std::string>{"MM0902 main.mm 1:20", "MM0902 main.mm 1:37"});
  CHECK(outcome.read.database.files().size() == 3);
}

TEST_CASE("a text in memory can be kept from reading files") {
  const auto checked = check_text("$[ x.mm $]");
  CHECK(checked.read.status == ReadStatus::Unreadable);
  CHECK(checked.findings() == std::vector<std::string>{"MM0902 1:4"});
}

#include "tests/e2e/program.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Program.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdlib.h>

namespace blockfold::e2e {
namespace fs = std::filesystem;

namespace {

Outcome run_at(const std::string& program, const std::vector<std::string>& arguments) {
  const Folder folder;
  const std::string out = folder.path("out"), err = folder.path("err");
  llvm::SmallVector<llvm::StringRef, 16> words{program};
  words.append(arguments.begin(), arguments.end());
  const llvm::Optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), llvm::StringRef(out),
                                                       llvm::StringRef(err)};
  Outcome outcome;
  outcome.exit = llvm::sys::ExecuteAndWait(program, words, llvm::None, redirects);
  outcome.exit = std::max(outcome.exit, -1);
  outcome.out = read(out);
  outcome.err = read(err);
  return outcome;
}

std::string existing(const fs::path& path) {
  if (fs::exists(path))
    return path.string();
  std::printf("skipped: %s is absent\n", path.c_str());
  return "";
}

} // namespace

fs::path binary(const std::string& program) {
  return fs::path(BLOCKFOLD_BINARY_DIR) / "bin" / program;
}

Outcome run(const std::string& program, const std::vector<std::string>& arguments) {
  return run_at(binary(program).string(), arguments);
}

Outcome shell(const std::string& line) {
  return run_at("/bin/sh", {"-c", line});
}

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "blockfold-e2e-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  e2e::write(path(name), text);
  return path(name);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string data_file(const std::string& name) {
  return existing(fs::path(BLOCKFOLD_SOURCE_DIR) / "../shared/data/metamath" / name);
}

std::string debian_database(const std::string& name) {
  return existing(fs::path("/usr/share/metamath/databases") / name);
}

const char* const kSmallTheory = R"($c ( ) -> wff |- $.
$v ph ps ch $.
wph $f wff ph $.
wps $f wff ps $.
wch $f wff ch $.
wi $a wff ( ph -> ps ) $.
ax-1 $a |- ( ph -> ( ps -> ph ) ) $.
ax-2 $a |- ( ( ph -> ( ps -> ch ) ) -> ( ( ph -> ps ) -> ( ph -> ch ) ) ) $.
${
  min $e |- ph $.
  maj $e |- ( ph -> ps ) $.
  ax-mp $a |- ps $.
$}
id $p |- ( ph -> ph ) $=
  wph wph wph wi wi wph wph wi
  wph wph ax-1
  wph wph wph wi wph wi wi wph wph wph wi wi wph wph wi wi
  wph wph wph wi ax-1
  wph wph wph wi wph ax-2
  ax-mp ax-mp $.
idd $p |- ( ps -> ( ph -> ph ) ) $=
  wph wph wi wps wph wph wi wi wph id wph wph wi wps ax-1 ax-mp $.
todo $p |- ( ph -> ( ps -> ps ) ) $= ? $.
)";

const char* const kDisjointTheory = R"($c A. wff setvar |- ( ) -> $.
$v ph ps x y $.
wph $f wff ph $.
wps $f wff ps $.
vx $f setvar x $.
vy $f setvar y $.
wi $a wff ( ph -> ps ) $.
wal $a wff A. x ph $.
${
  $d x ph $.
  ax-5 $a |- ( ph -> A. x ph ) $.
$}
${
  $d x ph $.  $d y ph $.  $d x y $.
  twice $p |- ( ( ph -> ph ) -> A. x ( ph -> ph ) ) $= wph wph wi vx ax-5 $.
$}
)";

} // namespace blockfold::e2e

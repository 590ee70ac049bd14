#include "compiler/rules/reader.h"

#include "compiler/rules/lint.h"
#include "compiler/rules/resolve.h"

#include <llvm/Support/FileSystem.h>

#include <utility>

namespace blockfold::rules {

ReadProgram read_program(llvm::StringRef path, const OpenFile& open, DiagnosticSink& sink) {
  ReadProgram out;
  Reporter reporter(out.sources, sink);
  const auto files = load(path, open, out.sources, reporter);
  out.unreadable = out.sources.size() == 0;
  if (!files)
    return out;
  out.program = resolve(*files, reporter);
  if (!out.program)
    return out;
  lint(*out.program, reporter);
  if (reporter.failed())
    out.program.reset();
  return out;
}

ReadProgram read_program(llvm::StringRef path, DiagnosticSink& sink) {
  // What is imported is a file: nobody sits at the other end of a pipe that another file names.
  bool named_by_user = true;
  const auto open = [&](llvm::StringRef name, std::string* why) -> std::unique_ptr<SourceFile> {
    const bool any = std::exchange(named_by_user, false);
    if (any || !llvm::sys::fs::exists(name) || llvm::sys::fs::is_regular_file(name))
      return SourceFile::open(name, why);
    *why = "Not a regular file";
    return nullptr;
  };
  return read_program(path, open, sink);
}

} // namespace blockfold::rules

#include "compiler/rules/reader.h"

#include "compiler/rules/lint.h"
#include "compiler/rules/resolve.h"

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
  return read_program(
      path, [](llvm::StringRef name, std::string* why) { return SourceFile::open(name, why); },
      sink);
}

} // namespace blockfold::rules

#pragma once

#include "compiler/imp/codes.h"
#include "compiler/support/source_file.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// Places in the text of a program.
namespace blockfold::imp {

/// Some bytes: [begin, end).
struct Range {
  std::uint32_t begin = 0, end = 0;
};
inline Range join(Range a, Range b) {
  return {a.begin, b.end};
}

/// Diagnostics by range.
class Reporter {
public:
  Reporter(const SourceFile& source, DiagnosticSink& sink)
      : source_(source), sink_(sink), errors_before_(sink.error_count()) {}

  void report(Code code, Range where, std::string message, std::vector<DiagnosticNote> notes = {}) {
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.where = place(where);
    diagnostic.message = std::move(message);
    diagnostic.notes = std::move(notes);
    sink_.add(std::move(diagnostic));
  }
  DiagnosticNote note(Range where, std::string text) const {
    return {place(where), std::move(text)};
  }
  /// Whether anything reported since this reporter was made is an error.
  bool failed() const { return sink_.error_count() != errors_before_; }

  const SourceFile& source() const { return source_; }
  llvm::StringRef text(Range where) const { return source_.text().slice(where.begin, where.end); }

private:
  SourceRange place(Range where) const {
    return SourceRange(source_, where.begin, where.end - where.begin);
  }
  const SourceFile& source_;
  DiagnosticSink& sink_;
  std::size_t errors_before_;
};

} // namespace blockfold::imp

#pragma once

#include "compiler/rules/codes.h"
#include "compiler/support/source_file.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// The texts that a program is made of, and places in them.
namespace blockfold::rules {

enum class FileId : std::uint32_t {};

/// Some bytes of one file: [begin, end).
struct Range {
  FileId file{};
  std::uint32_t begin = 0, end = 0;
};
/// From the first byte of `a` to the last of `b`, in one file.
inline Range join(Range a, Range b) {
  return {a.file, a.begin, b.end};
}

/// The files of a program. They are never removed, so views into their texts stay valid.
class Sources {
public:
  FileId add(std::unique_ptr<SourceFile> file) {
    files_.push_back(std::move(file));
    return static_cast<FileId>(files_.size() - 1);
  }
  const SourceFile& operator[](FileId id) const { return *files_[static_cast<std::size_t>(id)]; }
  std::size_t size() const { return files_.size(); }

private:
  std::vector<std::unique_ptr<SourceFile>> files_;
};

/// Diagnostics by range.
class Reporter {
public:
  Reporter(const Sources& sources, DiagnosticSink& sink)
      : sources_(sources), sink_(sink), errors_before_(sink.error_count()) {}

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
  /// A note that belongs to no place.
  static DiagnosticNote note(std::string text) { return {SourceRange(), std::move(text)}; }

  /// Whether anything reported since this reporter was made is an error.
  bool failed() const { return sink_.error_count() != errors_before_; }
  const Sources& sources() const { return sources_; }
  DiagnosticSink& sink() const { return sink_; }

private:
  SourceRange place(Range where) const {
    return SourceRange(sources_[where.file], where.begin, where.end - where.begin);
  }

  const Sources& sources_;
  DiagnosticSink& sink_;
  std::size_t errors_before_;
};

} // namespace blockfold::rules

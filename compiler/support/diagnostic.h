#pragma once

#include "compiler/support/source_file.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace blockfold {

enum class Severity : std::uint8_t { Note, Warning, Error };
llvm::StringRef severity_name(Severity severity);

/// What one kind of diagnostic means, independent of the place where it occurs. Each module keeps a
/// table of its own; the identifiers are stable and never reused.
struct CodeInfo {
  const char* id;        ///< such as "MM0206"
  Severity severity;     ///< how serious every occurrence is
  const char* summary;   ///< what is wrong, one line
  const char* next_step; ///< what to do about it, one line
  /// Why it is wrong, for `blockfold explain`; paragraphs of Markdown, or empty.
  const char* explanation = "";
  /// Inputs that have this fault, and the same without it; or empty.
  const char* wrong = "";
  const char* right = "";
};

/// The entry of `table` with this identifier, or null.
const CodeInfo* find_code(llvm::ArrayRef<CodeInfo> table, llvm::StringRef id);

/// A piece of a source text: what a diagnostic points at. Copies what it shows, so that a
/// diagnostic outlives the text.
struct SourceRange {
  std::string file;
  LineColumn start;         ///< {0, 0}: the file as a whole
  std::uint32_t length = 0; ///< bytes marked, at least 1 for a place
  Excerpt excerpt;

  SourceRange() = default;
  /// The file as a whole, for instance one that cannot be read.
  explicit SourceRange(llvm::StringRef file_name) : file(file_name.str()) {}
  SourceRange(const SourceFile& source, std::uint32_t offset, std::uint32_t byte_length);

  bool has_position() const { return start.line != 0; }
};

/// Further facts about a diagnostic; `where.file` is empty if it belongs to no place.
struct DiagnosticNote {
  SourceRange where;
  std::string text;
};

/// One finding about the input.
struct Diagnostic {
  const CodeInfo* code = nullptr; ///< never null
  SourceRange where;
  std::string message;          ///< one sentence without a final stop
  std::string label;            ///< the statement it is about, or empty
  std::uint32_t proof_step = 0; ///< 1-based step of that statement's proof, 0: none
  std::vector<DiagnosticNote> notes;

  Severity severity() const { return code->severity; }
};

/// Collects diagnostics in the order in which they are added. Keeps at most `limit` of them, but
/// counts all. Not for use by several threads at once: give each a sink, then `append` them in
/// order.
class DiagnosticSink {
public:
  static constexpr std::size_t kDefaultLimit = 1000;
  explicit DiagnosticSink(std::size_t limit = kDefaultLimit) : limit_(limit) {}

  void add(Diagnostic diagnostic);
  /// Adds what `other` holds and counted.
  void append(DiagnosticSink&& other);

  llvm::ArrayRef<Diagnostic> diagnostics() const { return kept_; }
  llvm::MutableArrayRef<Diagnostic> diagnostics() { return kept_; }

  std::size_t error_count() const { return errors_; }
  std::size_t warning_count() const { return warnings_; }
  bool has_errors() const { return errors_ != 0; }
  /// How many were counted but not kept.
  std::size_t suppressed() const { return suppressed_; }
  /// No further diagnostic will be kept, so that a caller may spare itself making one.
  bool full() const { return kept_.size() >= limit_; }
  /// Counts an error that the caller did not make because the sink is full.
  void count_suppressed_error() { ++errors_, ++suppressed_; }

private:
  std::size_t limit_;
  std::vector<Diagnostic> kept_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t suppressed_ = 0;
};

} // namespace blockfold

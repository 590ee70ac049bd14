#include "compiler/support/diagnostic.h"

#include <algorithm>
#include <iterator>

namespace blockfold {

llvm::StringRef severity_name(Severity severity) {
  switch (severity) {
  case Severity::Note:
    return "note";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  return "error";
}

const CodeInfo* find_code(llvm::ArrayRef<CodeInfo> table, llvm::StringRef id) {
  const auto* found =
      std::find_if(table.begin(), table.end(), [&](const CodeInfo& info) { return id == info.id; });
  return found == table.end() ? nullptr : found;
}

SourceRange::SourceRange(const SourceFile& source, std::uint32_t offset, std::uint32_t byte_length)
    : file(source.name().str()), start(source.position(offset)),
      length(std::max<std::uint32_t>(byte_length, 1)), excerpt(source.excerpt(offset)) {}

void DiagnosticSink::add(Diagnostic diagnostic) {
  errors_ += diagnostic.severity() == Severity::Error;
  warnings_ += diagnostic.severity() == Severity::Warning;
  if (full())
    ++suppressed_;
  else
    kept_.push_back(std::move(diagnostic));
}

void DiagnosticSink::append(DiagnosticSink&& other) {
  errors_ += other.errors_;
  warnings_ += other.warnings_;
  const std::size_t room = std::min(limit_ - std::min(limit_, kept_.size()), other.kept_.size());
  std::move(other.kept_.begin(), other.kept_.begin() + static_cast<std::ptrdiff_t>(room),
            std::back_inserter(kept_));
  suppressed_ += other.suppressed_ + other.kept_.size() - room;
  other = DiagnosticSink(other.limit_);
}

} // namespace blockfold

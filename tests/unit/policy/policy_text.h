#pragma once

#include "compiler/policy/parser.h"

#include <optional>
#include <string>
#include <vector>

/// Policies for tests.
namespace blockfold::policy {

struct Read {
  std::optional<Policy> policy;
  std::vector<std::string> findings; ///< each diagnostic as "CODE line:column"
  std::vector<std::string> codes;
};

inline Read read_text(const std::string& text) {
  DiagnosticSink sink;
  const auto source = SourceFile::from_text(text, "test.policy");
  Read out{parse_policy(*source, sink), {}, {}};
  for (const Diagnostic& diagnostic : sink.diagnostics()) {
    out.codes.emplace_back(diagnostic.code->id);
    out.findings.push_back(out.codes.back() + " " + std::to_string(diagnostic.where.start.line) +
                           ":" + std::to_string(diagnostic.where.start.column));
  }
  return out;
}

} // namespace blockfold::policy

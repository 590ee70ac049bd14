#pragma once

#include "compiler/imp/interpreter.h"
#include "compiler/ir/execution_check.h"
#include "tests/unit/source_text.h"

#include <string>
#include <vector>

/// Programs for tests, without a file system.
namespace blockfold::imp {

using testing::source_text;

inline std::vector<std::string> codes_of(const DiagnosticSink& sink) {
  std::vector<std::string> found;
  for (const Diagnostic& d : sink.diagnostics())
    found.emplace_back(d.code->id);
  return found;
}

struct Read {
  DiagnosticSink sink;
  ReadProgram read;

  explicit Read(const std::string& text)
      : read(read_program(SourceFile::from_text(text, "program.imp"), sink)) {}
  const CompiledProgram& program() const { return *read.program; }
  std::vector<std::string> codes() const { return codes_of(sink); }
};

/// A run with its blocks, which have been checked.
struct Run {
  explicit Run(const Read& read, const Values& inputs, const RunLimits& limits = {})
      : execution(read.program().blocks),
        outcome(run(read.program(), *read.read.source, inputs, limits, &execution, {}, sink)) {
    if (outcome)
      accepted = ir::check_execution(read.program().blocks, execution, refusals);
  }
  std::vector<std::string> codes() const { return codes_of(sink); }

  DiagnosticSink sink, refusals;
  ir::Execution execution;
  std::optional<Outcome> outcome;
  bool accepted = false;
};

} // namespace blockfold::imp

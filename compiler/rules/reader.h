#pragma once

#include "compiler/rules/loader.h"
#include "compiler/rules/program.h"

#include <optional>

/// Rule files, the whole way from a path to a program that may be used.
namespace blockfold::rules {

/// A program with the texts that its ranges point into.
struct ReadProgram {
  Sources sources;
  std::optional<Program> program; ///< nothing if a file has errors of any sort
  bool unreadable = false;        ///< the file itself cannot be read
};

/// Loads, resolves and lints. What was found is in the sink; warnings alone do no harm.
ReadProgram read_program(llvm::StringRef path, DiagnosticSink& sink);
/// The same from texts that `open` provides.
ReadProgram read_program(llvm::StringRef path, const OpenFile& open, DiagnosticSink& sink);

} // namespace blockfold::rules

#pragma once

#include "compiler/metamath/check.h"

#include <string>
#include <vector>

namespace blockfold::mm {

/// Reading and checking a text, in short.
struct Checked {
  ReadResult read;
  CheckReport report;
  DiagnosticSink sink;

  /// Each diagnostic as "CODE line:column".
  std::vector<std::string> findings() const {
    std::vector<std::string> found;
    for (const Diagnostic& d : sink.diagnostics())
      found.push_back(std::string(d.code->id) + " " + std::to_string(d.where.start.line) + ":" +
                      std::to_string(d.where.start.column));
    return found;
  }
};

inline Checked check_text(llvm::StringRef text, unsigned threads = 1) {
  Checked checked;
  checked.read = read_database_text(text, "test.mm", checked.sink, false);
  CheckOptions options;
  options.threads = threads;
  checked.report = check_database(checked.read.database, options, checked.sink);
  return checked;
}

/// Five lines that most tests begin with: propositional logic as far as modus ponens.
inline constexpr const char* kLogic =
    "$c |- wff ( ) -> F. $.\n"
    "$v p q r $.\n"
    "wp $f wff p $. wq $f wff q $. wr $f wff r $.\n"
    "wi $a wff ( p -> q ) $. wf $a wff F. $.\n"
    "${ mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $. mp $a |- q $. $}\n";

/// Takes the marks '@' out of a text; each stands before a place where a diagnostic is expected.
struct Marked {
  std::string text;
  std::vector<std::string> places; ///< "line:column" of each mark

  explicit Marked(llvm::StringRef marked) {
    int line = 1;
    int column = 1;
    for (const char c : marked) {
      if (c == '@') {
        places.push_back(std::to_string(line) + ":" + std::to_string(column));
        continue;
      }
      text += c;
      line += c == '\n';
      column = c == '\n' ? 1 : column + 1;
    }
  }
};

} // namespace blockfold::mm

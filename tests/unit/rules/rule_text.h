#pragma once

#include "compiler/rules/reader.h"

#include <map>
#include <string>
#include <vector>

/// Rule files for tests, without a file system.
namespace blockfold::rules {

struct Read {
  ReadProgram read;
  DiagnosticSink sink;

  /// Each diagnostic as "CODE line:column".
  std::vector<std::string> findings() const {
    std::vector<std::string> found;
    for (const Diagnostic& d : sink.diagnostics())
      found.push_back(std::string(d.code->id) + " " + std::to_string(d.where.start.line) + ":" +
                      std::to_string(d.where.start.column));
    return found;
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> found;
    for (const Diagnostic& d : sink.diagnostics())
      found.emplace_back(d.code->id);
    return found;
  }
};

/// Reads "rules.blk" of some files.
inline Read read_files(const std::map<std::string, std::string>& files) {
  Read out;
  out.read = read_program(
      "rules.blk",
      [&](llvm::StringRef path, std::string* why) -> std::unique_ptr<SourceFile> {
        const auto found = files.find(path.str());
        if (found != files.end())
          return SourceFile::from_text(found->second, path);
        *why = "no such file";
        return nullptr;
      },
      out.sink);
  return out;
}

inline Read read_text(const std::string& text) {
  return read_files({{"rules.blk", text}});
}

} // namespace blockfold::rules

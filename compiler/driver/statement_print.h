#pragma once

#include "compiler/driver/statement.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>

#include <string>

/// How statements look, whatever they are about.
namespace blockfold::driver {

/// Paragraphs of fields: a title at the left, its text beside and below.
class FieldPrinter {
public:
  explicit FieldPrinter(llvm::raw_ostream& out) : out_(out) {}

  /// A title at the start of a paragraph, then its first line.
  void field(llvm::StringRef title, llvm::StringRef text);
  /// Words, wrapped and aligned with the field above.
  void words(llvm::StringRef title, llvm::ArrayRef<std::string> words);
  /// Backend and assumptions.
  void security(const Security& security);

private:
  llvm::raw_ostream& out_;
};

nlohmann::ordered_json to_json(const Security& security);

} // namespace blockfold::driver

#pragma once

#include "compiler/driver/statement.h"
#include "compiler/support/names.h"
#include "runtime/base/result.h"

#include <llvm/ADT/StringRef.h>

#include <string>
#include <vector>

/// --allow-axioms: the list of what a proof may rest on.
namespace blockfold::tools {

/// The axioms that someone accepts: labels, which are themselves before they are patterns, and
/// globs. None at first.
class AllowedAxioms {
public:
  /// Adds labels and patterns, with white space or commas between them; '#' begins a comment, which
  /// ends with its line. Error: `usage.allow-axioms`.
  Status add(llvm::StringRef list);

  bool covers(llvm::StringRef label) const;
  /// The labels of axioms and assumed theorems that are not covered.
  std::vector<std::string> not_covered(const driver::StatementText& statement) const;

private:
  Status add_word(llvm::StringRef word);

  std::vector<std::string> labels_;
  std::vector<Glob> globs_;
};

} // namespace blockfold::tools

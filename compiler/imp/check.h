#pragma once

#include "compiler/imp/ast.h"
#include "compiler/imp/machine.h"

#include <llvm/ADT/StringMap.h>

/// What names mean, and whether they are used as they are declared.
namespace blockfold::imp {

class Names {
public:
  struct Meaning {
    bool is_array;
    std::uint32_t id; ///< VariableId or ArrayId
    Range where;      ///< of the declaration
  };

  /// Reads the declarations and checks every use of a name. Mistakes are reported.
  Names(const ast::Program& program, Reporter& reporter);

  /// Null if the name is not declared, which has been reported.
  const Meaning* find(llvm::StringRef name) const;

  std::vector<Variable> variables;
  std::vector<Array> arrays;

private:
  friend class NameChecker;
  llvm::StringMap<Meaning> meanings_;
};

} // namespace blockfold::imp

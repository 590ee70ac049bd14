#pragma once

#include "compiler/metamath/database.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/Allocator.h>

#include <vector>

namespace blockfold::mm {

/// What a name of the database stands for: labels and math symbols share one name space.
struct NameUse {
  enum class Kind : std::uint8_t { Symbol, Statement, BrokenStatement };
  Kind kind;
  std::uint32_t id; ///< SymbolId or StatementId; without meaning for a broken statement
};

/// The data behind a Database. Names point into the files, the rest into the arena.
struct Database::Storage {
  std::vector<std::unique_ptr<SourceFile>> files;
  llvm::BumpPtrAllocatorImpl<llvm::MallocAllocator, 1 << 16> arena;
  std::vector<Symbol> symbols;
  std::vector<Statement> statements;
  llvm::DenseMap<llvm::StringRef, NameUse> names;
  /// By symbol: the $f statements of a variable, in the order of the text.
  std::vector<llvm::SmallVector<StatementId, 1>> floatings;

  const NameUse* find(llvm::StringRef name) const {
    const auto found = names.find(name);
    return found == names.end() ? nullptr : &found->second;
  }

  template <class T> llvm::ArrayRef<T> keep(llvm::ArrayRef<T> values) {
    if (values.empty())
      return {};
    T* const copy = arena.Allocate<T>(values.size());
    std::uninitialized_copy(values.begin(), values.end(), copy);
    return {copy, values.size()};
  }
};

} // namespace blockfold::mm

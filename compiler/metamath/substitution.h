#pragma once

#include "compiler/metamath/database.h"

#include <llvm/ADT/ArrayRef.h>

#include <cstddef>
#include <cstring>
#include <vector>

namespace blockfold::mm {

/// What each variable of an assertion stands for in one step of a proof. Constants stand for
/// themselves, so that no use has to tell the two apart.
class Substitution {
public:
  explicit Substitution(const Database& database);
  Substitution(const Substitution&) = delete;
  Substitution& operator=(const Substitution&) = delete;

  void set(SymbolId variable, llvm::ArrayRef<SymbolId> value) {
    values_[variable] = {value.data(), value.size()};
  }
  llvm::ArrayRef<SymbolId> operator[](SymbolId symbol) const {
    return {values_[symbol].data, values_[symbol].length};
  }

  /// How many symbols `math` becomes.
  std::size_t length(llvm::ArrayRef<SymbolId> math) const {
    std::size_t total = 0;
    for (const SymbolId symbol : math)
      total += values_[symbol].length;
    return total;
  }

  /// Writes what `math` becomes; returns the end of it.
  SymbolId* write(llvm::ArrayRef<SymbolId> math, SymbolId* out) const {
    for (const SymbolId symbol : math) {
      const Value value = values_[symbol];
      for (std::size_t i = 0; i < value.length; ++i)
        out[i] = value.data[i];
      out += value.length;
    }
    return out;
  }

  /// `math` becomes exactly `found`.
  bool matches(llvm::ArrayRef<SymbolId> math, llvm::ArrayRef<SymbolId> found) const {
    const SymbolId* at = found.begin();
    for (const SymbolId symbol : math) {
      const Value value = values_[symbol];
      if (static_cast<std::size_t>(found.end() - at) < value.length)
        return false;
      for (std::size_t i = 0; i < value.length; ++i)
        if (at[i] != value.data[i])
          return false;
      at += value.length;
    }
    return at == found.end();
  }

  /// Values within `from` lie at `to` from now on.
  void rebase(llvm::ArrayRef<SymbolId> from, const SymbolId* to);

private:
  struct Value {
    const SymbolId* data = nullptr;
    std::size_t length = 0;
  };
  std::vector<SymbolId> identity_; // symbol i at index i
  std::vector<Value> values_;
};

} // namespace blockfold::mm

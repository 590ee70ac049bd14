#include "compiler/metamath/substitution.h"

#include <functional>
#include <numeric>

namespace blockfold::mm {

Substitution::Substitution(const Database& database)
    : identity_(database.symbols().size()), values_(database.symbols().size()) {
  std::iota(identity_.begin(), identity_.end(), SymbolId{0});
  for (SymbolId symbol = 0; symbol < identity_.size(); ++symbol)
    if (!database.is_variable(symbol))
      values_[symbol] = {&identity_[symbol], 1};
}

void Substitution::rebase(llvm::ArrayRef<SymbolId> from, const SymbolId* to) {
  const std::less_equal<const SymbolId*> not_after;
  for (Value& value : values_)
    if (not_after(from.begin(), value.data) && not_after(value.data, from.end()))
      value.data = to + (value.data - from.begin());
}

} // namespace blockfold::mm

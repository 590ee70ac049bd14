#include "compiler/metamath/proof_stack.h"

#include <algorithm>
#include <cstring>

namespace blockfold::mm {

void ProofStack::clear() {
  entries_.clear();
  end_ = 0;
  if (saved_symbols_ != 0)
    saved_.Reset();
  saved_symbols_ = 0;
}

bool ProofStack::save_top() {
  Entry& entry = entries_.back();
  if (entry.is_unknown() || entry.external != nullptr)
    return true;
  if (saved_symbols_ + entry.length > kMaxSavedSymbols)
    return false;
  saved_symbols_ += entry.length;
  SymbolId* const copy = saved_.Allocate<SymbolId>(entry.length);
  std::copy_n(symbols_.data() + entry.offset, entry.length, copy);
  entry.external = copy;
  return true;
}

bool ProofStack::make_room(std::size_t length, Substitution& substitution) {
  if (length > kMaxSymbols || end_ + length > kMaxSymbols)
    return false;
  if (end_ + length <= symbols_.size())
    return true;
  std::vector<SymbolId> larger(std::max(2 * symbols_.size(), end_ + length));
  std::copy_n(symbols_.data(), end_, larger.data());
  substitution.rebase({symbols_.data(), symbols_.size()}, larger.data());
  symbols_ = std::move(larger);
  return true;
}

void ProofStack::replace(std::size_t count, llvm::ArrayRef<SymbolId> math,
                         const Substitution& substitution, std::uint32_t step) {
  // The arguments are in use until the result is complete, so it is moved over them afterwards.
  SymbolId* const result = symbols_.data() + end_;
  const std::size_t length = static_cast<std::size_t>(substitution.write(math, result) - result);
  pop(count);
  std::memmove(symbols_.data() + end_, result, length * sizeof(SymbolId));
  entries_.push_back({nullptr, end_, static_cast<std::uint32_t>(length), step});
  end_ += length;
}

} // namespace blockfold::mm

#pragma once

#include "compiler/metamath/substitution.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/Support/Allocator.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace blockfold::mm {

/// The results that a proof has so far (book, 4.3.1: the RPN stack), typecodes first. Results made
/// by substitution lie one behind the other in one array; those of the database and saved ones are
/// referred to.
class ProofStack {
public:
  /// Substitution can double the length of a result with each step, so bounds are needed: on the
  /// symbols of all results on the stack, and on those of all saved ones.
  static constexpr std::size_t kMaxSymbols = std::size_t{1} << 26;
  static constexpr std::size_t kMaxSavedSymbols = std::size_t{1} << 27;

  struct Entry {
    const SymbolId* external = nullptr; ///< null: the symbols lie in the array
    std::size_t offset = 0;             ///< in the array; if external, where the array ended then
    std::uint32_t length = 0;           ///< 0: unknown ('?')
    std::uint32_t step = 0;             ///< of the trace

    bool is_unknown() const { return length == 0; }
  };

  void clear();

  std::size_t size() const { return entries_.size(); }
  const Entry& top() const { return entries_.back(); }
  /// The `count` latest, the oldest of them first; count is at most size().
  llvm::ArrayRef<Entry> last(std::size_t count) const {
    return llvm::makeArrayRef(entries_).take_back(count);
  }
  llvm::ArrayRef<SymbolId> math(const Entry& entry) const {
    return {entry.external != nullptr ? entry.external : symbols_.data() + entry.offset,
            entry.length};
  }

  /// Pushes what outlives the proof.
  void push_fixed(llvm::ArrayRef<SymbolId> math, std::uint32_t step) {
    entries_.push_back({math.data(), end_, static_cast<std::uint32_t>(math.size()), step});
  }
  void push_unknown() { entries_.push_back({nullptr, end_, 0, 0}); }
  /// Pushes a saved entry again.
  void push(Entry saved) {
    saved.offset = end_;
    entries_.push_back(saved);
  }
  /// Removes the latest; `count` is from 1 to size().
  void pop(std::size_t count) {
    end_ = last(count).front().offset;
    entries_.resize(entries_.size() - count);
  }

  /// Copies the top to where it outlives being popped. False if there is too much of that.
  bool save_top();

  /// Makes sure that `length` more symbols fit. May move the array: then `substitution`, which
  /// refers to it, is adapted. False if the bound is exceeded.
  bool make_room(std::size_t length, Substitution& substitution);
  /// Pops `count` (at least 1) and pushes `math` under the substitution, for which there must be
  /// room.
  void replace(std::size_t count, llvm::ArrayRef<SymbolId> math, const Substitution& substitution,
               std::uint32_t step);

private:
  std::vector<Entry> entries_;
  std::vector<SymbolId> symbols_ = std::vector<SymbolId>(1 << 14);
  std::size_t end_ = 0; // of the used part of symbols_
  llvm::BumpPtrAllocator saved_;
  std::size_t saved_symbols_ = 0;
};

} // namespace blockfold::mm

#include "compiler/ir/text_table.h"

#include "runtime/base/check.h"

#include <llvm/Support/xxhash.h>

namespace blockfold::ir {

TextTable::Id TextTable::intern(llvm::ArrayRef<SymbolCode> codes) {
  const llvm::StringRef bytes(reinterpret_cast<const char*>(codes.data()),
                              codes.size() * sizeof(SymbolCode));
  const std::uint64_t hash = llvm::xxHash64(bytes);
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto it = begin; it != end; ++it)
    if ((*this)[it->second] == codes)
      return it->second;
  const Id id = add(codes);
  by_hash_.emplace(hash, id);
  return id;
}

TextTable::Id TextTable::add(llvm::ArrayRef<SymbolCode> codes) {
  BF_CHECK(ends_.size() < UINT32_MAX);
  const auto id = static_cast<Id>(ends_.size());
  // A copy, since the text may be a piece of this very table.
  const std::vector<SymbolCode> copy = codes.vec();
  symbols_.insert(symbols_.end(), copy.begin(), copy.end());
  ends_.push_back(symbols_.size());
  return id;
}

llvm::ArrayRef<SymbolCode> TextTable::operator[](Id id) const {
  BF_CHECK(id < ends_.size());
  const std::uint64_t begin = id == 0 ? 0 : ends_[id - 1];
  return llvm::ArrayRef(symbols_).slice(begin, ends_[id] - begin);
}

std::string joined_text(llvm::ArrayRef<std::string> symbol_names, llvm::ArrayRef<SymbolCode> text,
                        std::size_t most_bytes) {
  std::string out;
  for (const SymbolCode code : text) {
    if (!out.empty())
      out += ' ';
    if (out.size() > most_bytes)
      return out + "...";
    BF_CHECK(code < symbol_names.size());
    out += symbol_names[code];
  }
  return out;
}

std::string quoted_text(llvm::ArrayRef<std::string> symbol_names, llvm::ArrayRef<SymbolCode> text,
                        std::size_t most_bytes) {
  return "`" + joined_text(symbol_names, text, most_bytes) + "`";
}

} // namespace blockfold::ir

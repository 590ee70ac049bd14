#pragma once

#include <llvm/ADT/StringRef.h>

#include <cstddef>
#include <cstdint>

namespace blockfold::fuzz {

inline llvm::StringRef as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

} // namespace blockfold::fuzz

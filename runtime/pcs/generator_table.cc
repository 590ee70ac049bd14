#include "runtime/pcs/generator_table.h"

namespace blockfold {
namespace {

constexpr std::array<std::uint64_t, 8> kTable[kGeneratorTableSize] = {
#include "generator_table.inc"
};

} // namespace

std::span<const std::array<std::uint64_t, 8>, kGeneratorTableSize> generator_table() {
  return kTable;
}

} // namespace blockfold

#include "tools/fuzz/counted_memory.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {
thread_local std::ptrdiff_t in_use = 0, most = 0;

void* counted(void* memory) {
  if (memory == nullptr)
    throw std::bad_alloc();
  in_use += static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  most = std::max(most, in_use);
  return memory;
}

void released(void* memory) noexcept {
  if (memory != nullptr)
    in_use -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  std::free(memory);
}
} // namespace

void* operator new(std::size_t size) {
  return counted(std::malloc(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto unit = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
// Whoever replaces one allocation function replaces all that its delete may be handed memory of.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* const memory = std::malloc(size);
  return memory == nullptr ? nullptr : counted(memory);
}
void operator delete(void* memory) noexcept {
  released(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  released(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  released(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  released(memory);
}

namespace blockfold::fuzz {

MemoryPeak::MemoryPeak() : before_(in_use) {
  most = in_use;
}

std::size_t MemoryPeak::bytes() const {
  return static_cast<std::size_t>(most - before_);
}

} // namespace blockfold::fuzz

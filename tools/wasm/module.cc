// What stands between the C library and its host, a page or node: how memory is asked for, and the
// last words of a module that has to stop. It stops by a trap; then its host reads why and throws
// it away.
#include "runtime/base/check.h"

#include <blockfold/verify.h>

#include <cstdarg>
#include <cstdlib>
#include <new>

namespace {

const char* g_last_words = "";

[[noreturn]] void stop(const char* why) {
  g_last_words = why;
  __builtin_trap();
}

void* allocate(std::size_t size, std::size_t alignment) {
  void* const memory = alignment <= alignof(std::max_align_t)
                           ? std::malloc(size != 0 ? size : 1)
                           : std::aligned_alloc(alignment, (size + alignment - 1) & -alignment);
  if (memory == nullptr)
    stop("memory.exhausted");
  return memory;
}

} // namespace

extern "C" {

/// After a trap: "memory.exhausted", the invariant of the verifier that was broken, or nothing if
/// the stack is full or an instruction failed.
const char* bf_last_words() {
  return g_last_words;
}

[[noreturn]] void blockfold_check_failed(const char* condition) {
  stop(condition);
}
}

void* operator new(std::size_t size) {
  return allocate(size, 1);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

/// Where the standard library would print and abort.
void std::__libcpp_verbose_abort(const char* format, ...) {
  stop(format);
}

/// Where its C++ runtime would.
extern "C" [[noreturn]] void abort_message(const char* format, ...) {
  stop(format);
}

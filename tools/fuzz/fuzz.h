#pragma once

#include "runtime/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// The interface between fuzz targets and what drives them: libFuzzer in a clang build (preset
/// `fuzz`), `driver.cc` in every other. A target defines LLVMFuzzerTestOneInput and, if it knows
/// the structure of its input, LLVMFuzzerCustomMutator; the names are libFuzzer's.
extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
/// Changes data[0, size) in place; returns the new size, at most `max_size`.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned seed);
/// Provided by the driver: a change that knows nothing of the structure.
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
}

/// A property that must hold of every input. Its breach ends the program, as a crash does, and the
/// driver keeps the input.
#define FUZZ_CHECK(condition)                                                                      \
  do {                                                                                             \
    if (!(condition)) [[unlikely]] {                                                               \
      std::fprintf(stderr, "%s:%d: property broken: %s\n", __FILE__, __LINE__, #condition);        \
      std::abort();                                                                                \
    }                                                                                              \
  } while (false)

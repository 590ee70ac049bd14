#pragma once

#include <cstdio>
#include <cstdlib>

/// The three grades of assertion.
///
/// - A *verifier check* is ordinary code that returns an Error: it is about hostile input.
/// - `BF_CHECK` is about our own invariants where a breach would make a result wrong; it is never
///   compiled out.
/// - `BF_ASSERT` is about our own invariants in inner loops; it vanishes in release builds.
#if defined(__wasm__)
/// A module has no standard error: its host is told (tools/wasm/module.cc).
extern "C" [[noreturn]] void blockfold_check_failed(const char* condition);
#define BF_CHECK_FAILED(condition) blockfold_check_failed(condition)
#else
#define BF_CHECK_FAILED(condition)                                                                 \
  std::fprintf(stderr, "%s:%d: internal error: %s\n", __FILE__, __LINE__, condition), std::abort()
#endif

#define BF_CHECK(condition)                                                                        \
  do {                                                                                             \
    if (!(condition)) [[unlikely]]                                                                 \
      BF_CHECK_FAILED(#condition);                                                                 \
  } while (false)

#ifdef NDEBUG
#define BF_ASSERT(condition) ((void)0)
#else
#define BF_ASSERT(condition) BF_CHECK(condition)
#endif

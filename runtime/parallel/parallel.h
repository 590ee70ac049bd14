#pragma once

#include <cstddef>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

/// Threads, by oneTBB. Nothing that is computed may depend on their number.
namespace blockfold {

/// How many threads parallel_for may use.
unsigned thread_count();

/// Limits the threads from now on; 0 lifts the limit. Not while parallel work is running.
void set_thread_count(unsigned count);

namespace detail {

#if defined(__SANITIZE_THREAD__)
/// What is done before a parallel loop happens before all of its calls, and these before what is
/// done after it. The library keeps that promise where ThreadSanitizer does not look, so it is told
/// here; of two calls of a loop, neither happens before the other.
class ForkAndJoin {
public:
  ForkAndJoin() { __tsan_release(&fork_); }
  ~ForkAndJoin() { __tsan_acquire(&join_); }
  template <class F> void call(const F& f, std::size_t begin, std::size_t end) const {
    __tsan_acquire(&fork_);
    further_down([&] { f(begin, end); });
    __tsan_release(&join_);
  }

  /// Calls f where the stack is lower than any other code comes. Counters that the library keeps
  /// there during a loop are last written by other threads, unseen; they must not become ours.
  template <class F> [[gnu::noinline]] static void further_down(const F& f) {
    volatile auto* const gap = static_cast<char*>(__builtin_alloca(kGap));
    gap[0] = 0; // so that it is not optimized away
    below(f);
  }

private:
  template <class F> [[gnu::noinline]] static void below(const F& f) { f(); } // in its own frame
  static constexpr std::size_t kGap = std::size_t{1} << 18;
  mutable char fork_ = 0, join_ = 0;
};
#else
struct ForkAndJoin {
  template <class F> void call(const F& f, std::size_t begin, std::size_t end) const {
    f(begin, end);
  }
  template <class F> static void further_down(const F& f) { f(); }
};
#endif

/// What the library copies and hands from thread to thread, with a range.
template <class F> struct LoopBody {
  const F& f;
  const ForkAndJoin& loop;
#if defined(__SANITIZE_THREAD__)
  [[gnu::no_sanitize_thread]]
#endif
  void
  operator()(const tbb::blocked_range<std::size_t>& range) const {
    loop.call(f, range.begin(), range.end());
  }
};

} // namespace detail

/// Calls f(begin, end) on disjoint ranges that cover [0, n), several at a time. Ranges are split
/// while they are longer than `grain`, so a range may be as short as half of it. Calls may nest.
template <class F> void parallel_for(std::size_t n, std::size_t grain, const F& f) {
  if (n <= grain) { // not worth a task
    if (n > 0)
      f(std::size_t{0}, n);
    return;
  }
  const detail::ForkAndJoin loop;
  detail::ForkAndJoin::further_down([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, grain == 0 ? 1 : grain),
                      detail::LoopBody<F>{f, loop});
  });
}

} // namespace blockfold

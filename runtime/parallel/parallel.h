#pragma once

#include <cstddef>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

/// Threads, by oneTBB. Nothing that is computed may depend on their number.
namespace blockfold {

/// How many threads parallel_for may use.
unsigned thread_count();

/// Limits the threads from now on; 0 lifts the limit. Not while parallel work is running.
void set_thread_count(unsigned count);

/// Calls f(begin, end) on disjoint ranges that cover [0, n), several at a time. Ranges are split
/// while they are longer than `grain`, so a range may be as short as half of it. Calls may nest.
template <class F> void parallel_for(std::size_t n, std::size_t grain, const F& f) {
  if (n <= grain) { // not worth a task
    if (n > 0)
      f(std::size_t{0}, n);
    return;
  }
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, n, grain == 0 ? 1 : grain),
      [&f](const tbb::blocked_range<std::size_t>& range) { f(range.begin(), range.end()); });
}

} // namespace blockfold

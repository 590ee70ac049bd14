#include "runtime/parallel/parallel.h"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>

namespace blockfold {
namespace {

/// Never destroyed: at the program's end oneTBB would take the lifted limit as a call for threads.
std::unique_ptr<tbb::global_control>& limit() {
  static auto* const control = new std::unique_ptr<tbb::global_control>;
  return *control;
}

} // namespace

unsigned thread_count() {
  const std::size_t allowed =
      tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return static_cast<unsigned>(std::min<std::size_t>(
      allowed, static_cast<std::size_t>(tbb::this_task_arena::max_concurrency())));
}

void set_thread_count(unsigned count) {
  limit().reset();
  if (count > 0)
    limit() =
        std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, count);
}

} // namespace blockfold

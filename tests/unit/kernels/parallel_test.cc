#include <doctest/doctest.h>

#include <atomic>
#include <vector>

#include "runtime/parallel/parallel.h"

using namespace blockfold;

TEST_CASE("parallel_for covers every index once") {
  for (const std::size_t n : {0, 1, 2, 99, 1000}) {
    for (const std::size_t grain : {0, 1, 7, 5000}) {
      std::vector<std::atomic<int>> seen(n);
      parallel_for(n, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
          ++seen[i];
      });
      for (const std::atomic<int>& count : seen)
        CHECK(count == 1);
    }
  }
}

TEST_CASE("the number of threads can be limited and released") {
  const unsigned before = thread_count();
  CHECK(before >= 1);
  set_thread_count(1);
  CHECK(thread_count() == 1);
  set_thread_count(0);
  CHECK(thread_count() == before);
}

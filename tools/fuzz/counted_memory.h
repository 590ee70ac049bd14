#pragma once

#include <cstddef>

/// Counts what operator new hands out, in the programs that link it.
namespace blockfold::fuzz {

/// From its construction on, the most memory that this thread has had in use beyond what it had
/// then. What is measured must free what it takes on its own thread; one at a time in a thread.
class MemoryPeak {
public:
  MemoryPeak();
  std::size_t bytes() const;

private:
  std::ptrdiff_t before_;
};

} // namespace blockfold::fuzz

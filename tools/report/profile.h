#pragma once

#include "runtime/base/result.h"

#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <string>
#include <vector>

/// What `prove --profile` has written, read back.
namespace blockfold::report {

struct Phase {
  std::string name;
  double wall = 0, cpu = 0; ///< seconds
};
struct Span {
  std::string name;
  double start = 0, wall = 0;
};

struct Profile {
  unsigned threads = 0;
  double wall = 0;
  std::uint64_t peak_memory = 0;
  std::vector<Phase> phases; ///< by name, the longest first
  std::vector<Span> spans;   ///< in the order in which they ran
};

/// Error: `profile.format` where the text is no profile.
Result<Profile> read_profile(llvm::StringRef text);

} // namespace blockfold::report

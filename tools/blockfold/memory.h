#pragma once

#include "runtime/base/result.h"

#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <string>

/// Memory as users ask for it and machines have it.
namespace blockfold::tools {

/// "4G", "4GiB", "512M", "800kB", "1.5G" or a number of bytes: B, kB, MB, GB and TB are decimal,
/// all others binary. Error: `usage.value`.
Result<std::uint64_t> parse_size(llvm::StringRef text);

/// What this process may use at most, by the machine's memory and by control groups.
std::uint64_t machine_memory();

/// Refuses work that is predicted to need more than `limit` bytes, or than the machine has if there
/// is no limit (0). Error: `memory.limit`, `memory.machine`.
Status check_memory(std::uint64_t needed, std::uint64_t limit);

/// From now on this process gets no more than `limit` bytes: allocations beyond it fail.
void enforce_memory_limit(std::uint64_t limit);

/// "3.42 GB".
std::string format_memory(std::uint64_t bytes);

} // namespace blockfold::tools

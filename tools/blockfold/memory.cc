#include "tools/blockfold/memory.h"

#include "compiler/support/format.h"
#include "runtime/parallel/profile.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

#include <sys/resource.h>
#include <unistd.h>

namespace blockfold::tools {
namespace {

struct Unit {
  llvm::StringRef name;
  double bytes;
};

constexpr double kKibi = 1024;
const Unit kUnits[] = {{"", 1},
                       {"b", 1},
                       {"kb", 1e3},
                       {"mb", 1e6},
                       {"gb", 1e9},
                       {"tb", 1e12},
                       {"k", kKibi},
                       {"m", kKibi* kKibi},
                       {"g", kKibi* kKibi* kKibi},
                       {"t", kKibi* kKibi* kKibi* kKibi},
                       {"kib", kKibi},
                       {"mib", kKibi* kKibi},
                       {"gib", kKibi* kKibi* kKibi},
                       {"tib", kKibi* kKibi* kKibi* kKibi}};

/// The limit of this process's control group; "max", or no such file, is none.
std::uint64_t control_group_limit() {
  std::FILE* file = std::fopen("/sys/fs/cgroup/memory.max", "r");
  if (file == nullptr)
    return UINT64_MAX;
  unsigned long long bytes = 0;
  const bool limited = std::fscanf(file, "%llu", &bytes) == 1;
  std::fclose(file);
  return limited ? bytes : UINT64_MAX;
}

} // namespace

Result<std::uint64_t> parse_size(llvm::StringRef text) {
  const std::string lower = text.lower();
  const llvm::StringRef all = lower;
  const llvm::StringRef digits =
      all.take_while([](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  const llvm::StringRef name = all.drop_front(digits.size()).ltrim();
  const auto* const unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                        [&](const Unit& u) { return u.name == name; });
  double number = 0;
  constexpr double kMost = 1e18;
  if (digits.empty() || digits.getAsDouble(number) || unit == std::end(kUnits) || number <= 0 ||
      number * unit->bytes > kMost)
    return Error{"usage.value",
                 fmt::format("{} is no size; write such as 4G or 512M", quoted(text))};
  return static_cast<std::uint64_t>(std::llround(number * unit->bytes));
}

std::uint64_t machine_memory() {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
  const auto size = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PAGESIZE)));
  return std::min(pages * size, control_group_limit());
}

Status check_memory(std::uint64_t needed, std::uint64_t limit) {
  if (limit != 0 && needed > limit)
    return Error{"memory.limit",
                 fmt::format("the proof needs about {}, which --memory-limit={} does not "
                             "allow; nothing was written",
                             format_memory(needed), format_memory(limit))};
  if (limit == 0 && needed > machine_memory())
    return Error{
        "memory.machine",
        fmt::format("the proof needs about {} and this machine has {}; prove less at a time, or "
                    "insist with --memory-limit={:.0f}M",
                    format_memory(needed), format_memory(machine_memory()),
                    std::ceil(1.1 * static_cast<double>(needed) / (kKibi * kKibi)))};
  return success();
}

void enforce_memory_limit(std::uint64_t limit) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return; // a sanitizer's own memory is many times the program's, and it aborts where there is none
#endif
  // The system counts address space that may be written to; some of it is never touched.
  const std::uint64_t reserved = data_space(), used = memory_in_use();
  const std::uint64_t untouched = reserved > used ? reserved - used : 0;
  rlimit data{};
  if (::getrlimit(RLIMIT_DATA, &data) != 0)
    return;
  data.rlim_cur = std::min<rlim_t>(limit + untouched, data.rlim_max);
  ::setrlimit(RLIMIT_DATA, &data);
}

std::string format_memory(std::uint64_t bytes) {
  const auto size = static_cast<double>(bytes);
  return bytes < 1000000000 ? fmt::format("{:.0f} MB", size / 1e6)
                            : fmt::format("{:.2f} GB", size / 1e9);
}

} // namespace blockfold::tools

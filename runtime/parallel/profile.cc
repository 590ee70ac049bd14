#include "runtime/parallel/profile.h"

#include <chrono>
#include <cstdio>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace blockfold {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double cpu_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// A size from what the system says about this process, in bytes; 0 if it says nothing.
std::uint64_t status_entry(const char* format) {
  std::FILE* file = std::fopen("/proc/self/status", "r");
  if (file == nullptr)
    return 0;
  unsigned long long kibibytes = 0;
  char line[256];
  while (std::fgets(line, sizeof line, file) != nullptr)
    if (std::sscanf(line, format, &kibibytes) == 1) // NOLINT: a literal of this file
      break;
  std::fclose(file);
  return std::uint64_t{kibibytes} * 1024;
}

} // namespace

Profile::Profile() : origin_(now()) {}

Profile::Scope::Scope(Scope&& other) noexcept : profile_(std::exchange(other.profile_, nullptr)) {}

Profile::Scope::~Scope() {
  if (profile_ != nullptr)
    profile_->end();
}

Profile::Scope Profile::measure(std::string_view name, int kind, std::uint64_t elements) {
  spans_.push_back({std::string(name), kind, elements, now() - origin_});
  cpu_at_start_ = cpu_time();
  return Scope(this);
}

Profile::Scope Profile::measure_if(Profile* profile, std::string_view name, int kind,
                                   std::uint64_t elements) {
  return profile == nullptr ? Scope(nullptr) : profile->measure(name, kind, elements);
}

void Profile::end() {
  ProfileSpan& span = spans_.back();
  span.wall = now() - origin_ - span.start;
  span.cpu = cpu_time() - cpu_at_start_;
  span.memory = memory_in_use();
}

std::uint64_t memory_in_use() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr)
    return 0;
  unsigned long long all = 0, resident = 0;
  const int read = std::fscanf(file, "%llu %llu", &all, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

// Not getrusage(): its maximum goes back to before exec().
std::uint64_t peak_memory() {
  return status_entry("VmHWM: %llu kB");
}

std::uint64_t data_space() {
  return status_entry("VmData: %llu kB");
}

} // namespace blockfold

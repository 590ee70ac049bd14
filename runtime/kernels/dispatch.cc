#include "runtime/kernels/dispatch.h"

#include <atomic>
#include <cstdlib>
#include <string_view>

#include "runtime/base/check.h"

namespace blockfold {
namespace {

KernelSet choose() {
  const char* wish = std::getenv("BLOCKFOLD_KERNELS");
  if (wish != nullptr && std::string_view(wish) == "portable")
    return KernelSet::Portable;
  return supports(KernelSet::Ifma) ? KernelSet::Ifma : KernelSet::Portable;
}

std::atomic<KernelSet>& active() {
  static std::atomic<KernelSet> set = choose();
  return set;
}

} // namespace

bool supports(KernelSet set) {
  if (set == KernelSet::Portable)
    return true;
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512ifma");
#else
  return false;
#endif
}

KernelSet active_kernels() {
  return active().load(std::memory_order_relaxed);
}

void set_kernels(KernelSet set) {
  BF_CHECK(supports(set));
  active().store(set, std::memory_order_relaxed);
}

} // namespace blockfold

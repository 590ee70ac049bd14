#pragma once

#include <vector>

#include "runtime/kernels/dispatch.h"

namespace blockfold::testing {

/// The sets that this machine can run; the portable one is always the first.
inline std::vector<KernelSet> kernel_sets() {
  std::vector<KernelSet> out = {KernelSet::Portable};
  if (supports(KernelSet::Ifma))
    out.push_back(KernelSet::Ifma);
  return out;
}

/// Runs with one set, and goes back to the former one in the end.
class WithKernels {
public:
  explicit WithKernels(KernelSet set) : before_(active_kernels()) { set_kernels(set); }
  ~WithKernels() { set_kernels(before_); }
  WithKernels(const WithKernels&) = delete;
  WithKernels& operator=(const WithKernels&) = delete;

private:
  KernelSet before_;
};

} // namespace blockfold::testing

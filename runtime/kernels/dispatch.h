#pragma once

namespace blockfold {

/// The instruction sets the kernels are written for. All of them give the same results, bit for
/// bit.
enum class KernelSet {
  Portable,
  Ifma, // x86 with AVX-512 F, VL, DQ and IFMA: eight lanes of five 52-bit limbs
};

/// Whether this processor has what the set needs.
bool supports(KernelSet set);

/// The set in use: the best one supported, unless the environment variable BLOCKFOLD_KERNELS is
/// `portable` or `ifma`, or set_kernels() was called.
KernelSet active_kernels();

/// Chooses a set, which must be supported. For tests and benchmarks; not while kernels are running.
void set_kernels(KernelSet set);

} // namespace blockfold

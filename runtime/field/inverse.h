#pragma once

#include "runtime/field/limbs.h"

namespace blockfold {

/// The inverse of `value` modulo the odd prime `modulus` < 2^254, fully reduced; zero for zero.
/// `value` must be below `modulus`; `modulus_inverse` is modulus^-1 mod 2^64.
///
/// Bernstein and Yang's division steps (ePrint 2019/266) in batches of 62. The time depends on the
/// value: nothing here is secret.
Limbs invert_mod(const Limbs& value, const Limbs& modulus, std::uint64_t modulus_inverse);

} // namespace blockfold

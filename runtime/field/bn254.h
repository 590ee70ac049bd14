#pragma once

#include <type_traits>

#include "runtime/field/prime_field.h"

namespace blockfold {

/// The order of BN254's groups:
/// 21888242871839275222246405745257275088548364400416034343698204186575808495617.
struct Bn254ScalarParams {
  static constexpr Limbs kModulus = {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d,
                                     0x30644e72e131a029};
};

/// The field that BN254's coordinates live in:
/// 21888242871839275222246405745257275088696311157297823662689037894645226208583.
struct Bn254BaseParams {
  static constexpr Limbs kModulus = {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d,
                                     0x30644e72e131a029};
};

/// Scalars: witnesses, challenges, everything the constraint systems speak about.
using Fr = PrimeField<Bn254ScalarParams>;
/// Coordinates of curve points.
using Fq = PrimeField<Bn254BaseParams>;

static_assert(std::is_trivially_copyable_v<Fr> && sizeof(Fr) == 32);

} // namespace blockfold

#pragma once

#include "runtime/field/bn254.h"
#include "tools/fuzz/random.h"

#include <vector>

/// Field elements: for the arithmetic targets many from where carries and reductions go wrong.
namespace blockfold::fuzz {

/// Any element, each as likely as another.
inline Fr any_scalar(Random& random) {
  return Fr::from_limbs({random.word(), random.word(), random.word(), random.word()});
}

inline Fr element(Random& random) {
  const Limbs& p = Fr::modulus();
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  switch (random.below(10)) {
  case 0:
    return Fr::zero();
  case 1:
    return Fr::one();
  case 2:
    return -Fr::one();
  case 3: // the greatest forms
    return Fr::from_raw({p[0] - 1 - random.below(3), p[1], p[2], p[3]});
  case 4: // the least ones
    return Fr::from_raw({random.below(3), 0, 0, 0});
  case 5:
    return Fr::from_raw({kOnes, kOnes, kOnes, random.below(p[3])});
  case 6: // one limb, or one 52-bit digit
    return Fr::from_u64(random.word() >> random.below(64));
  case 7:
    return Fr::from_raw({0, 0, 0, random.below(p[3])});
  default:
    return any_scalar(random);
  }
}

inline std::vector<Fr> elements(Random& random, std::size_t n) {
  std::vector<Fr> out(n);
  for (Fr& value : out)
    value = element(random);
  return out;
}

inline std::vector<std::uint64_t> integers(Random& random, std::size_t n) {
  const std::size_t bits = random.below(64);
  std::vector<std::uint64_t> out(n);
  for (std::uint64_t& value : out)
    value = random.one_in(6) ? ~std::uint64_t{0} >> bits : random.word() >> bits;
  return out;
}

} // namespace blockfold::fuzz

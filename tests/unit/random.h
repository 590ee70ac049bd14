#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "runtime/curve/g1.h"

/// Reproducible test values.
namespace blockfold::testing {

class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t word() { return engine_(); }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

  template <class F> F element() { return F::from_limbs({word(), word(), word(), word()}); }

  /// A value from where carries and reductions go wrong, or a random one.
  template <class F> F edge_element() {
    const Limbs& p = F::modulus();
    switch (below(8)) {
    case 0:
      return F::zero();
    case 1:
      return F::one();
    case 2:
      return -F::one();
    case 3: // the greatest Montgomery form
      return F::from_raw({p[0] - 1, p[1], p[2], p[3]});
    case 4: // the least ones
      return F::from_raw({below(3), 0, 0, 0});
    case 5: // limbs of ones
      return F::from_raw({~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, below(p[3])});
    case 6:
      return F::from_u64(word());
    default:
      return element<F>();
    }
  }

  template <class F> std::vector<F> elements(std::size_t n) {
    std::vector<F> out(n);
    for (F& x : out)
      x = edge_element<F>();
    return out;
  }

  G1Affine point() { return (G1::generator() * element<Fr>()).to_affine(); }

  /// `n` points without any special relation, at the price of one addition each.
  std::vector<G1Affine> points(std::size_t n) {
    G1 current = point();
    const G1Affine step = point();
    std::vector<G1> out;
    for (std::size_t i = 0; i < n; ++i) {
      out.push_back(current);
      current += step;
    }
    return batch_to_affine(out);
  }

private:
  std::mt19937_64 engine_;
};

} // namespace blockfold::testing

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runtime/field/bn254.h"

/// BN254's group G1: the points of y^2 = x^3 + 3 over Fq, of prime order (the modulus of Fr; the
/// cofactor is 1, so every point of the curve is in the group).
namespace blockfold {

/// A point by its coordinates. The identity is (0, 0), which is not on the curve.
struct G1Affine {
  Fq x, y;

  static constexpr G1Affine identity() { return {}; }
  /// The customary generator (1, 2).
  static constexpr G1Affine generator() { return {Fq::one(), Fq::from_u64(2)}; }

  constexpr bool is_identity() const { return x.is_zero() && y.is_zero(); }
  /// Whether this is the identity or satisfies the curve's equation.
  bool is_valid() const;

  constexpr G1Affine operator-() const { return {x, -y}; }
  friend constexpr bool operator==(const G1Affine&, const G1Affine&) = default;
};

/// A point in extended Jacobian coordinates (XYZZ): x = X/ZZ, y = Y/ZZZ with ZZ^3 = ZZZ^2; the
/// identity has ZZ = 0. Every operation is complete: equal, opposite and identity operands
/// included.
class G1 {
public:
  constexpr G1() = default;           // the identity
  constexpr G1(const G1Affine& point) // implicit: an affine point is a point
      : x_(point.x), y_(point.y), zz_(point.is_identity() ? Fq::zero() : Fq::one()), zzz_(zz_) {}

  static constexpr G1 identity() { return {}; }
  static constexpr G1 generator() { return G1Affine::generator(); }

  constexpr bool is_identity() const { return zz_.is_zero(); }

  G1 doubled() const;
  G1 operator-() const;
  G1& operator+=(const G1& other);
  /// Mixed addition, the cheaper one: 8 products and 2 squarings.
  G1& operator+=(const G1Affine& other);
  G1& operator-=(const G1Affine& other) { return *this += -other; }
  G1& operator-=(const G1& other) { return *this += -other; }
  friend G1 operator+(G1 a, const G1& b) { return a += b; }
  friend G1 operator+(G1 a, const G1Affine& b) { return a += b; }
  friend G1 operator-(G1 a, const G1& b) { return a -= b; }
  friend G1 operator-(G1 a, const G1Affine& b) { return a -= b; }
  /// Multiplication by a scalar; variable time.
  friend G1 operator*(const G1& point, const Fr& scalar);
  friend G1 operator*(const Fr& scalar, const G1& point) { return point * scalar; }

  /// Equality as points, whatever the coordinates.
  friend bool operator==(const G1& a, const G1& b);

  /// One field inversion.
  G1Affine to_affine() const;

private:
  friend std::vector<G1Affine> batch_to_affine(std::span<const G1> points);

  Fq x_, y_, zz_, zzz_;
};

// Declared here too, for points that are still affine.
G1 operator*(const G1& point, const Fr& scalar);

/// All points in affine form, with one field inversion for the lot.
std::vector<G1Affine> batch_to_affine(std::span<const G1> points);

/// 32 bytes: x little endian in the low 254 bits; bit 254 (0x40 of the last byte) says "identity",
/// with everything else zero; bit 255 (0x80 of the last byte) is the parity of y.
using CompressedG1 = std::array<std::uint8_t, 32>;

CompressedG1 compress(const G1Affine& point);

/// The point of an encoding. Nothing unless the bytes are exactly what compress() writes for a
/// point of the curve: x must be canonical, the identity has one encoding. Costs a square root.
std::optional<G1Affine> decompress(std::span<const std::uint8_t, 32> bytes);

/// The point of the curve with this x and this parity of y, if there is one.
std::optional<G1Affine> point_from_x(const Fq& x, bool y_is_odd);

} // namespace blockfold

#include "runtime/curve/g1.h"

#include <algorithm>

#include "runtime/field/batch.h"

namespace blockfold {
namespace {

constexpr Fq kCurveB = Fq::from_u64(3);
constexpr std::uint8_t kOddFlag = 0x80;
constexpr std::uint8_t kIdentityFlag = 0x40;

bool is_odd(const Fq& y) {
  return (y.to_limbs()[0] & 1) != 0;
}

} // namespace

bool G1Affine::is_valid() const {
  return is_identity() || y.square() == x.square() * x + kCurveB;
}

// Formulas: dbl-2008-s-1, add-2008-s and madd-2008-s of the Explicit-Formulas Database (XYZZ, a =
// 0).

G1 G1::doubled() const {
  // ZZ = 0 gives ZZ = 0 again, and no point has y = 0: the order is odd.
  const Fq u = y_.doubled();
  const Fq v = u.square();
  const Fq w = u * v;
  const Fq s = x_ * v;
  const Fq x_squared = x_.square();
  const Fq m = x_squared.doubled() + x_squared;
  G1 out;
  out.x_ = m.square() - s.doubled();
  out.y_ = m * (s - out.x_) - w * y_;
  out.zz_ = v * zz_;
  out.zzz_ = w * zzz_;
  return out;
}

G1 G1::operator-() const {
  G1 out = *this;
  out.y_ = -y_;
  return out;
}

G1& G1::operator+=(const G1& other) {
  if (other.is_identity())
    return *this;
  if (is_identity())
    return *this = other;
  const Fq u1 = x_ * other.zz_;
  const Fq s1 = y_ * other.zzz_;
  const Fq p = other.x_ * zz_ - u1;
  const Fq r = other.y_ * zzz_ - s1;
  if (p.is_zero()) [[unlikely]]
    return *this = r.is_zero() ? doubled() : G1();
  const Fq pp = p.square();
  const Fq ppp = p * pp;
  const Fq q = u1 * pp;
  x_ = r.square() - ppp - q.doubled();
  y_ = r * (q - x_) - s1 * ppp;
  zz_ = zz_ * other.zz_ * pp;
  zzz_ = zzz_ * other.zzz_ * ppp;
  return *this;
}

G1& G1::operator+=(const G1Affine& other) {
  if (other.is_identity())
    return *this;
  if (is_identity())
    return *this = other;
  const Fq p = other.x * zz_ - x_;
  const Fq r = other.y * zzz_ - y_;
  if (p.is_zero()) [[unlikely]]
    return *this = r.is_zero() ? doubled() : G1();
  const Fq pp = p.square();
  const Fq ppp = p * pp;
  const Fq q = x_ * pp;
  const Fq x3 = r.square() - ppp - q.doubled();
  y_ = r * (q - x3) - y_ * ppp;
  x_ = x3;
  zz_ = zz_ * pp;
  zzz_ = zzz_ * ppp;
  return *this;
}

G1 operator*(const G1& point, const Fr& scalar) {
  std::array<G1, 16> multiples;
  for (std::size_t i = 1; i < 16; ++i)
    multiples[i] = i % 2 == 0 ? multiples[i / 2].doubled() : multiples[i - 1] + point;
  const Limbs digits = scalar.to_limbs();
  G1 out;
  for (std::size_t nibble = 64; nibble-- > 0;) {
    if (!out.is_identity())
      out = out.doubled().doubled().doubled().doubled();
    out += multiples[(digits[nibble / 16] >> (4 * (nibble % 16))) & 15];
  }
  return out;
}

bool operator==(const G1& a, const G1& b) {
  if (a.is_identity() || b.is_identity())
    return a.is_identity() == b.is_identity();
  return a.x_ * b.zz_ == b.x_ * a.zz_ && a.y_ * b.zzz_ == b.y_ * a.zzz_;
}

G1Affine G1::to_affine() const {
  return batch_to_affine({this, 1}).front();
}

std::vector<G1Affine> batch_to_affine(std::span<const G1> points) {
  std::vector<Fq> inverses(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    inverses[i] = points[i].zzz_;
  batch_invert(std::span(inverses));
  std::vector<G1Affine> out(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    // 1/ZZ = (ZZ/ZZZ)^2, since ZZ^3 = ZZZ^2. All of it is zero for the identity.
    const Fq inverse_zz = (points[i].zz_ * inverses[i]).square();
    out[i] = {points[i].x_ * inverse_zz, points[i].y_ * inverses[i]};
  }
  return out;
}

CompressedG1 compress(const G1Affine& point) {
  CompressedG1 out{};
  if (point.is_identity()) {
    out[31] = kIdentityFlag;
    return out;
  }
  point.x.to_bytes(out);
  if (is_odd(point.y))
    out[31] |= kOddFlag;
  return out;
}

std::optional<G1Affine> decompress(std::span<const std::uint8_t, 32> bytes) {
  CompressedG1 x_bytes;
  std::copy(bytes.begin(), bytes.end(), x_bytes.begin());
  if (x_bytes[31] & kIdentityFlag) {
    if (x_bytes != compress(G1Affine::identity()))
      return std::nullopt;
    return G1Affine::identity();
  }
  const bool y_is_odd = (x_bytes[31] & kOddFlag) != 0;
  x_bytes[31] &= static_cast<std::uint8_t>(~kOddFlag);
  const std::optional<Fq> x = Fq::from_bytes(x_bytes);
  if (!x)
    return std::nullopt;
  return point_from_x(*x, y_is_odd);
}

std::optional<G1Affine> point_from_x(const Fq& x, bool y_is_odd) {
  const std::optional<Fq> y = (x.square() * x + kCurveB).sqrt(); // never zero: the order is odd
  if (!y)
    return std::nullopt;
  return G1Affine{x, is_odd(*y) == y_is_odd ? *y : -*y};
}

} // namespace blockfold

"""BN254's G1: encodings and multi-scalar multiplication (docs/verifier.md, section 2)."""

from collections.abc import Sequence

from .field import BASE_MODULUS as Q
from .field import base_square_root

Point = tuple[int, int] | None
"""Affine coordinates; None is the point at infinity."""

_ODD, _INFINITY = 1 << 255, 1 << 254


def point_from_x(x: int, y_is_odd: bool) -> Point:
    """The point with this x and this parity of y; None if x belongs to no point."""
    y = base_square_root((x * x * x + 3) % Q)
    if y is None:
        return None
    return x, y if y % 2 == y_is_odd else Q - y


def encode_point(point: Point) -> bytes:
    """The 32 bytes of a point (docs/certificate-format.md, section 1)."""
    if point is None:
        return _INFINITY.to_bytes(32, "little")
    x, y = point
    return (x | (_ODD if y % 2 else 0)).to_bytes(32, "little")


def decode_point(data: bytes) -> Point:
    """The point of an encoding. Raises ValueError unless it is what encode_point writes."""
    number = int.from_bytes(data, "little")
    if number == _INFINITY:
        return None
    x = number & ~_ODD
    if x >= Q:
        raise ValueError("x is not below the modulus")
    point = point_from_x(x, number >= _ODD)
    if point is None:
        raise ValueError("no point of the curve has this x")
    return point


class _Sum:
    """A running sum of points in XYZZ coordinates: x = X / ZZ, y = Y / ZZZ, infinity ZZ = 0."""

    __slots__ = ("x", "y", "zz", "zzz")

    def __init__(self) -> None:
        self.x = self.y = self.zz = self.zzz = 0

    def add(self, x2: int, y2: int) -> None:
        """Adds an affine point (madd-2008-s)."""
        if not self.zz:
            self.x, self.y, self.zz, self.zzz = x2, y2, 1, 1
            return
        p = (x2 * self.zz - self.x) % Q
        r = (y2 * self.zzz - self.y) % Q
        if not p:
            if r:
                self.zz = self.zzz = 0
            else:
                self.double()
            return
        pp = p * p % Q
        ppp = p * pp % Q
        q = self.x * pp % Q
        self.x = (r * r - ppp - 2 * q) % Q
        self.y = (r * (q - self.x) - self.y * ppp) % Q
        self.zz = self.zz * pp % Q
        self.zzz = self.zzz * ppp % Q

    def add_sum(self, other: "_Sum") -> None:
        """Adds another sum (add-2008-s)."""
        if not other.zz:
            return
        if not self.zz:
            self.x, self.y, self.zz, self.zzz = other.x, other.y, other.zz, other.zzz
            return
        u = self.x * other.zz % Q
        s = self.y * other.zzz % Q
        p = (other.x * self.zz - u) % Q
        r = (other.y * self.zzz - s) % Q
        if not p:
            if r:
                self.zz = self.zzz = 0
            else:
                self.double()
            return
        pp = p * p % Q
        ppp = p * pp % Q
        q = u * pp % Q
        self.x = (r * r - ppp - 2 * q) % Q
        self.y = (r * (q - self.x) - s * ppp) % Q
        self.zz = self.zz * other.zz * pp % Q
        self.zzz = self.zzz * other.zzz * ppp % Q

    def double(self) -> None:
        """Doubles the sum (dbl-2008-s-1); no point of the curve has y = 0."""
        u = 2 * self.y % Q
        v = u * u % Q
        w = u * v % Q
        s = self.x * v % Q
        m = 3 * self.x * self.x % Q
        self.x = (m * m - 2 * s) % Q
        self.y = (m * (s - self.x) - w * self.y) % Q
        self.zz = v * self.zz % Q
        self.zzz = w * self.zzz % Q

    def affine(self) -> Point:
        """The sum as a point."""
        if not self.zz:
            return None
        inverse = pow(self.zzz, -1, Q)
        inverse_zz = (self.zz * inverse) ** 2 % Q
        return self.x * inverse_zz % Q, self.y * inverse % Q


def multi_scalar_mul(points: Sequence[Point], scalars: Sequence[int]) -> Point:
    """The sum of scalar times point, by Pippenger's buckets."""
    pairs = [(p, s) for p, s in zip(points, scalars, strict=True) if p is not None and s]
    if not pairs:
        return None
    window = max(1, len(pairs).bit_length() - 2)
    highest = max(scalar for _, scalar in pairs).bit_length()
    total = _Sum()
    for shift in reversed(range(0, highest, window)):
        for _ in range(window):
            total.double()
        total.add_sum(_window_sum(pairs, shift, window))
    return total.affine()


def _window_sum(pairs: list[tuple[tuple[int, int], int]], shift: int, window: int) -> _Sum:
    """The sum of points times bits [shift, shift + window) of their scalars."""
    buckets = [_Sum() for _ in range(1 << window)]
    mask = (1 << window) - 1
    for (x, y), scalar in pairs:
        digit = scalar >> shift & mask
        if digit:
            buckets[digit].add(x, y)
    suffix, total = _Sum(), _Sum()
    for bucket in reversed(buckets[1:]):
        suffix.add_sum(bucket)
        total.add_sum(suffix)
    return total

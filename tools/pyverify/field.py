"""BN254's two prime fields, as integers below their moduli (docs/verifier.md, section 1)."""

from collections.abc import Iterable

SCALAR_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617
"""The order of G1: scalars, wires, challenges."""

BASE_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583
"""Coordinates of points."""


def scalar_bytes(values: Iterable[int]) -> bytes:
    """Scalars one after another, 32 bytes each, little-endian."""
    return b"".join(value.to_bytes(32, "little") for value in values)


def invert(value: int) -> int:
    """The inverse of a nonzero scalar."""
    return pow(value, -1, SCALAR_MODULUS)


def base_square_root(value: int) -> int | None:
    """A square root in the base field, if there is one; BASE_MODULUS is 3 modulo 4."""
    root = pow(value, (BASE_MODULUS + 1) // 4, BASE_MODULUS)
    return root if root * root % BASE_MODULUS == value else None

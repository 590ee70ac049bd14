"""The generators of the commitments, hashed to the curve (docs/verifier.md, section 2)."""

from functools import cache
from itertools import count

from .curve import point_from_x
from .field import BASE_MODULUS
from .keccak import keccak256

_PEDERSEN = b"blockfold.bn254.pedersen.v1"
_INNER_PRODUCT = b"blockfold.bn254.inner-product.v1"


def _hash_to_curve(domain: bytes, index: int) -> tuple[int, int]:
    """The first candidate that is the x of a point; about every second one is."""
    for attempt in count():
        seed = domain + index.to_bytes(8, "little") + attempt.to_bytes(4, "little")
        wide = int.from_bytes(keccak256(seed + b"\0") + keccak256(seed + b"\1"), "little")
        point = point_from_x(wide % BASE_MODULUS, wide >> 511 == 1)
        if point is not None:
            return point
    raise AssertionError("unreachable")


@cache
def pedersen_generator(index: int) -> tuple[int, int]:
    """The generator that carries entry `index` of a committed row."""
    return _hash_to_curve(_PEDERSEN, index)


@cache
def inner_product_generator() -> tuple[int, int]:
    """The generator that carries the inner product of an opening."""
    return _hash_to_curve(_INNER_PRODUCT, 0)

"""Multilinear polynomials and the sum-check verifier (docs/verifier.md, sections 1 and 4)."""

from collections.abc import Sequence

from .errors import Refusal
from .field import SCALAR_MODULUS as P
from .transcript import Transcript


def eq(a: Sequence[int], b: Sequence[int]) -> int:
    """The extension of equality: one where two vertices agree, zero where they differ."""
    value = 1
    for x, y in zip(a, b, strict=True):
        value = value * (1 - x - y + 2 * x * y) % P
    return value


def eq_table(point: Sequence[int]) -> list[int]:
    """eq(point, i) for every vertex i; coordinate 0 belongs to the lowest bit."""
    table = [1]
    for coordinate in point:
        ones = [value * coordinate % P for value in table]
        table = [value - one for value, one in zip(table, ones)] + ones
    return [value % P for value in table]


class BlockWeights:
    """eq of a point's coordinates from k up with the bits of a block's number.

    An aligned run of 2^k entries, block b, has eq(point, i) = eq(low k coordinates, i mod 2^k)
    times the weight of (k, b). Every weight is computed once, from that of the block around it.
    """

    def __init__(self, point: Sequence[int]) -> None:
        self._point = point
        self._known: list[dict[int, int]] = [{} for _ in point] + [{0: 1}]

    def at(self, k: int, block: int) -> int:
        """The weight of block `block` among those of 2^k entries."""
        known = self._known[k].get(block)
        if known is not None:
            return known
        if k == len(self._point):
            raise IndexError("a block beyond the end of the cube")
        coordinate = self._point[k]
        factor = coordinate if block & 1 else 1 - coordinate
        value = self.at(k + 1, block >> 1) * factor % P
        self._known[k][block] = value
        return value


def verify_sumcheck(
    claim: int,
    rounds: Sequence[Sequence[int]],
    variables: int,
    transcript: Transcript,
    label: str,
) -> tuple[list[int], int]:
    """Replays a sum-check; returns the point, variable 0 first, and the claim about it.

    A round message is c0, c2, c3, ... of a polynomial g; c1 follows from g(0) + g(1) = claim.
    """
    if len(rounds) != variables:
        raise Refusal("sumcheck.shape", f"{label}: wrong number of round messages")
    point = []
    for message in rounds:
        constant, *higher = message
        linear = claim - 2 * constant - sum(higher)
        transcript.absorb_scalars(label, message)
        x = transcript.challenge(label)
        claim = 0
        for coefficient in reversed([constant, linear, *higher]):
            claim = (claim * x + coefficient) % P
        point.append(x)
    return point[::-1], claim

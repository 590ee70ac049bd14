"""The Fiat-Shamir transcript (docs/verifier.md, section 3)."""

from collections.abc import Iterable

from .field import SCALAR_MODULUS, scalar_bytes
from .keccak import keccak256

PROTOCOL = "blockfold 1 folded R1CS, BN254, IPA"
"""What every transcript of a certificate begins with."""

_START, _ABSORB, _CHALLENGE = 1, 2, 3


class Transcript:
    """A chain of hashes: every challenge depends on all that was absorbed before it."""

    def __init__(self, protocol: str) -> None:
        self._state = bytes(32)
        self._state = self._hash(_START, protocol, b"")

    def _hash(self, step: int, label: str, data: bytes) -> bytes:
        name = label.encode("ascii")
        return keccak256(
            self._state
            + bytes([step])
            + len(name).to_bytes(8, "little")
            + name
            + len(data).to_bytes(8, "little")
            + data
        )

    def absorb(self, label: str, data: bytes) -> None:
        """Absorbs bytes."""
        self._state = self._hash(_ABSORB, label, data)

    def absorb_scalars(self, label: str, values: Iterable[int]) -> None:
        """Absorbs scalars as one item."""
        self.absorb(label, scalar_bytes(values))

    def challenge(self, label: str) -> int:
        """Draws a scalar."""
        wide = self._hash(_CHALLENGE, label, b"\0") + self._hash(_CHALLENGE, label, b"\1")
        self._state = self._hash(_CHALLENGE, label, b"\2")
        return int.from_bytes(wide, "little") % SCALAR_MODULUS

    def challenges(self, label: str, count: int) -> list[int]:
        """Draws several scalars of one label."""
        return [self.challenge(label) for _ in range(count)]

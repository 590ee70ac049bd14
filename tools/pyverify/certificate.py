"""The certificate file (docs/certificate-format.md, sections 2, 3, 5 and 7)."""

from dataclasses import dataclass

from .codec import Reader
from .errors import Refusal

MAX_BYTES = 1 << 28
_MAGIC = b"BFC\n"
_THEOREMS, _EXECUTION = 1, 2
_BACKEND = 1
_ROLES = 5
_MAX_ORDINAL = (1 << 32) - 1
_MAX_KINDS = 64


@dataclass(frozen=True)
class Entry:
    """An assertion that the certificate speaks of: its place in the theory and its role."""

    ordinal: int
    role: int


@dataclass(frozen=True)
class KindProof:
    """What the prover says about one kind of segments. Points are still encoded."""

    commitments: list[list[bytes]]
    bus_sum: int
    fold: list[list[int]]
    folded_bus_sum: int
    outer: list[list[int]]
    row_values: list[int]
    inner: list[list[int]]
    part_values: list[int]
    left: list[bytes]
    right: list[bytes]
    last: int


@dataclass(frozen=True)
class Certificate:
    """A certificate; `statement` is the whole statement section as it stands in the file.

    It is about an execution if it has `public_blocks`, and then without entries; its digest is that
    of a program.
    """

    statement: bytes
    theory_digest: bytes
    entries: list[Entry]
    public_blocks: bytes | None
    layout: bytes
    kinds: list[KindProof]


def read_certificate(data: bytes) -> Certificate:
    """Reads a certificate file; refuses what is not one."""
    if len(data) > MAX_BYTES:
        raise Refusal("cert.size", "the file is larger than any certificate")
    reader = Reader(data, "cert.magic", "the file is not a Blockfold certificate")
    if reader.raw(len(_MAGIC)) != _MAGIC:
        raise reader.refuse()
    reader.section("cert.version", "the certificate has another format version")
    version = reader.number()
    if version not in (_THEOREMS, _EXECUTION):
        raise reader.refuse()
    reader.section("cert.backend", "the certificate was made by an unknown backend")
    if reader.raw(1)[0] != _BACKEND:
        raise reader.refuse()
    reader.section("cert.statement", "the statement section is truncated or malformed")
    digest = reader.raw(32)
    entries = _read_entries(reader) if version == _THEOREMS else []
    public_blocks = reader.raw(reader.number()) if version == _EXECUTION else None
    layout = reader.raw(reader.number())
    statement = data[: reader.position]
    reader.section("cert.proof", "the proof section is truncated or malformed")
    kinds = [_read_kind(reader) for _ in range(reader.number(_MAX_KINDS))]
    if reader.remaining:
        raise Refusal("cert.trailing", "the certificate has bytes after its end")
    return Certificate(statement, digest, entries, public_blocks, layout, kinds)


def _read_entries(reader: Reader) -> list[Entry]:
    entries = []
    following = 0
    for _ in range(reader.count(1)):
        gap, role = divmod(reader.number(_MAX_ORDINAL * _ROLES), _ROLES)
        ordinal = following + gap
        if ordinal > _MAX_ORDINAL:
            raise reader.refuse()
        entries.append(Entry(ordinal, role))
        following = ordinal + 1
    return entries


def _read_points(reader: Reader) -> list[bytes]:
    return [reader.raw(32) for _ in range(reader.count(32))]


def _read_rounds(reader: Reader, coefficients: int) -> list[list[int]]:
    return [reader.scalars(coefficients) for _ in range(reader.count(32 * coefficients))]


def _read_kind(reader: Reader) -> KindProof:
    """The fields stand in the file in the order of the class."""
    return KindProof(
        commitments=[_read_points(reader) for _ in range(3)],
        bus_sum=reader.scalar(),
        fold=_read_rounds(reader, 3),
        folded_bus_sum=reader.scalar(),
        outer=_read_rounds(reader, 3),
        row_values=reader.scalars(3),
        inner=_read_rounds(reader, 2),
        part_values=reader.scalars(3),
        left=_read_points(reader),
        right=_read_points(reader),
        last=reader.scalar(),
    )

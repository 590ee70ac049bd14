"""The linked certificate file (docs/linking.md, section 4)."""

from dataclasses import dataclass

from .certificate import MAX_BYTES
from .codec import Reader
from .errors import Refusal

_MAGIC = b"BFL\n"
_VERSION = 1
_MAX_PARTS = 1 << 16
_MAX_NAME = 255
_MAX_ORDINAL = (1 << 32) - 1
_SMALLEST_PART = 4


@dataclass(frozen=True)
class LinkedCertificate:
    """A part: the name of its theory file, the ordinals of its goals that are the link's."""

    theory: str
    goals: list[int]
    certificate: bytes


def is_link(data: bytes) -> bool:
    """Whether a file means to be a linked certificate."""
    return data.startswith(_MAGIC)


def read_link(data: bytes) -> list[LinkedCertificate]:
    """The parts of a linked certificate; the certificates are not looked at."""
    if len(data) > MAX_BYTES:
        raise Refusal("link.size", "the file is larger than any linked certificate")
    reader = Reader(data, "link.magic", "the file is not a linked certificate")
    if reader.raw(len(_MAGIC)) != _MAGIC:
        raise reader.refuse()
    reader.section("link.version", "the linked certificate has another format version")
    if reader.number() != _VERSION:
        raise reader.refuse()
    reader.section("link.parts", "the list of certificates is truncated or malformed")
    count = reader.number(min(_MAX_PARTS, reader.remaining // _SMALLEST_PART))
    parts = [_read_part(reader) for _ in range(count)]
    if not parts:
        raise reader.refuse()
    if reader.remaining:
        raise Refusal("link.trailing", "the linked certificate has bytes after its end")
    return parts


def _read_part(reader: Reader) -> LinkedCertificate:
    name = reader.raw(reader.number())
    if not 1 <= len(name) <= _MAX_NAME or name in (b".", b".."):
        raise reader.refuse()
    if any(byte < 32 or byte == 127 or byte == ord("/") for byte in name):
        raise reader.refuse()
    goals: list[int] = []
    following = 0
    for _ in range(reader.count(1)):
        ordinal = following + reader.number(_MAX_ORDINAL)
        if ordinal > _MAX_ORDINAL:
            raise reader.refuse()
        goals.append(ordinal)
        following = ordinal + 1
    certificate = reader.raw(reader.number())
    return LinkedCertificate(name.decode("utf-8", "surrogateescape"), goals, certificate)

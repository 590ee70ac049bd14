"""The values that files are made of (docs/certificate-format.md, section 1)."""

from .errors import Refusal
from .field import SCALAR_MODULUS


def encode_number(value: int) -> bytes:
    """LEB128 without superfluous groups."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


class Reader:
    """Reads values one after another; refuses every encoding but the canonical one."""

    def __init__(self, data: bytes, code: str, message: str) -> None:
        self._data = data
        self._at = 0
        self.section(code, message)

    def section(self, code: str, message: str) -> None:
        """What is refused from here on is refused with this code."""
        self._code, self._message = code, message

    def refuse(self) -> Refusal:
        """The exception for malformed input at this place."""
        return Refusal(self._code, self._message)

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._at

    @property
    def remaining(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._at

    def raw(self, size: int) -> bytes:
        """The next `size` bytes."""
        if size > self.remaining:
            raise self.refuse()
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, limit: int = (1 << 64) - 1) -> int:
        """A number of at most `limit`."""
        value = 0
        for shift in range(0, 70, 7):
            group = self.raw(1)[0]
            value |= (group & 0x7F) << shift
            if group == 0 and shift:
                raise self.refuse()
            if group < 0x80:
                break
        if group >= 0x80 or value > limit:
            raise self.refuse()
        return value

    def count(self, size: int) -> int:
        """A number of elements of at least `size` bytes each: the file must have room for them."""
        return self.number(self.remaining // size)

    def scalar(self) -> int:
        """A canonical element of the scalar field."""
        value = int.from_bytes(self.raw(32), "little")
        if value >= SCALAR_MODULUS:
            raise self.refuse()
        return value

    def scalars(self, count: int) -> list[int]:
        """Several scalars."""
        return [self.scalar() for _ in range(count)]

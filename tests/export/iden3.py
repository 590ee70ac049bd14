"""Reads .r1cs (version 1) and .wtns (version 2) files of iden3, strictly."""

from dataclasses import dataclass

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617
"""The order of BN254's groups."""

Form = dict[int, int]
"""Coefficients by wire."""

Row = tuple[Form, Form, Form]
"""<a, w> <b, w> = <c, w>."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise ValueError("the file is cut off")
        self._at += size
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def element(self) -> int:
        value = self.number(32)
        if value >= P:
            raise ValueError("a field element is not reduced")
        return value

    def finish(self) -> None:
        if self._at != len(self._data):
            raise ValueError("bytes after the end")


def _sections(data: bytes, magic: bytes, version: int) -> dict[int, _Reader]:
    """The sections of a file, each once."""
    file = _Reader(data)
    if file.take(4) != magic or file.number(4) != version:
        raise ValueError("another format or version")
    sections: dict[int, _Reader] = {}
    for _ in range(file.number(4)):
        kind = file.number(4)
        if kind in sections:
            raise ValueError("a section occurs twice")
        sections[kind] = _Reader(file.take(file.number(8)))
    file.finish()
    return sections


def _check_field(header: _Reader) -> None:
    if header.number(4) != 32 or header.number(32) != P:
        raise ValueError("another field")


@dataclass(frozen=True)
class R1cs:
    """A system of constraints <a, w> <b, w> = <c, w>."""

    wires: int
    public_outputs: int
    public_inputs: int
    private_inputs: int
    constraints: list[Row]
    labels: list[int]

    def violated(self, values: list[int]) -> list[int]:
        """The constraints that these values of the wires break."""
        return [i for i, row in enumerate(self.constraints) if not holds(row, values)]

    def rows_by_wire(self) -> list[list[int]]:
        """The constraints that each wire is in."""
        rows: list[list[int]] = [[] for _ in range(self.wires)]
        for number, row in enumerate(self.constraints):
            for wire in {wire for form in row for wire in form}:
                rows[wire].append(number)
        return rows


def holds(row: Row, values: list[int]) -> bool:
    """Whether one constraint holds."""
    a, b, c = (sum(k * values[wire] for wire, k in form.items()) for form in row)
    return (a * b - c) % P == 0


def read_r1cs(data: bytes) -> R1cs:
    """Raises ValueError unless the file is well formed and in the form that we promise: wires of a
    linear form ascend and no coefficient is zero."""
    sections = _sections(data, b"r1cs", 1)
    if set(sections) != {1, 2, 3}:
        raise ValueError("other sections than header, constraints and labels")
    header, body, map_section = sections[1], sections[2], sections[3]
    _check_field(header)
    wires, outputs, public, private = (header.number(4) for _ in range(4))
    label_count, count = header.number(8), header.number(4)
    header.finish()

    def read_form() -> Form:
        form: Form = {}
        last = -1
        for _ in range(body.number(4)):
            wire, coefficient = body.number(4), body.element()
            if not last < wire < wires or not coefficient:
                raise ValueError("a linear form is not in order")
            form[wire] = coefficient
            last = wire
        return form

    constraints = [(read_form(), read_form(), read_form()) for _ in range(count)]
    body.finish()
    labels = [map_section.number(8) for _ in range(wires)]
    map_section.finish()
    if any(label >= label_count for label in labels):
        raise ValueError("a label is out of range")
    return R1cs(wires, outputs, public, private, constraints, labels)


def read_wtns(data: bytes) -> list[int]:
    """The values of all wires."""
    sections = _sections(data, b"wtns", 2)
    if set(sections) != {1, 2}:
        raise ValueError("other sections than header and values")
    header, body = sections[1], sections[2]
    _check_field(header)
    count = header.number(4)
    header.finish()
    values = [body.element() for _ in range(count)]
    body.finish()
    return values

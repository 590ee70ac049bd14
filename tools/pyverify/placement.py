"""Where the copies of the chips stand, and the circuit digest (docs/circuit.md, 5 and 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from .analysis import Analysis
from .chips import Ranges
from .circuit import ADDRESS, FIXED, Chip, Constants, Wire
from .codec import encode_number
from .errors import Refusal
from .keccak import keccak256
from .layout import KindSpec, Layout
from .theory import Theory

_MAX_LOG_PART = 26
_MAX_BLOCKS = 1 << 34


def log2_ceil(value: int) -> int:
    """The smallest n with 2^n >= value."""
    return max(value - 1, 0).bit_length()


@dataclass(frozen=True)
class Placement:
    """2^log_copies copies of a chip at fixed places in every segment of a kind."""

    number: int
    chip: Chip
    log_copies: int
    address: int
    row: int
    constant: int
    columns: tuple[int, int, int]
    first_value: int

    def values(self, constants: Constants) -> Sequence[int | tuple[int, ...]]:
        """This placement's part of a column of constants."""
        return constants.values[self.first_value : self.first_value + (1 << self.log_copies)]


@dataclass(frozen=True)
class Kind:
    """Segments of one shape. `used` are the entries in use of each committed part."""

    segments: int
    log_width: int
    log_fixed: int
    stride: int
    log_rows: int
    log_part: int
    used: tuple[int, int, int]
    placements: list[Placement]

    @property
    def log_segments(self) -> int:
        """Segments are added, all zero, up to a power of two."""
        return log2_ceil(self.segments)

    def commitments(self, phase: int) -> int:
        """Commitments of a segment in phase 0, 1 or 2: one per row that is in use."""
        return -(-self.used[phase] >> self.log_width)

    def offset(self, placement: Placement, wire: Wire) -> int:
        """The first entry of a column within its part; an address is no column."""
        if wire.part != FIXED:
            return placement.columns[wire.part - 1] + (wire.column << placement.log_copies)
        if wire.column < ADDRESS:
            return wire.column << self.log_fixed
        return placement.constant + (wire.column - ADDRESS - 1 << placement.log_copies)


def check_ranges(theory: Theory, analysis: Analysis, ranges: Ranges) -> None:
    """A range check that the theory needs must have digits (section 5)."""
    needs = (
        (any(map(analysis.length_checked, theory.rules)), ranges.length_digits),
        (any(map(any, analysis.time_checked)), ranges.time_digits),
        (any(map(analysis.order_checked, theory.rules)), ranges.order_digits),
    )
    if any(needed and (not digits or not ranges.bits) for needed, digits in needs):
        raise Refusal("layout.range", "the layout leaves out a range check")


def place(chips: Sequence[Chip], layout: Layout) -> list[Kind]:
    """Places all chips; refuses a layout that does not fit them (section 5)."""
    kinds: list[Kind] = []
    address = 1
    counted = sum(chip.copies is None for chip in chips)
    for spec in layout.kinds:
        if len(spec.copies) != counted:
            raise Refusal("layout.copies", "the layout counts another number of chips")
        kinds.append(_Placer(spec, address).place(chips, holds_fixed=not kinds))
        address += kinds[-1].stride * spec.segments
        if address > _MAX_BLOCKS:
            raise _too_large()
    return kinds


def _too_large() -> Refusal:
    return Refusal("layout.size", "the layout is larger than a verifier accepts")


class _Placer:
    """Places the chips of one kind, piece by piece."""

    def __init__(self, spec: KindSpec, address: int) -> None:
        self._spec = spec
        self._address = address
        self._rows = 0
        self._used = [0, 0, 0]
        self._constants = 0
        self._placed: list[Placement] = []

    def place(self, chips: Sequence[Chip], holds_fixed: bool) -> Kind:
        """All pieces of a kind, the largest first."""
        first_address = self._address
        pieces = self._pieces(chips, holds_fixed)
        if not pieces:
            raise Refusal("layout.copies", "a kind of segments holds no chip")
        log_fixed = pieces[0][0]
        if log_fixed > _MAX_LOG_PART:
            raise _too_large()
        self._constants = ADDRESS << log_fixed
        next_value: dict[int, int] = {}
        for log_copies, number in pieces:
            first_value = next_value.get(number, 0)
            self._add(number, chips[number], log_copies, first_value)
            next_value[number] = first_value + (1 << log_copies)
        return Kind(
            segments=self._spec.segments,
            log_width=self._spec.log_width,
            log_fixed=log_fixed,
            stride=self._address - first_address,
            log_rows=max(log_fixed, log2_ceil(self._rows)),
            log_part=max(self._spec.log_width, log2_ceil(max(self._constants, *self._used))),
            used=(self._used[0], self._used[1], self._used[2]),
            placements=self._placed,
        )

    def _pieces(self, chips: Sequence[Chip], holds_fixed: bool) -> list[tuple[int, int]]:
        """(log of copies, chip) for each bit of each number of copies, sorted by size, stably."""
        counts = iter(self._spec.copies)
        pieces = []
        for number, chip in enumerate(chips):
            copies = next(counts) if chip.copies is None else chip.copies * holds_fixed
            bits = reversed(range(copies.bit_length()))
            pieces += [(bit, number) for bit in bits if copies >> bit & 1]
        return sorted(pieces, key=lambda piece: -piece[0])

    def _add(self, number: int, chip: Chip, log_copies: int, first_value: int) -> None:
        s, t, b = self._used
        self._placed.append(
            Placement(
                number,
                chip,
                log_copies,
                self._address,
                self._rows,
                self._constants,
                (s, t, b),
                first_value,
            )
        )
        self._used = [n + (c << log_copies) for n, c in zip(self._used, chip.columns)]
        self._rows += len(chip.rows) << log_copies
        self._constants += len(chip.constants) << log_copies
        self._address += 1 << log_copies
        if max(self._rows, self._constants, *self._used) > 1 << _MAX_LOG_PART:
            raise _too_large()


def circuit_digest(chips: Sequence[Chip], kinds: Sequence[Kind]) -> bytes:
    """A digest of the circuit's shape (section 6)."""
    numbers = [len(chips)]
    for chip in chips:
        numbers += [*chip.columns, len(chip.rows), chip.terms(), len(chip.constants)]
    for kind in kinds:
        numbers += [kind.segments, kind.stride, kind.log_rows, kind.log_part]
        numbers += [kind.log_fixed, kind.log_width, len(kind.placements)]
        for placement in kind.placements:
            numbers += [placement.number, placement.log_copies]
    return keccak256(b"".join(map(encode_number, numbers)))

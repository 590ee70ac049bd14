"""The layout section (docs/certificate-format.md, section 4): what the prover chooses."""

from dataclasses import dataclass

from .chips import Ranges
from .codec import Reader
from .errors import Refusal
from .theory import Theory

_U32 = (1 << 32) - 1
_MAX_TABLE_BITS = 20
_MAX_RANGE_BITS = 40
_MAX_DUMMIES = 1 << 12
_MAX_KINDS = 4
_MAX_CHIPS = 1 << 22
_MAX_SEGMENTS = 1 << 16
_MAX_LOG_WIDTH = 16


@dataclass(frozen=True)
class KindSpec:
    """One kind of segments: how many, the width of commitments, copies of each counted chip."""

    segments: int
    log_width: int
    copies: list[int]


@dataclass(frozen=True)
class Layout:
    """A layout as it stands in a certificate."""

    ranges: Ranges
    dummies: list[int]
    kinds: list[KindSpec]


def read_layout(data: bytes, most_chips: int = _MAX_CHIPS) -> Layout:
    """Decodes a layout section; `most_chips` counts those of the theory without its dummies."""
    reader = Reader(data, "layout.encoding", "the layout section is malformed")
    ranges = Ranges(*(reader.number(_U32) for _ in range(4)))
    dummies = [reader.number(_U32) for _ in range(reader.count(1))]
    most = most_chips + sum(min(count, _MAX_DUMMIES) for count in dummies)
    kinds = [
        KindSpec(reader.number(_U32), reader.number(_U32), _read_copies(reader, most))
        for _ in range(reader.number(_MAX_KINDS))
    ]
    if reader.remaining:
        raise reader.refuse()
    return Layout(ranges, dummies, kinds)


def most_chips_of(theory: Theory) -> int:
    """No layout of the theory counts more chips than this and one for each dummy."""
    parameters = max((len(a.parameters) for a in theory.assertions), default=0)
    return len(theory.variables) + len(theory.rules) + 2 + 2 * (parameters + 1)


def _read_copies(reader: Reader, most: int) -> list[int]:
    """Counts, where a zero is followed by the length of its run; runs are maximal."""
    size = reader.number(min(most, _MAX_CHIPS))
    copies: list[int] = []
    after_zeros = False
    while len(copies) < size:
        count = reader.number(_U32)
        run = reader.number(size - len(copies)) if count == 0 else 1
        if run == 0 or (count == 0 and after_zeros):
            raise reader.refuse()
        copies += [count] * run
        after_zeros = count == 0
    return copies


def check_bounds(layout: Layout, theory: Theory) -> None:
    """What can be checked before there are chips (section 4.1)."""
    check_sizes(layout, len(theory.typecodes))
    with_variables = theory.typecodes_with_variables()
    if any(n and typecode not in with_variables for typecode, n in enumerate(layout.dummies)):
        raise Refusal("layout.dummies", "dummy variables of a typecode without variables")


def check_sizes(layout: Layout, typecodes: int) -> None:
    """The bounds that hold for layouts of theories and of programs alike."""
    bits, *digits = layout.ranges
    if bits > _MAX_TABLE_BITS or max(digits) * max(bits, 1) > _MAX_RANGE_BITS:
        raise Refusal("layout.range", "the layout's ranges are larger than a verifier accepts")
    if len(layout.dummies) != typecodes:
        raise Refusal("layout.dummies", "the layout has another number of typecodes")
    if max(layout.dummies, default=0) > _MAX_DUMMIES:
        raise Refusal("layout.dummies", "the layout has too many dummy variables")
    sizes_fit = all(
        1 <= kind.segments <= _MAX_SEGMENTS and kind.log_width <= _MAX_LOG_WIDTH
        for kind in layout.kinds
    )
    if not layout.kinds or layout.kinds[0].segments != 1 or not sizes_fit:
        raise Refusal("layout.kinds", "the layout's kinds are malformed")

"""What the verifier evaluates itself: matrices and fixed part (docs/verifier.md, section 7)."""

from collections.abc import Sequence
from typing import NamedTuple

from .circuit import (
    ADDRESS,
    FIRST_CONSTANT,
    FIXED,
    INDEX,
    ONE,
    SEGMENT,
    Form,
    Meaning,
    Row,
    Term,
    Wire,
)
from .field import SCALAR_MODULUS as P
from .placement import Kind, Placement
from .polynomial import BlockWeights, eq, eq_table


class Challenges:
    """The challenges that coefficients depend on, and powers and fingerprints made of them."""

    def __init__(self, r: int, alpha: int, beta: int) -> None:
        self._r, self._alpha, self._beta = r, alpha, beta
        self._powers: dict[int, int] = {}
        self._beta_powers = [1]
        self._fingerprints: dict[tuple[int, ...], int] = {}

    def power(self, exponent: int) -> int:
        """r to a power."""
        if exponent not in self._powers:
            self._powers[exponent] = pow(self._r, exponent, P)
        return self._powers[exponent]

    def beta_power(self, exponent: int) -> int:
        """beta to a power."""
        while len(self._beta_powers) <= exponent:
            self._beta_powers.append(self._beta_powers[-1] * self._beta % P)
        return self._beta_powers[exponent]

    def fingerprint(self, text: tuple[int, ...]) -> int:
        """The value at r of the text's codes as coefficients, the first code the highest."""
        if text not in self._fingerprints:
            value = 0
            for code in text:
                value = (value * self._r + code) % P
            self._fingerprints[text] = value
        return self._fingerprints[text]

    def coefficient(self, term: Term) -> int:
        """The number that a term's wire is multiplied with."""
        if term.alpha:
            return term.scale * self._alpha
        value = term.scale * self.beta_power(term.beta)
        if term.text is not None:
            value = value * self.fingerprint(term.text) % P
        return value * self.power(term.power) % P if term.power else value

    def constant(self, meaning: Meaning, value: int | tuple[int, ...]) -> int:
        """The number that an entry of a column of constants stands for."""
        if isinstance(value, tuple):
            return self.fingerprint(value)
        return self.power(value) if meaning is Meaning.POWER else value


class MatrixValues(NamedTuple):
    """A, B and C at a row and a column point, and the selector of bus terms at the latter."""

    a: int
    b: int
    c: int
    selector: int


class _ColumnWeights:
    """Extensions of the columns of one placement: of ones where the copies' entries stand."""

    def __init__(self, kind: Kind, point: Sequence[int]) -> None:
        self._kind = kind
        self._blocks = BlockWeights(point[: kind.log_part])
        self._parts = eq_table(point[kind.log_part :])

    def of(self, placement: Placement) -> "_ColumnWeights":
        """The same for another placement."""
        self._placement = placement
        self._known: dict[Wire, int] = {}
        return self

    def weight(self, wire: Wire) -> int:
        """The weight of a wire, without the factor that all wires of a placement share."""
        if wire not in self._known:
            self._known[wire] = self._compute(wire)
        return self._known[wire]

    def _compute(self, wire: Wire) -> int:
        placement = self._placement
        if wire == Wire(FIXED, ADDRESS):
            one, index, segment = (self.weight(Wire(FIXED, i)) for i in (ONE, INDEX, SEGMENT))
            return (placement.address * one + index + self._kind.stride * segment) % P
        block = self._kind.offset(placement, wire) >> placement.log_copies
        return self._parts[wire.part] * self._blocks.at(placement.log_copies, block) % P


def evaluate_matrices(
    kind: Kind, challenges: Challenges, row_point: Sequence[int], column_point: Sequence[int]
) -> MatrixValues:
    """Every term of every chip once per placement, whatever the number of copies."""
    rows = BlockWeights(row_point)
    columns = _ColumnWeights(kind, column_point)
    totals = [0, 0, 0]
    selector = 0
    for placement in kind.placements:
        k = placement.log_copies
        columns.of(placement)
        first = placement.row >> k
        sums = [0, 0, 0]
        for number, row in enumerate(placement.chip.rows, first):
            weight = rows.at(k, number)
            for matrix, form in enumerate((row.a, row.b, row.c)):
                sums[matrix] += weight * _form_value(form, challenges, columns)
            selector += _bus_weight(row, columns)
        same_copy = eq(row_point[:k], column_point[:k])
        totals = [(total + same_copy * value) % P for total, value in zip(totals, sums)]
    return MatrixValues(totals[0], totals[1], totals[2], selector % P)


def _form_value(form: Form, challenges: Challenges, columns: _ColumnWeights) -> int:
    return sum(challenges.coefficient(term) * columns.weight(term.wire) for term in form) % P


def _bus_weight(row: Row, columns: _ColumnWeights) -> int:
    return row.sign * columns.weight(row.h) if row.h is not None else 0


def evaluate_fixed_part(
    kind: Kind, challenges: Challenges, segment_point: Sequence[int], part_point: Sequence[int]
) -> int:
    """The folded fixed part at a point; segments that are added have none."""
    weights = eq_table(segment_point)[: kind.segments]
    present = sum(weights)
    numbers = sum(i * weight for i, weight in enumerate(weights))
    blocks = BlockWeights(part_point)
    one, index, segment = (blocks.at(kind.log_fixed, column) for column in (ONE, INDEX, SEGMENT))
    copy_number = sum(x << j for j, x in enumerate(part_point[: kind.log_fixed]))
    value = present * (one + index * copy_number) + numbers * segment
    for placement in kind.placements:
        for number, column in enumerate(placement.chip.constants):
            start = kind.offset(placement, Wire(FIXED, FIRST_CONSTANT + number))
            for entry, stated in enumerate(placement.values(column), start):
                number_at = challenges.constant(column.meaning, stated)
                value += present * blocks.at(0, entry) % P * number_at
    return value % P

"""Wires, forms, rows and chips (docs/circuit.md, sections 2 and 3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

FIXED, STRUCTURE, TEXT, BUS = range(4)
"""The four parts of z."""

ONE, INDEX, SEGMENT, ADDRESS, FIRST_CONSTANT = range(5)
"""Columns of the fixed part; those of constants begin with FIRST_CONSTANT."""


class Wire(NamedTuple):
    """A column of one of the parts; a copy of a chip has one entry of it."""

    part: int
    column: int


class Term(NamedTuple):
    """scale * beta^beta * r^power * fp(text) * wire, or scale * alpha * wire."""

    wire: Wire
    scale: int = 1
    text: tuple[int, ...] | None = None
    power: int = 0
    beta: int = 0
    alpha: bool = False


Form = list[Term]

ONE_WIRE, INDEX_WIRE, OWN_ADDRESS = Wire(FIXED, ONE), Wire(FIXED, INDEX), Wire(FIXED, ADDRESS)


def constant(value: int) -> Form:
    """A number; zero is the empty form."""
    return [Term(ONE_WIRE, scale=value)] if value else []


def wire_form(wire: Wire) -> Form:
    """A wire by itself."""
    return [Term(wire)]


def scaled(form: Iterable[Term], factor: int) -> Form:
    """A form times a number."""
    return [term._replace(scale=term.scale * factor) for term in form]


def shifted(form: Iterable[Term], power: int) -> Form:
    """A form times a power of r."""
    return [term._replace(power=term.power + power) for term in form]


class Relation(Enum):
    """Kinds of claims of theories; the value is the tag, to which NODE adds its arity."""

    STATEMENT = 1
    VARIABLE = 2
    DUMMY = 3
    DISJOINT = 4
    DECLARED = 5
    RANGE = 6
    NODE = 16


class Meaning(Enum):
    """What the values of a column of constants stand for."""

    INTEGER = "the value itself"
    FINGERPRINT = "the fingerprint of a text"
    POWER = "a power of r"


@dataclass(frozen=True)
class Constants:
    """A column of the fixed part whose values differ from copy to copy."""

    meaning: Meaning
    values: list[int] | list[tuple[int, ...]]


class Row(NamedTuple):
    """<a, z> <b, z> = <c, z>; `sign` is that of the bus term h which the row defines, or 0."""

    a: Form
    b: Form
    c: Form
    h: Wire | None = None
    sign: int = 0


class TextValue(NamedTuple):
    """What a claim says of a text: three forms, empty where the claim leaves them out."""

    length: Form
    fingerprint: Form
    pow: Form


@dataclass
class Chip:
    """The circuit of one rule. `copies` is None where the layout counts the copies."""

    columns: list[int] = field(default_factory=lambda: [0, 0, 0])
    rows: list[Row] = field(default_factory=list)
    constants: list[Constants] = field(default_factory=list)
    copies: int | None = None

    def new_wire(self, part: int) -> Wire:
        """The next column of a committed part."""
        self.columns[part - 1] += 1
        return Wire(part, self.columns[part - 1] - 1)

    def structure(self) -> Form:
        """A new wire of the structure part, as a form."""
        return wire_form(self.new_wire(STRUCTURE))

    def constant_column(self, constants: Constants) -> Form:
        """A new column of constants, as a form."""
        self.constants.append(constants)
        return wire_form(Wire(FIXED, FIRST_CONSTANT + len(self.constants) - 1))

    def terms(self) -> int:
        """How many terms the rows have in all."""
        return sum(len(row.a) + len(row.b) + len(row.c) for row in self.rows)

    # --- rows -----------------------------------------------------------------------------------

    def product(self, a: Form, b: Form) -> Form:
        """A new wire that is the product of two forms."""
        wire = self.new_wire(TEXT)
        self.rows.append(Row(a, b, wire_form(wire)))
        return wire_form(wire)

    def nonzero(self, form: Form) -> None:
        """States that a form is not zero: some wire is its inverse."""
        self.rows.append(Row(form, wire_form(self.new_wire(TEXT)), constant(1)))

    def assert_product(self, a: Form, b: Form, c: Form) -> None:
        """States that a * b = c."""
        self.rows.append(Row(a, b, c))

    def demand(self, relation: Relation, *fields: Form) -> None:
        """Somebody must emit this claim."""
        self.bus_row(_tag(relation, fields), fields, constant(1), -1)

    def emit(self, relation: Relation, *fields: Form) -> None:
        """Makes a claim, as often as a new wire says."""
        multiplicity = self.structure()
        self.bus_row(_tag(relation, fields), fields, multiplicity, 1)

    def bus_row(self, tag: int, fields: Sequence[Form], right: Form, sign: int) -> None:
        """(alpha - tag - sum of beta^j field j) h = right; field 1 is the first."""
        denominator = [Term(ONE_WIRE, alpha=True), *constant(-tag)]
        for place, form in enumerate(fields, 1):
            denominator += [term._replace(beta=place) for term in scaled(form, -1)]
        h = self.new_wire(BUS)
        self.rows.append(Row(denominator, wire_form(h), right, h, sign))

    # --- range checks ---------------------------------------------------------------------------

    def digits(self, count: int, bits: int) -> Form:
        """A number that is the sum of `count` new digits, each of them checked."""
        value: Form = []
        for i in range(count):
            digit = self.structure()
            self.demand(Relation.RANGE, digit)
            value += scaled(digit, 1 << i * bits)
        return value

    def check_range(self, value: Form, count: int, bits: int) -> None:
        """States that `value` has `count` digits: new wires for all but the lowest."""
        lowest = list(value)
        for i in range(1, count):
            digit = self.structure()
            self.demand(Relation.RANGE, digit)
            lowest += scaled(digit, -(1 << i * bits))
        self.demand(Relation.RANGE, lowest)

    # --- texts ----------------------------------------------------------------------------------

    def text_of(
        self, symbols: Sequence[int], parameters: Mapping[int, TextValue], with_pow: bool
    ) -> TextValue:
        """The text of a template (section 3), by Horner's rule over its runs of constants.

        A symbol is 2 * code, a parameter 2 * index + 1.
        """
        runs, variables = _runs(symbols)
        length = [term for v in variables for term in parameters[v].length]
        constants = sum(map(len, runs))
        fingerprint = _text_form(runs[0])
        power: Form = constant(1) if with_pow else []
        for j, (variable, run) in enumerate(zip(variables, runs[1:])):
            value = parameters[variable]
            if j == 0:
                fingerprint = [t._replace(wire=value.pow[0].wire) for t in fingerprint]
                power = value.pow if with_pow else []
            else:
                fingerprint = self.product(fingerprint, value.pow)
                power = self.product(power, value.pow) if with_pow else []
            fingerprint = shifted(fingerprint + value.fingerprint, len(run)) + _text_form(run)
        return TextValue(length + constant(constants), fingerprint, shifted(power, constants))


def _tag(relation: Relation, fields: Sequence[Form]) -> int:
    return relation.value + (len(fields) - 1 if relation is Relation.NODE else 0)


def _runs(symbols: Sequence[int]) -> tuple[list[tuple[int, ...]], list[int]]:
    """The parameters of a template in order, and the constants before, between and behind them."""
    runs: list[list[int]] = [[]]
    variables = []
    for symbol in symbols:
        if symbol & 1:
            variables.append(symbol // 2)
            runs.append([])
        else:
            runs[-1].append(symbol // 2)
    return [tuple(run) for run in runs], variables


def _text_form(run: tuple[int, ...]) -> Form:
    """The fingerprint of a run of constants; nothing if it is empty."""
    return [Term(ONE_WIRE, text=run)] if run else []

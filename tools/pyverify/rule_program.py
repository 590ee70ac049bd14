"""Rules of numbers with all names resolved (docs/rule-files.md, sections 2 and 3.2)."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from .integer_polynomial import Interval, Polynomial, bits_interval

_LENGTH_BITS = 24


class Kind(IntEnum):
    """Sorts of values; the numbers are those of the digest."""

    FIELD = 0
    INTEGER = 1
    ADDRESS = 2
    TEXT = 3


class Type(NamedTuple):
    """What a value may be; of integers, how many bits, and whether around 0; of texts, the sort.

    The bits of a text are those of its length, where that is checked.
    """

    kind: Kind
    bits: int = 0
    signed: bool = False
    sort: int = 0

    @property
    def least(self) -> int:
        """The least value of an integer."""
        return -(1 << self.bits - 1) if self.signed else 0

    @property
    def range(self) -> Interval | None:
        """What every value lies in; only integers have one."""
        if self.kind is not Kind.INTEGER:
            return None
        return Interval(self.least, self.least + (1 << self.bits) - 1)


def text_type(sort: int) -> Type:
    """Texts of sort number `sort`."""
    return Type(Kind.TEXT, _LENGTH_BITS, sort=sort)


class Text(NamedTuple):
    """A text in a claim: 2 * code for each symbol, 2 * index + 1 for each variable."""

    items: tuple[int, ...]

    def as_variable(self) -> int | None:
        """The variable that it is, if it is one."""
        if len(self.items) == 1 and self.items[0] & 1:
            return self.items[0] // 2
        return None

    def occurrences(self) -> list[int]:
        """The variables in it, repetitions counted."""
        return [item // 2 for item in self.items if item & 1]

    def variables(self) -> list[int]:
        """Those that occur, each once, by first occurrence."""
        return list(dict.fromkeys(self.occurrences()))


Value = Polynomial | Text


@dataclass
class Relation:
    """Arguments are filled in once all names are known."""

    name: str
    linear: bool
    unique: bool
    names: list[str] = field(default_factory=list)
    types: list[Type] = field(default_factory=list)
    order: int | None = None

    @property
    def has_texts(self) -> bool:
        """Whether a claim says something about texts."""
        return any(of.kind is Kind.TEXT for of in self.types)


class TableKind(IntEnum):
    """Sorts of tables; the numbers are those of the digest."""

    RANGE = 0
    AND = 1
    OR = 2
    XOR = 3
    ROWS = 4


@dataclass(frozen=True)
class Table:
    """`listed` are the rows of a table that has no `bits`."""

    name: str
    kind: TableKind
    bits: int
    listed: list[list[int]]

    @property
    def columns(self) -> int:
        """How many values a row has."""
        if self.kind is TableKind.ROWS:
            return len(self.listed[0])
        return 1 if self.kind is TableKind.RANGE else 3

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        if self.kind is TableKind.ROWS:
            return len(self.listed)
        return 1 << (self.bits if self.kind is TableKind.RANGE else 2 * self.bits)

    def column(self, number: int) -> list[int]:
        """All values of a column of a table that is no range."""
        if self.kind is TableKind.ROWS:
            return [row[number] for row in self.listed]
        return [self._computed(row)[number] for row in range(self.row_count)]

    def _computed(self, row: int) -> tuple[int, int, int]:
        low, high = row & (1 << self.bits) - 1, row >> self.bits
        if self.kind is TableKind.AND:
            return low, high, low & high
        return low, high, low | high if self.kind is TableKind.OR else low ^ high

    def interval(self, number: int) -> Interval:
        """From the least to the largest value of a column."""
        if self.kind is not TableKind.ROWS:
            return bits_interval(self.bits)
        values = self.column(number)
        return Interval(min(values), max(values))


class Origin(IntEnum):
    """Where a variable comes from; the numbers are those of the digest."""

    PARAMETER = 0
    DEFINITION = 1
    SELF = 2


@dataclass(frozen=True)
class Variable:
    """A value of a block; of a definition, what it equals: a polynomial, or a written text."""

    name: str
    type: Type
    origin: Origin
    hidden: bool = False
    free: bool = False
    definition: Polynomial = Polynomial()
    text: Text = Text(())


class ClaimKind(IntEnum):
    """What a rule does with a claim; the numbers are those of the digest."""

    DEMAND = 0
    CONSUME = 1
    EMIT = 2


class Claim(NamedTuple):
    """A claim of relation number `relation`."""

    kind: ClaimKind
    relation: int
    values: list[Value]

    def polynomials(self) -> list[Polynomial]:
        """The values that are no texts."""
        return [value for value in self.values if isinstance(value, Polynomial)]

    def texts(self) -> list[Text]:
        """The values that are texts."""
        return [value for value in self.values if isinstance(value, Text)]


class Lookup(NamedTuple):
    """A row of table number `table`."""

    table: int
    values: list[Polynomial]


class ConstraintKind(IntEnum):
    """What is said of a polynomial; the numbers are those of the digest."""

    ZERO = 0
    NONZERO = 1
    NONNEGATIVE = 2


class Constraint(NamedTuple):
    """`defines` is the variable of a typed `let`, of which the polynomial is x - e."""

    kind: ConstraintKind
    value: Polynomial
    defines: int | None = None


@dataclass
class Rule:
    """A rule of numbers."""

    name: str
    public: bool
    is_axiom: bool
    place: str
    parameters: int = 0
    variables: list[Variable] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)

    def is_public(self, index: int) -> bool:
        """Whether a statement lists the variable."""
        variable = self.variables[index]
        return self.public and not variable.hidden and variable.origin is Origin.PARAMETER

    def premises(self) -> list[Claim]:
        """What a block rests on."""
        return [claim for claim in self.claims if claim.kind is not ClaimKind.EMIT]

    def emissions(self) -> list[Claim]:
        """What a block concludes."""
        return [claim for claim in self.claims if claim.kind is ClaimKind.EMIT]

    def terms(self) -> int:
        """How many terms the polynomials in claims and look-ups have."""
        values = [value for claim in self.claims for value in claim.polynomials()]
        values += [value for lookup in self.lookups for value in lookup.values]
        return sum(len(value.terms) for value in values)

    def values_of(self, kind: ConstraintKind) -> list[Polynomial]:
        """The polynomials of all constraints of a kind."""
        return [constraint.value for constraint in self.constraints if constraint.kind is kind]


@dataclass
class Program:
    """All relations, tables and rules of numbers of some files, in their order.

    Sorts are by number; symbols are by code, of which 0 is none.
    """

    relations: list[Relation] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    sorts: list[str] = field(default_factory=list)
    symbols: list[str] = field(default_factory=lambda: [""])

    @property
    def has_texts(self) -> bool:
        """Whether some relation or rule of numbers speaks of texts."""
        variables = (variable for rule in self.rules for variable in rule.variables)
        return any(relation.has_texts for relation in self.relations) or any(
            variable.type.kind is Kind.TEXT for variable in variables
        )

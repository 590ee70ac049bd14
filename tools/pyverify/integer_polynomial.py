"""Polynomials of field rules (docs/rule-files.md, section 3.2) and intervals (section 4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

_MAX_TERMS = 256
_MAX_DEGREE = 8
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1
_WIDE = 1 << 127


class Interval(NamedTuple):
    """The integers from `low` to `high`."""

    low: int
    high: int

    def within(self, other: "Interval") -> bool:
        """Whether no value lies outside of another interval."""
        return self.low >= other.low and self.high <= other.high


def bits_interval(bits: int) -> Interval:
    """0 to 2^bits - 1."""
    return Interval(0, (1 << bits) - 1)


def is_wide(*numbers: int) -> bool:
    """Whether all of them have 128 bits, a sign among them."""
    return all(-_WIDE <= number < _WIDE for number in numbers)


class Term(NamedTuple):
    """A coefficient, not 0, and variables, ascending; a power repeats its variable."""

    coefficient: int
    variables: tuple[int, ...]


IntervalOf = Callable[[int], Interval | None]


@dataclass(frozen=True)
class Polynomial:
    """Terms in their order: equal polynomials are equal objects.

    Operations return None where the result breaks a bound.
    """

    terms: tuple[Term, ...] = ()

    @staticmethod
    def constant(value: int) -> "Polynomial":
        """A number."""
        return Polynomial((Term(value, ()),) if value else ())

    @staticmethod
    def variable(index: int) -> "Polynomial":
        """A variable by itself."""
        return Polynomial((Term(1, (index,)),))

    def as_constant(self) -> int | None:
        """The number that it is, if it is one."""
        if not self.terms:
            return 0
        return self.terms[0].coefficient if self.degree() == 0 else None

    def as_variable(self) -> int | None:
        """The variable that it is, if it is one."""
        if len(self.terms) == 1 and self.degree() == 1 and self.terms[0].coefficient == 1:
            return self.terms[0].variables[0]
        return None

    def degree(self) -> int:
        """The number of factors of the longest product; those stand last."""
        return len(self.terms[-1].variables) if self.terms else 0

    def variables(self) -> list[int]:
        """Those that occur, each once, by first occurrence."""
        return list(dict.fromkeys(x for term in self.terms for x in term.variables))

    def plus(self, other: "Polynomial", scale: int = 1) -> "Polynomial | None":
        """This and a multiple of another."""
        scaled = [Term(term.coefficient * scale, term.variables) for term in other.terms]
        return _collect([*self.terms, *scaled])

    def times(self, other: "Polynomial") -> "Polynomial | None":
        """The product of two."""
        if self.terms and other.terms and self.degree() + other.degree() > _MAX_DEGREE:
            return None
        return _collect(
            Term(a.coefficient * b.coefficient, tuple(sorted(a.variables + b.variables)))
            for a, b in product(self.terms, other.terms)
        )

    def split(self, x: int) -> "tuple[Polynomial, Polynomial] | None":
        """a and b of a * x + b, neither with x; nothing if x occurs twice in a term."""
        parts: tuple[list[Term], list[Term]] = ([], [])
        for term in self.terms:
            if term.variables.count(x) > 1:
                return None
            without = tuple(y for y in term.variables if y != x)
            parts[x not in term.variables].append(Term(term.coefficient, without))
        return Polynomial(tuple(sorted(parts[0], key=_key))), Polynomial(tuple(parts[1]))

    def interval(self, of: IntervalOf) -> Interval | None:
        """Where the value lies if each variable lies where `of` says; None if that is not known."""
        low, high = 0, 0
        for term in self.terms:
            ends = (term.coefficient, term.coefficient)
            for x in term.variables:
                factor = of(x)
                if factor is None:
                    return None
                corners = [a * b for a in ends for b in factor]
                if not is_wide(*corners):
                    return None
                ends = (min(corners), max(corners))
            low, high = low + ends[0], high + ends[1]
            if not is_wide(low, high):
                return None
        return Interval(low, high)


def _key(term: Term) -> tuple[int, tuple[int, ...]]:
    return len(term.variables), term.variables


def _collect(terms: Iterable[Term]) -> Polynomial | None:
    """Adds equal terms, exactly; None if a coefficient, or the sum of some, leaves 64 bits."""
    sums: dict[tuple[int, ...], int] = {}
    for coefficient, variables in terms:
        if not _LEAST <= coefficient <= _MOST:
            return None
        sums[variables] = sums.get(variables, 0) + coefficient
    if not all(_LEAST <= value <= _MOST for value in sums.values()):
        return None
    out = sorted((Term(value, variables) for variables, value in sums.items() if value), key=_key)
    return Polynomial(tuple(out)) if len(out) <= _MAX_TERMS else None

"""Which variables follow from what a block rests on (docs/rule-files.md, section 7)."""

from collections.abc import Sequence
from typing import NamedTuple

from .integer_polynomial import Polynomial
from .rule_effort import Effort
from .rule_facts import Facts
from .rule_program import ConstraintKind, Kind, Lookup, Origin, Program, Rule, Table, TableKind

_WIDE = 1 << 127


def undetermined(program: Program, rule: Rule, effort: Effort) -> list[int]:
    """The variables that are emitted although nothing determines them."""
    known = _Solver(program, rule, effort).solve()
    emitted = {x for claim in rule.emissions() for value in claim.values for x in value.variables()}
    return sorted(emitted - known)


def unnamed_texts(rule: Rule) -> list[int]:
    """The texts that may be any, though they are not emitted, or are free.

    Others that may be any are emitted, and undetermined.
    """
    emitted = {x for claim in rule.emissions() for text in claim.texts() for x in text.variables()}
    named = _named_texts(rule)
    return [
        i
        for i, variable in enumerate(rule.variables)
        if variable.type.kind is Kind.TEXT
        and not (rule.is_public(i) or i in named)
        and (variable.free or i not in emitted)
    ]


def _named_texts(rule: Rule) -> set[int]:
    """The texts that are whole arguments of what a block rests on."""
    found = {text.as_variable() for claim in rule.premises() for text in claim.texts()}
    return {variable for variable in found if variable is not None}


class _Equation(NamedTuple):
    """A polynomial that has a given value; perhaps it is 0."""

    polynomial: Polynomial
    is_zero: bool


class _Solver:
    def __init__(self, program: Program, rule: Rule, effort: Effort) -> None:
        self._program = program
        self._rule = rule
        self._effort = effort
        self._determined: dict[tuple[int, int, tuple[bool, ...]], bool] = {}
        self._facts = Facts(program, rule)
        self._known = {
            i
            for i, variable in enumerate(rule.variables)
            if variable.origin is Origin.SELF or variable.free or rule.is_public(i)
        } | _named_texts(rule)
        self._nonzero = rule.values_of(ConstraintKind.NONZERO)
        self._gaps = rule.values_of(ConstraintKind.NONNEGATIVE)
        given = [_Equation(v, False) for claim in rule.premises() for v in claim.polynomials()]
        zeros = [_Equation(value, True) for value in rule.values_of(ConstraintKind.ZERO)]
        self._equations = given + zeros

    def solve(self) -> set[int]:
        """All variables that have one value only."""
        before = -1
        while len(self._known) != before:
            before = len(self._known)
            self._effort.spend(len(self._equations))
            for equation in self._equations:
                self._solve_equation(equation)
            for lookup in self._rule.lookups:
                self._solve_lookup(lookup)
        return self._known

    def _unknown(self, polynomial: Polynomial) -> list[int]:
        return [x for x in polynomial.variables() if x not in self._known]

    def _solve_equation(self, equation: _Equation) -> None:
        unknown = self._unknown(equation.polynomial)
        if not unknown:
            return
        terms = len(equation.polynomial.terms)
        splits = terms * terms if len(unknown) <= 2 else 0
        self._effort.spend(len(unknown) * terms + len(self._rule.constraints) + splits)
        if len(unknown) == 1:
            solved = self._has_one_solution(equation, unknown[0])
        else:
            value = equation.polynomial
            solved = self._is_numeral(value, unknown) or self._is_division(value, unknown)
        if solved:
            self._known.update(unknown)

    # --- one unknown ----------------------------------------------------------------------------

    def _has_one_solution(self, equation: _Equation, x: int) -> bool:
        parts = equation.polynomial.split(x)
        if parts is None:
            return False
        coefficient, rest = parts
        constant = rest.as_constant()
        return self._is_nonzero(coefficient) or (
            equation.is_zero and constant is not None and constant != 0
        )

    def _is_nonzero(self, value: Polynomial) -> bool:
        constant = value.as_constant()
        if constant is not None:
            return constant != 0
        interval = self._facts.of(value)
        if interval is not None and (interval.low > 0 or interval.high < 0):
            return True
        return value in self._nonzero or Polynomial().plus(value, -1) in self._nonzero

    # --- several --------------------------------------------------------------------------------

    def _is_numeral(self, value: Polynomial, unknown: list[int]) -> bool:
        digits = []
        for x in unknown:
            parts = value.split(x)
            step = None if parts is None else parts[0].as_constant()
            interval = self._facts.variable(x)
            if step is None or interval is None:
                return False
            digits.append((abs(step), interval.high - interval.low))
        below = 0
        for step, length in sorted(digits, key=lambda digit: digit[0]):
            if step <= below:
                return False
            below += step * length
            if below >= _WIDE:
                return False
        return True

    def _is_division(self, value: Polynomial, unknown: list[int]) -> bool:
        if len(unknown) != 2:
            return False
        first, second = unknown
        return self._divides(value, first, second) or self._divides(value, second, first)

    def _divides(self, value: Polynomial, r: int, q: int) -> bool:
        """q and r are a quotient and its remainder."""
        by_r = value.split(r)
        sign = None if by_r is None else by_r[0].as_constant()
        if by_r is None or sign not in (1, -1):
            return False
        by_q = by_r[1].split(q)
        divisor = None if by_q is None else Polynomial().plus(by_q[0], sign)
        if divisor is None:
            return False
        return self._is_remainder(r, divisor) and self._stays_small(q, r, divisor)

    def _is_remainder(self, r: int, divisor: Polynomial) -> bool:
        interval = self._facts.variable(r)
        if interval is None or interval.low < 0:
            return False
        gap = divisor.plus(Polynomial.variable(r), -1)
        gap = None if gap is None else gap.plus(Polynomial.constant(1), -1)
        return gap is not None and gap in self._gaps

    def _stays_small(self, q: int, r: int, divisor: Polynomial) -> bool:
        product = divisor.times(Polynomial.variable(q))
        value = None if product is None else product.plus(Polynomial.variable(r))
        return value is not None and self._facts.of(value) is not None

    # --- tables ---------------------------------------------------------------------------------

    def _solve_lookup(self, lookup: Lookup) -> None:
        given = tuple(not self._unknown(value) for value in lookup.values)
        self._effort.spend(len(lookup.values))
        for column, value in enumerate(lookup.values):
            unknown = self._unknown(value)
            if (
                len(unknown) == 1
                and self._has_one_solution(_Equation(value, False), unknown[0])
                and self._determines(lookup.table, given, column)
            ):
                self._known.add(unknown[0])

    def _determines(self, number: int, given: tuple[bool, ...], column: int) -> bool:
        """Looks at the rows of a table, but only once."""
        key = number, column, given
        if key not in self._determined:
            table = self._program.tables[number]
            self._effort.spend(len(table.listed) * table.columns)
            self._determined[key] = _determines(table, given, column)
        return self._determined[key]


def _determines(table: Table, given: Sequence[bool], column: int) -> bool:
    """Whether the columns that are given leave at most one value for another."""
    match table.kind:
        case TableKind.RANGE:
            return False
        case TableKind.AND | TableKind.OR:
            return column == 2 and given[0] and given[1]
        case TableKind.XOR:
            return given[(column + 1) % 3] and given[(column + 2) % 3]
    values: dict[tuple[int, ...], int] = {}
    for row in table.listed:
        key = tuple(v for i, v in enumerate(row) if given[i] and i != column)
        if values.setdefault(key, row[column]) != row[column]:
            return False
    return True

"""What is known of a rule's values as integers (docs/rule-files.md, section 4)."""

from collections.abc import Callable

from .integer_polynomial import Interval, Polynomial
from .rule_program import Program, Rule, Value


def _always(_: int) -> bool:
    return True


class Facts:
    """The interval of each variable, from checked variables, trusted relations, and tables."""

    def __init__(
        self,
        program: Program,
        rule: Rule,
        checked: Callable[[int], bool] = _always,
        trusted: Callable[[int], bool] = _always,
    ) -> None:
        self._intervals = [
            v.type.range if checked(i) else None for i, v in enumerate(rule.variables)
        ]
        for claim in rule.premises():
            if trusted(claim.relation):
                types = program.relations[claim.relation].types
                for value, argument in zip(claim.values, types, strict=True):
                    self._narrow(value, argument.range)
        for lookup in rule.lookups:
            table = program.tables[lookup.table]
            for number, value in enumerate(lookup.values):
                self._narrow(value, table.interval(number))

    def _narrow(self, value: Value, to: Interval | None) -> None:
        variable = value.as_variable()
        if variable is None or to is None:
            return
        known = self._intervals[variable]
        if known is not None:
            to = Interval(max(known.low, to.low), min(known.high, to.high))
        self._intervals[variable] = to

    def variable(self, index: int) -> Interval | None:
        """Where a variable lies, if that is known."""
        return self._intervals[index]

    def of(self, polynomial: Polynomial) -> Interval | None:
        """Where the value of a polynomial lies, if that is known."""
        return polynomial.interval(self.variable)

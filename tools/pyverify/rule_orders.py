"""Why no claim rests on itself (docs/rule-files.md, section 5)."""

from collections.abc import Callable, Iterator

from .analysis import Reachability
from .integer_polynomial import Interval, Polynomial
from .rule_facts import Facts
from .rule_program import Claim, ConstraintKind, Program, Rule

_POSITIVE = Interval(1, (1 << 64) - 1)


class Orders:
    """The circles of a program, and whether orders decrease within them."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._graph = Reachability(
            (emission.relation, premise.relation)
            for rule in program.rules
            for emission in rule.emissions()
            for premise in rule.premises()
        )

    def pairs(self, rule: Rule) -> Iterator[tuple[Claim, Claim]]:
        """Each emission with each claim of its circle that it rests on."""
        for emission in rule.emissions():
            for premise in rule.premises():
                if self._graph.together(emission.relation, premise.relation):
                    yield emission, premise

    def decrease(self, rule: Rule, checked: Callable[[int], bool]) -> bool:
        """Whether all pairs of a rule decrease if only these variables are checked."""
        return all(self._decreases(rule, pair, checked) for pair in self.pairs(rule))

    def _decreases(
        self, rule: Rule, pair: tuple[Claim, Claim], checked: Callable[[int], bool]
    ) -> bool:
        emission, premise = pair

        def outside(relation: int) -> bool:
            return not self._graph.together(relation, emission.relation)

        facts = Facts(self._program, rule, checked, outside)
        difference = self._order(emission).plus(self._order(premise), -1)
        return difference is not None and _Comparer(rule, facts).is_positive(difference)

    def _order(self, claim: Claim) -> Polynomial:
        order = self._program.relations[claim.relation].order
        value = None if order is None else claim.values[order]
        if not isinstance(value, Polynomial):
            raise ValueError("the relations of circles have orders, which are numbers")
        return value


class _Comparer:
    """Sees that a polynomial is positive, by definitions, equations and comparisons."""

    def __init__(self, rule: Rule, facts: Facts) -> None:
        self._facts = facts
        self._definitions = [c for c in reversed(rule.constraints) if c.defines is not None]
        self._zeros = self._expanded(rule.values_of(ConstraintKind.ZERO))
        self._gaps = self._expanded(rule.values_of(ConstraintKind.NONNEGATIVE))

    def is_positive(self, difference: Polynomial) -> bool:
        """Whether the value is seen to be from 1 to 2^64 - 1."""
        value = self._expand(difference)
        if value is None:
            return False
        candidates = [value]
        for zero in self._zeros:
            candidates += _present([value.plus(zero), value.plus(zero, -1)])
        return any(map(self._by_gaps, candidates))

    def _expanded(self, values: list[Polynomial]) -> list[Polynomial]:
        return _present(list(map(self._expand, values)))

    def _expand(self, polynomial: Polynomial) -> Polynomial | None:
        """Puts definitions in the place of what they define, where that stands alone."""
        out: Polynomial | None = polynomial
        for definition in self._definitions:
            if out is None:
                return None
            for coefficient, variables in out.terms:
                if variables == (definition.defines,):
                    out = out.plus(definition.value, -coefficient)
                    break
        return out

    def _by_gaps(self, value: Polynomial) -> bool:
        rests = _present([value.plus(gap, -1) for gap in self._gaps])
        return any(map(self._is_within, [value, *rests]))

    def _is_within(self, value: Polynomial) -> bool:
        interval = self._facts.of(value)
        return interval is not None and interval.within(_POSITIVE)


def _present(values: list[Polynomial | None]) -> list[Polynomial]:
    return [value for value in values if value is not None]

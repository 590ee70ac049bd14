"""Why no claim rests on itself (docs/rule-files.md, section 5)."""

from collections.abc import Callable, Iterator

from .integer_polynomial import Interval, Polynomial
from .rule_effort import Effort
from .rule_facts import Facts
from .rule_program import Claim, ClaimKind, ConstraintKind, Program, Rule

_POSITIVE = Interval(1, (1 << 64) - 1)


class Orders:
    """The circles of a program, and whether orders decrease within them."""

    def __init__(self, program: Program, effort: Effort) -> None:
        self._program = program
        self._effort = effort
        self._circles = _circles(program)

    def pairs(self, rule: Rule) -> Iterator[tuple[Claim, Claim]]:
        """Each emission with each claim of its circle that it rests on."""
        for emission in rule.emissions():
            for premise in rule.premises():
                if self._circles[emission.relation] == self._circles[premise.relation]:
                    yield emission, premise

    def decrease(self, rule: Rule, checked: Callable[[int], bool]) -> bool:
        """Whether all pairs of a rule decrease if only these variables are checked."""
        comparers: dict[int, _Comparer] = {}
        for emission, premise in self.pairs(rule):
            self._effort.spend(1)
            circle = self._circles[emission.relation]
            if circle not in comparers:
                comparers[circle] = self._comparer(rule, circle, checked)
            difference = self._order(emission).plus(self._order(premise), -1)
            if difference is None or not comparers[circle].is_positive(difference):
                return False
        return True

    def _comparer(self, rule: Rule, circle: int, checked: Callable[[int], bool]) -> "_Comparer":
        """With the facts of the relations outside of a circle."""
        self._effort.spend(len(rule.variables) + sum(len(c.values) for c in rule.claims))
        facts = Facts(self._program, rule, checked, lambda other: self._circles[other] != circle)
        return _Comparer(rule, facts, self._effort)

    def _order(self, claim: Claim) -> Polynomial:
        order = self._program.relations[claim.relation].order
        value = None if order is None else claim.values[order]
        if not isinstance(value, Polynomial):
            raise ValueError("the relations of circles have orders, which are numbers")
        return value


class _Comparer:
    """Sees that a polynomial is positive, by definitions, equations and comparisons."""

    def __init__(self, rule: Rule, facts: Facts, effort: Effort) -> None:
        self._facts = facts
        self._effort = effort
        self._definitions = [c for c in reversed(rule.constraints) if c.defines is not None]
        self._zeros = self._expanded(rule.values_of(ConstraintKind.ZERO))
        self._gaps = self._expanded(rule.values_of(ConstraintKind.NONNEGATIVE))

    def is_positive(self, difference: Polynomial) -> bool:
        """Whether the value is seen to be from 1 to 2^64 - 1."""
        value = self._expand(difference)
        return value is not None and any(map(self._by_gaps, self._candidates(value)))

    def _candidates(self, value: Polynomial) -> Iterator[Polynomial]:
        """The value in other words, by each of the equations."""
        yield value
        for zero in self._zeros:
            yield from self._sum(value, zero, 1)
            yield from self._sum(value, zero, -1)

    def _sum(self, a: Polynomial, b: Polynomial, scale: int) -> Iterator[Polynomial]:
        """a + scale * b, if that is within the bounds."""
        self._effort.spend(len(a.terms) + len(b.terms))
        value = a.plus(b, scale)
        if value is not None:
            yield value

    def _expanded(self, values: list[Polynomial]) -> list[Polynomial]:
        return [value for value in map(self._expand, values) if value is not None]

    def _expand(self, polynomial: Polynomial) -> Polynomial | None:
        """Puts definitions in the place of what they define, where that stands alone."""
        out: Polynomial | None = polynomial
        for definition in self._definitions:
            if out is None:
                return None
            self._effort.spend(len(out.terms) + 1)
            for coefficient, variables in out.terms:
                if variables == (definition.defines,):
                    out = next(self._sum(out, definition.value, -coefficient), None)
                    break
        return out

    def _by_gaps(self, value: Polynomial) -> bool:
        return self._is_within(value) or any(
            self._is_within(rest) for gap in self._gaps for rest in self._sum(value, gap, -1)
        )

    def _is_within(self, value: Polynomial) -> bool:
        interval = self._facts.of(value)
        return interval is not None and interval.within(_POSITIVE)


def _circles(program: Program) -> list[int]:
    """A number for each relation; those that rest on each other have the same."""
    count = len(program.relations)
    # Every emission of a rule rests on all of its premises: the rule is a vertex between them.
    following: list[list[int]] = [[] for _ in range(count + len(program.rules))]
    for vertex, rule in enumerate(program.rules, count):
        for claim in rule.claims:
            if claim.kind is ClaimKind.EMIT:
                following[claim.relation].append(vertex)
            else:
                following[vertex].append(claim.relation)
    return _strong_components(following)[:count]


def _strong_components(following: list[list[int]]) -> list[int]:
    """The component of each vertex of a graph, by Kosaraju's algorithm."""
    preceding: list[list[int]] = [[] for _ in following]
    for vertex, others in enumerate(following):
        for other in others:
            preceding[other].append(vertex)
    component = [-1] * len(following)
    for number, start in enumerate(reversed(_postorder(following))):
        pending = [start]
        while pending:
            vertex = pending.pop()
            if component[vertex] < 0:
                component[vertex] = number
                pending += preceding[vertex]
    return component


def _postorder(following: list[list[int]]) -> list[int]:
    """All vertices, each after those that a search from it meets first."""
    order: list[int] = []
    seen = [False] * len(following)
    for start in range(len(following)):
        pending = [] if seen[start] else [(start, iter(following[start]))]
        seen[start] = True
        while pending:
            vertex, others = pending[-1]
            new = next((other for other in others if not seen[other]), None)
            if new is None:
                order.append(vertex)
                pending.pop()
            else:
                seen[new] = True
                pending.append((new, iter(following[new])))
    return order

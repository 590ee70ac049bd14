"""What valid certificates say together (docs/linking.md, sections 2 and 3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .errors import Refusal
from .theory import Assertion, Role, Template, Theory


@dataclass(frozen=True)
class Place:
    """An assertion of a part; both count from 0."""

    part: int
    index: int


@dataclass
class Linking:
    """Who proves what for whom, and what nobody proves."""

    discharges: list[tuple[Place, Place]] = field(default_factory=list)
    remaining: dict[str, list[Place]] = field(default_factory=dict)


def link(theories: Sequence[Theory], goals: Sequence[Place]) -> Linking:
    """Links the parts of a file; `goals` are those that it names."""
    _check_names(theories)
    linking = _match(theories)
    _check_shape(len(theories), linking, goals)
    return linking


def _assertions(theories: Sequence[Theory]) -> Iterator[tuple[Place, Theory, Assertion]]:
    for part, theory in enumerate(theories):
        for index, assertion in enumerate(theory.assertions):
            yield Place(part, index), theory, assertion


def _check_names(theories: Sequence[Theory]) -> None:
    """A name is a constant everywhere or a variable everywhere."""
    constants: set[str] = set()
    variables: set[str] = set()
    for theory in theories:
        constants.update(theory.typecodes)
    for _, theory, assertion in _assertions(theories):
        variables.update(theory.symbols[p.code] for p in assertion.parameters)
        for template in [*assertion.hypotheses, assertion.conclusion]:
            constants.update(theory.symbols[s // 2] for s in template.symbols if not s & 1)
    if both := constants & variables:
        raise Refusal("link.symbol", f"{min(both)!r} is a constant and a variable")


def _content(theory: Theory, a: Assertion) -> tuple[object, ...]:
    """All that must be equal in two statements that are the same, apart from label and $d."""

    def text(template: Template) -> tuple[object, ...]:
        symbols = (s // 2 if s & 1 else theory.symbols[s // 2] for s in template.symbols)
        return (theory.typecodes[template.typecode], *symbols)

    variables = tuple((theory.typecodes[p.typecode], theory.symbols[p.code]) for p in a.parameters)
    return (variables, tuple(text(h) for h in a.hypotheses), text(a.conclusion))


def _match(theories: Sequence[Theory]) -> Linking:
    goals: dict[str, tuple[Place, tuple[object, ...], set[tuple[int, int]]]] = {}
    for place, theory, a in _assertions(theories):
        if a.role.is_goal:
            if a.label in goals:
                raise Refusal("link.twice", f"'{a.label}' is a goal of two certificates")
            goals[a.label] = (place, _content(theory, a), set(a.disjoint))
    linking = Linking()
    known: dict[str, tuple[tuple[object, ...], set[tuple[int, int]]]] = {}
    for place, theory, a in _assertions(theories):
        if a.role not in (Role.AXIOM, Role.ASSUMED):
            continue
        content, pairs = _content(theory, a), set(a.disjoint)
        if a.label in goals:
            goal, proved, demanded = goals[a.label]
            if proved != content or not demanded <= pairs:
                raise Refusal("link.statement", f"'{a.label}' is proved as something else")
            linking.discharges.append((place, goal))
        elif known.setdefault(a.label, (content, pairs)) != (content, pairs):
            raise Refusal("link.conflict", f"'{a.label}' is not the same in two certificates")
        else:
            linking.remaining.setdefault(a.label, []).append(place)
    return linking


def _check_shape(parts: int, linking: Linking, goals: Sequence[Place]) -> None:
    if not goals:
        raise Refusal("link.goals", "the link has no goal")
    needed = {goal.part for goal in goals}
    for assumption, goal in linking.discharges:
        if goal.part <= assumption.part:
            raise Refusal("link.order", "a part is discharged by one that is not behind it")
        needed.add(goal.part)
    if len(needed) != parts:
        raise Refusal("link.unused", "a certificate proves nothing that the link needs")

"""What must be known of a theory before a rule becomes a chip (docs/circuit.md, section 1)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .theory import Assertion, Role, Rule, Template, Theory

Edges = Iterable[tuple[int, int]]


class Reachability:
    """Which typecodes lead to which along edges."""

    def __init__(self, edges: Edges) -> None:
        self._next: dict[int, set[int]] = defaultdict(set)
        for source, target in edges:
            self._next[source].add(target)
        self._known: dict[int, set[int]] = {}

    def reach(self, start: int) -> set[int]:
        """Everything reachable from `start` by one edge or more."""
        if start not in self._known:
            found: set[int] = set()
            pending = [start]
            while pending:
                new = self._next.get(pending.pop(), set()) - found
                found |= new
                pending += new
            self._known[start] = found
        return self._known[start]

    def together(self, a: int, b: int) -> bool:
        """Both are in one strongly connected component."""
        return a == b or (b in self.reach(a) and a in self.reach(b))


class Analysis:
    """Decisions about typecodes and rules; the sets hold typecodes."""

    def __init__(self, theory: Theory) -> None:
        self._theory = theory
        self.with_variables = theory.typecodes_with_variables()
        self.shared: set[int] = set()
        self.syntax_hoisted = False
        self._decide_sharing()
        self.timed: set[int] = set()
        self.time_checked: list[list[bool]] = []
        self._decide_order()
        self.uses_disjoint = any(rule.assertion.disjoint for rule in theory.rules)
        self.with_nodes: set[int] = set()
        self._decide_nodes()
        self.node_arities = sorted(
            {len(t.occurring()) for _, t in self._texts() if t.typecode in self.with_nodes}
        )

    def order_checked(self, rule: Rule) -> bool:
        """Section 1.2: contexts up to the rule's rank are refused."""
        return rule.rank > 0 and rule.assertion.conclusion.typecode not in self.shared

    def length_checked(self, rule: Rule) -> bool:
        """Section 1.3: the length of the conclusion is range checked."""
        conclusion = rule.assertion.conclusion
        return conclusion.typecode in self.with_variables and conclusion.occurrences() >= 2

    # --- 1.2 sharing ----------------------------------------------------------------------------

    def _premise_edges(self) -> Iterator[tuple[int, int]]:
        for rule in self._theory.rules:
            for premise in rule.assertion.premise_typecodes():
                yield rule.assertion.conclusion.typecode, premise

    def _decide_sharing(self) -> None:
        graph = Reachability(self._premise_edges())
        syntax = self.with_variables.union(*map(graph.reach, self.with_variables))
        rules = [r for r in self._theory.rules if r.assertion.conclusion.typecode in syntax]
        hypotheses = (h for context in self._theory.contexts for h in context.hypotheses)
        if any(h.typecode in syntax for h in hypotheses) or any(map(_prevents_sharing, rules)):
            return
        self.shared = syntax
        self.syntax_hoisted = any(rule.rank > 0 for rule in rules)

    # --- 1.3 order ------------------------------------------------------------------------------

    def _decide_order(self) -> None:
        graph = Reachability(self._premise_edges())
        constant_free = Reachability(
            (a.conclusion.typecode, a.parameters[p].typecode)
            for a in (rule.assertion for rule in self._theory.rules)
            if not a.conclusion.has_constants()
            for p in a.conclusion.occurring()
        )
        not_by_length = {
            rule.assertion.conclusion.typecode
            for rule in self._theory.rules
            if _has_inner_edge_that_is_no_part(rule.assertion, graph)
        }
        for rule in self._theory.rules:
            conclusion = rule.assertion.conclusion
            source = conclusion.typecode
            by_length = not any(graph.together(source, other) for other in not_by_length)
            checked = []
            for target in rule.assertion.premise_typecodes():
                shorter = conclusion.has_constants() or not constant_free.together(source, target)
                checked.append(graph.together(source, target) and not (by_length and shorter))
                if checked[-1]:
                    self.timed.add(target)
            self.time_checked.append(checked)

    # --- 1.4 nodes ------------------------------------------------------------------------------

    def _texts(self) -> Iterator[tuple[Assertion, Template]]:
        """The conclusions of rules and the hypotheses of contexts."""
        for rule in self._theory.rules:
            yield rule.assertion, rule.assertion.conclusion
        for context in self._theory.contexts:
            for hypothesis in context.hypotheses:
                yield context, hypothesis

    def _decide_nodes(self) -> None:
        parts = Reachability(
            (text.typecode, owner.parameters[p].typecode)
            for owner, text in self._texts()
            for p in text.occurring()
        )
        named = {
            rule.assertion.parameters[p].typecode
            for rule in self._theory.rules
            for pair in rule.assertion.disjoint
            for p in pair
        }
        self.with_nodes = named.union(*map(parts.reach, named))


def _prevents_sharing(rule: Rule) -> bool:
    """A syntax rule that is proved, has a $d condition, or is assumed after some context."""
    role = rule.assertion.role
    assumed_later = role is Role.ASSUMED and rule.rank > 0
    return role.is_proved or bool(rule.assertion.disjoint) or assumed_later


def _has_inner_edge_that_is_no_part(assertion: Assertion, graph: Reachability) -> bool:
    """Some premise within the conclusion's component is no text that the conclusion contains."""
    parts = set(assertion.conclusion.occurring())
    return any(
        premise not in parts and graph.together(assertion.conclusion.typecode, typecode)
        for premise, typecode in enumerate(assertion.premise_typecodes())
    )

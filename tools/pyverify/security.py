"""How likely a false certificate could pass (docs/soundness.md, section 9)."""

from collections.abc import Sequence
from math import floor, log2
from typing import Any

from .analysis import Analysis
from .block_chips import PublicBlocks
from .block_program import BlockProgram, BlockRule
from .chips import Ranges
from .circuit import Chip
from .placement import Kind
from .rule_program import ClaimKind
from .rule_program import Kind as RuleKind
from .theory import Assertion, Template, Theory

_LOG_FIELD = 253.59669
_LENGTH_BITS = 24
_SECURITY: dict[str, Any] = {
    "backend": "folded R1CS over BN254, decided by Spartan",
    "commitment": "Pedersen vectors and inner-product argument on BN254 G1, "
    "transparent (no trusted set-up)",
    "assumption": "discrete logarithm in BN254 G1",
    "hash": "Keccak-256 (random oracle)",
    "bits": 127,
}


def security_of(weight: float) -> dict[str, Any]:
    """What a certificate rests on besides the axioms; `weight` is the sum of its error terms."""
    return {**_SECURITY, "statistical_bits": max(0, floor(_LOG_FIELD - log2(max(weight, 1.0))))}


def error_weight(
    theory: Theory, analysis: Analysis, ranges: Ranges, chips: Sequence[Chip], kinds: Sequence[Kind]
) -> float:
    """The sum of all error terms, times p: texts, bus, and those of each kind."""
    copies = _copies(chips, kinds)
    texts = _Texts(theory, analysis, ranges, copies[len(theory.variables) :])
    return texts.comparisons() * texts.longest_side() + circuit_weight(chips, kinds)


def execution_weight(
    program: BlockProgram, blocks: PublicBlocks, chips: Sequence[Chip], kinds: Sequence[Kind]
) -> float:
    """The same of an execution (docs/rules-soundness.md, section 7)."""
    stated = zip(program.rules, blocks, strict=True)
    rules = [rule for rule in program.rules if not rule.is_public]
    rules += [rule for rule, of in stated if of.count]
    texts = 0.0
    if program.has_texts:
        copies = _copies(chips, kinds)[: len(rules)]
        texts = _text_weight(program, list(zip(rules, copies, strict=True)))
    return texts + circuit_weight(chips, kinds)


def _text_weight(program: BlockProgram, rules: Sequence[tuple[BlockRule, int]]) -> float:
    """D l: texts in premises, and the longest that one of them is compared with."""
    compared = sum(
        copies * sum(of.kind is RuleKind.TEXT for of in program.relations[claim.relation].types)
        for rule, copies in rules
        for claim in rule.claims
        if claim.kind is not ClaimKind.EMIT
    )
    longest = 2.0**_LENGTH_BITS
    sides = []
    for rule, copies in rules:
        for variable, checked in zip(rule.variables, rule.checked, strict=True):
            variables = len(variable.text.occurrences())
            constants = len(variable.text.items) - variables
            sides.append((constants, variables))
            longest += 0 if checked else copies * constants
    return compared * max([longest, *(c + k * longest for c, k in sides)])


def circuit_weight(chips: Sequence[Chip], kinds: Sequence[Kind]) -> float:
    """The same without texts."""
    copies = _copies(chips, kinds)
    return bus_weight(chips, copies) + sum(map(kind_weight, kinds)) + len(kinds)


def bus_weight(chips: Sequence[Chip], copies: Sequence[int]) -> float:
    """2 T w: claims that are emitted or demanded, and the widest of them."""
    tuples = sum(n * sum(row.sign != 0 for row in chip.rows) for n, chip in zip(copies, chips))
    terms = (term for chip in chips for row in chip.rows for term in row.a + row.b + row.c)
    return 2.0 * tuples * max((term.beta for term in terms), default=0)


def kind_weight(kind: Kind) -> float:
    """Challenges, sum-checks and the opening of one kind."""
    m, n, v = kind.log_rows, kind.log_part, kind.log_segments
    return (m + v + 1) + (3 * v + 3 * m + 2 * (n + 2) + 3) + (3 + 2 * kind.log_width)


def _copies(chips: Sequence[Chip], kinds: Sequence[Kind]) -> list[int]:
    """Copies of every chip in all segments."""
    copies = [0] * len(chips)
    for kind in kinds:
        for placement in kind.placements:
            copies[placement.number] += kind.segments << placement.log_copies
    return copies


class _Texts:
    """What texts are compared, and how long a prover could make them. `copies` are by rule."""

    def __init__(
        self, theory: Theory, analysis: Analysis, ranges: Ranges, copies: Sequence[int]
    ) -> None:
        self._theory, self._facts, self._ranges = theory, analysis, ranges
        self._rules = list(zip(theory.rules, copies))

    def comparisons(self) -> float:
        """D: premises of all copies, and what was to be proved."""
        premises = sum(n * len(rule.assertion.hypotheses) for rule, n in self._rules)
        return float(premises + len(self._theory.contexts))

    def longest_side(self) -> float:
        """l: no compared text has more symbols."""
        longest = self._longest_parameter()
        sides = (t for rule, _ in self._rules for t in _texts_of(rule.assertion))
        templates = (
            float(len(t.symbols) - t.occurrences()) + t.occurrences() * longest for t in sides
        )
        return max(self._longest_of_contexts(), *templates)

    def _longest_parameter(self) -> float:
        """A leaf or a conclusion, and what a chain of templates that are not checked adds."""
        checked, chain = 1.0, 0.0
        for rule, copies in self._rules:
            conclusion = rule.assertion.conclusion
            if conclusion.typecode not in self._facts.with_variables or copies == 0:
                continue
            if self._facts.length_checked(rule):
                checked = 2.0 ** (self._ranges.bits * self._ranges.length_digits)
            else:
                chain += copies * (len(conclusion.symbols) - conclusion.occurrences())
        return max(checked, self._longest_of_contexts()) + chain

    def _longest_of_contexts(self) -> float:
        texts = (t for context in self._theory.contexts for t in _texts_of(context))
        return float(max((len(t.symbols) for t in texts), default=0))


def _texts_of(assertion: Assertion) -> list[Template]:
    return [*assertion.hypotheses, assertion.conclusion]

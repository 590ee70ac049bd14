"""How much may be compared to find out about rules (docs/rule-files.md, section 9)."""

from .rule_program import Program

_AT_LEAST = 1 << 22
_EACH_STATEMENT = 128


class Exhausted(Exception):
    """There is more to compare than a program of that size may ask for."""


class Effort:
    """What is left for a program, in terms of polynomials and values of tables."""

    def __init__(self, program: Program) -> None:
        statements = sum(
            len(rule.claims) + len(rule.lookups) + len(rule.constraints) for rule in program.rules
        )
        self._left = _AT_LEAST + _EACH_STATEMENT * statements

    def spend(self, amount: int) -> None:
        """Raises Exhausted if there is not that much left."""
        self._left -= amount
        if self._left < 0:
            raise Exhausted

"""Rules of numbers that would make unsound circuits (docs/rule-files.md, sections 5 to 7)."""

from .errors import Refusal
from .integer_polynomial import Polynomial, bits_interval
from .rule_determined import undetermined, unnamed_texts
from .rule_effort import Effort, Exhausted
from .rule_facts import Facts
from .rule_orders import Orders
from .rule_program import ClaimKind, ConstraintKind, Program, Rule

_MOST = bits_interval(64).high


def check_program(program: Program) -> None:
    """Refuses a program in which some rule does not say what it seems to."""
    effort = Effort(program)
    orders = Orders(program, effort)
    for rule in program.rules:
        _check_uses(program, rule)
        _check_support(rule)
        _check_ranges(program, rule)
        try:
            _check_determined(program, rule, effort)
            _check_orders(program, rule, orders)
        except Exhausted:
            what = "and before it there is more to compare than can be checked"
            raise _invalid("BF1304", rule, what) from None


def _invalid(code: str, rule: Rule, what: str) -> Refusal:
    return Refusal("theory.invalid", f"{rule.place}: in '{rule.name}' {what} [{code}]")


def _check_uses(program: Program, rule: Rule) -> None:
    for claim in rule.claims:
        relation = program.relations[claim.relation]
        if claim.kind is ClaimKind.DEMAND and relation.linear:
            raise _invalid("BF1405", rule, f"the linear '{relation.name}' is demanded")
        if claim.kind is ClaimKind.CONSUME and not relation.linear:
            raise _invalid("BF1406", rule, f"'{relation.name}', which is not linear, is consumed")


def _check_support(rule: Rule) -> None:
    is_supported = rule.premises() or rule.lookups or rule.constraints
    if rule.emissions() and not (rule.is_axiom or rule.public or is_supported):
        raise _invalid("BF1407", rule, "something is concluded from nothing")


def _check_ranges(program: Program, rule: Rule) -> None:
    facts = Facts(program, rule)
    for claim in rule.emissions():
        relation = program.relations[claim.relation]
        for name, wanted, value in zip(relation.names, relation.types, claim.values, strict=True):
            found = facts.of(value) if isinstance(value, Polynomial) else None
            if wanted.range is not None and (found is None or not found.within(wanted.range)):
                raise _invalid("BF1403", rule, f"'{name}' of '{relation.name}' may be too large")
    for value in rule.values_of(ConstraintKind.NONNEGATIVE):
        found = facts.of(value)
        if found is None or found.high > _MOST:
            raise _invalid("BF1403", rule, "values are compared that may be too large")


def _check_determined(program: Program, rule: Rule, effort: Effort) -> None:
    for index in undetermined(program, rule, effort):
        name = rule.variables[index].name
        raise _invalid("BF1404", rule, f"nothing determines '{name}', which is emitted")
    for index in unnamed_texts(rule):
        raise _invalid("BF1412", rule, f"nothing says which text '{rule.variables[index].name}' is")


def _check_orders(program: Program, rule: Rule, orders: Orders) -> None:
    for pair in orders.pairs(rule):
        for claim in pair:
            relation = program.relations[claim.relation]
            if relation.order is None:
                raise _invalid(
                    "BF1401", rule, f"'{relation.name}' rests on itself without an order"
                )
    if not orders.decrease(rule, lambda _: True):
        raise _invalid("BF1402", rule, "an order is not seen to decrease")

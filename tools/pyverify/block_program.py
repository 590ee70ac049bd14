"""What certificates about executions speak of (docs/rule-files.md, section 8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from .codec import encode_number
from .errors import Refusal
from .integer_polynomial import Polynomial
from .keccak import keccak256
from .rule_effort import Effort, Exhausted
from .rule_facts import Facts
from .rule_orders import Orders
from .rule_program import (
    Claim,
    ClaimKind,
    ConstraintKind,
    Kind,
    Lookup,
    Origin,
    Program,
    Relation,
    Rule,
    Table,
    Text,
    Type,
    Variable,
)

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class BlockConstraint:
    """What must hold of a polynomial; where it is not negative, it has so many bits."""

    kind: ConstraintKind
    value: Polynomial
    bits: int


class BlockClaim(NamedTuple):
    """A claim of relation number `relation`; the value of a text is its variable."""

    kind: ClaimKind
    relation: int
    values: list[Polynomial]


@dataclass(frozen=True)
class BlockRule:
    """A rule; `public` and `checked` say of each variable whether it is that."""

    name: str
    is_public: bool
    parameters: int
    variables: list[Variable]
    public: list[bool]
    checked: list[bool]
    claims: list[BlockClaim]
    lookups: list[Lookup]
    constraints: list[BlockConstraint]

    def public_types(self) -> list[tuple[int, Type]]:
        """The public parameters and their types."""
        return [(i, v.type) for i, v in enumerate(self.variables) if self.public[i]]


@dataclass(frozen=True)
class BlockProgram:
    """Relations, tables and rules; sorts and symbols too if there are texts."""

    relations: list[Relation]
    tables: list[Table]
    rules: list[BlockRule]
    sorts: list[str]
    symbols: list[str]
    has_texts: bool

    def is_linear(self, rule: BlockRule) -> bool:
        """Whether a rule has a claim of a linear relation."""
        return any(self.relations[claim.relation].linear for claim in rule.claims)

    def needs_digits(self) -> bool:
        """Whether some range check looks digits up."""
        return any(
            checked and variable.type.bits > 1
            for rule in self.rules
            for variable, checked in zip(rule.variables, rule.checked, strict=True)
        ) or any(constraint.bits > 1 for rule in self.rules for constraint in rule.constraints)

    def digest(self) -> bytes:
        """The program digest (docs/certificate-format.md, section 7.2)."""
        parts = [
            _list(self.relations, _relation),
            _list(self.tables, _table),
            _list(self.rules, _rule),
        ]
        if self.has_texts:
            parts += [_list(self.sorts, _string), _list(self.symbols, _string)]
        return keccak256(b"".join(parts))

    def emits_text(self, claim: BlockClaim) -> bool:
        """Whether a claim is an emission of a relation with texts."""
        return claim.kind is ClaimKind.EMIT and self.relations[claim.relation].has_texts

    @cached_property
    def most_sites(self) -> int:
        """K: how many such emissions a rule has at most."""
        return max(sum(map(self.emits_text, rule.claims)) for rule in self.rules)


def block_program(program: Program) -> BlockProgram:
    """The program of rules that have passed all checks."""
    for rule in program.rules:
        for i, variable in enumerate(rule.variables):
            if rule.is_public(i) and variable.type.kind is Kind.ADDRESS:
                what = f"'{variable.name}' of the public rule '{rule.name}' is an address"
                raise Refusal("program.public-address", what)
    if program.has_texts and any("`" in symbol for symbol in program.symbols):
        raise Refusal("program.texts", "a symbol of the program's texts has a backquote in it")
    if not program.rules:
        raise Refusal("program.empty", "the file has no rules of numbers to be executed")
    orders = Orders(program, Effort(program))
    try:
        rules = [_block_rule(program, rule, orders) for rule in program.rules]
    except Exhausted:
        what = "more claims and equations than can be compared to find out what orders rest on"
        raise Refusal("program.complex", what) from None
    return BlockProgram(
        program.relations,
        program.tables,
        rules,
        program.sorts,
        program.symbols,
        program.has_texts,
    )


def _block_rule(program: Program, rule: Rule, orders: Orders) -> BlockRule:
    facts = Facts(program, rule)

    def bits(kind: ConstraintKind, value: Polynomial) -> int:
        interval = facts.of(value) if kind is ConstraintKind.NONNEGATIVE else None
        return 0 if interval is None else max(interval.high, 1).bit_length()

    written = _WrittenTexts(program, rule)
    claims = [written.claim(claim) for claim in rule.claims]
    return BlockRule(
        rule.name,
        rule.public,
        rule.parameters,
        rule.variables + written.variables,
        [rule.is_public(i) for i in range(len(rule.variables))] + [False] * len(written.variables),
        _checked(program, rule, orders) + written.checked,
        claims,
        rule.lookups,
        [
            BlockConstraint(c.kind, c.value, bits(c.kind, c.value))
            for c in rule.constraints
            if c.defines is None
        ],
    )


class _WrittenTexts:
    """The texts that the claims of a rule write out; `checked` says whose lengths are checked."""

    def __init__(self, program: Program, rule: Rule) -> None:
        self._program = program
        self._rule = rule
        self.variables: list[Variable] = []
        self.checked: list[bool] = []
        self._numbers: dict[tuple[Type, Text], int] = {}

    def claim(self, claim: Claim) -> BlockClaim:
        """The claim with variables in the place of its texts."""
        types = self._program.relations[claim.relation].types
        values = [
            value
            if isinstance(value, Polynomial)
            else Polynomial.variable(self._variable(value, of, claim.kind is ClaimKind.EMIT))
            for value, of in zip(claim.values, types, strict=True)
        ]
        return BlockClaim(claim.kind, claim.relation, values)

    def _variable(self, text: Text, of: Type, emitted: bool) -> int:
        alone = text.as_variable()
        if alone is not None:
            return alone
        number = self._numbers.setdefault((of, text), len(self.variables))
        if number == len(self.variables):
            self.variables.append(Variable(self._name(text), of, Origin.DEFINITION, text=text))
            self.checked.append(False)
        self.checked[number] |= emitted and len(text.occurrences()) > 1
        return len(self._rule.variables) + number

    def _name(self, text: Text) -> str:
        names = [
            self._rule.variables[item // 2].name if item & 1 else self._program.symbols[item // 2]
            for item in text.items
        ]
        return f"`{' '.join(names)}`"


def _checked(program: Program, rule: Rule, orders: Orders) -> list[bool]:
    """Which ranges a block checks: all that nothing else promises, or all."""
    count = range(len(rule.variables))
    own = [rule.variables[i].type.kind is Kind.INTEGER and not rule.is_public(i) for i in count]
    needed = [own[i] and not _is_promised(program, rule, i) for i in count]
    decrease = orders.decrease(rule, lambda i: needed[i] or rule.is_public(i))
    return needed if decrease else own


def _is_promised(program: Program, rule: Rule, index: int) -> bool:
    """Whether a variable lies in its type for another reason than its own check."""
    facts = Facts(program, rule, checked=lambda i: i != index)
    variable = rule.variables[index]
    is_definition = variable.origin is Origin.DEFINITION
    known = facts.of(variable.definition) if is_definition else facts.variable(index)
    wanted = variable.type.range
    return known is not None and wanted is not None and known.within(wanted)


# --- digest -------------------------------------------------------------------------------------


def _list(items: Iterable[_Item], encode: Callable[[_Item], bytes]) -> bytes:
    encoded = [encode(item) for item in items]
    return encode_number(len(encoded)) + b"".join(encoded)


def _string(text: str) -> bytes:
    return encode_number(len(text)) + text.encode("ascii")


def _polynomial(polynomial: Polynomial) -> bytes:
    return _list(
        polynomial.terms,
        lambda term: _signed(term.coefficient) + _list(term.variables, encode_number),
    )


def _signed(value: int) -> bytes:
    return encode_number(2 * value if value >= 0 else -2 * value - 1)


def _type(of: Type) -> bytes:
    sort = encode_number(of.sort) if of.kind is Kind.TEXT else b""
    return bytes([of.kind]) + encode_number(of.bits) + bytes([of.signed]) + sort


def _relation(relation: Relation) -> bytes:
    arguments = zip(relation.names, relation.types, strict=True)
    return (
        _string(relation.name)
        + bytes([relation.linear])
        + _list(arguments, lambda argument: _string(argument[0]) + _type(argument[1]))
    )


def _table(table: Table) -> bytes:
    return (
        _string(table.name)
        + bytes([table.kind])
        + encode_number(table.bits)
        + _list(table.listed, lambda row: _list(row, encode_number))
    )


def _rule(rule: BlockRule) -> bytes:
    variables = zip(rule.variables, rule.public, rule.checked, strict=True)
    return (
        _string(rule.name)
        + bytes([rule.is_public])
        + encode_number(rule.parameters)
        + _list(variables, lambda described: _variable(*described))
        + _list(rule.claims, _claim)
        + _list(rule.lookups, lambda lookup: encode_number(lookup.table) + _values(lookup.values))
        + _list(rule.constraints, _constraint)
    )


def _variable(variable: Variable, public: bool, checked: bool) -> bytes:
    return (
        _string(variable.name)
        + _type(variable.type)
        + bytes([variable.origin, public, checked])
        + _polynomial(variable.definition)
        + (_list(variable.text.items, encode_number) if variable.type.kind is Kind.TEXT else b"")
    )


def _values(values: list[Polynomial]) -> bytes:
    return _list(values, _polynomial)


def _claim(claim: BlockClaim) -> bytes:
    return bytes([claim.kind]) + encode_number(claim.relation) + _values(claim.values)


def _constraint(constraint: BlockConstraint) -> bytes:
    return bytes([constraint.kind]) + encode_number(constraint.bits) + _polynomial(constraint.value)

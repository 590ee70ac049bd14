"""The chips of a block program (docs/circuit.md, section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .block_program import BlockClaim, BlockConstraint, BlockProgram, BlockRule
from .chips import range_table
from .circuit import (
    INDEX_WIRE,
    OWN_ADDRESS,
    TEXT,
    Chip,
    Constants,
    Form,
    Meaning,
    Relation,
    TextValue,
    constant,
    scaled,
    wire_form,
)
from .errors import Refusal
from .integer_polynomial import Polynomial, Term, is_wide
from .rule_program import ClaimKind, ConstraintKind, Kind, Lookup, Origin, Table, TableKind

_FIRST_TAG = 1 << 24
_MOST_SCALE = 1 << 62
_MOST_PIECES = 64
_MOST_TABLE_VALUES = 1 << 26


Argument = int | tuple[int, ...]


@dataclass(frozen=True)
class RuleBlocks:
    """The public blocks of a rule: each with its public parameters, integers above the least, texts
    as their codes.

    Blocks without any are only counted.
    """

    count: int = 0
    arguments: list[list[Argument]] = field(default_factory=list)


PublicBlocks = list[RuleBlocks]
"""Those of each rule of a program."""


class Value(NamedTuple):
    """A form and a number apart."""

    form: Form
    constant: int = 0

    def plus(self, other: "Value", scale: int = 1) -> "Value":
        """This and a multiple of another."""
        product = other.constant * scale
        total = self.constant + product
        terms = scaled(other.form, scale)
        if not is_wide(product, total) or any(abs(t.scale) > _MOST_SCALE for t in terms):
            raise _too_large()
        return Value(self.form + terms, total)

    def written(self) -> Form:
        """One form; the constant is written as a few that fit."""
        out, rest = list(self.form), self.constant
        for _ in range(_MOST_PIECES):
            piece = max(-_MOST_SCALE, min(rest, _MOST_SCALE))
            out += constant(piece)
            rest -= piece
        if rest:
            raise _too_large()
        return out


def _too_large() -> Refusal:
    return Refusal("program.coefficients", "the numbers in a rule are too large for its circuit")


def block_chips(program: BlockProgram, blocks: PublicBlocks, bits: int) -> list[Chip]:
    """All chips, in the order of section 7.3."""
    looked_into = {lookup.table for rule in program.rules for lookup in rule.lookups}
    used = [program.tables[number] for number in looked_into]
    if sum(table.row_count * table.columns for table in used) > _MOST_TABLE_VALUES:
        raise Refusal("program.tables", "the tables that rules look into are too large together")
    rules = list(zip(program.rules, blocks, strict=True))
    chips = [_Lowering(program, rule, of, bits).run() for rule, of in rules if not rule.is_public]
    chips += [_Lowering(program, rule, of, bits).run() for rule, of in rules if of.count]
    for number, table in enumerate(program.tables):
        if number in looked_into:
            chips.append(_table_chip(table, _FIRST_TAG + len(program.relations) + number))
    if bits:
        chips.append(range_table(bits))
    return chips


def _table_chip(table: Table, tag: int) -> Chip:
    chip = Chip(copies=table.row_count)
    if table.kind is TableKind.RANGE:
        fields = [wire_form(INDEX_WIRE)]
    else:
        columns = map(table.column, range(table.columns))
        fields = [chip.constant_column(Constants(Meaning.INTEGER, column)) for column in columns]
    chip.bus_row(tag, fields, chip.structure(), 1)
    return chip


class _Lowering:
    """Lowers one rule (section 7.2); `blocks` are those of a public one."""

    def __init__(
        self, program: BlockProgram, rule: BlockRule, blocks: RuleBlocks, bits: int
    ) -> None:
        self._program = program
        self._rule = rule
        self._blocks = blocks
        self._bits = bits
        self._chip = Chip(copies=blocks.count if rule.is_public else None)
        self._values: list[Value] = []
        self._texts: dict[int, TextValue] = {}
        self._sites = 0
        self._products: dict[tuple[int, ...], Form] = {}
        self._active = constant(1)
        self._may_be_inactive = program.is_linear(rule) and not rule.is_public

    def run(self) -> Chip:
        for index, variable in enumerate(self._rule.variables):
            if variable.type.kind is Kind.TEXT:
                self._values.append(Value([]))  # no polynomial has it
                self._texts[index] = self._lower_text(index)
            else:
                self._lower_variable(index)
        if self._may_be_inactive:
            self._active = self._chip.structure()
            self._chip.assert_product(self._active, self._active, self._active)
        for claim in self._rule.claims:
            self._lower_claim(claim)
        for lookup in self._rule.lookups:
            self._lower_lookup(lookup)
        for constraint in self._rule.constraints:
            self._lower_constraint(constraint)
        return self._chip

    # --- 7.1 values -----------------------------------------------------------------------------

    def _product(self, factors: tuple[int, ...]) -> Form:
        """The product of variables; each list has a wire of its own."""
        if len(factors) == 1:
            return self._values[factors[0]].written()
        if factors not in self._products:
            others, last = self._product(factors[:-1]), self._values[factors[-1]].written()
            self._products[factors] = self._chip.product(others, last)
        return self._products[factors]

    def _sum(self, terms: Sequence[Term]) -> Value:
        out = Value([])
        for coefficient, variables in terms:
            if not variables:
                out = out.plus(Value([], coefficient))
            elif len(variables) == 1:
                out = out.plus(self._values[variables[0]], coefficient)
            else:
                out = out.plus(Value(self._product(variables)), coefficient)
        return out

    def _value(self, polynomial: Polynomial) -> Value:
        return self._sum(polynomial.terms)

    def _assert_zero(self, polynomial: Polynomial) -> None:
        terms = polynomial.terms
        at = next((i for i, term in enumerate(terms) if len(term.variables) > 1), None)
        if at is None:
            self._chip.assert_product(self._sum(terms).written(), constant(1), [])
            return
        rest = self._sum(terms[:at] + terms[at + 1 :])
        coefficient, variables = terms[at]
        left = Value([]).plus(self._values[variables[-1]], coefficient)
        others = self._product(variables[:-1])
        self._chip.assert_product(left.written(), others, scaled(rest.written(), -1))

    def _check_range(self, value: Value, least: int, bits: int) -> None:
        lowest = value.plus(Value([], -least))
        chip = self._chip
        if bits == 1:
            bit = lowest.written()
            chip.assert_product(bit, bit, bit)
            return
        count = -(-bits // self._bits)
        top = lowest
        for i in range(1, count):
            top = Value(chip.structure())
            chip.demand(Relation.RANGE, top.form)
            lowest = lowest.plus(top, -(1 << i * self._bits))
        chip.demand(Relation.RANGE, lowest.written())
        spare = count * self._bits - bits
        if spare:
            shifted = Value([]).plus(top if count > 1 else lowest, 1 << spare)
            chip.demand(Relation.RANGE, shifted.written())

    # --- 7.2 variables --------------------------------------------------------------------------

    def _lower_variable(self, index: int) -> None:
        variable = self._rule.variables[index]
        of = variable.type
        if variable.origin is Origin.SELF:
            self._values.append(Value(wire_form(OWN_ADDRESS)))
        elif variable.origin is Origin.DEFINITION:
            self._lower_definition(index)
        elif self._rule.public[index]:
            self._values.append(self._public_value(index))
        else:
            self._values.append(self._new_value(index))
        if self._rule.checked[index]:
            self._check_range(self._values[index], of.least, of.bits)

    def _new_value(self, index: int) -> Value:
        """A wire; integers are counted from the least."""
        of = self._rule.variables[index].type
        if of.kind is Kind.FIELD:
            return Value(wire_form(self._chip.new_wire(TEXT)))
        return Value(self._chip.structure(), of.least)

    def _public_value(self, index: int) -> Value:
        """A column with one entry for each block."""
        entries = [entry for entry in self._entries(index) if isinstance(entry, int)]
        column = self._chip.constant_column(Constants(Meaning.INTEGER, entries))
        return Value(column, self._rule.variables[index].type.least)

    def _entries(self, index: int) -> list[Argument]:
        """What the blocks have for a public parameter."""
        position = [i for i, _ in self._rule.public_types()].index(index)
        return [block[position] for block in self._blocks.arguments]

    def _lower_definition(self, index: int) -> None:
        variable = self._rule.variables[index]
        definition = variable.definition
        if variable.type.kind is not Kind.INTEGER or definition.degree() <= 1:
            self._values.append(self._value(definition))
            return
        self._values.append(self._new_value(index))
        difference = definition.plus(Polynomial.variable(index), -1)
        if difference is None:
            raise _too_large()
        self._assert_zero(difference)

    # --- 7.2 texts ------------------------------------------------------------------------------

    def _lower_text(self, index: int) -> TextValue:
        """Length, fingerprint and power of a text."""
        variable, chip = self._rule.variables[index], self._chip
        if self._rule.public[index]:
            return self._public_text(index)
        if variable.origin is Origin.PARAMETER:
            length = chip.structure()
            fingerprint, power = wire_form(chip.new_wire(TEXT)), wire_form(chip.new_wire(TEXT))
            return TextValue(length, fingerprint, power)
        text = chip.text_of(variable.text.items, self._texts, with_pow=True)
        if self._rule.checked[index]:
            self._check_range(Value(text.length), 0, variable.type.bits)
        return text

    def _public_text(self, index: int) -> TextValue:
        """Columns with one entry for each block."""
        texts = [entry for entry in self._entries(index) if isinstance(entry, tuple)]
        lengths = list(map(len, texts))
        column = self._chip.constant_column
        return TextValue(
            column(Constants(Meaning.INTEGER, lengths)),
            column(Constants(Meaning.FINGERPRINT, texts)),
            column(Constants(Meaning.POWER, lengths)),
        )

    # --- 7.2 claims, lookups, constraints -------------------------------------------------------

    def _fields(self, values: list[Polynomial]) -> list[Form]:
        return [self._value(value).written() for value in values]

    def _claim_fields(self, claim: BlockClaim) -> list[Form]:
        """Of a text three, and where there are texts the site of the emission."""
        fields: list[Form] = []
        for value in claim.values:
            variable = value.as_variable()
            text = None if variable is None else self._texts.get(variable)
            if text is not None:
                fields += text
            else:
                fields.append(self._value(value).written())
        if self._program.emits_text(claim):
            fields.append(self._own_site())
        elif self._program.relations[claim.relation].has_texts:
            fields.append(self._chip.structure())
        return fields

    def _own_site(self) -> Form:
        """That of the next emission with texts."""
        number, self._sites = self._sites, self._sites + 1
        return scaled(wire_form(OWN_ADDRESS), self._program.most_sites) + constant(number)

    def _lower_claim(self, claim: BlockClaim) -> None:
        chip, tag = self._chip, _FIRST_TAG + claim.relation
        linear = self._program.relations[claim.relation].linear
        is_fact = claim.kind is ClaimKind.EMIT and not linear
        times = chip.structure() if is_fact else self._active
        fields = self._claim_fields(claim)
        if claim.kind is ClaimKind.DEMAND:
            times = constant(1)
        chip.bus_row(tag, fields, times, 1 if claim.kind is ClaimKind.EMIT else -1)
        if is_fact and self._may_be_inactive:
            chip.assert_product(times, constant(1) + scaled(self._active, -1), [])

    def _lower_lookup(self, lookup: Lookup) -> None:
        tag = _FIRST_TAG + len(self._program.relations) + lookup.table
        self._chip.bus_row(tag, self._fields(lookup.values), constant(1), -1)

    def _lower_constraint(self, constraint: BlockConstraint) -> None:
        match constraint.kind:
            case ConstraintKind.ZERO:
                self._assert_zero(constraint.value)
            case ConstraintKind.NONZERO:
                self._chip.nonzero(self._value(constraint.value).written())
            case ConstraintKind.NONNEGATIVE:
                self._check_range(self._value(constraint.value), 0, constraint.bits)

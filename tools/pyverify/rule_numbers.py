"""Rules of numbers: claims, lookups and constraints over polynomials (docs/rule-files.md, 3.2)."""

import re

from .errors import Refusal
from .integer_polynomial import Polynomial
from .rule_names import Names
from .rule_program import (
    Claim,
    ClaimKind,
    Constraint,
    ConstraintKind,
    Kind,
    Lookup,
    Origin,
    Relation,
    Rule,
    Table,
    Text,
    Type,
    Value,
    Variable,
)
from .rule_syntax import Claim as ClaimSyntax
from .rule_syntax import Definition, Expression, Requirement, number_of
from .rule_syntax import Rule as RuleSyntax
from .rule_words import Place, Word, invalid

_CLAIM_KINDS = {
    "demand": ClaimKind.DEMAND,
    "consume": ClaimKind.CONSUME,
    "emit": ClaimKind.EMIT,
}
_ADDRESS = Type(Kind.ADDRESS)


def number_rule(rule: RuleSyntax, names: Names) -> Rule:
    """A rule of numbers with its names resolved."""
    return _NumberRule(rule, names).run()


class _NumberRule:
    def __init__(self, rule: RuleSyntax, names: Names) -> None:
        self._rule = rule
        self._names = names
        self._out = Rule(rule.name.text, rule.public, rule.kind == "axiom", str(rule.name.place))
        self._meanings: dict[str, int | Polynomial] = {}
        self._self: int | None = None
        self._unique_emissions: set[int] = set()

    def run(self) -> Rule:
        if self._rule.kind == "theorem":
            raise invalid("BF1208", self._rule.name.place, "only rules of texts are proved")
        self._declare_parameters()
        for statement in self._rule.statements:
            if isinstance(statement, ClaimSyntax) and statement.keyword.kind == "lookup":
                self._add_lookup(statement)
            elif isinstance(statement, ClaimSyntax):
                self._add_claim(statement)
            elif isinstance(statement, Requirement):
                self._add_requirement(statement)
            elif isinstance(statement, Definition):
                self._add_definition(statement)
        return self._out

    # --- names ----------------------------------------------------------------------------------

    def _declare_parameters(self) -> None:
        for group in self._rule.parameters:
            value_type = self._names.value_type(group.type)
            if group.hidden and not self._rule.public:
                raise invalid("BF1208", group.type.place, "only public rules hide arguments")
            if group.free and self._rule.public and not group.hidden:
                raise invalid("BF1208", group.type.place, "a public argument is not free")
            for name in group.names:
                if value_type.kind is Kind.TEXT and name.text in self._names.words:
                    raise invalid("BF1106", name.place, f"'{name.text}' has two meanings")
                self._enter(name, len(self._out.variables))
                self._out.variables.append(
                    Variable(name.text, value_type, Origin.PARAMETER, group.hidden, group.free)
                )
        self._out.parameters = len(self._out.variables)

    def _enter(self, name: Word, meaning: int | Polynomial) -> None:
        if name.text in self._meanings:
            raise invalid("BF1106", name.place, f"'{name.text}' is a name of this rule already")
        self._meanings[name.text] = meaning

    def _address(self, expression: Expression) -> int | None:
        """The variable, if this is just an address."""
        if expression.kind == "self":
            if self._self is None:
                self._self = len(self._out.variables)
                self._out.variables.append(Variable("self", _ADDRESS, Origin.SELF))
            return self._self
        found = self._bare(expression)
        return found if found is not None and self._type(found) == _ADDRESS else None

    def _bare(self, expression: Expression) -> int | None:
        """The variable, if this is just one."""
        meaning = self._meanings.get(expression.word.text) if expression.kind == "name" else None
        return meaning if isinstance(meaning, int) else None

    def _type(self, variable: int) -> Type:
        return self._out.variables[variable].type

    # --- statements -----------------------------------------------------------------------------

    def _add_claim(self, claim: ClaimSyntax) -> None:
        kind, place = _CLAIM_KINDS[claim.keyword.kind], claim.keyword.place
        if kind is not ClaimKind.EMIT and self._rule.kind == "axiom":
            raise invalid("BF1206", place, "an axiom rests on another claim")
        number, relation = self._names.thing(claim.name, Relation, "BF1103")
        _check_count(claim, len(relation.types))
        values = [
            self._typed_value(value, expected, place)
            for value, expected in zip(claim.values, relation.types, strict=True)
        ]
        if kind is ClaimKind.EMIT and relation.unique:
            self._check_unique(claim, number)
        self._out.claims.append(Claim(kind, number, values))

    def _check_unique(self, claim: ClaimSyntax, number: int) -> None:
        first = claim.values[0]
        if not isinstance(first, Expression) or first.kind != "self":
            raise invalid("BF1305", claim.name.place, "what is unique begins with 'self'")
        if number in self._unique_emissions:
            raise invalid("BF1306", claim.name.place, "a block may emit it only once")
        self._unique_emissions.add(number)

    def _add_lookup(self, lookup: ClaimSyntax) -> None:
        number, table = self._names.thing(lookup.name, Table, "BF1104")
        _check_count(lookup, table.columns)
        place = lookup.keyword.place
        values = [self._number_or_address(v, Type(Kind.FIELD), place) for v in lookup.values]
        self._out.lookups.append(Lookup(number, values))

    def _add_requirement(self, requirement: Requirement) -> None:
        place = requirement.keyword.place
        left, right = self._side(requirement.left), self._side(requirement.right)
        comparison = requirement.comparison
        is_equality = comparison in ("==", "!=")
        if left[1] != right[1] or (left[1] and not is_equality):
            raise invalid("BF1302", place, "only addresses are compared with addresses")
        if comparison[0] == ">":
            left, right = right, left
        if is_equality:
            value = left[0].plus(right[0], -1)
        else:
            value = right[0].plus(left[0], -1)
            if value is not None and comparison in ("<", ">"):
                value = value.plus(Polynomial.constant(1), -1)
        value = _bounded(value, place)
        if value.as_constant() is not None:
            raise invalid("BF1309", place, "this depends on no variable")
        kinds = {"==": ConstraintKind.ZERO, "!=": ConstraintKind.NONZERO}
        kind = kinds.get(comparison, ConstraintKind.NONNEGATIVE)
        self._out.constraints.append(Constraint(kind, value))

    def _side(self, expression: Expression) -> tuple[Polynomial, bool]:
        """A side of a comparison, and whether it is an address."""
        address = self._address(expression)
        if address is not None:
            return Polynomial.variable(address), True
        return self._number(expression), False

    def _add_definition(self, definition: Definition) -> None:
        value = self._number(definition.value)
        if definition.type is None:
            self._enter(definition.name, value)
            return
        place = definition.keyword.place
        number_type = self._names.value_type(definition.type)
        if number_type.kind not in (Kind.FIELD, Kind.INTEGER):
            raise invalid("BF1302", place, "only numbers can be defined")
        index = len(self._out.variables)
        self._enter(definition.name, index)
        self._out.variables.append(
            Variable(definition.name.text, number_type, Origin.DEFINITION, definition=value)
        )
        equation = _bounded(Polynomial.variable(index).plus(value, -1), place)
        self._out.constraints.append(Constraint(ConstraintKind.ZERO, equation, index))

    # --- values ---------------------------------------------------------------------------------

    def _typed_value(self, value: Expression | Word, expected: Type, place: Place) -> Value:
        if expected.kind is not Kind.TEXT:
            return self._number_or_address(value, expected, place)
        if isinstance(value, Word):
            return self._text(value)
        variable = self._bare(value)
        if variable is None or self._type(variable) != expected:
            self._require_names(value)
            raise invalid("BF1302", place, "a text of another sort, or none at all")
        return Text((2 * variable + 1,))

    def _text(self, quoted: Word) -> Text:
        """A text between backquotes."""
        words = [quoted._replace(text=text) for text in re.split("[ \t]+", quoted.text) if text]
        return Text(tuple(map(self._item, words)))

    def _item(self, word: Word) -> int:
        """A number that has the name of a symbol is none of the texts."""
        meaning = self._meanings.get(word.text)
        if isinstance(meaning, int) and self._type(meaning).kind is Kind.TEXT:
            return 2 * meaning + 1
        return 2 * self._names.symbol(word).code

    def _number_or_address(
        self, value: Expression | Word, expected: Type, place: Place
    ) -> Polynomial:
        if isinstance(value, Word):
            raise invalid("BF1302", value.place, "a number or an address is expected, not a text")
        if expected != _ADDRESS:
            return self._number(value)
        address = self._address(value)
        if address is None:
            self._require_names(value)
            raise invalid("BF1302", place, "an address is expected")
        return Polynomial.variable(address)

    def _require_names(self, expression: Expression) -> None:
        """What means nothing is reported as that, not as something of another kind."""
        if expression.kind == "name" and expression.word.text not in self._meanings:
            raise _unknown(expression.word)
        for operand in expression.operands:
            self._require_names(operand)

    def _number(self, expression: Expression) -> Polynomial:
        """The polynomial that an expression is."""
        word = expression.word
        match expression.kind:
            case "number":
                return Polynomial.constant(number_of(word))
            case "name":
                return self._named(word)
            case "self":
                raise invalid("BF1302", word.place, "the address of a block is no number")
        is_sum = expression.kind == "+"
        out = Polynomial.constant(0 if is_sum else 1)
        for position, operand in enumerate(expression.operands):
            value = self._number(operand)
            if is_sum:
                step = out.plus(value, -1 if expression.negative[position] else 1)
            else:
                step = out.times(value)
            out = _bounded(step, word.place)
        return out

    def _named(self, word: Word) -> Polynomial:
        meaning = self._meanings.get(word.text)
        if meaning is None:
            raise _unknown(word)
        if isinstance(meaning, Polynomial):
            return meaning
        if self._type(meaning).kind not in (Kind.FIELD, Kind.INTEGER):
            raise invalid("BF1302", word.place, f"'{word.text}' is no number")
        return Polynomial.variable(meaning)


def _unknown(word: Word) -> Refusal:
    return invalid("BF1105", word.place, f"the rule has no variable '{word.text}'")


def _check_count(claim: ClaimSyntax, wanted: int) -> None:
    if len(claim.values) != wanted:
        raise invalid("BF1301", claim.name.place, f"'{claim.name.text}' has {wanted} arguments")


def _bounded(value: Polynomial | None, place: Place) -> Polynomial:
    if value is None:
        raise invalid("BF1304", place, "this has too many terms, factors, or digits")
    return value

"""The chips of a theory (docs/circuit.md, section 4)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from .analysis import Analysis
from .circuit import (
    INDEX_WIRE,
    ONE_WIRE,
    OWN_ADDRESS,
    TEXT,
    Chip,
    Constants,
    Form,
    Meaning,
    Relation,
    Term,
    TextValue,
    constant,
    scaled,
    wire_form,
)
from .theory import Assertion, Rule, Template, Theory, Variable


class Ranges(NamedTuple):
    """How range checks are done: bits of a digit, and digits of each sort of number."""

    bits: int
    length_digits: int
    time_digits: int
    order_digits: int


class Stated(NamedTuple):
    """A text that a context's statement holds: the context's number, its assertion, the text."""

    number: int
    owner: Assertion
    template: Template


def _by_typecode(stated: Iterable[Stated]) -> list[list[Stated]]:
    """Texts in groups of one typecode, the lowest typecode first."""
    groups: dict[int, list[Stated]] = defaultdict(list)
    for entry in stated:
        groups[entry.template.typecode].append(entry)
    return [groups[typecode] for typecode in sorted(groups)]


def chips_of(theory: Theory, analysis: Analysis, ranges: Ranges) -> list[Chip]:
    """All chips, in the order of section 4."""
    return _Lowering(theory, analysis, ranges).run()


class _Lowering:
    def __init__(self, theory: Theory, analysis: Analysis, ranges: Ranges) -> None:
        self._theory = theory
        self._facts = analysis
        self._ranges = ranges

    def run(self) -> list[Chip]:
        chips = [self._variable(v) for v in self._theory.variables]
        for rule, checked in zip(self._theory.rules, self._facts.time_checked, strict=True):
            chips.append(self._rule(rule, checked))
        if self._facts.uses_disjoint:
            chips += [_disjoint_declared(), _disjoint_dummy()]
            for left in (True, False):
                chips += [_disjoint_parts(arity, left) for arity in self._facts.node_arities]
        chips += self._hypotheses()
        chips += self._qeds()
        if self._facts.uses_disjoint:
            chips += self._declarations()
        if self._ranges.bits:
            chips.append(range_table(self._ranges.bits))
        return chips

    def _statement(
        self, typecode: int, context: Form, time: Form, text: TextValue, address: Form
    ) -> tuple[Form, ...]:
        """The seven fields of a claim, without those that the typecode leaves out."""
        texts = typecode in self._facts.with_variables
        return (
            context if typecode not in self._facts.shared else [],
            constant(typecode + 1),
            time,
            text.length if texts else [],
            text.fingerprint,
            text.pow if texts else [],
            address,
        )

    # --- 4.1 variables --------------------------------------------------------------------------

    def _variable(self, variable: Variable) -> Chip:
        chip = Chip()
        context = [] if variable.typecode in self._facts.shared else chip.structure()
        text = TextValue(constant(1), constant(variable.code), [Term(ONE_WIRE, power=1)])
        own = wire_form(OWN_ADDRESS)
        chip.emit(Relation.STATEMENT, *self._statement(variable.typecode, context, [], text, own))
        if variable.typecode in self._facts.with_nodes:
            chip.emit(Relation.VARIABLE, own, constant(variable.code))
            if variable.is_dummy:
                chip.emit(Relation.DUMMY, own, constant(variable.code))
        return chip

    # --- 4.2 rules ------------------------------------------------------------------------------

    def _rule(self, rule: Rule, time_checked: list[bool]) -> Chip:
        chip = Chip()
        a = rule.assertion
        context = self._rule_context(chip, rule)
        time = chip.structure() if any(time_checked) else []

        def demand(premise: int, typecode: int, text: TextValue, address: Form) -> None:
            premise_time = self._premise_time(chip, typecode, time, time_checked[premise])
            chip.demand(
                Relation.STATEMENT,
                *self._statement(typecode, context, premise_time, text, address),
            )

        addresses: list[Form] = []
        texts: list[TextValue] = []
        for p, parameter in enumerate(a.parameters):
            addresses.append(chip.structure())
            length = chip.structure()
            texts.append(
                TextValue(length, wire_form(chip.new_wire(TEXT)), wire_form(chip.new_wire(TEXT)))
            )
            demand(p, parameter.typecode, texts[p], addresses[p])
        for p, hypothesis in enumerate(a.hypotheses, len(a.parameters)):
            text = self._text(chip, hypothesis, texts)
            addresses.append(chip.structure())
            demand(p, hypothesis.typecode, text, addresses[p])
        for x, y in a.disjoint:
            chip.demand(Relation.DISJOINT, context, addresses[x], addresses[y])
        text = self._text(chip, a.conclusion, texts)
        if self._facts.length_checked(rule):
            chip.check_range(text.length, self._ranges.length_digits, self._ranges.bits)
        own = wire_form(OWN_ADDRESS)
        typecode = a.conclusion.typecode
        chip.emit(Relation.STATEMENT, *self._statement(typecode, context, time, text, own))
        if typecode in self._facts.with_nodes:
            chip.emit(Relation.NODE, own, *(addresses[p] for p in a.conclusion.occurring()))
        return chip

    def _text(self, chip: Chip, template: Template, parameters: list[TextValue]) -> TextValue:
        with_pow = template.typecode in self._facts.with_variables
        return chip.text_of(template.symbols, dict(enumerate(parameters)), with_pow)

    def _rule_context(self, chip: Chip, rule: Rule) -> Form:
        """Nothing for shared syntax; else any context, or one behind the rule's rank."""
        if rule.assertion.conclusion.typecode in self._facts.shared:
            return []
        if not self._facts.order_checked(rule):
            return chip.structure()
        digits = chip.digits(self._ranges.order_digits, self._ranges.bits)
        return digits + constant(rule.rank + 1)

    def _premise_time(self, chip: Chip, typecode: int, own: Form, checked: bool) -> Form:
        """Nothing, any time, or one that is earlier by a checked difference."""
        if checked:
            difference = chip.digits(self._ranges.time_digits, self._ranges.bits)
            return own + constant(-1) + scaled(difference, -1)
        return chip.structure() if typecode in self._facts.timed else []

    # --- 4.4 hypotheses, conclusions and declarations of the contexts ---------------------------

    def _stated(self, chip: Chip, stated: list[Stated]) -> tuple[Form, TextValue]:
        """Columns of constants for texts of one typecode: the context and the text."""
        typecode = stated[0].template.typecode
        lengths = [len(template.symbols) for _, _, template in stated]
        numbers = [number for number, _, _ in stated]
        codes = [owner.text_codes(template) for _, owner, template in stated]
        context, length, power = [], [], []
        if typecode not in self._facts.shared:
            context = chip.constant_column(Constants(Meaning.INTEGER, numbers))
        fingerprint = chip.constant_column(Constants(Meaning.FINGERPRINT, codes))
        if typecode in self._facts.with_variables:
            length = chip.constant_column(Constants(Meaning.INTEGER, lengths))
            power = chip.constant_column(Constants(Meaning.POWER, lengths))
        return context, TextValue(length, fingerprint, power)

    def _hypotheses(self) -> list[Chip]:
        stated = [
            Stated(number, context, hypothesis)
            for number, context in enumerate(self._theory.contexts, 1)
            for hypothesis in context.hypotheses
        ]
        nodes = self._facts.with_nodes
        plain = _by_typecode(s for s in stated if s.template.typecode not in nodes)
        chips = [self._emitted(group) for group in plain]
        return chips + [self._node_hypothesis(s) for s in stated if s.template.typecode in nodes]

    def _emitted(self, stated: list[Stated]) -> Chip:
        chip = Chip(copies=len(stated))
        context, text = self._stated(chip, stated)
        typecode = stated[0].template.typecode
        claim = self._statement(typecode, context, [], text, wire_form(OWN_ADDRESS))
        chip.emit(Relation.STATEMENT, *claim)
        return chip

    def _node_hypothesis(self, stated: Stated) -> Chip:
        """A hypothesis that names its variables, because $d may reach into it."""
        chip = self._emitted([stated])
        addresses = []
        for p in stated.template.occurring():
            addresses.append(chip.structure())
            code = stated.owner.parameters[p].code
            chip.demand(Relation.VARIABLE, addresses[-1], constant(code))
        chip.emit(Relation.NODE, wire_form(OWN_ADDRESS), *addresses)
        return chip

    def _qeds(self) -> list[Chip]:
        contexts = enumerate(self._theory.contexts, 1)
        return [
            self._qed(group)
            for group in _by_typecode(Stated(i, a, a.conclusion) for i, a in contexts)
        ]

    def _qed(self, stated: list[Stated]) -> Chip:
        chip = Chip(copies=len(stated))
        typecode = stated[0].template.typecode
        context, text = self._stated(chip, stated)
        time = chip.structure() if typecode in self._facts.timed else []
        claim = self._statement(typecode, context, time, text, chip.structure())
        chip.demand(Relation.STATEMENT, *claim)
        return chip

    def _declarations(self) -> list[Chip]:
        triples = [
            (number, context.parameters[x].code, context.parameters[y].code)
            for number, context in enumerate(self._theory.contexts, 1)
            for x, y in context.disjoint
        ]
        if not triples:
            return []
        chip = Chip(copies=len(triples))
        columns = [list(column) for column in zip(*triples)]
        context, x, y = (chip.constant_column(Constants(Meaning.INTEGER, c)) for c in columns)
        chip.emit(Relation.DECLARED, context, x, y)
        chip.emit(Relation.DECLARED, context, y, x)
        return [chip]


# --- 4.3 $d -----------------------------------------------------------------------------------


def _disjoint_declared() -> Chip:
    chip = Chip()
    context, a, x, b, y = (chip.structure() for _ in range(5))
    chip.demand(Relation.VARIABLE, a, x)
    chip.demand(Relation.VARIABLE, b, y)
    chip.demand(Relation.DECLARED, context, x, y)
    chip.emit(Relation.DISJOINT, context, a, b)
    return chip


def _disjoint_dummy() -> Chip:
    chip = Chip()
    context, a, x, b, y = (chip.structure() for _ in range(5))
    chip.demand(Relation.DUMMY, a, x)
    chip.demand(Relation.VARIABLE, b, y)
    chip.nonzero(x + scaled(y, -1))
    chip.emit(Relation.DISJOINT, context, a, b)
    chip.emit(Relation.DISJOINT, context, b, a)
    return chip


def _disjoint_parts(arity: int, left: bool) -> Chip:
    """A text is disjoint from another if all its parts are; it stands left or right in claims."""
    chip = Chip()
    context, whole, other = (chip.structure() for _ in range(3))

    def pair(text: Form) -> tuple[Form, Form, Form]:
        return (context, text, other) if left else (context, other, text)

    parts = []
    for _ in range(arity):
        parts.append(chip.structure())
        chip.demand(Relation.DISJOINT, *pair(parts[-1]))
    chip.demand(Relation.NODE, whole, *parts)
    chip.emit(Relation.DISJOINT, *pair(whole))
    return chip


# --- 4.5 the range table ------------------------------------------------------------------------


def range_table(bits: int) -> Chip:
    """Emits all numbers of so many bits."""
    chip = Chip(copies=1 << bits)
    chip.emit(Relation.RANGE, wire_form(INDEX_WIRE))
    return chip

"""What a certificate speaks of: assertions, rules, contexts (docs/certificate-format.md, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from .certificate import Entry
from .codec import encode_number
from .errors import Refusal
from .keccak import keccak256
from .metamath import Statement


class Role(IntEnum):
    """What an assertion is used for."""

    AXIOM = 0
    ASSUMED = 1
    LEMMA = 2
    GOAL = 3
    CITED_GOAL = 4

    @property
    def is_rule(self) -> bool:
        """Proofs may apply it."""
        return self is not Role.GOAL

    @property
    def is_proved(self) -> bool:
        """The certificate proves it."""
        return self >= Role.LEMMA

    @property
    def is_goal(self) -> bool:
        """The certificate is about it."""
        return self >= Role.GOAL


@dataclass(frozen=True)
class Template:
    """A typecode and a text; a symbol is 2 code for a constant, 2 index + 1 for a parameter."""

    typecode: int
    symbols: list[int]

    def occurring(self) -> list[int]:
        """The parameters that occur, each once, in the order of first occurrence."""
        return list(dict.fromkeys(s // 2 for s in self.symbols if s & 1))

    def occurrences(self) -> int:
        """How many symbols are parameters."""
        return sum(s & 1 for s in self.symbols)

    def has_constants(self) -> bool:
        """Whether some symbol is a constant."""
        return any(not s & 1 for s in self.symbols)


@dataclass(frozen=True)
class Variable:
    """A mandatory variable of an assertion, or a leaf of proofs: a code and a typecode."""

    code: int
    typecode: int
    is_dummy: bool = False


@dataclass(frozen=True)
class Assertion:
    """An axiom or theorem. Its premises are the parameters, then the hypotheses."""

    label: str
    role: Role
    parameters: list[Variable]
    hypotheses: list[Template]
    conclusion: Template
    disjoint: list[tuple[int, int]]

    def premise_typecodes(self) -> list[int]:
        """The typecode of each premise."""
        return [p.typecode for p in self.parameters] + [h.typecode for h in self.hypotheses]

    def text_codes(self, template: Template) -> tuple[int, ...]:
        """A text of the assertion as its own proof sees it: parameters are their own codes."""
        return tuple(self.parameters[s // 2].code if s & 1 else s // 2 for s in template.symbols)


@dataclass(frozen=True)
class Rule:
    """An assertion that proofs may apply in contexts of a number greater than `rank`."""

    assertion: Assertion
    rank: int


@dataclass
class Theory:
    """The assertions of a certificate. Context i of the list has the number i + 1."""

    typecodes: list[str] = field(default_factory=list)
    symbols: list[str] = field(default_factory=lambda: [""])
    assertions: list[Assertion] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    contexts: list[Assertion] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)

    def typecodes_with_variables(self) -> set[int]:
        """The typecodes of parameters of any assertion."""
        return {p.typecode for a in self.assertions for p in a.parameters}

    def add_dummies(self, counts: Sequence[int]) -> None:
        """Gives each typecode as many variables that occur in no statement."""
        for typecode, count in enumerate(counts):
            for number in range(count):
                self.symbols.append(f"${self.typecodes[typecode]}{number}")
                self.variables.append(Variable(len(self.symbols) - 1, typecode, is_dummy=True))

    def digest(self) -> bytes:
        """The theory digest (section 6.3), before dummies are added."""
        out = bytearray()
        _put_strings(out, self.typecodes)
        _put_strings(out, self.symbols)
        _put(out, len(self.assertions))
        for a in self.assertions:
            _put_string(out, a.label)
            _put(out, a.role, len(a.parameters))
            for p in a.parameters:
                _put(out, p.typecode, p.code)
            _put(out, len(a.hypotheses))
            for template in [*a.hypotheses, a.conclusion]:
                _put(out, template.typecode, len(template.symbols), *template.symbols)
            _put(out, len(a.disjoint), *(index for pair in a.disjoint for index in pair))
        return keccak256(bytes(out))


def _put(out: bytearray, *numbers: int) -> None:
    for number in numbers:
        out += encode_number(number)


def _put_string(out: bytearray, text: str) -> None:
    _put(out, len(text))
    out += text.encode("ascii")


def _put_strings(out: bytearray, texts: list[str]) -> None:
    _put(out, len(texts))
    for text in texts:
        _put_string(out, text)


def build_theory(database: Sequence[Statement], entries: Sequence[Entry]) -> Theory:
    """The theory of a certificate's entries (section 6.2)."""
    builder = _Builder()
    for entry in entries:
        if entry.ordinal >= len(database):
            raise Refusal("statement.entries", "an entry is beyond the end of the theory file")
        statement, role = database[entry.ordinal], Role(entry.role)
        if statement.is_axiom != (role is Role.AXIOM):
            raise Refusal("statement.entries", f"'{statement.label}' has a role of the other kind")
        builder.add(statement, role)
    theory = builder.theory
    if not any(a.role.is_goal for a in theory.assertions):
        raise Refusal("statement.goal", "the certificate proves no goal")
    leaves = (p for context in theory.contexts for p in context.parameters)
    theory.variables = list(dict.fromkeys(leaves))
    return theory


class _Builder:
    """Numbers typecodes and symbols in the order in which they are met."""

    def __init__(self) -> None:
        self.theory = Theory()
        self._typecodes: dict[str, int] = {}
        self._codes: dict[tuple[str, int | None], int] = {}

    def _typecode(self, name: str) -> int:
        if name not in self._typecodes:
            self._typecodes[name] = len(self.theory.typecodes)
            self.theory.typecodes.append(name)
        return self._typecodes[name]

    def _code(self, name: str, typecode: int | None = None) -> int:
        """The code of a constant, or of a variable with its typecode."""
        if (name, typecode) not in self._codes:
            self._codes[name, typecode] = len(self.theory.symbols)
            self.theory.symbols.append(name)
        return self._codes[name, typecode]

    def add(self, statement: Statement, role: Role) -> None:
        """Adds the next assertion."""
        parameters = []
        index_of = {}
        for index, floating in enumerate(statement.floats):
            typecode = self._typecode(floating.typecode)
            parameters.append(Variable(self._code(floating.variable, typecode), typecode))
            index_of[floating.variable] = index
        assertion = Assertion(
            statement.label,
            role,
            parameters,
            [self._template(math, index_of) for math in statement.essentials],
            self._template(statement.math, index_of),
            [
                (min(index_of[x], index_of[y]), max(index_of[x], index_of[y]))
                for x, y in statement.disjoint
            ],
        )
        self.theory.assertions.append(assertion)
        if role.is_proved:
            self.theory.contexts.append(assertion)
        if role.is_rule:
            self.theory.rules.append(Rule(assertion, len(self.theory.contexts)))

    def _template(self, math: list[str], index_of: dict[str, int]) -> Template:
        typecode = self._typecode(math[0])
        symbols = [
            2 * index_of[name] + 1 if name in index_of else 2 * self._code(name)
            for name in math[1:]
        ]
        return Template(typecode, symbols)

"""The shape of a rule file (docs/rule-files.md, section 1.2), read by recursive descent."""

import re
from dataclasses import dataclass, field

from .rule_words import END, NAME, NUMBER, QUOTED, STRING, WORD, Place, Word, invalid, words_of

_PROPER_NAME = re.compile(r"(?!\$)[!-~]+")
_NUMERAL = re.compile(r"0x(?=.)0*([0-9A-Fa-f]{0,16})|0*([0-9]{1,19})")
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_CLAIMS = ("demand", "consume", "emit", "lookup")


@dataclass(frozen=True)
class Expression:
    """A number, a name or `self` by itself; or a sum ('+') or product ('*') of operands."""

    kind: str
    word: Word
    operands: list["Expression"] = field(default_factory=list)
    negative: list[bool] = field(default_factory=list)


@dataclass(frozen=True)
class Texts:
    """`premise` or `conclude` with the words behind it."""

    keyword: Word
    words: list[Word]


@dataclass(frozen=True)
class Distinct:
    """`distinct x, y`."""

    keyword: Word
    names: list[Word]


@dataclass(frozen=True)
class Claim:
    """`demand`, `consume`, `emit` or `lookup`; a value that is a Word is a quoted text."""

    keyword: Word
    name: Word
    values: list[Expression | Word]


@dataclass(frozen=True)
class Requirement:
    """`require a < b`."""

    keyword: Word
    comparison: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Definition:
    """`let x = e`, perhaps with a type."""

    keyword: Word
    name: Word
    type: Word | None
    value: Expression


Statement = Texts | Distinct | Claim | Requirement | Definition


@dataclass(frozen=True)
class Words:
    """`sort`, `claim` or `symbols` with the words that it declares."""

    kind: str
    words: list[Word]


@dataclass(frozen=True)
class Argument:
    """An argument of a relation."""

    order: bool
    name: Word
    type: Word


@dataclass(frozen=True)
class Relation:
    """A relation; that it is unique matters for rules only."""

    linear: bool
    unique: bool
    name: Word
    arguments: list[Argument]


@dataclass(frozen=True)
class Table:
    """`table t = range(8)`, or `builtin` is None and there are rows."""

    name: Word
    builtin: Word | None
    size: Word | None
    rows: list[list[Word]]


@dataclass(frozen=True)
class Parameters:
    """Parameters of one type."""

    hidden: bool
    free: bool
    names: list[Word]
    type: Word


@dataclass(frozen=True)
class Rule:
    """A rule, axiom or theorem."""

    public: bool
    kind: str
    name: Word
    parameters: list[Parameters]
    statements: list[Statement]


Declaration = Words | Relation | Table | Rule


@dataclass(frozen=True)
class File:
    """What a file declares, and the names of the files that it imports."""

    imports: list[Word]
    declarations: list[Declaration]


def parse_file(text: str, number: int, path: str) -> File:
    """Reads one file; refuses what does not have the shape of one."""
    return _Parser(words_of(text, number, path)).file()


def number_of(word: Word) -> int:
    """The value of a NUMBER."""
    match = _NUMERAL.fullmatch(word.text.replace("_", ""))
    if match is not None:
        hexadecimal, decimal = match.groups()
        value = int(hexadecimal or "0", 16) if decimal is None else int(decimal)
        if value < 1 << 63:
            return value
    raise invalid("BF1005", word.place, f"'{word.text}' is no number below 2^63")


class _Parser:
    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._at = 0

    # --- words ----------------------------------------------------------------------------------

    @property
    def _kind(self) -> str:
        return self._words[self._at].kind

    @property
    def _place(self) -> Place:
        return self._words[self._at].place

    def _next(self) -> Word:
        self._at += 1
        return self._words[self._at - 1]

    def _take(self, *kinds: str) -> Word | None:
        """The next word if it is one of these."""
        return self._next() if self._kind in kinds else None

    def _need(self, *kinds: str) -> Word:
        if self._kind not in kinds:
            found = self._words[self._at].text
            expected = " or ".join(f"'{kind}'" for kind in kinds)
            raise invalid("BF1001", self._place, f"'{found}' stands in place of {expected}")
        return self._next()

    def _many(self, kind: str) -> list[Word]:
        """One or more."""
        words = [self._need(kind)]
        while word := self._take(kind):
            words.append(word)
        return words

    def _name(self) -> Word:
        """A variable or type, which may stand between backquotes."""
        word = self._need(NAME, QUOTED)
        if word.kind == QUOTED and not _PROPER_NAME.fullmatch(word.text):
            raise invalid("BF1002", word.place, f"'{word.text}' is no name")
        return word

    # --- declarations ---------------------------------------------------------------------------

    def file(self) -> File:
        if self._take("module"):
            self._need(NAME)
            while self._take("."):
                self._need(NAME)
        imports = []
        while self._take("import"):
            imports.append(self._need(STRING))
        declarations = []
        while not self._take(END):
            declarations.append(self._declaration())
        return File(imports, declarations)

    def _declaration(self) -> Declaration:
        if word := self._take("sort", "claim", "symbols"):
            return Words(word.kind, self._many(WORD))
        if self._kind in ("linear", "unique", "relation"):
            return self._relation()
        if self._take("table"):
            return self._table()
        return self._rule()

    def _relation(self) -> Relation:
        modifiers = set()
        while modifier := self._take("linear", "unique"):
            modifiers.add(modifier.kind)
        self._need("relation")
        name = self._need(NAME)
        self._need("(")
        arguments = [self._argument()]
        while self._take(","):
            arguments.append(self._argument())
        self._need(")")
        return Relation("linear" in modifiers, "unique" in modifiers, name, arguments)

    def _argument(self) -> Argument:
        order = self._take("order") is not None
        name = self._need(NAME)
        self._need(":")
        return Argument(order, name, self._name())

    def _table(self) -> Table:
        name = self._need(NAME)
        self._need("=")
        if self._take("rows"):
            rows = [self._row()]
            while self._kind == "(":
                rows.append(self._row())
            return Table(name, None, None, rows)
        builtin = self._need(NAME)
        self._need("(")
        size = self._need(NUMBER)
        self._need(")")
        return Table(name, builtin, size, [])

    def _row(self) -> list[Word]:
        self._need("(")
        row = [self._need(NUMBER)]
        while self._take(","):
            row.append(self._need(NUMBER))
        self._need(")")
        return row

    def _rule(self) -> Rule:
        public = self._take("public") is not None
        kind = self._need("rule", "axiom", "theorem").kind
        name = self._need(NAME)
        parameters = []
        if self._take("(") and not self._take(")"):
            parameters.append(self._parameters())
            while self._take(","):
                parameters.append(self._parameters())
            self._need(")")
        self._need("{")
        statements = []
        while not self._take("}"):
            statements.append(self._statement())
        return Rule(public, kind, name, parameters, statements)

    def _parameters(self) -> Parameters:
        modifiers = set()
        while modifier := self._take("hidden", "free"):
            modifiers.add(modifier.kind)
        names = [self._name()]
        while self._take(","):
            names.append(self._name())
        self._need(":")
        return Parameters("hidden" in modifiers, "free" in modifiers, names, self._name())

    # --- statements -----------------------------------------------------------------------------

    def _statement(self) -> Statement:
        if word := self._take("premise", "conclude"):
            return Texts(word, self._many(WORD))
        if word := self._take("distinct"):
            names = [self._name()]
            self._need(",")
            names.append(self._name())
            while self._take(","):
                names.append(self._name())
            return Distinct(word, names)
        if word := self._take(*_CLAIMS):
            return self._claim(word)
        if word := self._take("require"):
            left = self._expression()
            comparison = self._need(*_COMPARISONS).kind
            return Requirement(word, comparison, left, self._expression())
        word = self._need("let")
        name = self._need(NAME)
        type_name = self._name() if self._take(":") else None
        self._need("=")
        return Definition(word, name, type_name, self._expression())

    def _claim(self, keyword: Word) -> Claim:
        name = self._need(NAME)
        self._need("(")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._need(")")
        return Claim(keyword, name, values)

    def _value(self) -> Expression | Word:
        return self._take(QUOTED) or self._expression()

    def _expression(self) -> Expression:
        """Signs belong to the operands that follow them."""
        sign = self._take("-")
        first = self._words[self._at]
        operands, negative = [self._product()], [sign is not None]
        while sign := self._take("+", "-"):
            operands.append(self._product())
            negative.append(sign.kind == "-")
        if len(operands) == 1 and not negative[0]:
            return operands[0]
        return Expression("+", first, operands, negative)

    def _product(self) -> Expression:
        first = self._words[self._at]
        operands = [self._factor()]
        while self._take("*"):
            operands.append(self._factor())
        return operands[0] if len(operands) == 1 else Expression("*", first, operands)

    def _factor(self) -> Expression:
        if self._take("("):
            inner = self._expression()
            self._need(")")
            return inner
        word = self._need(NUMBER, NAME, "self")
        return Expression(word.kind, word)

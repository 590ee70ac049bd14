"""Reads the statements of a Metamath file, never its proofs (docs/certificate-format.md, 6.1)."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import Refusal, Unreadable

_WHITE = " \n\t\r\f"
_ILLEGAL = re.compile(r"[^\x21-\x7e \n\t\r\f]")
_TOKEN = re.compile(r"[^ \n\t\r\f]+")
_COMMENT_MARK = re.compile(r"\$[()]")
_LABEL = re.compile(r"[A-Za-z0-9._-]+")
_KEYWORDS = frozenset(["$" + c for c in "cvfedap=.{}[]"])
_MAX_BYTES = 0xFFFF_0000


@dataclass(frozen=True)
class Float:
    """A $f statement; `place` counts them."""

    typecode: str
    variable: str
    place: int


@dataclass(frozen=True)
class Statement:
    """A $a or $p statement with its mandatory frame.

    `floats` stand in the order of the text; the pairs of `disjoint`, and the two variables of each,
    in the order in which the database first declared the variables.
    """

    label: str
    is_axiom: bool
    floats: list[Float]
    essentials: list[list[str]]
    math: list[str]
    disjoint: list[tuple[str, str]]


def read_database(path: str) -> list[Statement]:
    """The $a and $p statements of a file and of those it includes, in order."""
    return _Database().read(path)


def _invalid(what: str) -> Refusal:
    return Refusal("theory.invalid", what)


class _Scanner:
    """The tokens of one file without its comments."""

    def __init__(self, path: str) -> None:
        try:
            with open(path, "rb") as file:
                if os.fstat(file.fileno()).st_size > _MAX_BYTES:
                    raise Unreadable("theory.unreadable", f"{path} is larger than 4 GB")
                data = file.read()
        except OSError as error:
            raise Unreadable("theory.unreadable", f"cannot read {path}: {error}") from error
        self.path = path
        self._text = data.decode("latin-1")
        self._at = 0
        if illegal := _ILLEGAL.search(self._text):
            raise _invalid(f"{path}: illegal byte {ord(illegal.group()):#04x}")

    def next(self) -> str | None:
        """The next word or keyword; keywords begin with '$', words contain none."""
        while match := _TOKEN.search(self._text, self._at):
            token = match.group()
            self._at = match.end()
            if "$" not in token or token in _KEYWORDS:
                return token
            if token != "$(":
                raise _invalid(f"{self.path}: '{token}' contains '$' but is no keyword")
            self._skip_comment()
        return None

    def _skip_comment(self) -> None:
        mark = _COMMENT_MARK.search(self._text, self._at)
        if mark is None:
            raise _invalid(f"{self.path}: a comment is not closed")
        if mark.group() == "$(":
            raise _invalid(f"{self.path}: '$(' inside a comment")
        after = self._text[mark.end() : mark.end() + 1]
        if self._text[mark.start() - 1] not in _WHITE or after not in _WHITE:
            raise _invalid(f"{self.path}: '$)' touches other text")
        self._at = mark.end()

    def skip_proof(self) -> None:
        """Steps behind the '$.' of a proof, looking only at tokens that contain '$'."""
        while (dollar := self._text.find("$", self._at)) >= 0:
            while dollar > self._at and self._text[dollar - 1] not in _WHITE:
                dollar -= 1
            self._at = dollar
            token = self.next()
            if token == "$.":
                return
            if token is not None and token.startswith("$"):
                raise _invalid(f"{self.path}: '{token}' in a proof")
        raise _invalid(f"{self.path}: a proof does not end")


@dataclass
class _Symbol:
    """A constant or variable as it stands at the current place."""

    index: int
    is_variable: bool
    active: bool = True


@dataclass
class _Scope:
    """What the innermost open block has added and will take away."""

    variables: list[str] = field(default_factory=list)
    floats: list[str] = field(default_factory=list)
    essentials: list[list[str]] = field(default_factory=list)
    disjoint: list[tuple[int, int]] = field(default_factory=list)


class _Database:
    """Reads statement by statement; the first rule that is broken ends it."""

    def __init__(self) -> None:
        self._symbols: dict[str, _Symbol] = {}
        self._names: list[str] = []
        self._labels: set[str] = set()
        self._scopes = [_Scope()]
        self._floats: dict[str, Float] = {}
        self._floats_read = 0
        self._files: list[_Scanner] = []
        self._included: set[tuple[int, int]] = set()
        self._statements: list[Statement] = []

    def read(self, path: str) -> list[Statement]:
        """Reads everything; the statements of included files stand where they are included."""
        self._open(path)
        while self._files:
            token = self._files[-1].next()
            if token is None:
                self._files.pop()
            else:
                self._statement(token)
        if len(self._scopes) != 1:
            raise _invalid("a block is not closed")
        return self._statements

    def _open(self, path: str) -> None:
        scanner = _Scanner(path)
        status = os.stat(path)
        self._included.add((status.st_dev, status.st_ino))
        self._files.append(scanner)

    def _statement(self, token: str) -> None:
        match token:
            case "$c" | "$v" | "$d":
                self._unlabelled(token)
            case "${":
                self._scopes.append(_Scope())
            case "$}":
                self._close_scope()
            case "$[":
                self._include()
            case _ if token.startswith("$"):
                raise _invalid(f"'{token}' without a label or outside of a statement")
            case _:
                self._labelled(token)

    def _words(self, end: str) -> list[str]:
        """The words of a statement up to the keyword that must end it."""
        words = []
        while (token := self._files[-1].next()) != end:
            if token is None or token.startswith("$"):
                raise _invalid(f"expected '{end}', found '{token or 'the end of the file'}'")
            words.append(token)
        return words

    # --- declarations ---------------------------------------------------------------------------

    def _unlabelled(self, keyword: str) -> None:
        words = self._words("$.")
        if not words:
            raise _invalid(f"an empty {keyword}")
        if keyword == "$d":
            self._disjoint(words)
        for name in words if keyword != "$d" else []:
            if name in self._labels:
                raise _invalid(f"'{name}' is a label")
            if keyword == "$c":
                self._declare_constant(name)
            else:
                self._declare_variable(name)

    def _declare_constant(self, name: str) -> None:
        if len(self._scopes) != 1:
            raise _invalid("$c inside a block")
        if name in self._symbols:
            raise _invalid(f"'{name}' is declared already")
        self._new_symbol(name, is_variable=False)

    def _declare_variable(self, name: str) -> None:
        symbol = self._symbols.get(name)
        if symbol is None:
            self._new_symbol(name, is_variable=True)
        elif not symbol.is_variable or symbol.active:
            raise _invalid(f"'{name}' is declared already")
        else:
            symbol.active = True
        self._scopes[-1].variables.append(name)

    def _new_symbol(self, name: str, is_variable: bool) -> None:
        self._symbols[name] = _Symbol(len(self._names), is_variable)
        self._names.append(name)

    def _active(self, name: str) -> _Symbol:
        symbol = self._symbols.get(name)
        if symbol is None or not symbol.active:
            raise _invalid(f"'{name}' is not declared here")
        return symbol

    def _disjoint(self, words: list[str]) -> None:
        symbols = [self._active(name) for name in words]
        if len(words) < 2 or len(set(words)) < len(words):
            raise _invalid("$d needs two variables or more, each once")
        if not all(symbol.is_variable for symbol in symbols):
            raise _invalid("$d names a constant")
        order = sorted(symbol.index for symbol in symbols)
        self._scopes[-1].disjoint += [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]

    def _close_scope(self) -> None:
        if len(self._scopes) == 1:
            raise _invalid("'$}' closes no block")
        scope = self._scopes.pop()
        for name in scope.variables:
            self._symbols[name].active = False
        for name in scope.floats:
            del self._floats[name]

    def _include(self) -> None:
        name, closing = self._files[-1].next(), self._files[-1].next()
        if name is None or name.startswith("$") or closing != "$]":
            raise _invalid("an inclusion is not '$[ file-name $]'")
        if len(self._scopes) != 1:
            raise _invalid("an inclusion inside a block")
        path = os.path.join(os.path.dirname(self._files[-1].path), name)
        if not os.path.isfile(path):
            raise Unreadable("theory.unreadable", f"cannot read {path}")
        status = os.stat(path)
        if (status.st_dev, status.st_ino) not in self._included:
            self._open(path)

    # --- labelled statements --------------------------------------------------------------------

    def _labelled(self, label: str) -> None:
        keyword = self._files[-1].next()
        if keyword not in ("$f", "$e", "$a", "$p"):
            raise _invalid(f"'{label}' is not followed by $f, $e, $a or $p")
        math = self._words("$=" if keyword == "$p" else "$.")
        if keyword == "$p":
            self._files[-1].skip_proof()
        if not _LABEL.fullmatch(label) or label in self._labels or label in self._symbols:
            raise _invalid(f"'{label}' is taken or no label")
        self._labels.add(label)
        self._check_math(math)
        if keyword == "$f":
            self._float(math)
        else:
            self._check_typed(math)
        if keyword == "$e":
            self._scopes[-1].essentials.append(math)
        elif keyword in ("$a", "$p"):
            self._statements.append(self._assertion(label, keyword == "$a", math))

    def _check_math(self, math: list[str]) -> None:
        if not math:
            raise _invalid("a statement without symbols")
        for name in math:
            self._active(name)
        if self._symbols[math[0]].is_variable:
            raise _invalid("a statement begins with a variable")

    def _check_typed(self, math: list[str]) -> None:
        for name in math:
            if self._symbols[name].is_variable and name not in self._floats:
                raise _invalid(f"the variable '{name}' has no active $f")

    def _float(self, math: list[str]) -> None:
        if len(math) != 2 or not self._symbols[math[1]].is_variable:
            raise _invalid("$f is not one constant and one variable")
        typecode, variable = math
        if variable in self._floats:
            raise _invalid(f"the variable '{variable}' has two active $f")
        self._floats[variable] = Float(typecode, variable, self._floats_read)
        self._floats_read += 1
        self._scopes[-1].floats.append(variable)

    def _variables_of(self, math: list[str]) -> Iterator[str]:
        return (name for name in math if self._symbols[name].is_variable)

    def _assertion(self, label: str, is_axiom: bool, math: list[str]) -> Statement:
        essentials = [e for scope in self._scopes for e in scope.essentials]
        variables = {v for text in [*essentials, math] for v in self._variables_of(text)}
        mandatory = {self._symbols[v].index for v in variables}
        pairs = {
            pair
            for scope in self._scopes
            for pair in scope.disjoint
            if pair[0] in mandatory and pair[1] in mandatory
        }
        return Statement(
            label,
            is_axiom,
            sorted((self._floats[v] for v in variables), key=lambda f: f.place),
            essentials,
            math,
            [(self._names[a], self._names[b]) for a, b in sorted(pairs)],
        )

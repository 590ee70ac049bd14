"""Random rules of numbers and texts, so that every way to check and to lower them is met by some.

Each rule demands or consumes claims of random relations, looks things up, defines values, requires
something and emits what it has found. Most are nearly right: a program grows by the rules that keep
it acceptable, and the others are remembered as what both verifiers have to refuse.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_SMALL = ["bool", "u2", "u4", "u5", "u8", "u13", "u16", "i2", "i8", "i13"]
_LARGE = ["u31", "u32", "u48", "u64", "i32", "i63", "i64"]
_SORTS = ["wff", "set", "s)", "a,b", "1", "u08", "A'"]
_SYMBOLS = ["(", ")", "->", "x7", "T"]
_ODD_SYMBOLS = [",", "=", "#", "2", "x.1", "a//b", '"', "$f", "\\x", "x2", "x1:", "|--", "'", "}"]
_ODD_NAMES = ["y.1", "(y", "y,", "y)", "=y", "self", "emit", "9", "//y", "y'"]
_ORDERS = ["u8", "u32", "u64", "field"]
_TABLES = [
    ("range(3)", 1),
    ("range(8)", 1),
    ("and(2)", 3),
    ("or(3)", 3),
    ("xor(1)", 3),
    ("rows (0, 1) (1, 0) (2, 7)", 2),
    ("rows (5, 1, 0) (5, 2, 1) (0x1_0000, 1, 1)", 3),
    ("rows (9223372036854775807)", 1),
]


@dataclass(frozen=True)
class _Relation:
    name: str
    linear: bool
    unique: bool
    types: list[str]
    order: int | None

    def declaration(self) -> str:
        arguments = [
            f"{'order ' if i == self.order else ''}a{i}: {_quoted(name)}"
            for i, name in enumerate(self.types)
        ]
        modifiers = "linear " * self.linear + "unique " * self.unique
        return f"{modifiers}relation {self.name}({', '.join(arguments)})"


@dataclass(frozen=True)
class _Words:
    """What texts are made of, and the lines that declare it."""

    sorts: list[str]
    symbols: list[str]
    lines: list[str]


class RandomProgram:
    """`text` is acceptable to `accepts`; `refused` are programs that are not.

    They may import a file of words, which is in `folder` then.
    """

    def __init__(self, seed: int, accepts: Callable[[str], bool], folder: Path) -> None:
        rng = random.Random(seed)
        words = _words(rng, folder) if rng.random() < 0.7 else _Words([], [], [])
        relations = [_relation(f"r{i}", rng, words.sorts) for i in range(rng.randrange(2, 5))]
        tables = [rng.choice(_TABLES) for _ in range(rng.randrange(3))]
        lines = list(words.lines)
        lines += [relation.declaration() for relation in relations]
        lines += [f"table t{i} = {definition}" for i, (definition, _) in enumerate(tables)]
        columns = {f"t{i}": count for i, (_, count) in enumerate(tables)}
        self.text = "\n".join([*lines, "public axiom stated(x: field) { require x * x == 4 }", ""])
        self.refused: list[str] = []
        for number in range(14):
            rule = _Rule(f"rule{number}", relations, columns, words, rng).text()
            if accepts(self.text + rule):
                self.text += rule
            else:
                self.refused.append(self.text + rule)


def _type(rng: random.Random) -> str:
    return rng.choice([*_SMALL, *_SMALL, *_LARGE, "field", "field"])


def _words(rng: random.Random, folder: Path) -> _Words:
    """Sorts and symbols, some of which look like something else; rules of texts beside them."""
    sorts = rng.sample(_SORTS, rng.randrange(1, 4))
    symbols = rng.sample(_SYMBOLS, rng.randrange(1, 6))
    symbols += rng.sample(_ODD_SYMBOLS, rng.choice([0, 0, 1, 3]))
    rng.shuffle(symbols)
    cut = rng.randrange(len(symbols) + 1)
    lines = [
        f"sort {sorts[0]}",
        "claim |-",
        *(f"symbols {' '.join(part)}" for part in (symbols[:cut], symbols[cut:]) if part),
        *(f"sort {name}" for name in sorts[1:]),
    ]
    if rng.random() < 0.3:
        written = " ".join(rng.choice([*symbols, "ph"]) for _ in range(rng.randrange(5)))
        lines.append(
            f"rule tr(ph: {_quoted(sorts[0])}) {{\n  premise |- ph\n  conclude |- {written}\n}}"
        )
    kept = rng.randrange(len(lines) + 1) if rng.random() < 0.4 else 0
    if kept:
        (folder / "words.blk").write_text("\n".join([*lines[:kept], ""]))
        lines = ['import "words.blk"', *lines[kept:]]
    return _Words(sorts, symbols, lines)


def _quoted(name: str) -> str:
    """A name as it stands where a type or a parameter does."""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_']*", name) else f"`{name}`"


def _relation(name: str, rng: random.Random, sorts: list[str]) -> _Relation:
    types = [_type(rng) for _ in range(rng.randrange(4 if sorts else 3) + (not sorts))]
    if sorts and (not types or rng.random() < 0.9):
        types += [rng.choice(sorts) for _ in range(rng.randrange(1, 3))]
        rng.shuffle(types)
    unique = rng.random() < 0.2
    if unique or rng.random() < 0.15:
        types.insert(0, "address")
    order = len(types) if rng.random() < 0.8 else None
    if order is not None:
        types.append(rng.choice(_ORDERS))
    return _Relation(name, rng.random() < 0.35, unique, types, order)


class _Rule:
    """One rule; what it says is mostly about what it has already."""

    def __init__(
        self,
        name: str,
        relations: list[_Relation],
        columns: dict[str, int],
        words: _Words,
        rng: random.Random,
    ) -> None:
        self._name = name
        self._relations = relations
        self._columns = columns
        self._words = words
        self._rng = rng
        self._parameters: list[str] = []
        self._types: dict[str, str] = {}
        self._orders: list[str] = []
        self._statements: list[str] = []
        self._is_public = rng.random() < 0.25

    def text(self) -> str:
        rng = self._rng
        kind = "rule" if rng.random() < 0.7 else "axiom"
        if kind == "rule" or rng.random() < 0.1:
            for _ in range(rng.choice([1, 1, 1, 2, 2])):
                self._rest_on(rng.choice(self._relations))
        elif rng.random() < 0.8:
            self._parameter(rng.choice([_type(rng), _type(rng), *self._words.sorts[:1]]), "free")
        if self._is_public and self._words.sorts and rng.random() < 0.5:
            self._parameter(rng.choice(self._words.sorts))
        for _ in range(rng.randrange(2)):
            self._look_up()
        steps: list[Callable[[], object]] = [
            self._define,
            self._require,
            self._solve,
            self._divide,
            self._write_digits,
        ]
        for _ in range(rng.randrange(4)):
            step = rng.choice(steps)
            step()
        for _ in range(rng.choice([0, 1, 1, 2])):
            self._emit(rng.choice(self._relations))
        if not self._statements:
            self._require()
        public = "public " if self._is_public else ""
        body = "".join(f"  {statement}\n" for statement in self._statements)
        return f"{public}{kind} {self._name}({', '.join(self._parameters)}) {{\n{body}}}\n"

    # --- names and values -----------------------------------------------------------------------

    def _new(self, type_name: str) -> str:
        """A name; one of a text may be no plain word, and stands in quotes wherever it does."""
        name = f"x{len(self._types)}"
        if type_name in self._words.sorts and self._rng.random() < 0.15:
            name = _quoted(self._rng.choice(_ODD_NAMES))
        self._types[name] = type_name
        return name

    def _parameter(self, type_name: str, *modifiers: str) -> str:
        name = self._new(type_name)
        words = list(modifiers)
        if self._is_public and (type_name == "address" or words or self._rng.random() < 0.4):
            words.append("hidden")
        self._parameters.append(f"{' '.join([*words, name])}: {_quoted(type_name)}")
        return name

    def _numbers(self) -> list[str]:
        others = ["address", *self._words.sorts]
        return [name for name, of in self._types.items() if of not in others]

    def _text(self) -> str:
        """A text that is written out, perhaps a variable alone."""
        rng = self._rng
        texts = [name.strip("`") for name, of in self._types.items() if of in self._words.sorts]
        words = [
            rng.choice(texts) if texts and rng.random() < 0.6 else rng.choice(self._words.symbols)
            for _ in range(rng.choice([0, 1, 2, 3, 3, 6]))
        ]
        return f"`{rng.choice([' ', '  '])}{' '.join(words)}`"

    def _factor(self) -> str:
        numbers = self._numbers()
        if not numbers or self._rng.random() < 0.15:
            return str(
                self._rng.choice([0, 1, 2, 3, 10, 255, 1 << 31, (1 << 62) + 5, (1 << 63) - 1])
            )
        return self._rng.choice(numbers)

    def _expression(self) -> str:
        rng = self._rng
        products = [
            " * ".join(self._factor() for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))
            for _ in range(rng.choice([1, 1, 2, 3]))
        ]
        text = products[0]
        for product in products[1:]:
            text += rng.choice([" + ", " - "]) + product
        return text if rng.random() < 0.9 else f"-({text}) * {self._factor()}"

    # --- statements -----------------------------------------------------------------------------

    def _rest_on(self, relation: _Relation) -> None:
        rng = self._rng
        verb = "consume" if relation.linear != (rng.random() < 0.02) else "demand"
        values = []
        for number, of in enumerate(relation.types):
            known = [name for name, other in self._types.items() if other == of]
            roll = rng.random()
            if roll < 0.1 and known:
                values.append(rng.choice(known))
            elif roll < 0.25 and of in self._words.sorts:
                if rng.random() < 0.3:
                    self._parameter(of)
                values.append(self._text())
            elif roll < 0.105 and self._words.sorts:
                values.append(self._text())
            elif roll < 0.15 and of not in ("address", *self._words.sorts):
                values.append(self._expression())
            elif roll < 0.3 and of not in ("address", *self._words.sorts):
                values.append(self._parameter(_type(rng)))
            else:
                values.append(self._parameter(of))
                if number == relation.order:
                    self._orders.append(values[-1])
        self._statements.append(f"{verb} {relation.name}({', '.join(values)})")

    def _look_up(self) -> None:
        if not self._columns:
            return
        name = self._rng.choice(list(self._columns))
        values = []
        for _ in range(self._columns[name]):
            fresh = self._rng.random() < 0.4 or not self._numbers()
            values.append(self._parameter(_type(self._rng)) if fresh else self._expression())
        self._statements.append(f"lookup {name}({', '.join(values)})")

    def _define(self, of: str | None = None, value: str | None = None) -> str:
        rng = self._rng
        value = value or self._expression()
        of = of or rng.choice([_type(rng), _type(rng), ""])
        name = self._new(of or "field")
        self._statements.append(f"let {name}{': ' + of if of else ''} = {value}")
        return name

    def _require(self) -> None:
        rng = self._rng
        addresses = ["self", *(name for name, of in self._types.items() if of == "address")]
        if rng.random() < 0.15 and len(addresses) > 1:
            pair = rng.sample(addresses, 2)
            self._statements.append(f"require {pair[0]} {rng.choice(['==', '!='])} {pair[1]}")
            return
        if self._words.sorts and rng.random() < 0.03:
            self._misplace()
            return
        sign = rng.choice(["==", "!=", "!=", "<", "<", "<=", ">", ">="])
        sides = [self._expression(), self._expression()]
        if sign not in ("==", "!=") and rng.random() < 0.8:
            sides = [self._factor(), self._factor()]
        self._statements.append(f"require {sides[0]} {sign} {sides[1]}")

    def _misplace(self) -> None:
        """A text where only numbers may be."""
        texts = [name for name, of in self._types.items() if of in self._words.sorts]
        text = self._rng.choice([*texts, self._text()])
        columns = [f"lookup {name}({', '.join([text] * n)})" for name, n in self._columns.items()]
        self._statements.append(
            self._rng.choice(
                [
                    f"require {text} == {text}",
                    f"require 1 < {text}",
                    f"let y = {text}",
                    f"let y: {_quoted(self._words.sorts[0])} = {text}",
                    *columns,
                ]
            )
        )

    def _solve(self) -> None:
        """A new value that an equation determines, perhaps."""
        factors = ["", "2 * ", "0x10 * "] + [f"{name} * " for name in self._numbers()]
        value = self._expression()
        name = self._parameter(_type(self._rng))
        self._statements.append(f"require {value} == {self._rng.choice(factors)}{name}")

    def _divide(self) -> None:
        value, divisor = self._expression(), self._factor()
        q, r = (self._parameter(self._rng.choice(_SMALL + _LARGE)) for _ in range(2))
        parts = [f"{q} * {divisor}", r]
        self._rng.shuffle(parts)
        self._statements.append(f"require {value} == {' + '.join(parts)}")
        self._statements.append(f"require {r} < {divisor}")

    def _write_digits(self) -> None:
        value, step = self._expression(), 1
        digits = []
        for _ in range(self._rng.randrange(2, 4)):
            bits = self._rng.choice([1, 3, 8, 20])
            digits.append(f"{step} * {self._parameter(f'u{bits}')}")
            step <<= bits - (self._rng.random() < 0.1)
        self._statements.append(f"require {value} == {' + '.join(digits)}")

    def _emit(self, relation: _Relation) -> None:
        values = [self._emitted(of, relation, number) for number, of in enumerate(relation.types)]
        self._statements.append(f"emit {relation.name}({', '.join(values)})")

    def _emitted(self, of: str, relation: _Relation, number: int) -> str:
        rng = self._rng
        if of == "address":
            known = [name for name, other in self._types.items() if other == of]
            return rng.choice(["self", *known]) if not relation.unique else "self"
        if number == relation.order:
            return self._later(of)
        known = [name for name, other in self._types.items() if other == of]
        if of in self._words.sorts:
            return rng.choice(known) if known and rng.random() < 0.3 else self._text()
        if known and rng.random() < 0.6:
            return rng.choice(known)
        if of == "field" or rng.random() < 0.1:
            return self._expression()
        return self._define(of, self._expression()) if rng.random() < 0.8 else "1"

    def _later(self, of: str) -> str:
        """An order that is later than those of what the rule rests on, most of the time."""
        rng = self._rng
        if not self._orders:
            return str(rng.randrange(3))
        step = rng.choice(["1", "1", "1", "2", self._factor()])
        value = f"{rng.choice(self._orders)} + {step}"
        if rng.random() < 0.3:
            name = self._parameter(rng.choice([of, of, "field"]), "free")
            self._statements += [f"require {order} < {name}" for order in self._orders]
            return name
        return value if of == "field" else self._define(of, value)

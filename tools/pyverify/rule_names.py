"""What the names of rule files stand for (docs/rule-files.md, section 2)."""

import re
from typing import Any, NamedTuple

from .rule_files import RuleFiles
from .rule_program import Kind, Type, text_type
from .rule_words import Place, Word, invalid

_INTEGER = re.compile(r"([ui])([1-9][0-9]{0,9})")
_MAX_BITS = 64
_BUILTIN = {
    "field": Type(Kind.FIELD),
    "address": Type(Kind.ADDRESS),
    "bool": Type(Kind.INTEGER, 1),
}


class Sort(NamedTuple):
    """A first symbol of texts, with its number; claims have no variables."""

    name: str
    is_claim: bool
    number: int


class Symbol(NamedTuple):
    """Another word of texts."""

    name: str
    code: int


class Named(NamedTuple):
    """A meaning, and where it was declared."""

    meaning: Any
    place: Place


class Names:
    """Two spaces: words of texts; relations, tables and rules."""

    def __init__(self, files: RuleFiles) -> None:
        self._files = files
        self.words: dict[str, Named] = {}
        self.things: dict[str, Named] = {}

    def declare_word(self, word: Word, meaning: Sort | Symbol) -> None:
        """Enters a sort, claim or symbol."""
        if word.text in _BUILTIN or _integer(word.text) is not None:
            raise invalid("BF1106", word.place, f"'{word.text}' is a type of the language")
        _enter(self.words, word, meaning)

    def declare(self, name: Word, meaning: Any) -> None:
        """Enters a relation, table or rule."""
        _enter(self.things, name, meaning)

    def word(self, word: Word) -> Any:
        """What a word of a text stands for, as seen from its file; None for nothing."""
        return self._visible(self.words, word)

    def thing(self, name: Word, sort: type, code: str) -> tuple[int, Any]:
        """The number and the meaning of a name that must be a relation or table."""
        found = self._visible(self.things, name)
        if not isinstance(found, tuple) or not isinstance(found[1], sort):
            raise invalid(code, name.place, f"'{name.text}' is no {sort.__name__.lower()}")
        return found

    def _visible(self, space: dict[str, Named], word: Word) -> Any:
        found = space.get(word.text)
        if found is None or not self._files.sees(word.place, found.place):
            return None
        return found.meaning

    def type(self, name: Word) -> Type | Sort:
        """A type; of texts, their sort."""
        if name.text in _BUILTIN:
            return _BUILTIN[name.text]
        integer = _integer(name.text)
        if integer is not None:
            if integer.bits > _MAX_BITS:
                raise invalid("BF1102", name.place, f"'{name.text}' has too many bits")
            return integer
        sort = self.word(name)
        if not isinstance(sort, Sort):
            raise invalid("BF1102", name.place, f"'{name.text}' is no type")
        if sort.is_claim:
            raise invalid("BF1202", name.place, f"'{name.text}' is a claim")
        return sort

    def value_type(self, name: Word) -> Type:
        """The type of a value of rules of numbers, which may be a text."""
        found = self.type(name)
        return text_type(found.number) if isinstance(found, Sort) else found

    def symbol(self, word: Word) -> Symbol:
        """A word inside of a text that is no variable."""
        meaning = self.word(word)
        if isinstance(meaning, Sort):
            raise invalid("BF1209", word.place, f"'{word.text}' stands inside a text")
        if not isinstance(meaning, Symbol):
            raise invalid("BF1101", word.place, f"'{word.text}' is no symbol")
        return meaning


def _enter(space: dict[str, Named], word: Word, meaning: Any) -> None:
    if word.text in space:
        raise invalid("BF1106", word.place, f"'{word.text}' is declared already")
    space[word.text] = Named(meaning, word.place)


def _integer(name: str) -> Type | None:
    """uN or iN; the number of bits may be too large."""
    match = _INTEGER.fullmatch(name)
    if match is None or int(match[2]) >= 1 << 32:
        return None
    return Type(Kind.INTEGER, int(match[2]), match[1] == "i")

"""The words of a rule file (docs/rule-files.md, section 1.1)."""

import re
from typing import NamedTuple

from .errors import Refusal

_MAX_NESTING = 64
_MAX_COUNT = 1 << 22
"""Of words, comments and runs of white space in a file."""

_KEYWORDS = frozenset(
    """module import sort claim symbols relation linear unique order table rows rule axiom
    theorem public hidden free premise conclude distinct demand consume emit lookup require
    let self""".split()
)
_BEFORE_TEXTS = frozenset(["sort", "claim", "symbols", "premise", "conclude"])
"""What follows these up to the end of the line are words of another sort."""

NAME, NUMBER, STRING, QUOTED, WORD, END = "name", "number", "string", "quoted", "word", "end"
"""Kinds of words; keywords and signs are kinds of their own."""

_PLAIN = re.compile(
    r"""(?P<skipped>//[^\r\n]*|[ \t\r\n]+)
      |(?P<number>[0-9][A-Za-z0-9_]*)
      |(?P<name>[A-Za-z_][A-Za-z0-9_']*)
      |(?P<string>"[^"\r\n]*")
      |(?P<quoted>`[^`\r\n]*`)
      |(?P<sign>[=!<>]=|[(){},:.=<>+*-])""",
    re.VERBOSE,
)
_TEXTS = re.compile(
    r"""(?P<skipped>//[^\r\n]*|\\[ \t]*\r?\n)
      |(?P<over>\r?\n)
      |(?P<blank>[ \t\r]+)
      |(?P<word>[!-~]+)""",
    re.VERBOSE,
)


class Place(NamedTuple):
    """A line of a file; files have numbers."""

    file: int
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def invalid(code: str, place: Place, what: str) -> Refusal:
    """The exception for a rule file that breaks a rule; `blockfold explain CODE` says more."""
    return Refusal("theory.invalid", f"{place}: {what} [{code}]")


class Word(NamedTuple):
    """A word; of a string or quoted name, what is between the quotes."""

    kind: str
    text: str
    place: Place


def words_of(text: str, file: int, path: str) -> list[Word]:
    """All words of a file, and one that marks its end."""
    words = []
    at, line, depth = 0, 1, 0
    count = 1
    pattern = _PLAIN
    while at < len(text):
        place = Place(file, path, line)
        match = pattern.match(text, at)
        if match is None:
            raise invalid("BF1002", place, f"the character {text[at]!r} has no meaning here")
        count += 1
        if count > _MAX_COUNT:
            raise invalid("BF1902", place, "the file has too many words")
        kind, word = match.lastgroup or "", match.group()
        at = match.end()
        line += word.count("\n")
        if kind == "over":
            pattern = _PLAIN
        if kind in ("skipped", "over", "blank"):
            continue
        if kind == "sign" or (kind == NAME and word in _KEYWORDS):
            kind = word
        if kind in (STRING, QUOTED):
            word = word[1:-1]
        if kind in _BEFORE_TEXTS:
            pattern = _TEXTS
        depth = max(depth + (kind == "(") - (kind == ")"), 0)
        if depth > _MAX_NESTING:
            raise invalid("BF1003", place, "parentheses are nested too deeply")
        words.append(Word(kind, word, place))
    words.append(Word(END, "the end of the file", Place(file, path, line)))
    return words

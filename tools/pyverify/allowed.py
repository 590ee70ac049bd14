"""Which axioms a user accepts: the option --allow-axioms, as blockfold-verify has it."""

import re
from collections.abc import Iterable
from pathlib import Path

from .errors import Refusal, Unreadable

_ELEMENT = re.compile(
    r"(?P<any>[*?])|\[(?P<members>.[^\]]*)\]|\\(?P<escaped>.)|(?P<itself>[^\[\\])", re.DOTALL
)
"""What a glob is made of; of a class, the first character may be ']'."""


class WrongUsage(Refusal):
    """The command line makes no sense: exit status 2."""

    exit_status = 2


class AllowedAxioms:
    """Labels, which are themselves before they are patterns, and globs of labels."""

    def __init__(self, lists: Iterable[str]) -> None:
        words = [word for given in lists for word in _words(given)]
        self._labels = set(words)
        self._patterns = [_pattern(word) for word in words]

    def cover(self, label: str) -> bool:
        """Whether the user accepts this one."""
        return label in self._labels or any(p.fullmatch(label) for p in self._patterns)


def _words(given: str) -> list[str]:
    """'a,b*,c', or '@FILE' with labels and globs between white space and comments after '#'."""
    lines = [given]
    if given.startswith("@"):
        try:
            text = Path(given[1:]).read_text(encoding="latin-1")
        except OSError as error:
            raise Unreadable("file.read", f"cannot read '{given[1:]}': {error.strerror}") from error
        lines = [line.split("#")[0] for line in text.split("\n")]
    return [word for line in lines for word in re.split(r"[ \t\r,]+", line) if word]


def _pattern(glob: str) -> re.Pattern[str]:
    """A glob of '*', '?', '[a-z]', '[^a-z]' and '\\' before a character that is meant itself."""
    out = ""
    at = 0
    while at < len(glob):
        match = _ELEMENT.match(glob, at)
        if match is None:
            raise WrongUsage(
                "usage.allow-axioms", f"'{glob}' is no pattern: at its end something is missing"
            )
        at = match.end()
        if match["any"]:
            out += ".*" if match["any"] == "*" else "."
        elif match["members"]:
            out += _character_class(glob, match["members"])
        else:
            out += re.escape(match["escaped"] or match["itself"])
    return re.compile(out, re.DOTALL)


def _character_class(glob: str, members: str) -> str:
    negated = members[0] in "^!"
    rest = members[negated:]
    characters = set()
    while rest:
        last = rest[2] if rest[1:2] == "-" and len(rest) > 2 else rest[0]
        if last < rest[0]:
            raise WrongUsage("usage.allow-axioms", f"'{glob}' is no pattern: '{rest[:3]}'")
        characters |= {chr(code) for code in range(ord(rest[0]), ord(last) + 1)}
        rest = rest[3 if rest[1:2] == "-" and len(rest) > 2 else 1 :]
    listed = "".join(map(re.escape, sorted(characters)))
    if negated:
        return f"[^{listed}]" if listed else "."
    return f"[{listed}]"

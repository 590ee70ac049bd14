"""A rule file with all that it imports (docs/rule-files.md, section 1.3)."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import Unreadable
from .rule_syntax import File, parse_file
from .rule_words import Place, Word, invalid

_MAX_BYTES = 1 << 24
_MAX_FILES = 1000


@dataclass
class RuleFiles:
    """Files by number. Those that are imported come first in `order`."""

    order: list[File] = field(default_factory=list)
    seen: list[set[int]] = field(default_factory=list)

    def sees(self, user: Place, declared: Place) -> bool:
        """Whether a declaration can be used at a place."""
        return declared.file in self.seen[user.file]


def load_rules(path: str) -> RuleFiles:
    """Reads a file and, before it, what it imports."""
    return _Loader().run(path)


@dataclass
class _Open:
    """A file whose imports are being read."""

    number: int
    path: str
    file: File
    imports: Iterator[Word]


class _Loader:
    def __init__(self) -> None:
        self._files = RuleFiles()
        self._known: dict[str, int] = {}
        self._pending: list[_Open] = []
        self._bytes = 0

    def run(self, path: str) -> RuleFiles:
        try:
            with open(path, "rb") as file:
                data = file.read(_MAX_BYTES + 1)
        except OSError as error:
            raise Unreadable("theory.unreadable", f"{path}: {error.strerror}") from error
        self._open(os.path.normpath(path), data)
        while self._pending:
            self._go_on(self._pending[-1])
        return self._files

    def _open(self, path: str, data: bytes) -> None:
        number = len(self._files.seen)
        self._known[path] = number
        self._files.seen.append({number})
        self._bytes += len(data)
        if self._bytes > _MAX_BYTES:
            raise invalid("BF1902", Place(number, path, 1), "the files are too large together")
        file = parse_file(data.decode("latin-1"), number, path)
        self._pending.append(_Open(number, path, file, iter(file.imports)))

    def _go_on(self, reading: _Open) -> None:
        """Looks at the next import of the innermost file, or is done with it."""
        word = next(reading.imports, None)
        if word is None:
            self._pending.pop()
            self._files.order.append(reading.file)
            if self._pending:
                self._see(self._pending[-1].number, reading.number)
            return
        name = os.fsdecode(word.text.encode("latin-1"))
        path = os.path.normpath(os.path.join(os.path.dirname(reading.path), name))
        if path not in self._known:
            self._open(path, self._read_import(path, word))
        elif any(file.path == path for file in self._pending):
            raise invalid("BF1108", word.place, f"'{word.text}' imports this file")
        else:
            self._see(reading.number, self._known[path])

    def _see(self, importer: int, imported: int) -> None:
        self._files.seen[importer] |= self._files.seen[imported]

    def _read_import(self, path: str, word: Word) -> bytes:
        if len(self._known) >= _MAX_FILES:
            raise invalid("BF1107", word.place, f"more than {_MAX_FILES} files are imported")
        try:
            if not os.path.isfile(path):
                raise invalid("BF1107", word.place, f"'{path}' is no file")
            with open(path, "rb") as file:
                return file.read(_MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise invalid("BF1107", word.place, f"cannot read '{path}': {error}") from error

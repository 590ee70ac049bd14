"""Finds the theory files of a linked certificate (docs/linking.md, section 5)."""

import os
from collections.abc import Sequence

from .certificate import read_certificate
from .errors import Refusal
from .metamath import Statement
from .theories import read_theory
from .theory import build_theory


class TheoryFiles:
    """Files are found by what they say, those in folders by their names."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._folders = [path for path in paths if os.path.isdir(path)]
        self._files = [path for path in paths if path not in self._folders]
        self._read: dict[str, list[Statement]] = {}
        for path in self._files:
            self._database(path)

    def find(self, name: str, certificate: bytes) -> tuple[str, list[Statement]]:
        """The path and the theory that a certificate was made for."""
        in_folders = [os.path.join(folder, name) for folder in self._folders]
        for path in self._files + [path for path in in_folders if os.path.exists(path)]:
            database = self._database(path)
            if _fits(database, certificate):
                return path, database
        raise Refusal("link.theory", f"no theory file fits the certificate for '{name}'")

    def _database(self, path: str) -> list[Statement]:
        if path not in self._read:
            self._read[path] = read_theory(path)
        return self._read[path]


def _fits(database: list[Statement], data: bytes) -> bool:
    certificate = read_certificate(data)
    try:
        theory = build_theory(database, certificate.entries)
    except Refusal:
        return False
    return theory.digest() == certificate.theory_digest

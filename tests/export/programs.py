"""Runs the built program, and finds the theories that the tests use."""

import os
import subprocess
import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("BLOCKFOLD_BIN", ROOT / "build" / "release" / "bin"))
THEORIES = ROOT / "tests" / "data" / "certificates"
STDLIB = ROOT / "stdlib"
DEBIAN = Path("/usr/share/metamath/databases")

TINY = """$c |- a b $.
ax-a $a |- a $.
${ h $e |- a $. ax-b $a |- b $. $}
th $p |- b $= ax-a ax-b $.
"""
"""A proof of two steps: the smallest circuit."""


def run(words: Sequence[str | Path], **options: object) -> subprocess.CompletedProcess[bytes]:
    """Runs a program to its end, whatever that is."""
    return subprocess.run([str(word) for word in words], capture_output=True, check=False, **options)


class ExportTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def blockfold(self, *words: str | Path) -> bytes:
        """Runs `blockfold`, which must succeed."""
        outcome = run([BIN / "blockfold", *words])
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return outcome.stdout

    def tiny(self) -> Path:
        """The smallest theory, as a file."""
        path = self.folder / "tiny.mm"
        path.write_text(TINY)
        return path

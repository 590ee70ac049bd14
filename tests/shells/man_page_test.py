"""The manual pages: of the programs, with the help of the commands, and of the C library."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_BIN = Path(os.environ.get("BLOCKFOLD_BIN", _ROOT / "build" / "release" / "bin"))
_DOCUMENT = _ROOT / "docs" / "blockfold.1.md"
_LIBRARY = _ROOT / "docs" / "bf_verify.3.md"
_HEADER = _ROOT / "tools" / "capi" / "include" / "blockfold" / "verify.h"
sys.path.append(str(_ROOT / "tools" / "packaging"))

import man_page  # noqa: E402  (it is a program, not a package)


def words(text: str) -> str:
    """Without white space, hyphens and typographic signs, which a page sets as it likes."""
    return re.sub(r"[^0-9A-Za-z=<>|.,;]", "", text)


class ManPage(unittest.TestCase):
    """The page as its readers see it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.source = man_page.page(_DOCUMENT.read_text(), "1.2.3", str(_BIN / "blockfold"))

    def rendered(self, source: str | None = None) -> str:
        if shutil.which("groff") is None:
            self.skipTest("groff is not installed")
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-P-cbou"],
            input=(source or self.source).encode(),
            capture_output=True,
            check=True,
        )
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode()

    def test_all_of_the_document_is_there(self) -> None:
        self.assert_all_of(_DOCUMENT, self.rendered())

    def test_the_library(self) -> None:
        page = self.rendered(man_page.page(_LIBRARY.read_text(), "1.2.3"))
        self.assert_all_of(_LIBRARY, page)
        self.assertIn("bf_verify - verifies a certificate", page)
        # The synopsis is the header's.
        declared = re.findall(r"^BF_API ([^;]+;)", _HEADER.read_text(), re.M)
        self.assertGreater(len(declared), 8)
        plain = words(page)
        for declaration in declared:
            self.assertIn(words(declaration), plain)

    def assert_all_of(self, document: Path, rendered: str) -> None:
        page = words(rendered)
        pieces = list(man_page.paragraphs(document.read_text()))[2:]
        self.assertGreater(len(pieces), 5)
        for piece in pieces:
            text = re.sub(r"\*\*([A-Z][a-z ]*)\*\*:", lambda m: m[1].upper(), piece, count=1)
            text = re.sub(r"[`*]|\]\([^)]*\)", "", text)
            # A section's first letter is a capital.
            self.assertIn(words(text)[20:], page)

    def test_all_help_is_there(self) -> None:
        page = words(self.rendered())
        for name in re.findall(r"^\.SS (.*)", self.source, re.M):
            help_text = subprocess.run(
                [_BIN / "blockfold", name, "--help"], capture_output=True, text=True, check=True
            ).stdout
            self.assertIn(words(help_text.split(": ", 1)[1].split("\nExit status:")[0]), page)
        listed = subprocess.run(
            [_BIN / "blockfold", "--help"], capture_output=True, text=True, check=True
        ).stdout
        listed = listed.split("Commands:")[1].split("\n\n")[0]
        names = re.findall(r"^  ([a-z]+) +[a-z]", listed, re.M)
        self.assertGreater(len(names), 8)
        self.assertEqual(re.findall(r"^\.SS (.*)", self.source, re.M), names)

    def test_name_section(self) -> None:
        """What `whatis` and `apropos` look for."""
        self.assertIn(".SH NAME\nblockfold, blockfold\\-verify \\- turns", self.source)
        self.assertIn('"blockfold 1.2.3"', self.source)

    def test_reproducible(self) -> None:
        again = man_page.page(_DOCUMENT.read_text(), "1.2.3", str(_BIN / "blockfold"))
        self.assertEqual(again, self.source)

    def test_unknown_markdown_is_refused(self) -> None:
        for piece in ("## Heading", "| a | b |", "> quoted"):
            with self.assertRaises(ValueError):
                man_page.block(piece)

    def test_signs_of_troff(self) -> None:
        self.assertEqual(man_page.inline(".a `-b` \\c *d*"), "\\&.a \\fB\\-b\\fR \\ec \\fId\\fR")

    def test_lists_and_code(self) -> None:
        self.assertEqual(
            man_page.block("- one\n  more\n- two"),
            [".IP \\(bu 2", "one more", ".IP \\(bu 2", "two"],
        )
        pieces = list(man_page.paragraphs("a\n\n```\n.x\n\ny\n```\n\nb\n"))
        self.assertEqual(pieces, ["a", "```\n.x\n\ny\n", "b"])
        self.assertEqual(man_page.block(pieces[1]), [".PP", ".EX", "\\&.x", "", "y", ".EE"])


if __name__ == "__main__":
    program = unittest.main(exit=False)
    for test, reason in program.result.skipped:
        print(f"skipped: {test.id()}: {reason}")
    raise SystemExit(not program.result.wasSuccessful())

"""What verifiers say of mutants of frozen certificates, compared."""

import tempfile
import unittest
from collections.abc import Iterable
from pathlib import Path

from mutants import Mutant
from programs import FROZEN, blockfold_verdict, python_verdict
from pyverify.metamath import read_database
from pyverify.rule_reader import read_rule_file
from pyverify.theories import is_rule_file

LAYOUT_CODES = {
    "layout.encoding",
    "layout.range",
    "layout.dummies",
    "layout.kinds",
    "layout.copies",
    "layout.size",
}
"""What changed layouts are refused with."""

PROOF_CODES = {
    "cert.proof",
    "verify.shape",
    "verify.bus",
    "sumcheck.shape",
    "verify.outer",
    "verify.inner",
    "verify.point",
    "ipa.mismatch",
}
"""What changed proofs are refused with."""


class RefusalTest(unittest.TestCase):
    """Collects the codes of all verdicts. Seeds let a disagreement be found again by its name."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.codes: set[str] = set()

    def compare(self, theory: str, mutants: Iterable[Mutant]) -> None:
        """Verifies each mutant of a frozen certificate for its theory, a file beside it."""
        path, certificate = FROZEN / theory, self.folder / "mutant.bfc"
        rules = is_rule_file(theory)
        read = read_rule_file(str(path)) if rules else read_database(str(path))
        original = path.with_suffix(".bfc").read_bytes()
        for what, data in mutants:
            certificate.write_bytes(data)
            with self.subTest(f"{theory}: {what}"):
                verdict = python_verdict(data, read)
                self.assertEqual(verdict, blockfold_verdict(certificate, path))
                self.assertEqual(verdict.status, 0 if data == original else 1)
                self.codes.add(verdict.code)

"""Changed certificates and theories: both verifiers give the same verdict, for the same reason."""

import random
import tempfile
import unittest
from collections.abc import Iterable
from pathlib import Path

from mutants import (
    bound_mutants,
    byte_mutants,
    encode,
    entry_mutants,
    layout_mutants,
    proof_mutants,
    run_mutants,
    theory_mutants,
)
from programs import FROZEN, blockfold_verdict, python_verdict
from pyverify.certificate import read_certificate
from pyverify.metamath import read_database

_NAMES = ("implication", "disjoint", "hypotheses")


class Mutations(unittest.TestCase):
    """Seeded, so that a disagreement can be found again by its name."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.codes: set[str] = set()

    def compare(self, name: str, mutants: Iterable[tuple[str, bytes]]) -> None:
        """Verifies each mutant against the theory of a frozen certificate."""
        theory = FROZEN / f"{name}.mm"
        database = read_database(str(theory))
        original = (FROZEN / f"{name}.bfc").read_bytes()
        certificate = self.folder / "mutant.bfc"
        for what, data in mutants:
            certificate.write_bytes(data)
            with self.subTest(f"{name}: {what}"):
                verdict = python_verdict(data, database)
                self.assertEqual(verdict, blockfold_verdict(certificate, theory))
                self.assertEqual(verdict.status, 0 if data == original else 1)
                self.codes.add(verdict.code)

    def test_bytes(self) -> None:
        for seed, name in enumerate(_NAMES):
            data = (FROZEN / f"{name}.bfc").read_bytes()
            self.compare(name, byte_mutants(data, random.Random(seed), 30))
        self.assertLessEqual({"cert.statement", "cert.proof", "statement.theory"}, self.codes)

    def test_statement_fields(self) -> None:
        for name in _NAMES:
            certificate = read_certificate((FROZEN / f"{name}.bfc").read_bytes())
            mutants = list(layout_mutants(certificate))
            self.compare(name, random.Random(name).sample(mutants, 30))
            self.compare(name, run_mutants(certificate))
            self.compare(name, bound_mutants(certificate))
        certificate = read_certificate((FROZEN / "implication.bfc").read_bytes())
        self.compare("implication", entry_mutants(certificate))
        for code in (
            "layout.encoding",
            "layout.range",
            "layout.dummies",
            "layout.kinds",
            "layout.copies",
            "layout.size",
            "statement.entries",
            "statement.goal",
            "statement.theory",
        ):
            self.assertIn(code, self.codes)

    def test_proof_fields(self) -> None:
        for seed, name in enumerate(("disjoint", "hypotheses")):
            certificate = read_certificate((FROZEN / f"{name}.bfc").read_bytes())
            self.compare(name, proof_mutants(certificate, random.Random(seed)))
        for code in (
            "cert.proof",
            "verify.shape",
            "verify.bus",
            "sumcheck.shape",
            "verify.outer",
            "verify.inner",
            "verify.point",
            "ipa.mismatch",
        ):
            self.assertIn(code, self.codes)

    def test_statements_and_proofs_of_different_certificates(self) -> None:
        read = {name: read_certificate((FROZEN / f"{name}.bfc").read_bytes()) for name in _NAMES}
        for name in _NAMES:
            self.compare(name, [("as it is", encode(read[name]))])
            for other in _NAMES:
                if other != name:
                    proof = encode(read[other])[len(read[other].statement) :]
                    self.compare(
                        name,
                        [
                            (f"proof of {other}", read[name].statement + proof),
                            (f"all of {other}", encode(read[other])),
                        ],
                    )
        self.assertIn("", self.codes)

    def test_theories(self) -> None:
        seen: set[int] = set()
        theory = self.folder / "mutant.mm"
        for seed, name in enumerate(_NAMES):
            certificate = FROZEN / f"{name}.bfc"
            text = (FROZEN / f"{name}.mm").read_text()
            for what, mutant in theory_mutants(text, random.Random(seed), 35):
                theory.write_bytes(mutant.encode("latin-1"))
                with self.subTest(f"{name}: {what}"):
                    verdict = python_verdict(certificate.read_bytes(), theory)
                    self.assertEqual(verdict, blockfold_verdict(certificate, theory))
                    seen.add(verdict.status)
                    self.codes.add(verdict.code)
        self.assertLessEqual({0, 1}, seen)
        self.assertLessEqual({"theory.invalid", "statement.theory"}, self.codes)

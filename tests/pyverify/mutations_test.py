"""Changed certificates and theories: both verifiers give the same verdict, for the same reason."""

import random

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
from refusals import LAYOUT_CODES, PROOF_CODES, RefusalTest

_NAMES = ("implication", "disjoint", "hypotheses")


class Mutations(RefusalTest):
    """Changed certificates of theorems, and certificates with changed theories."""

    def test_bytes(self) -> None:
        for seed, name in enumerate(_NAMES):
            data = (FROZEN / f"{name}.bfc").read_bytes()
            self.compare(f"{name}.mm", byte_mutants(data, random.Random(seed), 30))
        self.assertLessEqual({"cert.statement", "cert.proof", "statement.theory"}, self.codes)

    def test_statement_fields(self) -> None:
        for name in _NAMES:
            certificate = read_certificate((FROZEN / f"{name}.bfc").read_bytes())
            mutants = list(layout_mutants(certificate))
            self.compare(f"{name}.mm", random.Random(name).sample(mutants, 30))
            self.compare(f"{name}.mm", run_mutants(certificate))
            self.compare(f"{name}.mm", bound_mutants(certificate))
        certificate = read_certificate((FROZEN / "implication.bfc").read_bytes())
        self.compare("implication.mm", entry_mutants(certificate))
        others = {"statement.entries", "statement.goal", "statement.theory"}
        self.assertLessEqual(LAYOUT_CODES | others, self.codes)

    def test_proof_fields(self) -> None:
        for seed, name in enumerate(("disjoint", "hypotheses")):
            certificate = read_certificate((FROZEN / f"{name}.bfc").read_bytes())
            self.compare(f"{name}.mm", proof_mutants(certificate, random.Random(seed)))
        self.assertLessEqual(PROOF_CODES, self.codes)

    def test_statements_and_proofs_of_different_certificates(self) -> None:
        read = {name: read_certificate((FROZEN / f"{name}.bfc").read_bytes()) for name in _NAMES}
        for name in _NAMES:
            self.compare(f"{name}.mm", [("as it is", encode(read[name]))])
            for other in _NAMES:
                if other != name:
                    proof = encode(read[other])[len(read[other].statement) :]
                    self.compare(
                        f"{name}.mm",
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

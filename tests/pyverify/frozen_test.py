"""Certificates of format version 1 that must stay valid, and stay what the prover writes.

If one of these tests fails, certificates in the hands of users are worth nothing any more, or the
same input no longer gives the same bytes. A change that means that must change the version number
in runtime/cert/certificate.h and in docs/certificate-format.md, then write the files anew:

    python3 tests/pyverify --refresh

A prover that makes other, valid certificates (another layout, say) needs only the latter.
"""

import tempfile
import unittest
from pathlib import Path

from programs import FROZEN, blockfold_verdict, prove, python_verdict

CERTIFICATES = {
    "implication": ["--theorem=idd"],
    "disjoint": ["--all"],
    "hypotheses": ["--all", "--segments=3"],
}


class Frozen(unittest.TestCase):
    """Each frozen certificate beside its theory."""

    def test_the_table_names_every_file(self) -> None:
        names = {path.stem for path in FROZEN.glob("*.bfc")}
        self.assertEqual(names, set(CERTIFICATES))

    def test_both_verifiers_accept(self) -> None:
        for name in CERTIFICATES:
            certificate, theory = FROZEN / f"{name}.bfc", FROZEN / f"{name}.mm"
            with self.subTest(name):
                self.assertEqual(blockfold_verdict(certificate, theory).status, 0)
                self.assertEqual(python_verdict(certificate.read_bytes(), theory).status, 0)

    def test_the_prover_writes_the_same_bytes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, options in CERTIFICATES.items():
                written = Path(folder) / "new.bfc"
                with self.subTest(name):
                    prove(FROZEN / f"{name}.mm", written, options)
                    self.assertEqual(written.read_bytes(), (FROZEN / f"{name}.bfc").read_bytes())


def refresh() -> None:
    """Writes all frozen certificates with the built prover."""
    for name, options in CERTIFICATES.items():
        prove(FROZEN / f"{name}.mm", FROZEN / f"{name}.bfc", options)

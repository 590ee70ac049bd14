"""Certificates of format versions 1 and 2 that must stay valid, and stay what the prover writes.

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
    "implication.mm": ["--theorem=idd"],
    "disjoint.mm": ["--all"],
    "hypotheses.mm": ["--all", "--segments=3"],
    "numerals.blk": [str(FROZEN / "numerals.bmt")],
    "fibonacci.blk": [str(FROZEN / "fibonacci.bmt")],
    "gcd.blk": [str(FROZEN / "gcd.bmt"), "--segments=3"],
    "derivations.blk": [str(FROZEN / "derivations.bmt"), "--segments=2"],
    "constructs.blk": [str(FROZEN / "constructs.bmt"), "--segments=2"],
}
"""Theories, and what the prover is told of each: what to prove, or a transcript that proves it."""


def _certificate(theory: str) -> Path:
    return (FROZEN / theory).with_suffix(".bfc")


class Frozen(unittest.TestCase):
    """Each frozen certificate beside its theory."""

    def test_the_table_names_every_file(self) -> None:
        self.assertEqual(set(FROZEN.glob("*.bfc")), set(map(_certificate, CERTIFICATES)))

    def test_both_verifiers_accept(self) -> None:
        for theory in CERTIFICATES:
            certificate = _certificate(theory)
            with self.subTest(theory):
                self.assertEqual(blockfold_verdict(certificate, FROZEN / theory).status, 0)
                verdict = python_verdict(certificate.read_bytes(), FROZEN / theory)
                self.assertEqual(verdict.status, 0)

    def test_the_prover_writes_the_same_bytes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for theory, options in CERTIFICATES.items():
                written = Path(folder) / "new.bfc"
                with self.subTest(theory):
                    prove(FROZEN / theory, written, options)
                    self.assertEqual(written.read_bytes(), _certificate(theory).read_bytes())


def refresh() -> None:
    """Writes all frozen certificates with the built prover."""
    for theory, options in CERTIFICATES.items():
        prove(FROZEN / theory, _certificate(theory), options)

"""Both verifiers compute the same of any theory, any roles and any layout (see forger.py)."""

import random
import tempfile
import unittest
from pathlib import Path

from forger import TheoryForger
from programs import Verdict, blockfold_verdict, python_verdict
from pyverify.metamath import read_database
from random_theories import RandomTheory

_SEEDS = range(24)


class Forged(unittest.TestCase):
    """Certificates of theories in which no theorem need hold."""

    def test_forgeries_fail_at_the_opening_only(self) -> None:
        expected = Verdict(1, "ipa.mismatch")
        proved_syntax = 0
        with tempfile.TemporaryDirectory() as folder:
            theory, certificate = Path(folder) / "random.mm", Path(folder) / "forged.bfc"
            for seed in _SEEDS:
                with self.subTest(seed=seed):
                    theory.write_text(RandomTheory(seed).text)
                    database = read_database(str(theory))
                    forger = TheoryForger(database, random.Random(seed))
                    certificate.write_bytes(forger.forge())
                    self.assertEqual(blockfold_verdict(certificate, theory), expected)
                    self.assertEqual(python_verdict(certificate.read_bytes(), database), expected)
                    proved_syntax += _has_proved_syntax(forger)
        self.assertGreater(proved_syntax, 0)


def _has_proved_syntax(forger: TheoryForger) -> bool:
    """A rule that is proved and concludes a typecode with variables; our prover cites none."""
    return any(
        rule.assertion.role.is_proved
        and rule.assertion.conclusion.typecode in forger.analysis.with_variables
        for rule in forger.theory.rules
    )

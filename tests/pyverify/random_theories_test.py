"""Certificates of random theories: every way to lower a rule, met by chance; fixed seeds."""

import tempfile
import unittest
from pathlib import Path

from programs import blockfold_verdict, prove, prove_oddly
from pyverify.metamath import read_database
from pyverify.verify import Verified, verify_certificate
from random_theories import RandomTheory

_SEEDS = range(24)


class RandomTheories(unittest.TestCase):
    """What the prover proves, both verifiers accept."""

    def test_certificates_of_random_theories(self) -> None:
        met: set[str] = set()
        with tempfile.TemporaryDirectory() as folder:
            theory, certificate = Path(folder) / "random.mm", Path(folder) / "random.bfc"
            for seed in _SEEDS:
                with self.subTest(seed=seed):
                    theory.write_text(RandomTheory(seed).text)
                    if seed % 2:
                        prove_oddly(theory, certificate, seed)
                    else:
                        prove(theory, certificate, ["--all", f"--segments={seed % 3 + 1}"])
                    self.assertEqual(blockfold_verdict(certificate, theory).status, 0)
                    database = read_database(str(theory))
                    met |= _features(verify_certificate(database, certificate.read_bytes()))
        self.assertEqual(met, _FEATURES)


_FEATURES = {
    "shared",
    "not shared",
    "hoisted",
    "timed in part",
    "order checked",
    "length checked",
    "dummies",
    "nodes of several arities",
    "hypotheses with nodes",
}


def _features(verified: Verified) -> set[str]:
    """Which decisions of the analysis a theory is an example of."""
    theory, analysis = verified.theory, verified.analysis
    hypotheses = [h for context in theory.contexts for h in context.hypotheses]
    met = {
        "shared": bool(analysis.shared),
        "not shared": not analysis.shared,
        "hoisted": analysis.syntax_hoisted,
        "timed in part": any(any(c) and not all(c) for c in analysis.time_checked),
        "order checked": any(map(analysis.order_checked, theory.rules)),
        "length checked": any(map(analysis.length_checked, theory.rules)),
        "dummies": any(v.is_dummy for v in theory.variables),
        "nodes of several arities": len(analysis.node_arities) > 1,
        "hypotheses with nodes": any(h.typecode in analysis.with_nodes for h in hypotheses),
    }
    return {feature for feature, holds in met.items() if holds}

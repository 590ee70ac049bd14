"""The module and the program say the same of every certificate and theory, byte by byte."""

import json
import random
import tempfile
import unittest
from collections.abc import Iterable
from pathlib import Path

from mutants import byte_mutants, entry_mutants, layout_mutants, proof_mutants, theory_mutants
from programs import BIN, FROZEN, ROOT, prove, run
from pyverify.certificate import read_certificate
from random_theories import RandomTheory
from toolchain import PACKAGE

_HERE = Path(__file__).resolve().parent
_DEBIAN = Path("/usr/share/metamath/databases")
_DATA = ROOT.parent / "shared" / "data" / "metamath"
_NAMES = ("implication", "disjoint", "hypotheses")

Pair = tuple[Path, Path]


class Differential(unittest.TestCase):
    """Seeded, so that a difference can be found again by its name."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def compare(self, pairs: Iterable[Pair]) -> set[str]:
        """Verifies certificates with both; returns the codes that were met."""
        pairs = list(pairs)
        self.assertGreater(len(pairs), 0)
        listed = self.folder / "list.json"
        listed.write_text(json.dumps([[str(c), str(t)] for c, t in pairs]))
        outcome = run(["node", _HERE / "batch.mjs", PACKAGE, listed])
        self.assertEqual((outcome.status, outcome.err), (0, b""))
        lines = outcome.out.decode().splitlines()
        self.assertEqual(len(lines), len(pairs))
        codes = set()
        for (certificate, theory), line in zip(pairs, lines):
            result = json.loads(line)
            with self.subTest(f"{certificate.name} for {theory.name}"):
                self.assert_same(certificate, theory, result)
            codes.add(result["code"])
        return codes

    def assert_same(self, certificate: Path, theory: Path, result: dict[str, str]) -> None:
        expected = run([BIN / "blockfold-verify", certificate, theory, "--json"])
        self.assertEqual(result["status"], expected.status)
        self.assertEqual(result["json"] + "\n", expected.out.decode())
        if expected.status == 0:
            shown = run([BIN / "blockfold-verify", certificate, theory, "--full"])
            self.assertEqual(result["text"], shown.out.decode())

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def mutants(self, name: str, mutants: Iterable[tuple[str, bytes]]) -> list[Pair]:
        theory = FROZEN / f"{name}.mm"
        return [
            (self.write(f"{name}-{what}-{i}.bfc".replace(" ", "_").replace("/", "_"), data), theory)
            for i, (what, data) in enumerate(mutants)
        ]

    def test_frozen_certificates(self) -> None:
        pairs = [(FROZEN / f"{c}.bfc", FROZEN / f"{t}.mm") for c in _NAMES for t in _NAMES]
        self.assertEqual(self.compare(pairs), {"", "statement.entries"})

    def test_changed_bytes(self) -> None:
        pairs = []
        for seed, name in enumerate(_NAMES):
            data = (FROZEN / f"{name}.bfc").read_bytes()
            pairs += self.mutants(name, byte_mutants(data, random.Random(seed), 25))
        self.assertLessEqual({"cert.statement", "cert.proof"}, self.compare(pairs))

    def test_changed_fields(self) -> None:
        pairs = []
        for name in _NAMES:
            rng = random.Random(name)
            certificate = read_certificate((FROZEN / f"{name}.bfc").read_bytes())
            changed = [*layout_mutants(certificate), *entry_mutants(certificate)]
            pairs += self.mutants(name, rng.sample(changed, 25))
        certificate = read_certificate((FROZEN / "disjoint.bfc").read_bytes())
        pairs += self.mutants("disjoint", proof_mutants(certificate, random.Random(0)))
        self.assertLessEqual(
            {"verify.bus", "verify.outer", "verify.inner", "verify.point", "ipa.mismatch"},
            self.compare(pairs),
        )

    def test_changed_theories(self) -> None:
        pairs = []
        for seed, name in enumerate(_NAMES):
            text = (FROZEN / f"{name}.mm").read_text()
            for i, (_, changed) in enumerate(theory_mutants(text, random.Random(seed), 25)):
                theory = self.write(f"{name}-{i}.mm", changed.encode("latin-1"))
                pairs.append((FROZEN / f"{name}.bfc", theory))
        self.assertLessEqual({"", "theory.invalid", "statement.theory"}, self.compare(pairs))

    def test_random_theories(self) -> None:
        pairs = []
        for seed in range(8):
            theory = self.write(f"random{seed}.mm", RandomTheory(seed).text.encode())
            certificate = self.folder / f"random{seed}.bfc"
            prove(theory, certificate, ["--all", f"--segments={seed % 3 + 1}"])
            pairs.append((certificate, theory))
        self.assertEqual(self.compare(pairs), {""})

    def test_databases(self) -> None:
        """Wider than the table of generators in the module, among them."""
        pairs = []
        for theory in [
            _DEBIAN / "demo0.mm",
            _DEBIAN / "hol.mm",
            _DATA / "pi2" / "9.erc20transfer_success.mm",
        ]:
            if not theory.exists():
                print(f"{theory} is absent")
                continue
            certificate = self.folder / f"{theory.stem}.bfc"
            prove(theory, certificate, ["--all"])
            pairs.append((certificate, theory))
        if pairs:
            self.assertEqual(self.compare(pairs), {""})

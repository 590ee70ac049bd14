"""Certificates of real theories: both verifiers say the same of them, word by word."""

import tempfile
import unittest
from pathlib import Path

from programs import BIN, FROZEN, ROOT, blockfold_verdict, blockfold_verify, prove, pyverify, run

_DEBIAN = Path("/usr/share/metamath/databases")
_DATA = ROOT.parent / "shared" / "data" / "metamath"


class Examples(unittest.TestCase):
    """The programs as their users run them."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.certificate = self.folder / "proof.bfc"

    def assert_same(self, theory: Path, options: list[str]) -> None:
        """Proves, verifies twice, compares what is printed."""
        prove(theory, self.certificate, options)
        expected = blockfold_verify(self.certificate, theory)
        self.assertEqual(expected.status, 0)
        outcome = pyverify(self.certificate, "--theory", theory, "--json")
        self.assertEqual((outcome.status, outcome.err), (0, b""))
        self.assertEqual(outcome.json(), expected.json())

    def test_frozen_theories(self) -> None:
        self.assert_same(FROZEN / "implication.mm", ["--theorem=idd", "--assume=id"])
        self.assert_same(FROZEN / "disjoint.mm", ["--theorem=tru"])
        self.assert_same(FROZEN / "hypotheses.mm", ["--theorem=all"])

    def test_databases(self) -> None:
        cases = {
            _DEBIAN / "demo0.mm": ["--all"],
            _DEBIAN / "miu.mm": ["--all"],
            _DEBIAN / "hol.mm": ["--theorem=exlimd*", "--theorem=ax13"],
            _DATA / "pi2" / "9.erc20transfer_success.mm": ["--all"],
        }
        for theory, options in cases.items():
            if not theory.exists():
                print(f"skipped: {theory} is absent")
                continue
            with self.subTest(theory.name):
                self.assert_same(theory, options)

    def test_assumed_syntax_that_stands_after_a_goal(self) -> None:
        theory = self.folder / "assumed.mm"
        theory.write_text(
            """$c T U wff |- $. $v ph $. wph $f wff ph $. wt $a wff T $. ax $a |- ph $.
            first $p |- T $= wt ax $. wu $p wff U $= ? $. second $p |- U $= wu ax $."""
        )
        self.assert_same(theory, ["--all", "--assume=wu"])

    def test_proofs_are_not_read(self) -> None:
        theory = FROZEN / "implication.mm"
        prove(theory, self.certificate, ["--all"])
        bare = self.folder / "bare.mm"
        parts = theory.read_text().split("$=")
        bare.write_text("$= ? $.".join([parts[0], *(p.split("$.", 1)[1] for p in parts[1:])]))
        self.assertEqual(pyverify(self.certificate, "--theory", bare).status, 0)

    def test_included_files(self) -> None:
        text = (FROZEN / "implication.mm").read_text()
        prove(FROZEN / "implication.mm", self.certificate, ["--all"])
        middle = text.index("ax-2")
        (self.folder / "part.mm").write_text(text[:middle])
        whole = self.folder / "whole.mm"
        whole.write_text("$[ part.mm $]\n$[ ./part.mm $]\n" + text[middle:])
        self.assertEqual(pyverify(self.certificate, "--theory", whole).status, 0)
        self.assertEqual(blockfold_verdict(self.certificate, whole).status, 0)
        whole.write_text("$[ part.mm $]\n$[ absent.mm $]\n" + text[middle:])
        self.assertEqual(pyverify(self.certificate, "--theory", whole).status, 3)
        self.assertEqual(blockfold_verdict(self.certificate, whole).status, 3)

    def test_allowed_axioms(self) -> None:
        theory, certificate = FROZEN / "implication.mm", FROZEN / "implication.bfc"
        listed = self.folder / "list.txt"
        listed.write_text("wi # ax-2\nax-?\tax-m* # none\n")
        statuses = {
            "wi,ax-1,ax-2,ax-mp": 0,
            " wi , ax-*,,": 0,
            "?i,ax-[1-2],[!b-z]x-mp": 0,
            "[]w]*,a\\x*": 0,
            f"@{listed}": 0,
            "": 1,
            "wi,ax-[^2],ax-mp": 1,
            "a\\*,wi": 1,
            "a\\*,wi\\": 2,
            "[w": 2,
            "a[z-a]": 2,
            f"@{self.folder / 'absent'}": 3,
        }
        for words, status in statuses.items():
            with self.subTest(words):
                option = f"--allow-axioms={words}"
                first = run([BIN / "blockfold-verify", certificate, theory, "--json", option])
                second = pyverify(certificate, "--theory", theory, "--json", option)
                self.assertEqual((first.status, second.status), (status, status))
                if status < 2:
                    self.assertEqual(second.json(), first.json())

    def test_exit_statuses(self) -> None:
        theory = FROZEN / "implication.mm"
        good = FROZEN / "implication.bfc"
        self.assertEqual(pyverify(good, "--theory", theory).status, 0)
        refused = pyverify(good, "--theory", FROZEN / "disjoint.mm", "--json")
        self.assertEqual(refused.status, 1)
        self.assertEqual(refused.json()["status"], "error")
        self.assertEqual(pyverify(theory, "--theory", theory).status, 1)
        self.assertEqual(pyverify(good).status, 2)
        self.assertEqual(pyverify(good, "--theory", theory, "--no-such-option").status, 2)
        absent = self.folder / "absent"
        self.assertEqual(pyverify(absent, "--theory", theory).status, 3)
        self.assertEqual(pyverify(self.folder, "--theory", theory).status, 3)
        self.assertEqual(pyverify(good, "--theory", absent).status, 3)
        self.assertEqual(pyverify(good, "--theory", self.folder).status, 3)

"""Certificates of executions: both verifiers say the same of them, whatever is done to them."""

import random
import tempfile
import unittest
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mutants import (
    block_mutants,
    bound_mutants,
    byte_mutants,
    copies_mutants,
    encode,
    layout_mutants,
    proof_mutants,
    run_mutants,
)
from programs import (
    BIN,
    FROZEN,
    ROOT,
    Verdict,
    blockfold_verdict,
    blockfold_verify_rules,
    prove,
    python_verdict,
    pyverify,
    run,
)
from pyverify.certificate import Certificate, read_certificate
from pyverify.codec import encode_number
from pyverify.rule_reader import read_rule_file
from refusals import LAYOUT_CODES, PROOF_CODES, RefusalTest
from rule_samples import WITH_TEXTS, WITHOUT_ROWS

_STDLIB = ROOT / "stdlib"
_NAMES = ("fibonacci", "gcd", "constructs", "derivations")
_HEADER = "blockfold execution 1\n\n"
_PROGRAMS = {
    "gcd": ["a=12", "b=18"],
    "sort": ["a=[5,3,9,-1,7,2,2,8,0,-6,4,1,3,3,6,5]"],
    "transfer": ["balance=[100,50,0,7]", "sender=0", "receiver=1", "amount=101"],
}

_CHANGES = {
    "constructs": {
        "u8": "u9",
        "(7, 100)": "(7, 99)",
        "mark": "sign",
        "- 9": "- 8",
        "i14": "u14",
        "linear ": "",
        "hidden all": "all",
    },
    "derivations": {
        "sort wff": "sort wff form",
        "wff": "formula",
        "symbols ( )": "symbols ) (",
        "p '": "p ' q",
        "( ps -> ph )": "( ph -> ps )",
        "`-. ph`": "`ph -.`",
        "f: wff, limit": "hidden f: wff, limit",
        "demand formula(size, ps)": "",
    },
}
"""Words of frozen programs, and others."""


class Valid(unittest.TestCase):
    """The programs as their users run them."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.certificate = self.folder / "run.bfc"

    def assert_same(self, rules: Path, blocks: Path, options: Iterable[str] = ()) -> None:
        """Proves, verifies twice, compares what is printed."""
        prove(rules, self.certificate, [str(blocks), *options])
        expected = blockfold_verify_rules(self.certificate, rules)
        self.assertEqual(expected.status, 0)
        outcome = pyverify(self.certificate, "--theory", rules, "--json")
        self.assertEqual((outcome.status, outcome.err), (0, b""))
        self.assertEqual(outcome.json(), expected.json())

    def test_standard_library(self) -> None:
        files = sorted(_STDLIB.glob("*.blk"))
        self.assertGreater(len(files), 5)
        for rules in files:
            with self.subTest(rules.name):
                self.assert_same(rules, rules.with_suffix(".bmt"))

    def test_theorems_beside_relations_of_texts(self) -> None:
        """A certificate about rules of texts holds whatever rules of numbers stand beside them."""
        rules, more = _STDLIB / "propositional.blk", self.folder / "more.blk"
        prove(rules, self.certificate, [str(rules.with_suffix(".bmt"))])
        for claims in ("emit said(`( f -> f )`, 3)", "emit said(f, 256)"):
            added = f"relation said(f: wff, n: u8)\npublic axiom say(f: wff) {{ {claims} }}\n"
            more.write_text(f"{rules.read_text()}\n{added}")
            with self.subTest(claims):
                expected = blockfold_verify_rules(self.certificate, more)
                outcome = pyverify(self.certificate, "--theory", more, "--json")
                self.assertEqual(outcome.status, expected.status)
                self.assertEqual(expected.status, 0 if "->" in claims else 1)
                if expected.status == 0:
                    self.assertEqual(outcome.json(), expected.json())

    def test_runs_of_programs(self) -> None:
        rules, blocks = self.folder / "run.blk", self.folder / "run.bmt"
        for number, (name, inputs) in enumerate(_PROGRAMS.items()):
            with self.subTest(name):
                program = _STDLIB / "imp" / f"{name}.imp"
                rules.write_bytes(run([BIN / "blockfold", "run", program, "--rules"]).out)
                given = [f"--input={value}" for value in inputs]
                made = run([BIN / "blockfold", "run", program, f"--blocks={blocks}", *given])
                self.assertEqual(made.status, 0, made.err)
                self.assert_same(rules, blocks, [f"--segments={number + 1}"])

    def test_rules_without_rows(self) -> None:
        rules, blocks = self.folder / "run.blk", self.folder / "run.bmt"
        for text, execution in WITHOUT_ROWS.items():
            rules.write_text(text)
            blocks.write_text(_HEADER + execution)
            for options in ([], ["--segments=3"]):
                with self.subTest(text, options=options):
                    self.assert_same(rules, blocks, options)

    def test_texts(self) -> None:
        rules, blocks = self.folder / "run.blk", self.folder / "run.bmt"
        for text, execution in WITH_TEXTS.items():
            rules.write_text(text)
            blocks.write_text(_HEADER + execution)
            for options in ([], ["--segments=2"]):
                with self.subTest(text, options=options):
                    self.assert_same(rules, blocks, options)

    def test_text(self) -> None:
        outcome = pyverify(FROZEN / "constructs.bfc", "--theory", FROZEN / "constructs.blk")
        self.assertEqual(outcome.status, 0)
        lines = outcome.out.decode().split("\n")
        self.assertIn("  public     result(each = 50, rest = 1, mark = -5)", lines)
        self.assertIn("             mint move count bitwise share", lines)
        outcome = pyverify(FROZEN / "derivations.bfc", "--theory", FROZEN / "derivations.blk")
        self.assertEqual(outcome.status, 0)
        stated = "  public     derivable(f = `( p -> p )`, limit = 5)"
        self.assertIn(stated, outcome.out.decode().split("\n"))


class Refused(RefusalTest):
    """Changed certificates, and certificates with other rules than theirs."""

    def test_bytes(self) -> None:
        for seed, name in enumerate(_NAMES):
            data = (FROZEN / f"{name}.bfc").read_bytes()
            self.compare(f"{name}.blk", byte_mutants(data, random.Random(seed), 25))
        self.assertLessEqual({"cert.statement", "cert.proof", "statement.program"}, self.codes)

    def test_statement_fields(self) -> None:
        for name in _NAMES:
            rng = random.Random(name)
            certificate = certificate_of(name)
            self.compare(f"{name}.blk", [("as it is", encode(certificate))])
            self.compare(f"{name}.blk", block_mutants(certificate, rng))
            self.compare(f"{name}.blk", rng.sample(list(layout_mutants(certificate)), 25))
            self.compare(f"{name}.blk", run_mutants(certificate))
            self.compare(f"{name}.blk", copies_mutants(certificate))
        self.compare("gcd.blk", bound_mutants(certificate_of("gcd")))
        self.assertLessEqual(LAYOUT_CODES | {"statement.blocks", "statement.goal"}, self.codes)

    def test_proof_fields(self) -> None:
        for seed, name in enumerate(("fibonacci", "constructs", "derivations")):
            self.compare(f"{name}.blk", proof_mutants(certificate_of(name), random.Random(seed)))
        self.assertLessEqual(PROOF_CODES, self.codes)

    def test_other_rules(self) -> None:
        """Every certificate with every theory; the rules of one with a word changed."""
        theories = [*FROZEN.glob("*.blk"), *FROZEN.glob("*.mm")]
        for certificate in sorted(FROZEN.glob("*.bfc")):
            for theory in sorted(theories):
                with self.subTest(f"{certificate.name} for {theory.name}"):
                    expected = blockfold_verify_rules(certificate, theory)
                    outcome = pyverify(certificate, "--theory", theory, "--json")
                    self.assertEqual(outcome.status, expected.status)
                    codes = [o.json().get("error", {}).get("code") for o in (outcome, expected)]
                    self.assertEqual(codes[0], codes[1])
                    self.assertEqual(outcome.status == 0, certificate.stem == theory.stem)

    def test_changed_rules(self) -> None:
        changed = self.folder / "changed.blk"
        for name, changes in _CHANGES.items():
            certificate, text = FROZEN / f"{name}.bfc", (FROZEN / f"{name}.blk").read_text()
            data = certificate.read_bytes()
            for old, new in changes.items():
                changed.write_text(text.replace(old, new))
                with self.subTest(f"{name}: {old}"):
                    self.assertIn(old, text)
                    expected = blockfold_verdict(certificate, changed)
                    self.assertEqual(python_verdict(data, changed), expected)
                    self.assertIn(expected.code, ("statement.program", "theory.invalid"))
            # What says nothing may change.
            same = text.replace("  ", " ").replace("unique ", "").replace("ph -> ps", "ph \t-> ps")
            changed.write_text(f"// the same\n{same}")
            with self.subTest(name):
                self.assertEqual(blockfold_verdict(certificate, changed), Verdict(0))
                self.assertEqual(python_verdict(data, changed), Verdict(0))

    def test_public_texts(self) -> None:
        """The longest that a statement may have, the largest code of a symbol, and the next."""
        certificate = certificate_of("derivations")
        symbols = len(read_rule_file(str(FROZEN / "derivations.blk")).program.symbols) - 1
        long = 1 << 20
        cases = {
            "": [[1] * long, [symbols], []],
            "statement.blocks": [[1] * (long + 1), [symbols + 1], [0], [1, 0]],
        }
        for code, texts in cases.items():
            for text in texts:
                blocks = b"".join(map(encode_number, [1, len(text), *text, 5]))
                mutant = encode(replace(certificate, public_blocks=blocks))
                self.codes.clear()
                self.compare("derivations.blk", [(f"{len(text)} of {text[:2]}", mutant)])
                self.assertEqual("statement.blocks" in self.codes, bool(code))

    def test_proofs_of_other_statements(self) -> None:
        for name in _NAMES:
            own = certificate_of(name)
            mixed = [
                (f"proof of {other}", encode(replace(own, kinds=certificate_of(other).kinds)))
                for other in _NAMES
                if other != name
            ]
            self.compare(f"{name}.blk", mixed)

    def test_options(self) -> None:
        words: list[str | Path] = []
        words += [
            FROZEN / "gcd.bfc",
            f"--theory={FROZEN / 'gcd.blk'}",
            "--allow-axioms=*",
            "--json",
        ]
        first, second = run([BIN / "blockfold", "verify", *words]), pyverify(*words)
        self.assertEqual((first.status, second.status), (2, 2))
        codes = [outcome.json()["error"]["code"] for outcome in (first, second)]
        self.assertEqual(codes, ["usage.allow-axioms"] * 2)


def certificate_of(name: str) -> Certificate:
    """A frozen certificate."""
    return read_certificate((FROZEN / f"{name}.bfc").read_bytes())

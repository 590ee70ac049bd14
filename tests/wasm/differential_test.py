"""The module and the program say the same of every certificate and theory, byte by byte."""

import json
import random
import re
import tempfile
import unittest
from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Against:
    """What a certificate is held against."""

    policy: Path | None = None
    allowed: str | None = None

    def options(self) -> list[str]:
        """As the program takes it."""
        policy = [] if self.policy is None else [f"--policy={self.policy}"]
        return policy + ([] if self.allowed is None else [f"--allow-axioms={self.allowed}"])


def changed(policy: bytes, rng: random.Random) -> bytes:
    """A policy with a word left out, doubled, or changed in one place."""
    words = re.split(rb"(\s+)", policy)
    at = 2 * rng.randrange(len(words) // 2)
    how = rng.choice(["out", "double", "digit", "noise"])
    if how == "out":
        words[at] = b""
    elif how == "double":
        words[at] += b" " + words[at]
    elif words[at]:
        word = bytearray(words[at])
        word[rng.randrange(len(word))] = rng.choice(b"0123456789abcdef*?#[]") if how == "digit" else rng.randrange(256)
        words[at] = bytes(word)
    return b"".join(words)


class Differential(unittest.TestCase):
    """Seeded, so that a difference can be found again by its name."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def compare(self, pairs: Iterable[Pair]) -> set[str]:
        """Verifies certificates with both; returns the codes that were met."""
        return self.judge((certificate, theory, Against()) for certificate, theory in pairs)

    def judge(self, cases: Iterable[tuple[Path, Path, Against]]) -> set[str]:
        """The same, held against policies and lists."""
        cases = list(cases)
        self.assertGreater(len(cases), 0)
        listed = self.folder / "list.json"
        table = [
            [str(c), str(t), a.policy and str(a.policy), a.allowed] for c, t, a in cases
        ]
        listed.write_text(json.dumps(table))
        outcome = run(["node", _HERE / "batch.mjs", PACKAGE, listed])
        self.assertEqual((outcome.status, outcome.err), (0, b""))
        lines = outcome.out.decode().splitlines()
        self.assertEqual(len(lines), len(cases))
        codes = set()
        for (certificate, theory, against), line in zip(cases, lines):
            result = json.loads(line)
            words = [certificate, theory, *against.options()]
            with self.subTest(" ".join(map(str, words))):
                self.assert_same(words, result)
            codes.add(result["code"])
        return codes

    def assert_same(self, words: list[Path | str], result: dict[str, str]) -> None:
        expected = run([BIN / "blockfold-verify", *words, "--json"])
        self.assertEqual(result["status"], expected.status)
        self.assertEqual(result["json"] + "\n", expected.out.decode())
        if expected.status in (0, 4) or result["text"].startswith("REFUSED"):
            shown = run([BIN / "blockfold-verify", *words, "--full"])
            self.assertEqual(result["text"], (shown.out + shown.err).decode())
            self.assertEqual(result["errors"], shown.err.decode())

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

    def test_policies(self) -> None:
        """Templates, which pin every statement by its digest, and changes of them."""
        cases = []
        for name in _NAMES:
            certificate, theory = FROZEN / f"{name}.bfc", FROZEN / f"{name}.mm"
            valid = run([BIN / "blockfold-verify", certificate, theory, "--json"])
            goals = [goal["label"] for goal in json.loads(valid.out)["goals"]]
            written = self.folder / "template"
            written.unlink(missing_ok=True)
            made = run(
                [BIN / "blockfold", "axioms", theory, f"--policy-template={written}"]
                + [f"--theorem={goal}" for goal in goals]
            )
            self.assertEqual(made.status, 0, made.err)
            template = written.read_bytes()
            rng = random.Random(name)
            for i, rules in enumerate([template, b"", *(changed(template, rng) for _ in range(40))]):
                policy = self.write(f"{name}{i}.policy", rules)
                cases.append((certificate, theory, Against(policy)))
                if i % 8 == 0:
                    cases.append((certificate, theory, Against(policy, "ax-*,wi")))
        codes = self.judge(cases)
        self.assertLessEqual({"", "verify.policy", "policy.invalid"}, codes)

    def test_lists_of_axioms(self) -> None:
        lists = ["*", "", "wi,ax-*", "ax-?,wi", "[a-w]*", "[!a]*,ax-*", "a*-[1m]*", "[", "# *", "x\\"]
        pairs = [(FROZEN / f"{n}.bfc", FROZEN / f"{n}.mm") for n in _NAMES]
        codes = self.judge((c, t, Against(allowed=words)) for c, t in pairs for words in lists)
        self.assertEqual(codes, {"", "verify.axioms", "usage.allow-axioms"})

    def test_what_is_left_to_programs(self) -> None:
        execution = self.folder / "run.bfc"
        gcd = ROOT / "stdlib" / "imp" / "gcd.imp"
        made = run([BIN / "blockfold", "run", gcd, "-i", "a=6", "-i", "b=4", "-o", execution])
        self.assertEqual(made.status, 0, made.err)
        rules = self.write("some.blk", b"rule x\n")
        theory = FROZEN / "implication.mm"
        pairs = [(execution, theory), (execution, rules), (FROZEN / "implication.bfc", rules)]
        self.assertEqual(self.compare(pairs), {"statement.subject", "theory.rules"})

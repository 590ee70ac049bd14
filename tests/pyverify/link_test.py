"""Linked certificates: both verifiers give the same verdict, and say the same of valid ones."""

import random
import tempfile
import unittest
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from programs import BIN, FROZEN, Verdict, blockfold_verdict, blockfold_verify, prove, pyverify, run
from pyverify.codec import encode_number
from pyverify.errors import Refusal
from pyverify.link_file import LinkedCertificate, read_link
from pyverify.theory_files import TheoryFiles
from pyverify.verify_link import verify_link

_SLICES = FROZEN.parents[3] / "shared/data/metamath/matching-logic/transfer-sliced-top"


def _string(data: bytes) -> bytes:
    return encode_number(len(data)) + data


def write_link(parts: list[LinkedCertificate]) -> bytes:
    """Writes what read_link reads."""
    out = bytearray(b"BFL\n" + encode_number(1) + encode_number(len(parts)))
    for part in parts:
        gaps = [b - a - 1 for a, b in zip([-1, *part.goals], part.goals)]
        out += _string(part.theory.encode()) + encode_number(len(gaps))
        out += b"".join(encode_number(gap) for gap in gaps) + _string(part.certificate)
    return bytes(out)


def _byte_mutants(data: bytes, rng: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Changes behind the magic, half of them in the version and the head of the first part."""
    for number in range(count):
        at = rng.randrange(4, 20 if number % 2 else len(data))
        kind = rng.choice(["change", "cut", "insert", "remove", "append"])
        byte = bytes([rng.randrange(256)])
        yield (
            f"{number}: {kind} at {at}",
            {
                "change": data[:at] + byte + data[at + 1 :],
                "cut": data[:at],
                "insert": data[:at] + byte + data[at:],
                "remove": data[:at] + data[at + 1 :],
                "append": data + byte,
            }[kind],
        )


_RULES = """sort wff
claim |-
symbols T
axiom truth {
  conclude |- T
}
theorem first {
  conclude |- T
}
theorem second {
  conclude |- T
}
"""
_TRANSCRIPTS = {
    "second": "assume first\ncontext 1 second\nb0 = first() @ second\nqed second = b0\n",
    "first": "context 1 first\nb0 = truth() @ first\nqed first = b0\n",
}


@dataclass(frozen=True)
class Claim:
    """A statement in a theory of its own: variables in the order of their $f, typecodes first."""

    text: str = "|- ( p -> q )"
    hypotheses: tuple[str, ...] = ()
    distinct: str = ""
    floats: tuple[str, ...] = ("wff p", "wff q", "set x", "set y")
    constants: str = "|- wff set ( ) ->"

    def theory(self, axiom: str, theorem: str) -> str:
        """A file in which the theorem says what the axiom says, and rests on it."""
        variables = [pair.split()[1] for pair in self.floats]
        occurring = " ".join([*self.hypotheses, self.text]).split()
        proof = [f"f.{v}" for v in variables if v in occurring]
        proof += [f"h.{i}" for i in range(len(self.hypotheses))]
        lines = [f"$c {self.constants} $. $v {' '.join(variables)} $."]
        lines += [f"f.{v} $f {pair} $." for v, pair in zip(variables, self.floats)]
        lines += [f"$d {self.distinct} $."] if self.distinct else []
        lines += [f"h.{i} $e {text} $." for i, text in enumerate(self.hypotheses)]
        lines += [f"{axiom} $a {self.text} $."]
        lines += [f"{theorem} $p {self.text} $= {' '.join(proof)} {axiom} $."]
        return "\n".join(lines) + "\n"


_PLAIN = Claim()
_WITH_R = Claim(floats=("wff p", "wff q", "wff r"))
_DIFFERENT = {
    "variable": replace(_PLAIN, text="|- ( p -> p )"),
    "variables exchanged": replace(_PLAIN, text="|- ( q -> p )"),
    "constant": replace(_PLAIN, text="|- ( p ( q )"),
    "constant for variable": replace(_PLAIN, text="|- ( p -> -> )"),
    "length": replace(_PLAIN, text="|- ( p -> q"),
    "typecode of the conclusion": replace(_PLAIN, text="wff ( p -> q )"),
    "typecode of a variable": replace(_PLAIN, floats=("wff p", "set q")),
    "order of variables": replace(_PLAIN, floats=("wff q", "wff p")),
    "hypothesis": replace(_PLAIN, hypotheses=("|- p",)),
    "distinct": replace(_PLAIN, distinct="p q"),
}


class Links(unittest.TestCase):
    """Parts made by the prover, put together by hand."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.link = self.folder / "link.bfc"

    def part(self, name: str, claim: Claim, axiom: str, theorem: str) -> LinkedCertificate:
        """The only theorem of a new file."""
        theory, certificate = self.folder / f"{name}.mm", self.folder / f"{name}.bfc"
        theory.write_text(claim.theory(axiom, theorem))
        prove(theory, certificate, [f"--theorem={theorem}"])
        return LinkedCertificate(theory.name, [1], certificate.read_bytes())

    def python_verdict(self) -> Verdict:
        """The verdict on the link, without the cost of a process."""
        try:
            verify_link(TheoryFiles([str(self.folder)]), self.link.read_bytes())
        except Refusal as refusal:
            return Verdict(refusal.exit_status, refusal.code)
        return Verdict(0)

    def verdict(self, data: bytes) -> str:
        """The code, "" if valid, that both give."""
        self.link.write_bytes(data)
        verdict = self.python_verdict()
        self.assertEqual(verdict, blockfold_verdict(self.link, self.folder))
        return verdict.code

    def linked(self, assumed: Claim, proved: Claim) -> str:
        """The verdict where the first is assumed and the second proved."""
        parts = [self.part("top", assumed, "l", "g"), self.part("low", proved, "k", "l")]
        return self.verdict(write_link([parts[0], replace(parts[1], goals=[])]))

    def test_the_same(self) -> None:
        self.assertEqual(self.linked(_PLAIN, _PLAIN), "")
        two = replace(_PLAIN, hypotheses=("|- p", "|- q"), distinct="p q")
        self.assertEqual(self.linked(two, two), "")
        self.assertEqual(self.linked(two, replace(two, distinct="")), "")
        self.assertEqual(self.linked(_PLAIN, replace(_PLAIN, constants="set wff -> ) ( |-")), "")

    def test_each_difference(self) -> None:
        for what, claim in _DIFFERENT.items():
            with self.subTest(what):
                self.assertEqual(self.linked(_PLAIN, claim), "link.statement")
        two = replace(_PLAIN, hypotheses=("|- p", "|- q"))
        exchanged = replace(_PLAIN, hypotheses=("|- q", "|- p"))
        self.assertEqual(self.linked(two, exchanged), "link.statement")
        constant = replace(_WITH_R, floats=("wff p", "wff q"), constants="|- wff ( ) -> r")
        claims = [replace(claim, text="|- ( p -> r )") for claim in (_WITH_R, constant)]
        self.assertEqual(self.linked(*claims), "link.symbol")

    def test_what_nobody_proves(self) -> None:
        one = self.part("one", _PLAIN, "k", "a")
        for what, claim in {"the same": _PLAIN, **_DIFFERENT}.items():
            with self.subTest(what):
                parts = [one, self.part("two", claim, "k", "b")]
                expected = "" if what == "the same" else "link.conflict"
                self.assertEqual(self.verdict(write_link(parts)), expected)

    def test_shape(self) -> None:
        a, b = self.part("a", _PLAIN, "l", "a"), self.part("b", _PLAIN, "k", "l")
        c = self.part("c", _PLAIN, "a", "l")
        hidden = replace(b, goals=[])
        for expected, parts in [
            ("", [a, b]),
            ("", [a, hidden]),
            ("", [a]),
            ("link.order", [hidden, a]),
            ("link.order", [a, c]),
            ("link.order", [a, replace(c, goals=[])]),
            ("link.twice", [a, b, b]),
            ("link.goals", [replace(a, goals=[]), hidden]),
            ("link.goals", [replace(a, goals=[0]), hidden]),
            ("link.goals", [replace(a, goals=[1, 2]), hidden]),
            ("link.unused", [replace(a, goals=[]), b]),
            ("link.theory", [replace(a, theory="absent.mm")]),
            ("link.theory", [replace(a, theory="b.mm"), hidden]),
            ("link.parts", [replace(a, theory="../a.mm")]),
            ("link.parts", []),
        ]:
            with self.subTest(expected):
                self.assertEqual(self.verdict(write_link(parts)), expected)

    def test_bytes(self) -> None:
        a, b = self.part("a", _PLAIN, "l", "a"), self.part("b", _PLAIN, "k", "l")
        data = write_link([a, replace(b, goals=[])])
        self.assertEqual([p.theory for p in read_link(data)], ["a.mm", "b.mm"])
        for what, mutant in _byte_mutants(data, random.Random(1), 100):
            with self.subTest(what):
                code = self.verdict(mutant)
                self.assertEqual(code == "", mutant == data)

    def assert_same_words(self, theory: Path) -> None:
        """Both print the same object about a valid link."""
        expected = run([BIN / "blockfold", "verify", self.link, f"--theory={theory}", "--json"])
        self.assertEqual(expected.status, 0)
        outcome = pyverify(self.link, "--theory", theory, "--json")
        self.assertEqual((outcome.status, outcome.err), (0, b""))
        self.assertEqual(outcome.json(), expected.json())
        self.assertIn(b"Linked ", pyverify(self.link, "--theory", theory).out)

    def test_words(self) -> None:
        theory = FROZEN / "implication.mm"
        parts = [self.folder / "idd.bfc", self.folder / "id.bfc"]
        prove(theory, parts[0], ["--theorem=idd", "--assume=id"])
        prove(theory, parts[1], ["--theorem=id"])
        for chosen in [parts, parts[:1]]:
            linked = run([BIN / "blockfold", "link", *chosen, "--theory", theory, "-o", self.link])
            self.assertEqual(linked.status, 0, linked.err)
            self.assert_same_words(theory)

    def test_rule_files(self) -> None:
        """Two theorems of a rule file, of which one proof takes the other for granted."""
        theory = self.folder / "two.blk"
        theory.write_text(_RULES)
        parts = []
        for name, transcript in _TRANSCRIPTS.items():
            (self.folder / f"{name}.bmt").write_text("blockfold transcript 1\n\n" + transcript)
            parts.append(self.folder / f"{name}.bfc")
            prove(theory, parts[-1], [str(self.folder / f"{name}.bmt")])
        linked = run([BIN / "blockfold", "link", *parts, "--theory", theory, "-o", self.link])
        self.assertEqual(linked.status, 0, linked.err)
        self.assert_same_words(theory)
        self.assert_same_words(self.folder)

    def test_slices(self) -> None:
        if not _SLICES.exists():
            self.skipTest(f"{_SLICES} is absent")
        names = ["sorting-cache-250", "sorting-cache-43", "rule-imp-transitivity"]
        for name in names:
            prove(_SLICES / f"{name}.mm", self.folder / f"{name}.bfc", [f"--theorem={name}"])
        parts = [self.folder / f"{name}.bfc" for name in names]
        linked = run([BIN / "blockfold", "link", *parts, "--theory", _SLICES, "-o", self.link])
        self.assertEqual(linked.status, 0, linked.err)
        self.assert_same_words(_SLICES)

    def test_one_theory_for_a_certificate_by_itself(self) -> None:
        theory, certificate = FROZEN / "implication.mm", FROZEN / "implication.bfc"
        twice = pyverify(certificate, "--theory", theory, "--theory", theory)
        self.assertEqual(twice.status, 2)
        self.assertEqual(blockfold_verify(certificate, theory).status, 0)

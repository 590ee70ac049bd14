"""Rule files: both readers accept the same ones, and make the same of them."""

import random
import re
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

from forger import ExecutionForger, state_execution
from mutants import encode_layout, encode_proof, encode_statement
from programs import (
    BIN,
    ROOT,
    Verdict,
    blockfold_verdict,
    every_case_is_met,
    python_verdict,
    run,
    seeds,
)
from pyverify.block_program import BlockProgram, block_program
from pyverify.chips import Ranges
from pyverify.codec import encode_number
from pyverify.errors import Refusal
from pyverify.layout import KindSpec, Layout
from pyverify.rule_program import ConstraintKind, Kind, Origin
from pyverify.rule_reader import RuleFile, read_rule_file
from random_programs import RandomProgram
from rule_samples import FAR, IMPORTS, INVALID, PROGRAMS, VALID

_SEEDS = seeds(40)
_CODE = re.compile(r"\[(BF\d{4})\]$")
_SHAPE = {"BF1001", "BF1002"}
"""Which of several mistakes of shape is seen first is a matter of how a file is read."""


class _RuleTest(unittest.TestCase):
    """Files in a folder of their own, read by both."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "rules.blk"
        self.rng = random.Random(0)

    def read(self, text: str) -> RuleFile | str:
        """What pyverify makes of a file: its rules, or the code of a mistake."""
        self.file.write_bytes(text.encode("latin-1"))
        try:
            return read_rule_file(str(self.file))
        except Refusal as refusal:
            found = _CODE.search(refusal.message)
            return found[1] if found else refusal.code

    def is_accepted(self, text: str) -> bool:
        return isinstance(self.read(text), RuleFile)

    def mistakes(self) -> set[str]:
        """The codes of the errors that the C++ reader finds in the file."""
        report = run([BIN / "blockfold", "rules", "check", self.file, "--diagnostics=json"])
        self.assertIn(report.status, (0, 1))
        return {d["code"] for d in report.json()["diagnostics"] if d["severity"] == "error"}

    def compare(self, text: str) -> str:
        """Both accept a file, or both refuse it for a reason they share; returns the code."""
        found = self.read(text)
        expected = self.mistakes()
        if isinstance(found, RuleFile):
            self.assertEqual(expected, set())
            return ""
        shared = _SHAPE if found in _SHAPE else {found}
        self.assertTrue(shared & expected, f"{found}, not {expected}")
        return found

    def assert_verdict(self, data: bytes, code: str) -> None:
        """Both refuse a certificate for the file with the same code."""
        certificate = self.folder / "forged.bfc"
        certificate.write_bytes(data)
        self.assertEqual(blockfold_verdict(certificate, self.file), Verdict(1, code))
        self.assertEqual(python_verdict(data, self.file), Verdict(1, code))

    def assert_same_circuit(self, program: BlockProgram) -> str:
        """A forged certificate fails at its opening only, so both derive the same from the file.

        Returns the code if there is no circuit.
        """
        stated = state_execution(program, self.rng)
        try:
            data = ExecutionForger(program, stated, self.rng).forge()
        except Refusal as refusal:
            self.assert_verdict(stated.without_proof(), refusal.code)
            return refusal.code
        self.assert_verdict(data, "ipa.mismatch")
        return ""


class Examples(_RuleTest):
    """Files that somebody wrote, and changes of them."""

    def test_examples_of_all_codes(self) -> None:
        definitions = (ROOT / "compiler" / "rules" / "codes.def").read_text()
        for code in sorted(set(re.findall(r'"(BF1[0-8]\d\d)"', definitions))):
            explained = run([BIN / "blockfold", "explain", code, "--json"]).json()
            for example in ("wrong", "right"):
                with self.subTest(f"{code}: {example}"):
                    found = self.read(explained[example])
                    if example == "right" or explained["severity"] == "warning":
                        self.assertIsInstance(found, RuleFile)
                    else:
                        self.assertEqual(found, code)

    def test_small_files(self) -> None:
        for name, text in IMPORTS.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        for text in VALID:
            with self.subTest(text):
                self.assertEqual(self.compare(text), "")
        for code, text in INVALID:
            with self.subTest(text):
                self.assertEqual(self.compare(text), code)

    def test_bounds(self) -> None:
        """The most that files may have, and one more."""
        long = self.folder / "long.blk"
        head = 'import "long.blk"\n'
        for more in (0, 1):
            with self.subTest(more=more):
                long.write_text(" " * ((1 << 24) - len(head) + more))
                self.assertEqual(self.compare(head), "BF1902" if more else "")
                words = "\n//" * ((1 << 21) - 1) + "\n"
                self.assertEqual(self.compare(words + "//" * more), "BF1902" if more else "")
        sums = " + ".join(f"x{i}" for i in range(256))
        names = ", ".join(f"x{i}" for i in range(256))
        text = f"relation r({', '.join(f'a{i}: field' for i in range(16))})\npublic rule p("
        text += f"{names}: field) {{\n  let s = {sums}\n"
        text += f"  emit r({', '.join(['s'] * 16)})\n" * 32
        self.assertEqual(self.compare(text + "}\n"), "")
        self.assertEqual(self.compare(text + f"  emit r(x1{', 0' * 15})\n}}\n"), "BF1304")

    def test_effort(self) -> None:
        """Claims whose orders are compared by the last of many equations, each with each."""
        head = "relation at(order t: field, a: field)\nrelation few(u: u8)\n"
        head += "axiom start { emit at(0, 1) }\naxiom any(free u: u8) { emit few(u) }\n"
        head += "rule go(t, a: field, u, v: u8) {\n  demand few(u)\n  demand few(v)\n"

        def rules(claims: int, equations: int) -> str:
            pairs = "  demand at(t, a)\n  emit at(t + a, 1)\n" * claims
            return f"{head}{pairs}{'  require u == v' * equations}\n  require a == u + 1\n}}\n"

        self.assertEqual(self.compare(rules(10, 20)), "")
        self.assertEqual(self.compare(rules(100, 280)), "BF1304")

    def test_unreadable_files(self) -> None:
        certificate = self.folder / "none.bfc"
        certificate.write_bytes(b"none")
        for path in (self.folder / "absent.blk", self.folder / "folder.blk"):
            (self.folder / "folder.blk").mkdir(exist_ok=True)
            with self.subTest(path.name):
                expected = Verdict(3, "theory.unreadable")
                self.assertEqual(blockfold_verdict(certificate, path), expected)
                self.assertEqual(python_verdict(b"none", path), expected)

    def test_changed_files(self) -> None:
        codes: set[str] = set()
        for path in sorted((ROOT / "stdlib").glob("*.blk")):
            text = path.read_bytes().decode("latin-1")
            (self.folder / path.name).write_bytes(path.read_bytes())
            for what, mutant in _mutants(text, random.Random(path.name), 20):
                with self.subTest(f"{path.name}: {what}"):
                    codes.add(self.compare(mutant))
        self.assertIn("", codes)
        self.assertLessEqual({"BF1001", "BF1101", "BF1102", "BF1105"}, codes)


def _mutants(text: str, rng: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Words and characters left out, doubled, exchanged, or taken from elsewhere in the file."""
    words = re.split(r"(\s+|[(){},:])", text)
    for number in range(count):
        at, other = rng.randrange(len(words)), rng.randrange(len(words))
        new = list(words)
        match rng.choice(["delete", "copy", "replace", "exchange", "character"]):
            case "delete":
                del new[at]
            case "copy":
                new.insert(at, words[other])
            case "replace":
                new[at] = words[other]
            case "exchange":
                new[at], new[other] = new[other], new[at]
            case "character":
                new[at] = chr(rng.choice([*range(32, 127), 0, 9, 10, 11, 13, 200])) + new[at][1:]
        yield f"{number} at {at}", "".join(new)


class Programs(_RuleTest):
    """What rules of numbers become."""

    def test_samples(self) -> None:
        for name, text in PROGRAMS.items():
            with self.subTest(name):
                found = self.read(text)
                self.assertEqual(self.compare(text), "")
                assert isinstance(found, RuleFile)
                self.assertEqual(self.assert_same_circuit(block_program(found.program)), "")

    def test_programs_that_no_certificate_is_about(self) -> None:
        cases = {
            "program.public-address": "relation r(a: address)\naxiom a { emit r(self) }\n"
            "public rule b(a: address) { demand r(a) }\n",
            "program.empty": "sort wff\n",
            "program.texts": "sort wff\nsymbols a`b\nrelation r(f: wff)\naxiom a { emit r(``) }\n",
            "program.complex": FAR,
        }
        other = self.read(PROGRAMS["smallest"])
        assert isinstance(other, RuleFile)
        data = state_execution(block_program(other.program), self.rng).without_proof()
        for code, text in cases.items():
            with self.subTest(code):
                self.assertEqual(self.compare(text), "")
                self.assert_verdict(data, code)

    def test_coefficients(self) -> None:
        """The largest that a circuit can have, and the next."""
        codes = []
        for step in ("4611686018427387904", "4611686018427387905"):
            found = self.read(
                f"public axiom a(x: u64, hidden y: field) {{\n  require {step} * y == x\n}}\n"
            )
            assert isinstance(found, RuleFile)
            codes.append(self.assert_same_circuit(block_program(found.program)))
        self.assertEqual(codes, ["", "program.coefficients"])

    def test_tables(self) -> None:
        """As large together as a circuit can have them, and a little larger."""
        tables = "".join(f"table t{i} = range(20)\n" for i in range(65))
        codes = []
        for count in (64, 65):
            looks = " ".join(f"lookup t{i}(x)" for i in range(count))
            found = self.read(f"{tables}public axiom a(x: u8) {{\n  {looks}\n}}\n")
            assert isinstance(found, RuleFile)
            program = block_program(found.program)
            stated = state_execution(program, self.rng).without_proof()
            verdicts = {python_verdict(stated, self.file)}
            certificate = self.folder / "stated.bfc"
            certificate.write_bytes(stated)
            verdicts.add(blockfold_verdict(certificate, self.file))
            self.assertEqual(len(verdicts), 1)
            codes.append(verdicts.pop().code)
        self.assertEqual(codes[1], "program.tables")
        self.assertNotEqual(codes[0], codes[1])

    def test_statements_that_are_large_where_they_are_written_out(self) -> None:
        """The largest that may be printed, and one symbol more; the same of rules' names."""
        symbol, name = "x" * 4095, "n" * 4097
        cases = {
            f"sort w\nsymbols {symbol}\nrelation s(f: w)\npublic axiom a(f: w) {{ emit s(f) }}\n": [
                (encode_number(1) + encode_number(count) + b"\1" * count, count)
                for count in (16383, 16384)
            ],
            f"public axiom {name} {{ let x: field = 1\n }}\n": [
                (encode_number(count), count) for count in (16380, 16381)
            ],
        }
        layout = encode_layout(Layout(Ranges(0, 0, 0, 0), [], [KindSpec(1, 0, [])]))
        for text, statements in cases.items():
            found = self.read(text)
            assert isinstance(found, RuleFile)
            digest = block_program(found.program).digest()
            for (blocks, count), code in zip(statements, ("verify.shape", "statement.blocks")):
                with self.subTest(text[:20], count=count):
                    statement = encode_statement(digest, blocks, layout)
                    self.assert_verdict(statement + encode_proof([]), code)

    def test_random_programs(self) -> None:
        met: set[str] = set()
        codes: set[str] = set()
        for seed in _SEEDS:
            with self.subTest(seed=seed):
                made = RandomProgram(seed, self.is_accepted, self.folder)
                for refused in made.refused:
                    codes.add(self.compare(refused))
                self.assertEqual(self.compare(made.text), "")
                found = self.read(made.text)
                assert isinstance(found, RuleFile)
                program = block_program(found.program)
                met |= _features(program)
                codes.add(self.assert_same_circuit(program))
        if every_case_is_met():
            self.assertEqual(met, _FEATURES)
            self.assertLessEqual(_REASONS, codes)


_REASONS = {
    "BF1401",
    "BF1402",
    "BF1403",
    "BF1404",
    "BF1405",
    "BF1406",
    "BF1412",
    "program.coefficients",
}

_FEATURES = {
    "checked",
    "promised",
    "promised definition",
    "definition with products",
    "signed",
    "one bit",
    "comparison",
    "linear",
    "address",
    "lookup",
    "unequal",
    "public",
    "constant of many bits",
    "public text",
    "written text",
    "text of several variables",
    "length checked",
    "several sites",
    "linear texts",
}


def _features(program: BlockProgram) -> set[str]:
    """What a program is an example of."""
    met = set()
    for rule in program.rules:
        for i, variable in enumerate(rule.variables):
            of, checked = variable.type, rule.checked[i]
            is_integer = of.kind is Kind.INTEGER
            is_definition = variable.origin is Origin.DEFINITION
            met |= {
                feature
                for feature, holds in {
                    "checked": checked,
                    "promised": is_integer and not checked and not rule.public[i],
                    "promised definition": is_integer and is_definition and not checked,
                    "definition with products": is_integer and variable.definition.degree() > 1,
                    "signed": of.signed,
                    "one bit": checked and of.bits == 1,
                    "address": of.kind is Kind.ADDRESS,
                    "public": rule.public[i],
                    "public text": rule.public[i] and of.kind is Kind.TEXT,
                    "written text": is_definition and of.kind is Kind.TEXT,
                    "text of several variables": len(variable.text.variables()) > 1,
                    "length checked": checked and of.kind is Kind.TEXT,
                }.items()
                if holds
            }
        values = [value for claim in rule.claims for value in claim.values]
        met |= {
            feature
            for feature, holds in {
                "comparison": any(c.bits > 1 for c in rule.constraints),
                "unequal": any(c.kind is ConstraintKind.NONZERO for c in rule.constraints),
                "linear": program.is_linear(rule),
                "lookup": bool(rule.lookups),
                "several sites": sum(map(program.emits_text, rule.claims)) > 1,
                "linear texts": any(
                    program.relations[claim.relation].has_texts
                    and program.relations[claim.relation].linear
                    for claim in rule.claims
                ),
                "constant of many bits": any(
                    abs(term.coefficient) > 1 << 61 for value in values for term in value.terms
                ),
            }.items()
            if holds
        }
    return met

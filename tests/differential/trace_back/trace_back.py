"""Compares `blockfold axioms` with `show trace_back` of the metamath program.

    trace_back.py BLOCKFOLD

For theorems of Debian's databases, both must list the same axioms, definitions, syntax axioms and
lemmas. metamath is the oracle within its limits: it reads proofs without checking them, so what it
says of a wrong proof means nothing, and of an incomplete one it lists what there is. `blockfold
axioms` refuses both, which is tested too. Definitions are a convention of labels for both.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path

DATABASES = Path("/usr/share/metamath/databases")
BLOCKFOLD = ""

# Of set.mm by name: long and short proofs, with and without choice, infinity, the reals.
SET_THEOREMS = [
    "id", "2p2e4", "pm2.61", "exmid", "sbth", "peano5", "zorn", "ac6", "ruc", "sqrt2irr", "pythi",
    "canth", "fsumcl", "bpos1", "dummylink",
]

UNSOUND = """$c ( ) -> wff |- $. $v ph ps $. wph $f wff ph $. wps $f wff ps $.
wi $a wff ( ph -> ps ) $.
ax-1 $a |- ( ph -> ( ps -> ph ) ) $.
ax-no $a |- ph $.
listed $p |- ( ph -> ( ps -> ph ) ) $= ( ax-no ax-1 ) ABD $.
wrong $p |- ps $= wph wps ax-1 $.
open $p |- ( ph -> ps ) $= ? $.
"""


def read_trace(text: str) -> set[str]:
    """The labels of one answer of metamath, without its marks for axioms."""
    return set(re.sub(r"\(\$[ap]\)|\(None\)", "", text).split())


class Metamath:
    """Asks metamath about many theorems of one database at once."""

    def __init__(self, database: Path, theorems: Sequence[str]) -> None:
        commands = [f'read "{database}"', "set width 9999"]
        for theorem in theorems:
            commands += [f"show trace_back {theorem}", f"show trace_back {theorem} /axioms"]
        done = subprocess.run(
            ["metamath", *commands, "exit"], capture_output=True, text=True, check=True
        )
        # Each answer is a sentence that ends with a colon, and indented labels.
        answers = re.findall(
            r'^(?:The proof of s|S)tatement "([^"]*)" (uses|assumes) the following [^\n]*:\n'
            r"((?:  [^\n]*\n)*)",
            done.stdout,
            re.MULTILINE,
        )
        kinds = {"uses": {}, "assumes": {}}
        for theorem, verb, labels in answers:
            kinds[verb][theorem] = read_trace(labels)
        self.everything: dict[str, set[str]] = kinds["uses"]
        self.axioms: dict[str, set[str]] = kinds["assumes"]


def blockfold(database: Path, theorem: str) -> dict[str, set[str]]:
    """The groups of `blockfold axioms --json`, as sets of labels."""
    done = subprocess.run(
        [BLOCKFOLD, "axioms", database, f"--theorem={theorem}", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    groups = {
        name: {entry["label"] for entry in answer[name]}
        for name in ("axioms", "definitions", "syntax_axioms", "assumed")
    }
    for name in ("lemmas", "syntax_theorems"):
        groups[name] = set(answer[name])
    return groups


def labels_of_theorems(database: Path) -> list[str]:
    """The labels of all $p statements, in order."""
    text = re.sub(r"\$\(.*?\$\)", " ", database.read_text(encoding="ascii"), flags=re.DOTALL)
    return re.findall(r"(\S+)\s+\$p\s", text)


@unittest.skipUnless(shutil.which("metamath"), "metamath is absent")
class TraceBack(unittest.TestCase):
    """One test a database."""

    def compare(self, name: str, theorems: Sequence[str] | None, every: int = 1) -> None:
        """Both programs about some theorems, by default every n-th of the database."""
        database = DATABASES / name
        if not database.exists():
            print(f"skipped: {database} is absent")
            self.skipTest(f"{database} is absent")
        known = labels_of_theorems(database)
        chosen = known[::every] if theorems is None else [t for t in theorems if t in known]
        self.assertGreater(len(chosen), 9)
        oracle = Metamath(database, chosen)
        for theorem in chosen:
            with self.subTest(theorem=theorem):
                found = blockfold(database, theorem)
                axioms = found["axioms"] | found["definitions"] | found["syntax_axioms"]
                self.assertEqual(axioms, oracle.axioms[theorem])
                lemmas = found["lemmas"] | found["syntax_theorems"]
                self.assertEqual(axioms | lemmas, oracle.everything[theorem])
                self.assertEqual(found["assumed"], set())
                self.assertTrue(all(label.startswith("df-") for label in found["definitions"]))
                self.assertFalse(any(label.startswith("df-") for label in found["axioms"]))

    def test_set(self) -> None:
        self.compare("set.mm", SET_THEOREMS)

    def test_hol(self) -> None:
        self.compare("hol.mm", None, every=3)

    def test_ql(self) -> None:
        self.compare("ql.mm", None, every=20)

    def test_limits(self) -> None:
        """An unused label counts for neither; wrong and open proofs are refused here only."""
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "unsound.mm"
            database.write_text(UNSOUND, encoding="ascii")
            oracle = Metamath(database, ["listed", "wrong"])
            self.assertEqual(oracle.axioms["listed"], {"ax-1"})
            self.assertEqual(blockfold(database, "listed")["axioms"], {"ax-1"})
            self.assertEqual(oracle.axioms["wrong"], {"ax-1"})  # though it proves nothing
            for theorem in ("wrong", "open"):
                done = subprocess.run(
                    [BLOCKFOLD, "axioms", database, "-t", theorem], capture_output=True, check=False
                )
                self.assertEqual(done.returncode, 1)
                self.assertIn(b"error[axioms.proof]", done.stderr)


if __name__ == "__main__":
    BLOCKFOLD = sys.argv.pop(1)
    unittest.main()

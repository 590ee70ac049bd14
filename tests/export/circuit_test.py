"""Exported circuits and witnesses, read and built again without any of the exporter's code."""

import json
import random
import unittest
from pathlib import Path

from iden3 import P, Form, R1cs, Row, holds, read_r1cs, read_wtns
from programs import BIN, DEBIAN, STDLIB, THEORIES, ExportTest, run
from pyverify.circuit import ONE_WIRE, Term
from pyverify.matrices import Challenges
from unfolded import Unfolded

_ALPHA = Term(ONE_WIRE, alpha=True)
_TWO_WAYS = """$c wff |- a b t $. $v p q $. wp $f wff p $. wq $f wff q $.
wa $a wff a $. wb $a wff b $. ax-a $a |- a $. ax-b $a |- b $.
${ hp $e |- p $. hq $e |- q $. ax-t $a |- t $. $}
"""


def substituted(system: R1cs, challenges: list[int], wires: int) -> list[Row]:
    """The system with numbers for its public inputs and forms for its auxiliary wires, which each
    are the product of a number and a form then."""
    shift = len(challenges)
    known: dict[int, Form] = {0: {0: 1}}
    known |= {wire: {0: value} for wire, value in enumerate(challenges, 1)}
    known |= {wire + shift: {wire: 1} for wire in range(1, wires)}

    def substitute(form: Form) -> Form:
        out: Form = {}
        for wire, coefficient in form.items():
            for of, value in known[wire].items():
                out[of] = (out.get(of, 0) + coefficient * value) % P
        return {of: value for of, value in out.items() if value}

    rows = []
    for a, b, c in system.constraints:
        if len(c) == 1 and not known.keys() & c.keys():
            number, form = substitute(a), substitute(b)
            assert number.keys() <= {0} and c == {len(known): 1}
            known[len(known)] = {of: value * number.get(0, 0) % P for of, value in form.items()}
        else:
            rows.append((substitute(a), substitute(b), substitute(c)))
    assert len(known) == system.wires
    return rows


class Circuit(ExportTest):
    """Small theories of every sort."""

    def export(self, theory: Path, *options: str) -> tuple[R1cs, list[int]]:
        """Exports everything to `x.*`."""
        out = self.folder / "x"
        self.blockfold("export", theory, *options, "--format=r1cs,wtns,sym,json", "-o", out)
        return (
            read_r1cs(out.with_suffix(".r1cs").read_bytes()),
            read_wtns(out.with_suffix(".wtns").read_bytes()),
        )

    def names(self) -> dict[int, str]:
        """The .sym file: names by wire."""
        names = {}
        for line in (self.folder / "x.sym").read_text().splitlines():
            label, wire, _, name = line.split(",")
            self.assertEqual(label, wire)
            names[int(wire)] = name
        return names

    def assert_right(self, theory: Path, *options: str) -> None:
        """All that holds of every export."""
        system, values = self.export(theory, *options)
        self.assertEqual(len(values), system.wires)
        self.assertEqual(values[0], 1)
        self.assertEqual(system.violated(values), [])
        self.assertEqual(system.labels, list(range(system.wires)))
        self.assertEqual((system.public_outputs, system.public_inputs), (0, 0))

        names = self.names()
        self.assertEqual(list(names), list(range(1, system.wires)))
        self.assertEqual(len(set(names.values())), len(names))
        self.assert_json_says(system)
        self.assert_built_again(theory, system, *options)

    def assert_json_says(self, system: R1cs) -> None:
        """The JSON file says what the binary one does."""
        exported = json.loads((self.folder / "x.json").read_text())
        self.assertEqual(int(exported["prime"]), P)
        self.assertEqual(exported["nVars"], system.wires)
        self.assertEqual(exported["nPrvInputs"], system.private_inputs)
        self.assertEqual(exported["nConstraints"], len(system.constraints))
        for read, row in zip(exported["constraints"], system.constraints, strict=True):
            for form, expected in zip(read, row, strict=True):
                self.assertEqual({int(w): int(v) for w, v in form.items()}, expected)

    def assert_built_again(self, theory: Path, system: R1cs, *options: str) -> None:
        """The constraints are those that the certificate and the documents give."""
        certificate = self.folder / "x.bfc"
        self.blockfold("prove", theory, *options, "-q", "-o", certificate)
        expected = Unfolded(certificate, theory)
        self.assertEqual(system.wires, expected.wires)
        self.assertEqual(system.private_inputs, expected.structure_wires)
        for row, again in zip(system.constraints, expected.constraints(), strict=True):
            self.assertEqual(row, again)

    def test_smallest(self) -> None:
        self.assert_right(self.tiny(), "--theorem=th")

    def test_lemmas_and_assumptions(self) -> None:
        self.assert_right(THEORIES / "implication.mm", "--theorem=idd")
        self.assert_right(THEORIES / "implication.mm", "--theorem=idd", "--assume=id")

    def test_disjoint_variables(self) -> None:
        self.assert_right(THEORIES / "disjoint.mm", "--all")

    def test_hypotheses(self) -> None:
        self.assert_right(THEORIES / "hypotheses.mm", "--all")

    def test_several_segments(self) -> None:
        self.assert_right(THEORIES / "implication.mm", "--theorem=idd", "--segments=3")

    @unittest.skipUnless((DEBIAN / "hol.mm").exists(), "Debian's databases are not installed")
    def test_library(self) -> None:
        self.assert_right(DEBIAN / "hol.mm", "--all")

    def test_odd_layouts(self) -> None:
        """Certificates with up to four kinds, which the planner would not choose."""
        theory, certificate = THEORIES / "disjoint.mm", self.folder / "x.bfc"
        kinds = set()
        for seed in range(12):
            outcome = run([BIN / "odd-layout", theory, str(seed), certificate])
            self.assertEqual(outcome.returncode, 0, outcome.stderr)
            expected = Unfolded(certificate, theory)
            kinds.add(expected.kinds)
            words = ["export", certificate, "--theory", theory, "--format=r1cs", "-o", "-"]
            system = read_r1cs(self.blockfold(*words))
            self.assertEqual(system.constraints, list(expected.constraints()))
            system = read_r1cs(self.blockfold(*words, "--challenges=public"))
            expected.challenges = Challenges(2, 3, 5)
            self.assertEqual(
                substituted(system, [2, 3, 5], expected.wires), list(expected.constraints())
            )
        self.assertGreater(max(kinds), 2)

    def test_public_challenges(self) -> None:
        """With any challenges put in, what is left are the constraints for those challenges."""
        for theory in (self.tiny(), *sorted(THEORIES.glob("*.mm"))):
            system, values = self.export(theory, "--all", "--challenges=public")
            self.assertEqual(system.public_inputs, 3)
            self.assertEqual(system.violated(values), [])
            names = self.names()
            self.assertEqual([names[i] for i in (1, 2, 3)], ["main.r", "main.alpha", "main.beta"])
            self.assertEqual(len(set(names.values())), system.wires - 1)
            self.assert_json_says(system)

            certificate = self.folder / "x.bfc"
            self.blockfold("prove", theory, "--all", "-q", "-o", certificate)
            expected = Unfolded(certificate, theory)
            drawn = (expected.challenges.power(1), expected.challenges.coefficient(_ALPHA))
            self.assertEqual((values[1], values[2]), drawn)
            self.assertEqual(values[3], expected.challenges.beta_power(1))
            for seed in range(3):
                challenges = [random.Random(seed + i).randrange(P) for i in (10, 20, 30)]
                expected.challenges = Challenges(*challenges)
                left = substituted(system, challenges, expected.wires)
                self.assertEqual(left, list(expected.constraints()))

    def test_public_challenges_leave_nothing_of_the_proof(self) -> None:
        """Two proofs by the same rules have one circuit."""
        circuits = []
        for proof in ("wa wb ax-a ax-b ax-t", "wb wa ax-b ax-a ax-t"):
            theory = self.folder / "proof.mm"
            theory.write_text(_TWO_WAYS + f"th $p |- t $= {proof} $.\n")
            _, values = self.export(theory, "--all", "--challenges=public")
            circuits.append((self.folder / "x.r1cs").read_bytes())
            circuits.append((self.folder / "x.json").read_bytes())
        self.assertEqual(circuits[:2], circuits[2:])

    def is_idle(self, wire: int, row: Row, values: list[int]) -> bool:
        """Whether a row says that something with the wire, times zero, is zero."""
        right = [*row[1], *row[2]]
        return bool(row[1]) and wire not in right and not any(values[w] for w in right)

    def test_every_wire_matters(self) -> None:
        """Changed by itself, each wire breaks a constraint, unless it is in claims only that are
        made zero times."""
        for theory, option in (
            (self.tiny(), "--theorem=th"),
            (THEORIES / "disjoint.mm", "--all"),
            (THEORIES / "hypotheses.mm", "--all"),
        ):
            system, values = self.export(theory, option)
            rows = system.rows_by_wire()
            names = self.names()
            for wire in range(1, system.wires):
                if all(self.is_idle(wire, system.constraints[i], values) for i in rows[wire]):
                    self.assertIn("kappa", names[wire])
                    continue
                values[wire] = (values[wire] + 1) % P
                with self.subTest(theory=theory.name, wire=names[wire]):
                    self.assertFalse(all(holds(system.constraints[i], values) for i in rows[wire]))
                values[wire] = (values[wire] - 1) % P

    def test_the_bus_is_one_constraint(self) -> None:
        """A claim that is emitted once more than demanded breaks the last constraint only."""
        system, values = self.export(self.tiny(), "--theorem=th")
        names = {name: wire for wire, name in self.names().items()}
        wire = next(wire for name, wire in names.items() if "ax-a@" in name and ".m0" in name)
        term = next(wire for name, wire in names.items() if "ax-a@" in name and ".h" in name)
        emission = next(row for row in system.constraints if term in row[1])
        denominator = sum(k * values[w] for w, k in emission[0].items()) % P
        values[wire] += 1
        values[term] = values[wire] * pow(denominator, -1, P) % P
        self.assertEqual(system.violated(values), [len(system.constraints) - 1])

    def test_known_challenges_prove_anything(self) -> None:
        """Why an exported circuit is no certificate: who chooses the witness after the challenges can
        let the theorem rest on a block that does not exist, and pay with any multiplicity."""
        system, values = self.export(self.tiny(), "--theorem=th")
        names = {name: wire for wire, name in self.names().items()}

        def wire(prefix: str, suffix: str) -> int:
            return next(w for n, w in names.items() if prefix in n and n.endswith(suffix))

        def denominator(term: int) -> int:
            row = next(row for row in system.constraints if term in row[1])
            return sum(k * values[w] for w, k in row[0].items()) % P

        address, demand = wire("qed_|-@", ".address0"), wire("qed_|-@", ".h0")
        values[address] = 1000
        values[demand] = pow(denominator(demand), -1, P)
        last = len(system.constraints) - 1
        self.assertEqual(system.violated(values), [last])

        total = system.constraints[-1][2]
        missing = -sum(k * values[w] for w, k in total.items()) % P
        multiplicity, term = wire("range_table@1.", ".m0"), wire("range_table@1.", ".h0")
        values[term] = (values[term] + missing) % P
        values[multiplicity] = values[term] * denominator(term) % P
        self.assertEqual(system.violated(values), [])

    def test_of_a_certificate(self) -> None:
        """A certificate's export is that of the proof it was made from."""
        theory = THEORIES / "implication.mm"
        for options in (["--theorem=idd"], ["--all", "--segments=4"], ["-t", "idd", "--assume=id"]):
            self.export(theory, *options)
            certificate = self.folder / "c.bfc"
            self.blockfold("prove", theory, *options, "-q", "-o", certificate)
            again = self.folder / "again"
            self.blockfold(
                "export", certificate, "--theory", theory, "--format=r1cs,wtns,sym,json", "-o", again
            )
            for suffix in (".r1cs", ".wtns", ".sym", ".json"):
                self.assertEqual(
                    again.with_suffix(suffix).read_bytes(),
                    (self.folder / "x").with_suffix(suffix).read_bytes(),
                )

    def test_rule_file(self) -> None:
        """A theory in our own language, with its transcript."""
        theory, certificate = STDLIB / "propositional.blk", self.folder / "c.bfc"
        system, values = self.export(theory, str(theory.with_suffix(".bmt")))
        self.assertEqual(system.violated(values), [])
        self.blockfold("prove", theory, theory.with_suffix(".bmt"), "-q", "-o", certificate)
        again = self.blockfold("export", certificate, "--theory", theory, "-f", "r1cs", "-o", "-")
        self.assertEqual(again, (self.folder / "x.r1cs").read_bytes())

    def test_challenges(self) -> None:
        """Another statement, other challenges; the same one, the same bytes."""
        theory = THEORIES / "implication.mm"
        drawn = []
        for options in (["-t", "id"], ["-t", "idd"], ["-t", "id"]):
            self.export(theory, *options)
            drawn.append(json.loads((self.folder / "x.json").read_text()))
        self.assertEqual(drawn[0], drawn[2])
        for name in ("r", "alpha", "beta"):
            self.assertNotEqual(
                drawn[0]["blockfold"]["challenges"][name], drawn[1]["blockfold"]["challenges"][name]
            )

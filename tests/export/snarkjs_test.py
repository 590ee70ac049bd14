"""Exported files in the hands of snarkjs: `tools/setup.sh --snarkjs` installs it."""

import json
import os
import shutil
import unittest
from pathlib import Path

from programs import ROOT, THEORIES, ExportTest, run

_CLI = Path(
    os.environ.get("SNARKJS", ROOT / "build/npm/node_modules/snarkjs/build/cli.cjs")
)
_ABSENT = not _CLI.exists() or shutil.which("node") is None


@unittest.skipIf(_ABSENT, "node or snarkjs is absent: tools/setup.sh --snarkjs")
class Snarkjs(ExportTest):
    """What circom's users do with a circuit."""

    def snarkjs(self, *words: str | Path, status: int = 0) -> str:
        """Runs snarkjs in the test's folder."""
        outcome = run(["node", _CLI, *words], cwd=self.folder)
        text = (outcome.stdout + outcome.stderr).decode()
        self.assertEqual(outcome.returncode, status, text)
        return text

    def export(self, theory: Path, *options: str) -> None:
        self.blockfold(
            "export", theory, *options, "--format=r1cs,wtns,sym,json", "-o", self.folder / "x"
        )

    def exported(self) -> dict:
        return json.loads((self.folder / "x.json").read_text())

    def test_reads(self) -> None:
        """Counts, witness, names and constraints as snarkjs sees them."""
        for theory in ("implication", "disjoint", "hypotheses"):
            self.export(THEORIES / f"{theory}.mm", "--all")
            ours = self.exported()
            info = self.snarkjs("r1cs", "info", "x.r1cs")
            self.assertIn("Curve: bn-128", info)
            self.assertIn(f"# of Wires: {ours['nVars']}\n", info)
            self.assertIn(f"# of Constraints: {ours['nConstraints']}\n", info)
            self.assertIn("WITNESS IS CORRECT", self.snarkjs("wtns", "check", "x.r1cs", "x.wtns"))
            self.snarkjs("r1cs", "export", "json", "x.r1cs", "theirs.json")
            theirs = json.loads((self.folder / "theirs.json").read_text())
            ours.pop("blockfold")
            self.assertEqual(ours, theirs)
            printed = self.snarkjs("r1cs", "print", "x.r1cs", "x.sym")
            names = [line.split(",")[3] for line in (self.folder / "x.sym").read_text().split()]
            self.assertTrue(all(name in printed for name in names))

    def test_wrong_witness(self) -> None:
        self.export(self.tiny(), "--theorem=th")
        values = bytearray((self.folder / "x.wtns").read_bytes())
        values[-32] ^= 1  # the last wire
        (self.folder / "wrong.wtns").write_bytes(values)
        verdict = self.snarkjs("wtns", "check", "x.r1cs", "wrong.wtns", status=1)
        self.assertIn("WITNESS IS NOT CORRECT", verdict)

    def test_public_challenges(self) -> None:
        self.export(THEORIES / "disjoint.mm", "--all", "--challenges=public")
        self.assertIn("# of Public Inputs: 3\n", self.snarkjs("r1cs", "info", "x.r1cs"))
        self.assertIn("WITNESS IS CORRECT", self.snarkjs("wtns", "check", "x.r1cs", "x.wtns"))

    def test_groth16(self) -> None:
        """Set-up, proof and verification of the smallest circuit."""
        self.snarkjs("powersoftau", "new", "bn128", "5", "new.ptau")
        self.snarkjs("powersoftau", "prepare", "phase2", "new.ptau", "final.ptau")
        self.export(self.tiny(), "--theorem=th")
        challenges = self.exported()["blockfold"]["challenges"]
        self.assertEqual(self.prove_and_verify(), [])
        self.export(self.tiny(), "--theorem=th", "--challenges=public")
        public = self.prove_and_verify()
        self.assertEqual(public, [challenges[name] for name in ("r", "alpha", "beta")])

    def prove_and_verify(self) -> list[str]:
        """Groth16 from set-up to verdict; returns the public inputs."""
        self.snarkjs("groth16", "setup", "x.r1cs", "final.ptau", "first.zkey")
        self.snarkjs("zkey", "contribute", "first.zkey", "x.zkey", "-e=a test needs no secret")
        self.snarkjs("zkey", "export", "verificationkey", "x.zkey", "key.json")
        self.snarkjs("groth16", "prove", "x.zkey", "x.wtns", "proof.json", "public.json")
        self.snarkjs("groth16", "verify", "key.json", "public.json", "proof.json")

        proof = json.loads((self.folder / "proof.json").read_text())
        proof["pi_a"], proof["pi_c"] = proof["pi_c"], proof["pi_a"]
        (self.folder / "wrong.json").write_text(json.dumps(proof))
        self.snarkjs("groth16", "verify", "key.json", "public.json", "wrong.json", status=1)
        return json.loads((self.folder / "public.json").read_text())

"""Runs the built programs and both verifiers."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pyverify.errors import Refusal
from pyverify.metamath import Statement, read_database
from pyverify.rule_reader import RuleFile, read_rule_file
from pyverify.theories import is_rule_file
from pyverify.verify import verify_certificate
from pyverify.verify_rules import verify_rules

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("BLOCKFOLD_BIN", ROOT / "build" / "release" / "bin"))
FROZEN = ROOT / "tests" / "data" / "certificates"


_SEEDS = os.environ.get("PYVERIFY_SEEDS", "")


def seeds(count: int) -> range:
    """Of random tests: the first `count`, or those that PYVERIFY_SEEDS=FIRST:END names."""
    first, _, end = (_SEEDS or f"0:{count}").partition(":")
    return range(int(first), int(end))


def every_case_is_met() -> bool:
    """Whether the seeds are those that are known to meet all cases."""
    return not _SEEDS


class Verdict(NamedTuple):
    """An exit status, and the code of the error if there is one."""

    status: int
    code: str = ""


class Outcome(NamedTuple):
    """What a program left behind."""

    status: int
    out: bytes
    err: bytes

    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def run(words: Sequence[str | Path]) -> Outcome:
    """Runs a program; a crash shows as a negative status."""
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False)
    return Outcome(done.returncode, done.stdout, done.stderr)


def prove(theory: Path, certificate: Path, options: Sequence[str]) -> None:
    """Writes a certificate with the real prover; raises if that fails."""
    outcome = run([BIN / "blockfold", "prove", theory, "-o", certificate, "-q", *options])
    if outcome.status != 0:
        raise RuntimeError(f"blockfold prove {theory} {options}: {outcome.err.decode()}")


def prove_oddly(theory: Path, certificate: Path, seed: int) -> None:
    """Proves all theorems with a layout that the planner would not choose (odd_layout.cc)."""
    outcome = run([BIN / "odd-layout", theory, str(seed), certificate])
    if outcome.status != 0:
        raise RuntimeError(f"odd-layout {theory} {seed}: {outcome.err.decode()}")


def blockfold_verify(certificate: Path, theory: Path) -> Outcome:
    """The C++ verifier."""
    return run([BIN / "blockfold-verify", certificate, theory, "--json"])


def pyverify(*words: str | Path) -> Outcome:
    """The Python verifier, as its users run it."""
    return run([sys.executable, ROOT / "tools" / "pyverify", *words])


def blockfold_verify_rules(certificate: Path, rules: Path) -> Outcome:
    """The C++ verifier for rule files, which blockfold-verify does not read."""
    return run([BIN / "blockfold", "verify", certificate, f"--theory={rules}", "--json"])


def blockfold_verdict(certificate: Path, theory: Path) -> Verdict:
    """The C++ verifier's verdict."""
    verify = blockfold_verify_rules if is_rule_file(str(theory)) else blockfold_verify
    outcome = verify(certificate, theory)
    return Verdict(outcome.status, outcome.json().get("error", {}).get("code", ""))


def python_verdict(certificate: bytes, theory: Path | list[Statement] | RuleFile) -> Verdict:
    """The Python verifier's verdict, without the cost of a process."""
    try:
        if isinstance(theory, Path):
            path = str(theory)
            theory = read_rule_file(path) if is_rule_file(path) else read_database(path)
        if isinstance(theory, RuleFile):
            verify_rules(theory, certificate)
        else:
            verify_certificate(theory, certificate)
    except Refusal as refusal:
        return Verdict(refusal.exit_status, refusal.code)
    return Verdict(0)

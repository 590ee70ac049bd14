"""Random executions with texts: both verifiers believe what is true; what is not is not proved."""

import random
import tempfile
import unittest
from collections import Counter
from dataclasses import replace
from pathlib import Path

from mutants import encode
from programs import (
    BIN,
    Verdict,
    blockfold_verdict,
    blockfold_verify_rules,
    every_case_is_met,
    prove,
    python_verdict,
    pyverify,
    run,
    seeds,
)
from pyverify.certificate import read_certificate
from pyverify.rule_reader import RuleFile, read_rule_file
from random_executions import Block, RandomExecution

_LIES = 8
_STATEMENTS = 5


class RandomExecutions(unittest.TestCase):
    """Each seed is one program, its blocks, and changes of these."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.rules = self.folder / "rules.blk"
        self.blocks = self.folder / "blocks.bmt"
        self.certificate = self.folder / "run.bfc"
        self.counts: Counter[str] = Counter()

    def test_random_executions(self) -> None:
        for seed in seeds(12):
            with self.subTest(seed=seed):
                self.try_seed(seed)
        print(*(f"{what}: {count}" for what, count in sorted(self.counts.items())), sep=", ")
        if every_case_is_met():
            for what in ("proved", "false blocks refused", "false statements refused"):
                self.assertGreater(self.counts[what], 0)

    def try_seed(self, seed: int) -> None:
        made, rng = RandomExecution(seed), random.Random(seed)
        self.rules.write_text(made.rules)
        self.assertTrue(made.holds(made.true))
        if not made.states_something(made.true):
            self.assert_not_proved(made, made.true)
            return
        self.blocks.write_text(made.transcript(made.true))
        prove(self.rules, self.certificate, [str(self.blocks), f"--segments={rng.randrange(1, 4)}"])
        self.counts["proved"] += 1
        self.assert_same_text()
        self.try_statements(made, rng)
        for _ in range(_LIES):
            what, blocks = made.changed(rng)
            with self.subTest(what):
                if made.holds(blocks) and made.states_something(blocks):
                    self.assert_proved(made, blocks)
                else:
                    self.assert_not_proved(made, blocks)

    def assert_same_text(self) -> None:
        """Both verifiers accept, and print the same."""
        expected = blockfold_verify_rules(self.certificate, self.rules)
        self.assertEqual(expected.status, 0)
        outcome = pyverify(self.certificate, "--theory", self.rules, "--json")
        self.assertEqual((outcome.status, outcome.err), (0, b""))
        self.assertEqual(outcome.json(), expected.json())

    def prove(self, made: RandomExecution, blocks: list[Block]) -> int:
        self.blocks.write_text(made.transcript(blocks))
        proved = self.folder / "changed.bfc"
        return run([BIN / "blockfold", "prove", self.rules, self.blocks, "-o", proved, "-q"]).status

    def assert_proved(self, made: RandomExecution, blocks: list[Block]) -> None:
        self.assertEqual(self.prove(made, blocks), 0)
        data = (self.folder / "changed.bfc").read_bytes()
        self.assertEqual(read_certificate(data).public_blocks, made.public_bytes(blocks))
        self.assertEqual(python_verdict(data, self.rules), Verdict(0))
        self.counts["changed blocks that are true"] += 1

    def assert_not_proved(self, made: RandomExecution, blocks: list[Block]) -> None:
        self.assertEqual(self.prove(made, blocks), 1)
        self.counts["false blocks refused"] += 1

    def try_statements(self, made: RandomExecution, rng: random.Random) -> None:
        """The proof of the true blocks, with what others would state."""
        rules = read_rule_file(str(self.rules))
        certificate = read_certificate(self.certificate.read_bytes())
        self.assertEqual(certificate.public_blocks, made.public_bytes(made.true))
        for _ in range(_STATEMENTS):
            what, blocks = made.changed(rng)
            stated = made.public_bytes(blocks)
            with self.subTest(f"statement: {what}"):
                mutant = encode(replace(certificate, public_blocks=stated))
                self.assert_same_verdict(rules, mutant, stated == certificate.public_blocks)

    def assert_same_verdict(self, rules: RuleFile, data: bytes, is_true: bool) -> None:
        path = self.folder / "stated.bfc"
        path.write_bytes(data)
        verdict = python_verdict(data, rules)
        self.assertEqual(verdict, blockfold_verdict(path, self.rules))
        self.assertEqual(verdict.status, 0 if is_true else 1)
        self.counts["statements believed" if is_true else "false statements refused"] += 1

"""Certificates that hold up to the opening of their commitments, without any proof.

The sum-checks alone do not stop a prover who may choose row and part values last; only the opening
does. So a forger can bring any list of assertions and any layout as far as that, provided that it
knows every value that a verifier computes: the circuit digest, the matrices, the fixed part. Both
verifiers refuse such a certificate with `ipa.mismatch` exactly if all of these are the same.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from mutants import encode_layout, encode_proof, encode_statement
from pyverify.analysis import Analysis
from pyverify.block_chips import PublicBlocks, block_chips
from pyverify.block_program import BlockProgram, BlockRule
from pyverify.certificate import Entry, KindProof
from pyverify.chips import Ranges, chips_of
from pyverify.circuit import Chip
from pyverify.codec import encode_number
from pyverify.curve import encode_point
from pyverify.execution import read_public_blocks
from pyverify.field import SCALAR_MODULUS as P
from pyverify.field import invert, scalar_bytes
from pyverify.layout import KindSpec, Layout
from pyverify.matrices import Challenges, evaluate_fixed_part, evaluate_matrices
from pyverify.metamath import Statement
from pyverify.placement import Kind as PlacedKind
from pyverify.placement import circuit_digest, place
from pyverify.polynomial import eq, eq_table, verify_sumcheck
from pyverify.rule_program import Kind
from pyverify.theory import Role, build_theory
from pyverify.transcript import PROTOCOL, Transcript

_NOTHING = encode_point(None)


class Forger:
    """Forges the proof of a circuit, for a transcript that begins with statement and circuit."""

    def __init__(
        self, rng: random.Random, statement: bytes, chips: Sequence[Chip], layout: Layout
    ) -> None:
        self._rng = rng
        self._kinds = place(chips, layout)
        self._statement = statement
        self._transcript = Transcript(PROTOCOL)
        self._transcript.absorb("statement", statement)
        self._transcript.absorb("circuit", circuit_digest(chips, self._kinds))

    # --- the proof ------------------------------------------------------------------------------

    def forge(self) -> bytes:
        """The bytes of the certificate."""
        rng, transcript, kinds = self._rng, self._transcript, self._kinds
        empty = [
            [[_NOTHING] * (kind.segments * kind.commitments(phase)) for phase in range(3)]
            for kind in kinds
        ]

        def absorb(phase: int, label: str) -> None:
            for commitments in empty:
                transcript.absorb(label, b"".join(commitments[phase]))

        absorb(0, "structure")
        r = transcript.challenge("r")
        absorb(1, "text")
        challenges = Challenges(r, transcript.challenge("alpha"), transcript.challenge("beta"))
        absorb(2, "bus")
        sums = [rng.randrange(P) for _ in kinds[1:]]
        sums.append(-sum(sums) % P)
        for bus_sum in sums:
            transcript.absorb_scalars("bus sum", [bus_sum])
        proofs = [
            self._kind(kind, challenges, commitments, bus_sum)
            for kind, commitments, bus_sum in zip(kinds, empty, sums, strict=True)
        ]
        return self._statement + encode_proof(proofs)

    def _rounds(self, count: int, size: int) -> list[list[int]]:
        return [[self._rng.randrange(P) for _ in range(size)] for _ in range(count)]

    def _kind(
        self, kind: PlacedKind, challenges: Challenges, commitments: list[list[bytes]], bus_sum: int
    ) -> KindProof:
        rng, transcript = self._rng, self._transcript
        tau = transcript.challenges("tau", kind.log_rows)
        rho = transcript.challenges("rho", kind.log_segments)
        gamma = transcript.challenge("gamma")
        fold = self._rounds(kind.log_segments, 3)
        segments, claim = verify_sumcheck(
            gamma * bus_sum, fold, kind.log_segments, transcript, "fold"
        )
        folded_bus_sum = rng.randrange(P)
        transcript.absorb_scalars("folded bus sum", [folded_bus_sum])
        claim = (claim - gamma * folded_bus_sum) * invert(eq(rho, segments))

        outer = self._rounds(kind.log_rows, 3)
        rows, claim = verify_sumcheck(claim, outer, kind.log_rows, transcript, "outer")
        a, b = rng.randrange(P), rng.randrange(P)
        row_values = [a, b, (a * b - claim * invert(eq(tau, rows))) % P]
        transcript.absorb_scalars("row values", row_values)

        mix = transcript.challenge("mix")
        claim = _mixed([*row_values, folded_bus_sum], mix)
        variables = kind.log_part + 2
        inner = self._rounds(variables, 2)
        columns, claim = verify_sumcheck(claim, inner, variables, transcript, "inner")
        matrix = _mixed(evaluate_matrices(kind, challenges, rows, columns), mix)
        within, part = columns[: kind.log_part], eq_table(columns[kind.log_part :])
        fixed = evaluate_fixed_part(kind, challenges, segments, within)
        text, bus = rng.randrange(P), rng.randrange(P)
        rest = part[0] * fixed + part[2] * text + part[3] * bus
        part_values = [(claim * invert(matrix) - rest) * invert(part[1]) % P, text, bus]
        transcript.absorb_scalars("part values", part_values)

        return KindProof(
            commitments,
            bus_sum,
            fold,
            folded_bus_sum,
            outer,
            row_values,
            inner,
            part_values,
            left=[_NOTHING] * kind.log_width,
            right=[_NOTHING] * kind.log_width,
            last=rng.randrange(P),
        )


class TheoryForger(Forger):
    """Chooses a statement about theorems and a layout at random, and forges a certificate."""

    def __init__(self, database: Sequence[Statement], rng: random.Random) -> None:
        entries = _entries(database, rng)
        theory = build_theory(database, entries)
        digest = theory.digest()
        with_variables = theory.typecodes_with_variables()
        dummies = [
            rng.randrange(3) if typecode in with_variables else 0
            for typecode in range(len(theory.typecodes))
        ]
        theory.add_dummies(dummies)
        self.analysis = Analysis(theory)
        self.theory = theory
        ranges = Ranges(rng.randrange(1, 6), *(rng.randrange(1, 4) for _ in range(3)))
        chips = chips_of(theory, self.analysis, ranges)
        counted = sum(chip.copies is None for chip in chips)
        layout = Layout(ranges, dummies, _specs(counted, rng))
        statement = encode_statement(digest, entries, encode_layout(layout))
        super().__init__(rng, statement, chips, layout)


def _entries(database: Sequence[Statement], rng: random.Random) -> list[Entry]:
    """Some assertions in any role that their sort may have, one goal among them."""
    theorems = [i for i, statement in enumerate(database) if not statement.is_axiom]
    goal = rng.choice(theorems)
    entries = []
    for ordinal, statement in enumerate(database):
        role = Role.AXIOM if statement.is_axiom else Role(rng.randrange(1, 5))
        if ordinal == goal:
            entries.append(Entry(ordinal, rng.choice([Role.GOAL, Role.CITED_GOAL])))
        elif rng.random() < 0.8:
            entries.append(Entry(ordinal, role))
    return entries


@dataclass(frozen=True)
class ExecutionStatement:
    """A statement about an execution: some public blocks, and a layout, at random."""

    statement: bytes
    blocks: PublicBlocks
    layout: Layout

    def without_proof(self) -> bytes:
        """A certificate that is refused before its proof is looked at, or because it has none."""
        return self.statement + encode_proof([])


def state_execution(program: BlockProgram, rng: random.Random) -> ExecutionStatement:
    """Some rule must be public."""
    bits = rng.choice([4, 4, 8, 8, 12]) if program.needs_digits() else 0
    public = [rule for rule in program.rules if rule.is_public]
    stated = rng.choice(public)
    blocks = b"".join(
        _public_blocks(program, rule, rng.randrange(rule is stated, 4), rng) for rule in public
    )
    counted = len(program.rules) - len(public)
    layout = Layout(Ranges(bits, 0, 0, 0), [], _specs(counted, rng))
    statement = encode_statement(program.digest(), blocks, encode_layout(layout))
    return ExecutionStatement(statement, read_public_blocks(program, blocks), layout)


class ExecutionForger(Forger):
    """Forges a certificate for a statement about an execution."""

    def __init__(
        self, program: BlockProgram, stated: ExecutionStatement, rng: random.Random
    ) -> None:
        chips = block_chips(program, stated.blocks, stated.layout.ranges.bits)
        super().__init__(rng, stated.statement, chips, stated.layout)


def _public_blocks(program: BlockProgram, rule: BlockRule, count: int, rng: random.Random) -> bytes:
    """Blocks with any arguments, as they stand in a certificate."""
    out = encode_number(count)
    for _ in range(count):
        for _, of in rule.public_types():
            if of.kind is Kind.INTEGER:
                out += encode_number(rng.randrange(1 << of.bits))
            elif of.kind is Kind.TEXT:
                codes = len(program.symbols)
                length = rng.choice([0, 1, 2, 5, 300]) if codes > 1 else 0
                text = [rng.randrange(1, codes) for _ in range(length)]
                out += b"".join(map(encode_number, [length, *text]))
            else:
                out += scalar_bytes([rng.choice([rng.randrange(P), rng.randrange(3)])])
    return out


def _specs(counted: int, rng: random.Random) -> list[KindSpec]:
    """Kinds of any shape; a kind must hold something."""
    specs = []
    for number in range(rng.randrange(1, 5) if counted else 1):
        copies = [rng.choice([0, 0, 1, 2, 3, 5]) for _ in range(counted)]
        if copies:
            copies[rng.randrange(counted)] += 1
        segments = rng.randrange(1, 6) if number else 1
        specs.append(KindSpec(segments, rng.randrange(7), copies))
    return specs


def _mixed(values: Sequence[int], mix: int) -> int:
    return sum(value * pow(mix, power, P) for power, value in enumerate(values)) % P

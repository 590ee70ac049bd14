"""The proof against the circuit (docs/verifier.md, sections 4 to 8)."""

from collections.abc import Sequence

from .certificate import KindProof
from .curve import Point, decode_point, encode_point, multi_scalar_mul
from .errors import Refusal
from .field import SCALAR_MODULUS as P
from .field import invert
from .generators import inner_product_generator, pedersen_generator
from .matrices import Challenges, evaluate_fixed_part, evaluate_matrices
from .placement import Kind
from .polynomial import eq, eq_table, verify_sumcheck
from .transcript import Transcript

_PHASES = ("structure", "text", "bus")


def verify_proof(
    kinds: Sequence[Kind], proofs: Sequence[KindProof], transcript: Transcript
) -> None:
    """Verifies that some witness satisfies the circuit and that its bus terms sum to zero.

    The transcript must hold the statement and the circuit digest.
    """
    _check_shape(kinds, proofs)
    challenges = _replay_phases(proofs, transcript)
    for kind, proof in zip(kinds, proofs, strict=True):
        _KindVerifier(kind, proof, challenges, transcript).run()


def _check_shape(kinds: Sequence[Kind], proofs: Sequence[KindProof]) -> None:
    """Section 4, step 1."""
    if len(proofs) != len(kinds):
        raise Refusal("verify.shape", "the proof has another number of kinds than the layout")
    for kind, proof in zip(kinds, proofs):
        for phase, commitments in enumerate(proof.commitments):
            if len(commitments) != kind.segments * kind.commitments(phase):
                raise Refusal("verify.shape", "wrong number of commitments")
        if not len(proof.left) == len(proof.right) == kind.log_width:
            raise Refusal("verify.shape", "wrong number of opening rounds")


def _replay_phases(proofs: Sequence[KindProof], transcript: Transcript) -> Challenges:
    """Section 4, steps 2 and 3."""

    def absorb_phase(phase: int) -> None:
        for proof in proofs:
            transcript.absorb(_PHASES[phase], b"".join(proof.commitments[phase]))

    absorb_phase(0)
    r = transcript.challenge("r")
    absorb_phase(1)
    alpha = transcript.challenge("alpha")
    beta = transcript.challenge("beta")
    absorb_phase(2)
    for proof in proofs:
        transcript.absorb_scalars("bus sum", [proof.bus_sum])
    if sum(proof.bus_sum for proof in proofs) % P:
        raise Refusal("verify.bus", "the bus sums of the kinds do not cancel")
    return Challenges(r, alpha, beta)


def _decode_points(encoded: Sequence[bytes]) -> list[Point]:
    try:
        return [decode_point(data) for data in encoded]
    except ValueError as error:
        raise Refusal("verify.point", f"a point is not the encoding of one: {error}") from error


class _KindVerifier:
    """Steps that are taken for each kind by itself, in the order in which they are called."""

    def __init__(
        self, kind: Kind, proof: KindProof, challenges: Challenges, transcript: Transcript
    ) -> None:
        self._kind = kind
        self._proof = proof
        self._challenges = challenges
        self._transcript = transcript

    def run(self) -> None:
        """Refuses unless the kind's proof holds."""
        segment_point, tau, claim = self._fold()
        row_point = self._outer(tau, claim)
        column_point = self._inner(segment_point, row_point)
        self._open(segment_point, column_point)

    def _fold(self) -> tuple[list[int], list[int], int]:
        """Section 5: from all segments to one; what is left to be shown of its constraints."""
        kind, proof, transcript = self._kind, self._proof, self._transcript
        tau = transcript.challenges("tau", kind.log_rows)
        rho = transcript.challenges("rho", kind.log_segments)
        gamma = transcript.challenge("gamma")
        point, claim = verify_sumcheck(
            gamma * proof.bus_sum, proof.fold, kind.log_segments, transcript, "fold"
        )
        transcript.absorb_scalars("folded bus sum", [proof.folded_bus_sum])
        weight = eq(rho, point)
        if weight == 0:
            raise Refusal("verify.fold", "the folding challenges are degenerate")
        return point, tau, (claim - gamma * proof.folded_bus_sum) * invert(weight) % P

    def _outer(self, tau: list[int], claim: int) -> list[int]:
        """Section 6.1: the constraints of the folded segment."""
        proof = self._proof
        point, claim = verify_sumcheck(
            claim, proof.outer, self._kind.log_rows, self._transcript, "outer"
        )
        a, b, c = proof.row_values
        if (claim - eq(tau, point) * (a * b - c)) % P:
            raise Refusal("verify.outer", "the folded segment does not satisfy the constraints")
        self._transcript.absorb_scalars("row values", proof.row_values)
        return point

    def _inner(self, segment_point: list[int], row_point: list[int]) -> list[int]:
        """Section 6.2: row values and bus sum belong to one z."""
        kind, proof = self._kind, self._proof
        mix = self._transcript.challenge("mix")
        claim = _combine([*proof.row_values, proof.folded_bus_sum], mix)
        point, claim = verify_sumcheck(
            claim, proof.inner, kind.log_part + 2, self._transcript, "inner"
        )
        self._transcript.absorb_scalars("part values", proof.part_values)
        values = evaluate_matrices(kind, self._challenges, row_point, point)
        within, part = point[: kind.log_part], point[kind.log_part :]
        fixed = evaluate_fixed_part(kind, self._challenges, segment_point, within)
        z = sum(w * v for w, v in zip(eq_table(part), [fixed, *proof.part_values], strict=True))
        if (claim - _combine(values, mix) * z) % P:
            raise Refusal("verify.inner", "the folded segment does not match its row values")
        return within

    def _open(self, segment_point: list[int], point: list[int]) -> None:
        """Section 8: the part values are those of the commitments."""
        kind, proof = self._kind, self._proof
        batch = self._transcript.challenge("batch")
        segments = eq_table(segment_point)[: kind.segments]
        rows = eq_table(point[kind.log_width :])
        points: list[Point] = []
        scalars: list[int] = []
        for phase, commitments in enumerate(proof.commitments):
            points += _decode_points(commitments)
            power = pow(batch, phase, P)
            used = rows[: kind.commitments(phase)]
            scalars += [power * s % P * row % P for s in segments for row in used]
        value = _combine(proof.part_values, batch)
        left, right = _decode_points(proof.left), _decode_points(proof.right)
        commitment = multi_scalar_mul(points, scalars)
        weights = eq_table(point[: kind.log_width])
        self._inner_product(commitment, value, weights, left, right)

    def _inner_product(
        self,
        commitment: Point,
        value: int,
        weights: list[int],
        left: list[Point],
        right: list[Point],
    ) -> None:
        """Section 8.2: the vector in `commitment` has this inner product with the weights."""
        transcript, last = self._transcript, self._proof.last
        transcript.absorb("ipa.width", len(weights).to_bytes(8, "little"))
        transcript.absorb("ipa.commitment", encode_point(commitment))
        transcript.absorb_scalars("ipa.value", [value])
        u = transcript.challenge("ipa.u")
        xs = []
        for encoded_left, encoded_right in zip(self._proof.left, self._proof.right, strict=True):
            transcript.absorb("ipa.left", encoded_left)
            transcript.absorb("ipa.right", encoded_right)
            xs.append(transcript.challenge("ipa.round"))
        if 0 in xs:
            raise Refusal("ipa.challenge", "a challenge of the opening is zero")
        transcript.absorb_scalars("ipa.last", [last])

        inverses = [invert(x) for x in xs]
        folding = [1]
        for inverse in reversed(inverses):
            folding += [value * inverse % P for value in folding]
        folded_weight = sum(f * w for f, w in zip(folding, weights, strict=True)) % P
        points = [pedersen_generator(i) for i in range(len(weights))]
        expected = multi_scalar_mul(
            [commitment, inner_product_generator(), *left, *right],
            [1, (value - last * folded_weight) * u % P, *inverses, *xs],
        )
        if multi_scalar_mul(points, [last * f % P for f in folding]) != expected:
            raise Refusal("ipa.mismatch", "the opening does not match the commitment")


def _combine(values: Sequence[int], x: int) -> int:
    """The polynomial with these coefficients, constant first, at x."""
    result = 0
    for value in reversed(values):
        result = (result * x + value) % P
    return result

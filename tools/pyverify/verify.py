"""From a certificate and a theory to a verdict (docs/verifier.md, section 9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from .analysis import Analysis
from .certificate import read_certificate
from .chips import chips_of
from .errors import Refusal
from .layout import check_bounds, most_chips_of, read_layout
from .metamath import Statement
from .placement import check_ranges, circuit_digest, place
from .protocol import verify_proof
from .security import error_weight
from .theory import Theory, build_theory
from .transcript import PROTOCOL, Transcript


@dataclass(frozen=True)
class Verified:
    """What a valid certificate states."""

    theory: Theory
    analysis: Analysis
    weight: float
    """The sum of its error terms, times the order of the field."""


def verify_certificate(database: Sequence[Statement], data: bytes) -> Verified:
    """Raises Refusal unless the certificate is valid for the theory file."""
    certificate = read_certificate(data)
    if certificate.public_blocks is not None:
        raise Refusal("statement.subject", "the certificate is about an execution")
    theory = build_theory(database, certificate.entries)
    if theory.digest() != certificate.theory_digest:
        raise Refusal("statement.theory", "the theory differs from the certificate's")
    layout = read_layout(certificate.layout, most_chips_of(theory))
    check_bounds(layout, theory)
    theory.add_dummies(layout.dummies)
    analysis = Analysis(theory)
    check_ranges(theory, analysis, layout.ranges)
    chips = chips_of(theory, analysis, layout.ranges)
    kinds = place(chips, layout)
    transcript = Transcript(PROTOCOL)
    transcript.absorb("statement", certificate.statement)
    transcript.absorb("circuit", circuit_digest(chips, kinds))
    verify_proof(kinds, certificate.kinds, transcript)
    weight = error_weight(theory, analysis, layout.ranges, chips, kinds)
    return Verified(theory, analysis, weight)

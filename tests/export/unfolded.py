"""The unfolded circuit of a certificate once more, from the documents: the chips of tools/pyverify,
the wire numbers of docs/export.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

from iden3 import P, Form, Row
from pyverify import protocol, verify
from pyverify.certificate import KindProof
from pyverify.circuit import ADDRESS, FIRST_CONSTANT, FIXED, INDEX, ONE, SEGMENT, Term, Wire
from pyverify.metamath import read_database
from pyverify.placement import Kind, Placement
from pyverify.transcript import Transcript


class Unfolded:
    """Constraints and wires of all segments side by side. The challenges are the certificate's; the
    constraints can be had for others too."""

    def __init__(self, certificate: Path, theory: Path) -> None:
        def capture(
            kinds: Sequence[Kind], proofs: Sequence[KindProof], transcript: Transcript
        ) -> None:
            self._kinds = kinds
            self.challenges = protocol._replay_phases(proofs, transcript)

        with mock.patch.object(verify, "verify_proof", capture):
            verify.verify_certificate(read_database(str(theory)), certificate.read_bytes())
        self._first: dict[tuple[int, int, int, Wire], int] = {}
        self.wires = 1
        self.structure_wires = 0
        self._number_wires()

    @property
    def kinds(self) -> int:
        """How many kinds of segments there are."""
        return len(self._kinds)

    def _number_wires(self) -> None:
        for part in (1, 2, 3):
            for k, kind in enumerate(self._kinds):
                for segment in range(kind.segments):
                    for placement in kind.placements:
                        for column in range(placement.chip.columns[part - 1]):
                            key = (k, segment, id(placement), Wire(part, column))
                            self._first[key] = self.wires
                            self.wires += 1 << placement.log_copies
            if part == 1:
                self.structure_wires = self.wires - 1

    def constraints(self) -> Iterator[Row]:
        """In the order of docs/export.md."""
        total: Form = {}
        for k, kind in enumerate(self._kinds):
            for segment in range(kind.segments):
                for placement in kind.placements:
                    for row in placement.chip.rows:
                        for copy in range(1 << placement.log_copies):
                            place = (k, segment, placement, copy)
                            yield (
                                self._form(row.a, *place),
                                self._form(row.b, *place),
                                self._form(row.c, *place),
                            )
                            if row.h is not None:
                                wire = self._first[k, segment, id(placement), row.h] + copy
                                total[wire] = row.sign % P
        yield {}, {}, total

    def _form(
        self, terms: Sequence[Term], k: int, segment: int, placement: Placement, copy: int
    ) -> Form:
        form: Form = {}
        for term in terms:
            value = self.challenges.coefficient(term)
            if term.wire.part == FIXED:
                wire = 0
                value *= self._fixed(term.wire.column, self._kinds[k], segment, placement, copy)
            else:
                wire = self._first[k, segment, id(placement), term.wire] + copy
            form[wire] = (form.get(wire, 0) + value) % P
        return {wire: value for wire, value in form.items() if value}

    def _fixed(
        self, column: int, kind: Kind, segment: int, placement: Placement, copy: int
    ) -> int:
        simple = {
            ONE: 1,
            INDEX: copy,
            SEGMENT: segment,
            ADDRESS: placement.address + copy + kind.stride * segment,
        }
        if column in simple:
            return simple[column]
        constants = placement.chip.constants[column - FIRST_CONSTANT]
        return self.challenges.constant(constants.meaning, placement.values(constants)[copy])

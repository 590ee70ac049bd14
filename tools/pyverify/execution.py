"""From a certificate about an execution and a program to a verdict (docs/verifier.md, 9)."""

from dataclasses import dataclass

from .block_chips import Argument, PublicBlocks, RuleBlocks, block_chips
from .block_program import BlockProgram, BlockRule
from .certificate import read_certificate
from .codec import Reader
from .errors import Refusal
from .layout import Layout, check_sizes, read_layout
from .placement import circuit_digest, place
from .protocol import verify_proof
from .rule_program import Kind, Type
from .security import execution_weight
from .transcript import PROTOCOL, Transcript

_MAX_BARE_BLOCKS = 1 << 16
"""Of a rule without public parameters, whose blocks take no bytes."""

_MAX_SYMBOLS = 1 << 20
_MAX_WRITTEN = 1 << 26
"""Bytes of names in public blocks: of rules, parameters and symbols."""

_TABLE_SIZES = (4, 8, 12, 16, 20)


@dataclass(frozen=True)
class VerifiedExecution:
    """What a valid certificate states."""

    program: BlockProgram
    blocks: PublicBlocks
    weight: float
    """The sum of its error terms, times the order of the field."""


def verify_execution(program: BlockProgram, data: bytes) -> VerifiedExecution:
    """Raises Refusal unless the certificate is valid for the program."""
    certificate = read_certificate(data)
    if certificate.public_blocks is None:
        raise Refusal("statement.subject", "the certificate is about theorems")
    if program.digest() != certificate.theory_digest:
        raise Refusal("statement.program", "the program differs from the certificate's")
    blocks = read_public_blocks(program, certificate.public_blocks)
    if not any(of.count for of in blocks):
        raise Refusal("statement.goal", "the certificate has no public block")
    layout = read_layout(certificate.layout, len(program.rules))
    _check_layout(layout, program)
    chips = block_chips(program, blocks, layout.ranges.bits)
    kinds = place(chips, layout)
    transcript = Transcript(PROTOCOL)
    transcript.absorb("statement", certificate.statement)
    transcript.absorb("circuit", circuit_digest(chips, kinds))
    verify_proof(kinds, certificate.kinds, transcript)
    return VerifiedExecution(program, blocks, execution_weight(program, blocks, chips, kinds))


def read_public_blocks(program: BlockProgram, data: bytes) -> PublicBlocks:
    """The public blocks of each rule (docs/certificate-format.md, section 7.1)."""
    reader = _BlocksReader(program, data)
    blocks = [reader.blocks(rule) if rule.is_public else RuleBlocks() for rule in program.rules]
    reader.end()
    return blocks


class _BlocksReader:
    def __init__(self, program: BlockProgram, data: bytes) -> None:
        self._symbols = program.symbols
        self._reader = Reader(data, "statement.blocks", "the public blocks are not of this program")
        self._room = _MAX_WRITTEN

    def end(self) -> None:
        if self._reader.remaining:
            raise self._reader.refuse()

    def blocks(self, rule: BlockRule) -> RuleBlocks:
        public = rule.public_types()
        count = self._reader.number(self._reader.remaining if public else _MAX_BARE_BLOCKS)
        names = [rule.name, *(rule.variables[i].name for i, _ in public)]
        self._take_room(count * sum(map(len, names)))
        arguments = [
            [self._argument(of) for _, of in public] for _ in range(count if public else 0)
        ]
        return RuleBlocks(count, arguments)

    def _argument(self, of: Type) -> Argument:
        reader = self._reader
        if of.kind is Kind.INTEGER:
            return reader.number((1 << of.bits) - 1)
        if of.kind is Kind.TEXT:
            count = reader.number(min(reader.remaining, _MAX_SYMBOLS))
            text = tuple(reader.number(len(self._symbols) - 1) for _ in range(count))
            if 0 in text:
                raise reader.refuse()
            self._take_room(sum(len(self._symbols[code]) + 1 for code in text))
            return text
        return reader.scalar()

    def _take_room(self, written: int) -> None:
        self._room -= written
        if self._room < 0:
            raise self._reader.refuse()


def _check_layout(layout: Layout, program: BlockProgram) -> None:
    """Bounds, and the size of the range table (docs/certificate-format.md, section 7.3)."""
    check_sizes(layout, 0)
    bits, *digits = layout.ranges
    fits = bits in _TABLE_SIZES if program.needs_digits() else bits == 0
    if any(digits) or not fits:
        raise Refusal("layout.range", "the program cannot have the layout's range table")

"""Changes of certificates and of theories: bytes, and fields that are encoded again."""

import random
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import groupby
from typing import Any

from pyverify.certificate import Certificate, Entry, KindProof, read_certificate
from pyverify.chips import Ranges
from pyverify.codec import Reader, encode_number
from pyverify.curve import decode_point, encode_point
from pyverify.field import BASE_MODULUS, SCALAR_MODULUS, scalar_bytes
from pyverify.layout import KindSpec, Layout, read_layout

Mutant = tuple[str, bytes]
"""What was changed, and the certificate that it gave."""


# --- writing ------------------------------------------------------------------------------------


def _encode_points(points: list[bytes]) -> bytes:
    return encode_number(len(points)) + b"".join(points)


def _encode_rounds(rounds: list[list[int]]) -> bytes:
    return encode_number(len(rounds)) + b"".join(map(scalar_bytes, rounds))


def _encode_kind(kind: KindProof) -> bytes:
    return b"".join(
        [
            *map(_encode_points, kind.commitments),
            scalar_bytes([kind.bus_sum]),
            _encode_rounds(kind.fold),
            scalar_bytes([kind.folded_bus_sum]),
            _encode_rounds(kind.outer),
            scalar_bytes(kind.row_values),
            _encode_rounds(kind.inner),
            scalar_bytes(kind.part_values),
            _encode_points(kind.left),
            _encode_points(kind.right),
            scalar_bytes([kind.last]),
        ]
    )


def encode_proof(kinds: list[KindProof]) -> bytes:
    return encode_number(len(kinds)) + b"".join(map(_encode_kind, kinds))


def encode_statement(digest: bytes, about: list[Entry] | bytes, layout: bytes) -> bytes:
    """A statement section; it is about an execution if there are public blocks, not entries."""
    head, tail = b"BFC\n", encode_number(len(layout)) + layout
    if isinstance(about, bytes):
        return head + b"\x02\x01" + digest + encode_number(len(about)) + about + tail
    numbers = []
    following = 0
    for entry in about:
        numbers.append(5 * (entry.ordinal - following) + entry.role)
        following = entry.ordinal + 1
    listed = b"".join(map(encode_number, [len(about), *numbers]))
    return head + b"\x01\x01" + digest + listed + tail


def encode(certificate: Certificate) -> bytes:
    """The file of a certificate, whatever it says; `statement` itself is made anew."""
    blocks = certificate.public_blocks
    about = certificate.entries if blocks is None else blocks
    statement = encode_statement(certificate.theory_digest, about, certificate.layout)
    return statement + encode_proof(certificate.kinds)


# --- certificates -------------------------------------------------------------------------------


def byte_mutants(data: bytes, rng: random.Random, count: int) -> Iterator[Mutant]:
    """Single bytes changed, left out, added; the ends cut off."""
    statement = len(read_certificate(data).statement)
    for number in range(count):
        # Half of them in the statement section, which is short.
        at = rng.randrange(statement if number % 2 else len(data))
        change = rng.choice(["flip", "set", "delete", "insert", "cut"])
        middle = {
            "flip": bytes([data[at] ^ 1 << rng.randrange(8)]),
            "set": rng.randbytes(1),
            "delete": b"",
            "insert": rng.randbytes(1) + data[at : at + 1],
            "cut": b"",
        }[change]
        rest = b"" if change == "cut" else data[at + 1 :]
        yield f"{change} at {at}", data[:at] + middle + rest
    yield "a byte behind the end", data + b"\0"


def _layout_numbers(certificate: Certificate) -> list[int]:
    reader = Reader(certificate.layout, "", "")
    numbers = []
    while reader.remaining:
        numbers.append(reader.number())
    return numbers


def _with_layout(certificate: Certificate, what: str, numbers: list[int]) -> Mutant:
    layout = b"".join(map(encode_number, numbers))
    return f"layout {what}", encode(replace(certificate, layout=layout))


def layout_mutants(certificate: Certificate) -> Iterator[Mutant]:
    """Each number of the layout a little larger, smaller, zero, and huge."""
    numbers = _layout_numbers(certificate)
    for at, number in enumerate(numbers):
        for other in sorted({number + 1, max(number - 1, 0), 0, 41, 1 << 27, 1 << 33} - {number}):
            changed = [*numbers[:at], other, *numbers[at + 1 :]]
            yield _with_layout(certificate, f"{at}: {other}", changed)


def encode_layout(layout: Layout) -> bytes:
    """Copies are written one by one, runs of zeros as they must be."""
    numbers = [*layout.ranges, len(layout.dummies), *layout.dummies, len(layout.kinds)]
    for kind in layout.kinds:
        numbers += [kind.segments, kind.log_width, len(kind.copies)]
        for count, run in groupby(kind.copies):
            length = len(list(run))
            numbers += [0, length] if count == 0 else [count] * length
    return b"".join(map(encode_number, numbers))


def bound_mutants(certificate: Certificate) -> Iterator[Mutant]:
    """Each bound of a layout, kept and broken by as little as may be."""
    layout = read_layout(certificate.layout)
    first, last = layout.kinds[0], layout.kinds[-1]

    def with_last(kind: KindSpec) -> Layout:
        return replace(layout, kinds=[*layout.kinds[:-1], kind])

    def with_copies(count: int, segments: int) -> Layout:
        copies = [count if n else 0 for n in last.copies]
        return with_last(replace(last, segments=segments, copies=copies))

    layouts = {
        f"ranges {ranges}": replace(layout, ranges=Ranges(*ranges))
        for ranges in [(20, 2, 2, 2), (20, 2, 3, 2), (21, 1, 1, 1), (1, 40, 40, 40), (0, 41, 1, 1)]
    }
    for dummies in (1 << 12, (1 << 12) + 1):
        counts = [dummies, *layout.dummies[1:]]
        layouts[f"{dummies} dummies"] = replace(layout, dummies=counts)
    layouts["dummies for one typecode more"] = replace(layout, dummies=[*layout.dummies, 0])
    layouts["two segments first"] = replace(
        layout, kinds=[replace(first, segments=2), *layout.kinds[1:]]
    )
    for number in (0, 4, 5):
        layouts[f"{number} kinds"] = replace(layout, kinds=[first, *[last] * 4][:number])
    for segments in (0, 1 << 16, (1 << 16) + 1):
        layouts[f"{segments} segments"] = with_last(replace(last, segments=segments))
    for log_width in (16, 17):
        layouts[f"width 2^{log_width}"] = with_last(replace(last, log_width=log_width))
    for count, segments in [(1 << 20, 1 << 10), (1 << 25, 1), (1 << 26, 1), (1 << 18, 1 << 16)]:
        layouts[f"{count} copies in {segments} segments"] = with_copies(count, segments)
    for what, changed in layouts.items():
        yield what, encode(replace(certificate, layout=encode_layout(changed)))


def copies_mutants(certificate: Certificate) -> Iterator[Mutant]:
    """A counted chip more or less in the last kind."""
    layout = read_layout(certificate.layout)
    last = layout.kinds[-1]
    for what, copies in {"more": [*last.copies, 1], "less": last.copies[:-1]}.items():
        kinds = [*layout.kinds[:-1], replace(last, copies=copies)]
        encoded = encode_layout(replace(layout, kinds=kinds))
        yield f"a counted chip {what}", encode(replace(certificate, layout=encoded))


def run_mutants(certificate: Certificate) -> Iterator[Mutant]:
    """Runs of zeros that say the same as others: cut in two, or with an empty one before."""
    numbers = _layout_numbers(certificate)
    for at, (number, run) in enumerate(zip(numbers, numbers[1:])):
        if number == 0 and run > 0:
            for first in range(run):
                cut = [0, first, 0, run - first]
                changed = [*numbers[:at], *cut, *numbers[at + 2 :]]
                yield _with_layout(certificate, f"{at}: runs {first} and {run - first}", changed)


def entry_mutants(certificate: Certificate) -> Iterator[Mutant]:
    """Each entry with another role, left out, or moved."""
    entries = certificate.entries

    def changed(what: str, new: list[Entry]) -> Mutant:
        return what, encode(replace(certificate, entries=new))

    for at, entry in enumerate(entries):
        for role in range(5):
            if role != entry.role:
                new = [*entries[:at], Entry(entry.ordinal, role), *entries[at + 1 :]]
                yield changed(f"entry {at}: role {role}", new)
        yield changed(f"entry {at}: left out", entries[:at] + entries[at + 1 :])
    for ordinal in (1, 1000, (1 << 32) - 1, 1 << 32):
        moved = Entry(entries[-1].ordinal + ordinal, entries[-1].role)
        yield changed(f"last entry: moved by {ordinal}", [*entries[:-1], moved])


def block_mutants(certificate: Certificate, rng: random.Random) -> Iterator[Mutant]:
    """Public blocks with bytes changed, left out, added; more and fewer blocks."""
    blocks = certificate.public_blocks or b""

    def changed(what: str, new: bytes) -> Mutant:
        return f"blocks: {what}", encode(replace(certificate, public_blocks=new))

    for at in sorted(rng.sample(range(len(blocks)), min(len(blocks), 12))):
        yield changed(f"set at {at}", blocks[:at] + rng.randbytes(1) + blocks[at + 1 :])
        yield changed(f"flip at {at}", blocks[:at] + bytes([blocks[at] ^ 1]) + blocks[at + 1 :])
        yield changed(f"delete at {at}", blocks[:at] + blocks[at + 1 :])
        yield changed(f"insert at {at}", blocks[:at] + b"\0" + blocks[at:])
    yield changed("none", b"")
    yield changed("a byte behind the end", blocks + b"\0")
    for rules in (1, 2, 3):
        yield changed(f"no blocks of {rules} rules", bytes(rules))
    yield changed("huge count", encode_number((1 << 64) - 1) + blocks)
    theorems = replace(certificate, public_blocks=None, entries=[Entry(0, 3)])
    yield "about theorems", encode(theorems)


def proof_mutants(certificate: Certificate, rng: random.Random) -> Iterator[Mutant]:
    """Each field of each kind: values changed, lists with one element more or less."""
    kinds = certificate.kinds
    for at, kind in enumerate(kinds):
        for entry in fields(KindProof):
            for what, value in _changed(getattr(kind, entry.name), rng):
                new = replace(kind, **{entry.name: value})
                mutant = replace(certificate, kinds=[*kinds[:at], new, *kinds[at + 1 :]])
                yield f"kind {at}, {entry.name}: {what}", encode(mutant)
    for what, new_kinds in {
        "no kinds": [],
        "a kind left out": kinds[:-1],
        "a kind more": [*kinds, kinds[-1]],
        "65 kinds": [kinds[0]] * 65,
    }.items():
        yield what, encode(replace(certificate, kinds=new_kinds))
    if len(kinds) > 1:
        yield "kinds turned", encode(replace(certificate, kinds=kinds[::-1]))
        yield "bus sums that cancel", encode(replace(certificate, kinds=_shift_bus_sums(kinds)))


def _shift_bus_sums(kinds: list[KindProof]) -> list[KindProof]:
    """Another sum for two kinds, the same in all."""
    first = replace(kinds[0], bus_sum=(kinds[0].bus_sum + 1) % SCALAR_MODULUS)
    second = replace(kinds[1], bus_sum=(kinds[1].bus_sum - 1) % SCALAR_MODULUS)
    return [first, second, *kinds[2:]]


def _changed(value: Any, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """Other values of a scalar, a point or a list."""
    if isinstance(value, int):
        yield "plus one", (value + 1) % SCALAR_MODULUS
        yield "not reduced", value + SCALAR_MODULUS
    elif isinstance(value, bytes):
        yield from _changed_point(value)
    elif isinstance(value, list):
        if value:
            yield "one less", value[:-1]
            at = rng.randrange(len(value))
            for what, element in _changed(value[at], rng):
                yield f"[{at}] {what}", [*value[:at], element, *value[at + 1 :]]
        yield "one more", [*value, value[-1]] if value else [bytes(32)]


def _changed_point(data: bytes) -> Iterator[tuple[str, bytes]]:
    point = decode_point(data)
    yield "turned", data[:31] + bytes([data[31] ^ 0x80])
    yield "infinity", encode_point(None)
    yield "odd infinity", bytes(31) + b"\xc0"
    yield "zero", bytes(32)
    if point is not None:
        yield "x not reduced", (point[0] + BASE_MODULUS).to_bytes(32, "little")


# --- theories -----------------------------------------------------------------------------------

_TOKENS = "${ $} $( $) $. $= $[ $] $d $c $v $f $e $a $p ? x ph wff |-".split()


def theory_mutants(text: str, rng: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """A token left out, doubled, replaced, exchanged, or with another character in it."""
    tokens = text.split(" ")
    for _ in range(count):
        at, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        change = rng.choice(["delete", "copy", "replace", "keyword", "exchange", "character"])
        new = list(tokens)
        match change:
            case "delete":
                del new[at]
            case "copy":
                new.insert(at, tokens[other])
            case "replace":
                new[at] = tokens[other]
            case "keyword":
                new[at] = rng.choice(_TOKENS)
            case "exchange":
                new[at], new[other] = new[other], new[at]
            case "character":
                character = chr(rng.choice([rng.randrange(256), ord("$"), 9, 10, 11]))
                new[at] = character + new[at][1:]
        yield f"{change} at {at}", " ".join(new)

"""What a valid certificate says of an execution (docs/verifier.md, section 10)."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from .block_chips import Argument
from .execution import VerifiedExecution
from .field import SCALAR_MODULUS
from .rule_program import Kind, Type
from .security import security_of


class _Text(str):
    """A text, which people see between backquotes."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return f"`{str(self)}`"


def describe_execution(verified: VerifiedExecution) -> dict[str, Any]:
    """The statement as an object for JSON, the same as `blockfold verify` prints."""
    program = verified.program
    blocks = []
    for rule, of in zip(program.rules, verified.blocks, strict=True):
        names = [(rule.variables[i].name, type_) for i, type_ in rule.public_types()]
        for arguments in of.arguments or [[]] * of.count:
            stated = {
                name: _value(program.symbols, type_, argument)
                for (name, type_), argument in zip(names, arguments, strict=True)
            }
            blocks.append({"rule": rule.name, "arguments": stated})
    return {
        "program_digest": program.digest().hex(),
        "public_blocks": blocks,
        "rules": [rule.name for rule in program.rules if not rule.is_public],
        "security": security_of(verified.weight),
    }


def _value(symbols: list[str], of: Type, argument: Argument) -> int | str:
    """Integers are numbers, field elements and texts strings."""
    if isinstance(argument, tuple):
        return _Text(" ".join(symbols[code] for code in argument))
    if of.kind is Kind.INTEGER:
        return argument + of.least
    for value in (argument, argument - SCALAR_MODULUS):
        if abs(value) < 1 << 127:
            return str(value)
    return f"0x{argument:064x}"


def execution_lines(statement: dict[str, Any]) -> Iterator[str]:
    """The statement for people, complete."""
    yield "Execution    blocks that satisfy the rules exist; the public ones are"
    for block in statement["public_blocks"]:
        arguments = ", ".join(f"{name} = {value}" for name, value in block["arguments"].items())
        yield f"  public     {block['rule']}({arguments})"
    rules = statement["rules"]
    if rules:
        yield f"Rules        the others are of these {len(rules)}"
        yield from wrapped(rules)
    else:
        yield "Rules        no others: every block is public"
    yield f"Program      keccak256:{statement['program_digest']}"


def wrapped(words: Sequence[str]) -> list[str]:
    """Words in lines, indented like what stands beside a title."""
    return textwrap.wrap(
        " ".join(words),
        100,
        initial_indent=" " * 13,
        subsequent_indent=" " * 13,
        break_on_hyphens=False,
    )

"""The command line; its exit statuses are those of blockfold-verify."""

import argparse
import json
import os
import stat
import sys
from collections.abc import Sequence
from typing import Any

from .allowed import AllowedAxioms, WrongUsage
from .certificate import MAX_BYTES
from .errors import Refusal, Unreadable
from .execution import VerifiedExecution
from .execution_statement import describe_execution
from .link_file import is_link
from .metamath import read_database
from .rule_reader import read_rule_file
from .statement import describe, describe_link, render
from .theories import is_rule_file
from .theory_files import TheoryFiles
from .verify import verify_certificate
from .verify_link import verify_link
from .verify_rules import is_execution, verify_rules

_NOT_ALLOWED = "the proof holds, but it rests on what --allow-axioms does not allow"

_EXIT_STATUSES = """exit status:
  0  the certificate is valid for the theory
  1  the certificate or the theory is invalid
  2  wrong usage
  3  a file cannot be read or written, or memory has run out
130  stopped by Ctrl-C
"""
_INTERRUPTED = 130


def main(words: Sequence[str]) -> int:
    """Runs the program; returns its exit status."""
    arguments = _parser().parse_args(words)
    try:
        statement = _verify(arguments)
    except MemoryError:
        return _fail(Unreadable("memory", "memory has run out"), arguments.json)
    except Refusal as refusal:
        return _fail(refusal, arguments.json)
    except KeyboardInterrupt:
        return _INTERRUPTED
    if arguments.json:
        return _print(_json(statement)) or int(statement["exit_status"])
    verdict = statement["status"].upper()
    heading = f"{verdict}: {statement['certificate']} for {' '.join(arguments.theory)}\n"
    status = _print(f"{heading}\n{render(statement)}\n")
    if "error" in statement:
        print(
            f"error[{statement['error']['code']}]: {statement['error']['message']}", file=sys.stderr
        )
    return status or int(statement["exit_status"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pyverify",
        description="Verifies a Blockfold certificate against the statements of a Metamath file or "
        "the rules of a rule file.",
        epilog=_EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("certificate", metavar="CERT.bfc")
    parser.add_argument(
        "--theory",
        metavar="FILE",
        action="append",
        required=True,
        help="the theory: a database, or a rule file (.blk); for a linked certificate all of them, "
        "or folders that they are in",
    )
    parser.add_argument(
        "--allow-axioms",
        metavar="LIST",
        action="append",
        help="fail (exit 1) unless each axiom and assumed theorem is in LIST: labels and globs "
        "with commas between, or @FILE",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _verify(arguments: argparse.Namespace) -> dict[str, Any]:
    """The object that --json prints."""
    lists = arguments.allow_axioms
    allowed = None if lists is None else AllowedAxioms(lists)
    data = _read_certificate_file(arguments.certificate)
    statement = _describe(arguments.theory, data)
    if "public_blocks" in statement:
        if allowed is not None:
            raise WrongUsage("usage.allow-axioms", "an execution rests on all rules of its program")
        return {**_valid(arguments.certificate, data), **statement}
    rests_on = [stated["label"] for stated in statement["axioms"] + statement["assumed"]]
    refused = [label for label in rests_on if allowed is not None and not allowed.cover(label)]
    error = {"code": "verify.axioms", "message": f"{_NOT_ALLOWED}: {_some(refused)}"}
    return {
        **_valid(arguments.certificate, data),
        **({"status": "refused", "exit_status": 1} if refused else {}),
        **statement,
        **({"error": error} if refused else {}),
        "not_allowed": refused,
    }


def _valid(path: str, data: bytes) -> dict[str, Any]:
    """How the object of a valid certificate begins."""
    return {
        "status": "valid",
        "exit_status": 0,
        "certificate": path,
        "certificate_bytes": len(data),
    }


def _describe(theories: list[str], data: bytes) -> dict[str, Any]:
    if is_link(data):
        return {
            "theories": theories,
            **describe_link(verify_link(TheoryFiles(theories), data)),
        }
    if len(theories) != 1:
        raise WrongUsage("usage.theory", "a certificate that is not linked has one theory")
    described = _describe_rules if is_rule_file(theories[0]) else _describe_database
    return {"theory": theories[0], **described(theories[0], data)}


def _describe_database(path: str, data: bytes) -> dict[str, Any]:
    database = read_database(path)
    if is_execution(data):
        raise WrongUsage("usage.theory", f"an execution is of the rules of a rule file, not {path}")
    return describe(verify_certificate(database, data))


def _describe_rules(path: str, data: bytes) -> dict[str, Any]:
    verified = verify_rules(read_rule_file(path), data)
    if isinstance(verified, VerifiedExecution):
        return describe_execution(verified)
    return describe(verified)


def _some(labels: list[str]) -> str:
    shown = ", ".join(labels[:20])
    return f"{shown}, and {len(labels) - 20} more" if len(labels) > 20 else shown


def _read_certificate_file(path: str) -> bytes:
    """A certificate is a regular file; one that is too large is not even opened."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("file.read", f"cannot read '{path}': not a regular file")
        if status.st_size > MAX_BYTES:
            raise Unreadable("file.size", f"'{path}' has more than {MAX_BYTES} bytes")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Unreadable("file.read", f"cannot read '{path}': {error.strerror}") from error


def _fail(refusal: Refusal, as_json: bool) -> int:
    if as_json:
        error = {"code": refusal.code, "message": refusal.message}
        body = {"status": "error", "exit_status": refusal.exit_status, "error": error}
        return _print(_json(body)) or refusal.exit_status
    print(f"error[{refusal.code}]: {refusal.message}", file=sys.stderr)
    return refusal.exit_status


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _print(text: str) -> int:
    """Writes all of it; returns the exit status of a program that could not, else 0."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        print(f"error[output]: cannot write to standard output: {error.strerror}", file=sys.stderr)
        return Unreadable.exit_status
    return 0

"""A theory, or a program, by the name of its file."""

from .metamath import Statement, read_database
from .rule_reader import read_rule_file


def is_rule_file(path: str) -> bool:
    """Whether a file is one of rules; all others are databases."""
    return path.endswith(".blk")


def read_theory(path: str) -> list[Statement]:
    """The assertions of a database or rule file, in order."""
    return read_rule_file(path).statements if is_rule_file(path) else read_database(path)

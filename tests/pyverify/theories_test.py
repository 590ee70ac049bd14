"""Each rule of docs/certificate-format.md, section 6.1, kept and broken: both readers agree."""

import tempfile
import unittest
from pathlib import Path

from programs import Verdict, blockfold_verdict, python_verdict

_BEFORE = "$c a b wff $. $v x y $. fx $f wff x $. fy $f wff y $. ax $a wff x $.\n"

_VALID = [
    "",
    "s $a wff x y $.",
    "s $a wff $.",
    "${ $v z $. fz $f wff z $. s $a wff z $. $} ${ $v z $. gz $f b z $. t $a b z $. $}",
    "${ $d x y $. $d y x $. s $a wff a $. $}",
    "s $p wff a $= ? $.",
    "s $p wff a $= $.",
    "s $p wff a $= ( no such label ) $( ? $) ABC x! $.",
    "$( $$ $x $c $. $)",
    "$( $)\t$( $)",
    "$c 0! ( $. s-_.0 $a wff ( $.",
    "$[ part.mm $] $[ part.mm $] $[ ./part.mm $] $[ whole.mm $] s $a wff p $.",
    "${ $} ${ ${ $} $}",
]

_INVALID = [
    # symbols and labels
    "$c fx $.",
    "$v fx $.",
    "$c s $. s $a wff a $.",
    "s $a wff a $. $c s $.",
    "s $a wff a $. $v s $.",
    "x $a wff a $.",
    "ax $a wff a $.",
    "fx $e wff a $.",
    "s! $a wff a $.",
    "$c a $.",
    "$c n n $.",
    "$c x $.",
    "$v a $.",
    "$v x $.",
    "$v n n $.",
    "${ $v n $. $} $c n $.",
    "${ $c n $. $}",
    "$c $.",
    "$v $.",
    # $d
    "$d $.",
    "$d x $.",
    "$d x x $.",
    "$d x y x $.",
    "$d x a $.",
    "$d x n $.",
    "${ $v z $. $} $d x z $.",
    # $f, $e, $a, $p
    "s $f wff x $.",
    "s $f wff a $.",
    "s $f x y $.",
    "s $f wff $.",
    "$v z $. s $f wff z z $.",
    "$v z $. s $a wff z $.",
    "$v z $. s $e wff z $.",
    "${ $v z $. fz $f wff z $. $} s $a wff z $.",
    "$v z $. ${ fz $f wff z $. $} s $a wff z $.",
    "s $a x a $.",
    "s $e x $.",
    "s $a $.",
    "s $a n $.",
    "s $a wff n $.",
    "s $p wff a $.",
    "s $p wff a $= ?",
    "s $p wff a $= $= $.",
    "s $p wff a $= $a $.",
    "s $p wff a $= a$b $.",
    "s $p wff a $= $[ part.mm $] $.",
    "s $a wff a $= ? $.",
    "s $a wff a",
    "s $a wff ${ a $.",
    "s",
    "s t $a wff a $.",
    "s $c n $.",
    "$a wff a $.",
    # keywords and comments
    "$=",
    "$.",
    "$]",
    "$q",
    "$",
    "a$b",
    "$}",
    "${",
    "${ $} $}",
    "$)",
    "$( a",
    "$( $( $)",
    "$( a$)",
    "$( $)a",
    "$(a $)",
    "$( $) $)",
    # inclusions
    "$[ part.mm",
    "$[ $]",
    "$[ part.mm part.mm $]",
    "${ $[ empty.mm $] $}",
    "s $a wff $[ part.mm $] a $.",
    "$[ part.mm $] $c p $.",
    "$[ cut.mm $] a $.",
    # bytes
    "\x07",
    "\x0b",
    "$( \x7f $)",
    "$( \xe9 $)",
    "s $p wff a $= \xe9 $.",
]

_PARTS = {"part.mm": "$c p $.", "cut.mm": "s $a wff", "empty.mm": ""}


class Theories(unittest.TestCase):
    """The certificate is none, so that a theory without errors leads to `cert.magic`."""

    def verdicts(self, text: str) -> tuple[Verdict, Verdict]:
        """The verdicts of both verifiers, the C++ one first."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for part, content in _PARTS.items():
                (folder / part).write_text(content)
            (folder / "none.bfc").write_bytes(b"none")
            theory = folder / "whole.mm"
            theory.write_bytes((_BEFORE + text).encode("latin-1"))
            first = blockfold_verdict(folder / "none.bfc", theory)
            return first, python_verdict(b"none", theory)

    def test_valid(self) -> None:
        expected = Verdict(1, "cert.magic")
        for text in _VALID:
            with self.subTest(text):
                self.assertEqual(self.verdicts(text), (expected, expected))

    def test_invalid(self) -> None:
        expected = Verdict(1, "theory.invalid")
        for text in _INVALID:
            with self.subTest(text):
                self.assertEqual(self.verdicts(text), (expected, expected))

    def test_unreadable(self) -> None:
        expected = Verdict(3, "theory.unreadable")
        for text in ("$[ absent.mm $]", "$[ .. $]"):
            with self.subTest(text):
                self.assertEqual(self.verdicts(text), (expected, expected))

#!/usr/bin/env python3
"""Tests of the tests: the second checker against hand-made cases, its shortcuts against reading anew,
and the comparison against a program that lies."""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

import metamath
import mutations
from metamath import INCOMPLETE, INVALID, VALID

HEAD = """$c ( ) -> wff |- A. set $. $v p q x y $.
wp $f wff p $. wq $f wff q $. vx $f set x $. vy $f set y $.
wi $a wff ( p -> q ) $. wal $a wff A. x p $.
ax-1 $a |- ( p -> ( q -> p ) ) $.
${ mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $. mp $a |- q $. $}
${ $d x p $. ax-5 $a |- ( p -> A. x p ) $. $}
${ th.1 $e |- p $. th $p |- ( q -> p ) $= wp wq wp wi th.1 wp wq ax-1 mp $. $}
"""
# Text behind HEAD, and the verdict that the specification gives it.
CASES = [
    ("", VALID),
    ("t $p wff ( p -> p ) $= wp wp wi $.", VALID),
    ("t $p wff ( p -> p ) $= ( wi ) AAB $.", VALID),
    ("t $p wff ( p -> p ) $= ( ) AA $.", INVALID),
    ("t $p wff ( p -> p ) $= ( wi ) A A $( x $) B $.", VALID),
    ("t $p wff ( ( p -> p ) -> ( p -> p ) ) $= ( wi ) AABZCB $.", VALID),
    ("t $p wff ( ( p -> p ) -> ( p -> p ) ) $= ( wi ) AABZZCB $.", INVALID),
    ("t $p wff ( ( p -> p ) -> ( p -> p ) ) $= ( wi ) AABCB $.", INVALID),
    ("t $p wff ( p -> p ) $= ( wp wi ) AAC $.", INVALID),
    ("t $p wff ( p -> p ) $= ( wi wi ) AAB $.", INVALID),
    ("t $p wff ( p -> p ) $= ( wi ) AABU $.", INVALID),
    ("t $p wff ( p -> p ) $= ( wi ) $.", INVALID),
    ("t $p wff ( p -> p ) $= $.", INVALID),
    ("t $p wff ( p -> p ) $= ? $.", INCOMPLETE),
    ("t $p wff ( p -> p ) $= wp ? wi $.", INCOMPLETE),
    ("t $p wff ( p -> p ) $= wp ? $.", INVALID),
    ("t $p wff ( p -> p ) $= ( wi ) A?B $.", INCOMPLETE),
    ("t $p wff ( p -> p ) $= wp wi $.", INVALID),
    ("t $p wff ( p -> p ) $= wp wp wp wi $.", INVALID),
    ("t $p wff ( p -> p ) $= wp wq wi $.", INVALID),
    ("t $p wff ( p -> p ) $= vx wp wi $.", INVALID),
    ("t $p wff ( p -> p ) $= t $.", INVALID),
    ("t $p wff ( p -> p ) $= u $. u $p wff ( p -> p ) $= wp wp wi $.", INVALID),
    ("${ h $e wff p $. $} t $p wff p $= h $.", INVALID),
    ("${ h $e wff p $. t $p wff p $= h $. $}", VALID),
    ("t $p |- ( p -> A. x p ) $= wp vx ax-5 $.", INVALID),
    ("${ $d p x $. t $p |- ( p -> A. x p ) $= wp vx ax-5 $. $}", VALID),
    ("${ t $p |- ( p -> A. x p ) $= wp vx ax-5 $. $d p x $. $}", INVALID),
    ("${ $d x y $. t $p |- ( A. x p -> A. x A. x p ) $= wp vx wal vx ax-5 $. $}", INVALID),
    ("${ $d x y $. $d y p $. t $p |- ( A. x p -> A. y A. x p ) $= wp vx wal vy ax-5 $. $}", VALID),
    ("${ $d x p $. t $p wff p $= wp $. $} u $p |- ( p -> A. x p ) $= wp vx ax-5 $.", INVALID),
    ("$c A B $. ${ h $e |- A $. ax $a |- B $. $} ax2 $a |- A A $. t $p |- B $= ax2 ax $.", INVALID),
    ("$d x $.", INVALID), ("$d x x $.", INVALID), ("$d x wff $.", INVALID), ("$d x z $.", INVALID),
    ("$c wff $.", INVALID), ("$v p $.", INVALID), ("$c x $.", INVALID), ("$v wff $.", INVALID),
    ("${ $c new $. $}", INVALID), ("$c $.", INVALID), ("$v $.", INVALID),
    ("${ $v z $. $} ${ $v z $. vz $f wff z $. $}", VALID),
    ("${ $v z $. $} z.1 $a wff z $.", INVALID),
    ("$v z $. t $a wff z $.", INVALID),
    ("wp $a wff p $.", INVALID), ("a!b $a wff p $.", INVALID), ("wff $a wff p $.", INVALID), ("$v wi $.", INVALID),
    ("f $f wff p $.", INVALID), ("f $f p wff $.", INVALID), ("f $f wff $.", INVALID), ("f $f wff x y $.", INVALID),
    ("$f wff p $.", INVALID), ("t wff $.", INVALID), ("a $a $.", INVALID), ("a $a p $.", INVALID),
    ("a $a wff p", INVALID), ("${", INVALID), ("$}", INVALID), ("$( x", INVALID), ("$)", INVALID),
    ("$( $( $)", INVALID), ("$( a$)b $)", INVALID), ("a$b $a wff p $.", INVALID), ("$x", INVALID),
    ("t $p wff p $.", INVALID), ("a $a wff p $= wp $.", INVALID), ("a $a wff \u00e9 $.", INVALID),
]


class Specification(unittest.TestCase):
    def test_cases(self):
        for text, verdict in CASES:
            with self.subTest(text=text):
                try:
                    verdicts = set(metamath.Database(HEAD + text).check_all().values())
                    found = INVALID if INVALID in verdicts else INCOMPLETE if INCOMPLETE in verdicts else VALID
                except metamath.Malformed:
                    found = INVALID
                self.assertEqual(found, verdict)

    def test_program(self):
        """The same cases, for `blockfold check`."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "case.mm")
            for text, verdict in CASES:
                with open(path, "w", encoding="latin-1") as file:
                    file.write(HEAD + text)
                done = subprocess.run([BLOCKFOLD, "check", path, "--json"], capture_output=True, check=False)
                self.assertEqual((text, json.loads(done.stdout)["verdict"]), (text, verdict))


class Shortcuts(unittest.TestCase):
    def test_as_if_read_anew(self):
        """What is judged by what a mutation can affect is what a new reading of all says."""
        valid = [text for text, verdict in CASES if verdict == VALID]
        database = metamath.Database(HEAD + "".join(f" {t.replace('t $p', f't{i} $p')}" for i, t in enumerate(valid)))
        database.check_all()
        source, generator, kinds = mutations.Source(database), random.Random(3), list(mutations.MUTATIONS)
        verdicts = set()
        for _ in range(800):
            edits = mutations.MUTATIONS[generator.choice(kinds)](source, generator)
            if edits is None:
                continue
            text = database.text(edits)
            judged = database.judge(edits)
            try:
                anew = metamath.Database(text)
                anew.check_all()
                invalid = {label for label, v in anew.verdicts.items() if v == INVALID}
                incomplete = {label for label, v in anew.verdicts.items() if v == INCOMPLETE}
                self.assertEqual((judged.why, judged.invalid, judged.incomplete), ("", invalid, incomplete), text)
            except metamath.Malformed:
                self.assertTrue(judged.why, text)
            verdicts.add(judged.verdict)
        self.assertEqual(verdicts, {VALID, INVALID, INCOMPLETE})

    def test_chunks_are_the_text(self):
        text = HEAD + "$( ${ $. $} $) tail $a wff p $. $( end $) "
        self.assertEqual("".join(metamath.chunks(text)), text)


class Comparison(unittest.TestCase):
    """A program that is wrong now and then does not get through."""

    def verdict_on(self, lie, count=24):
        with tempfile.TemporaryDirectory() as folder:
            liar = os.path.join(folder, "liar.py")
            with open(liar, "w", encoding="utf-8") as file:
                file.write(f"#!{sys.executable}\nimport json, subprocess, sys\n"
                           f"done = subprocess.run([{BLOCKFOLD!r}] + sys.argv[1:], capture_output=True, text=True)\n"
                           f"out, code = done.stdout, done.returncode\n{lie}\nprint(out)\nsys.exit(code)\n")
            os.chmod(liar, 0o755)
            done = subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "mutants.py"), "--quick",
                                   "--count", str(count), "--only", "demo0", "--blockfold", liar],
                                  capture_output=True, text=True, check=False)
            if "skipped" in done.stdout:
                self.skipTest(done.stdout)
            return done.returncode

    def test_honest(self):
        self.assertEqual(self.verdict_on(""), 0)

    def test_lies(self):
        for lie in ('if "incomplete" in out: out, code = out.replace(\'"verdict": "incomplete"\', \'"verdict": "valid"\')'
                    '.replace(\'"exit_status": 1\', \'"exit_status": 0\'), 0',
                    'if "MM03" in out: out = out.replace("MM03", "MM02")',
                    'if "\\"label\\": \\"th1\\"" in out: out = out.replace("\\"label\\": \\"th1\\"", "\\"label\\": \\"mp\\"")',
                    'if code == 1 and sys.argv[1] == "prove": code = 0',
                    'if code == 0 and sys.argv[1] == "verify": code = 1'):
            with self.subTest(lie=lie):
                self.assertEqual(self.verdict_on(lie), 1)


if __name__ == "__main__":
    BLOCKFOLD = os.path.abspath(sys.argv.pop(1))
    unittest.main()

"""Random small theories with proofs, so that every way to lower a rule is met by some of them.

A theory has three typecodes of syntax and one or two of claims. Its axioms are random templates,
some without constants, some with hypotheses of any typecode, some with $d; its theorems apply an
axiom or an earlier theorem to random terms, keep its hypotheses, and declare the $d they need. A
fixed tail needs dummy variables.
"""

import random
from dataclasses import dataclass, field
from itertools import product

_VARIABLES = {"wff": "ph ps ch th", "term": "s t u", "set": "x y z w"}
_CLAIMS = ["|-", "ok"]
_CONSTANTS = ["(", ")", "+", "=", "A.", "F", "G"]


@dataclass
class _Axiom:
    """An assertion as its users see it: floats (variable: typecode), $e texts, $d pairs."""

    label: str
    floats: dict[str, str]
    essentials: list[list[str]]
    math: list[str]
    disjoint: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Term:
    """An expression of a typecode, the labels that prove it, its variables, its $d needs."""

    math: list[str]
    proof: list[str]
    disjoint: set[tuple[str, str]] = field(default_factory=set)


def _text(math: list[str], values: dict[str, list[str]]) -> list[str]:
    return [symbol for name in math for symbol in values.get(name, [name])]


class RandomTheory:
    """`text` is a .mm file; `goals` are labels of theorems of it."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._typecode_of = {
            name: typecode for typecode, names in _VARIABLES.items() for name in names.split()
        }
        if self._rng.random() < 0.2:  # claims about claims: their typecode has variables
            self._typecode_of["P"] = "|-"
        self._lines = self._header()
        self._rules: list[_Axiom] = []
        self.goals: list[str] = []
        for i in range(self._rng.randrange(2, 6)):
            self._add_axiom(f"syn{i}", self._rng.choice(list(_VARIABLES)))
        for i in range(self._rng.randrange(2, 5)):
            self._add_axiom(f"ax{i}", self._rng.choice(_CLAIMS))
        for i in range(self._rng.randrange(2, 6)):
            self._add_theorem(f"th{i}")
            if self._rng.random() < 0.3:
                self._add_axiom(f"late{i}", self._rng.choice([*_VARIABLES, *_CLAIMS]))
        if self._rng.random() < 0.7:
            self._add_dummies()
        self.text = "\n".join(self._lines) + "\n"

    def _header(self) -> list[str]:
        constants = " ".join([*_CONSTANTS, *_VARIABLES, *_CLAIMS])
        lines = [f"$c {constants} $.", f"$v {' '.join(self._typecode_of)} $."]
        return lines + [f"f{v} $f {t} {v} $." for v, t in self._typecode_of.items()]

    # --- axioms ---------------------------------------------------------------------------------

    def _template(self, typecode: str, variables: list[str]) -> list[str]:
        rng = self._rng
        pool = variables if rng.random() < 0.2 else variables + rng.sample(_CONSTANTS, 2)
        size = rng.randrange(0 if rng.random() < 0.1 else 1, 6)
        return [typecode, *rng.choices(pool, k=size if pool else 0)]

    def _add_axiom(self, label: str, typecode: str) -> None:
        rng = self._rng
        variables = rng.sample(list(self._typecode_of), rng.randrange(0, 4))
        math = self._template(typecode, variables)
        essentials: list[list[str]] = []
        chance = 0.6 if typecode in _CLAIMS else 0.1
        while rng.random() < chance and len(essentials) < 3:
            of = rng.choice(_CLAIMS) if rng.random() < 0.8 else rng.choice(list(_VARIABLES))
            essentials.append(self._template(of, variables))
        axiom = self._frame(label, essentials, math)
        if len(axiom.floats) > 1 and rng.random() < 0.35:
            x, y = rng.sample(sorted(axiom.floats), 2)
            axiom.disjoint = [(x, y)]
        self._write(axiom, "$a", "")
        self._rules.append(axiom)

    def _frame(self, label: str, essentials: list[list[str]], math: list[str]) -> _Axiom:
        used = {s for text in [*essentials, math] for s in text}
        floats = {v: t for v, t in self._typecode_of.items() if v in used}
        return _Axiom(label, floats, essentials, math)

    def _write(self, axiom: _Axiom, keyword: str, proof: str) -> None:
        lines = [f"$d {x} {y} $." for x, y in axiom.disjoint]
        lines += [f"{axiom.label}.{i} $e {' '.join(e)} $." for i, e in enumerate(axiom.essentials)]
        lines.append(f"{axiom.label} {keyword} {' '.join(axiom.math)} {proof}$.")
        self._lines += ["${", *("  " + line for line in lines), "$}"]

    # --- theorems -------------------------------------------------------------------------------

    def _term(self, typecode: str, depth: int) -> _Term:
        """A variable, or a syntax rule applied to terms; never one with hypotheses."""
        usable = [r for r in self._rules if r.math[0] == typecode and not r.essentials]
        variables = [v for v, t in self._typecode_of.items() if t == typecode]
        if depth == 0 or not usable or (variables and self._rng.random() < 0.4):
            variable = self._rng.choice(variables)
            return _Term([variable], [f"f{variable}"])
        rule = self._rng.choice(usable)
        values = {v: self._term(t, depth - 1) for v, t in rule.floats.items()}
        return self._apply(rule, values) or self._term(typecode, 0)

    def _apply(self, rule: _Axiom, values: dict[str, _Term]) -> _Term | None:
        """The rule's conclusion, if its $d conditions can be met by declaring pairs."""
        needed: set[tuple[str, str]] = set()
        for value in values.values():
            needed |= value.disjoint
        for x, y in rule.disjoint:
            for a, b in product(values[x].math, values[y].math):
                if a in self._typecode_of and b in self._typecode_of:
                    if a == b:
                        return None
                    needed.add((min(a, b), max(a, b)))
        math = _text(rule.math[1:], {v: value.math for v, value in values.items()})
        proof = [label for value in values.values() for label in value.proof]
        return _Term(math, [*proof, rule.label], needed)

    def _add_theorem(self, label: str) -> None:
        rule = self._rng.choice(self._rules)
        values = {v: self._term(t, self._rng.randrange(3)) for v, t in rule.floats.items()}
        applied = self._apply(rule, values)
        if applied is None:
            return
        texts = {v: value.math for v, value in values.items()}
        theorem = self._frame(
            label,
            [_text(e, texts) for e in rule.essentials],
            [rule.math[0], *applied.math],
        )
        theorem.disjoint = sorted(applied.disjoint)
        hypotheses = [f"{label}.{i}" for i in range(len(rule.essentials))]
        proof = [*applied.proof[:-1], *hypotheses, rule.label]
        self._write(theorem, "$p", f"$= {' '.join(proof)} ")
        self._rules.append(theorem)
        self.goals.append(label)

    def _add_dummies(self) -> None:
        """Theorems whose proofs use variables that their statements do not have."""
        self._lines += [
            "any $a |- F x $.",
            "${  $d x y $.  e1 $e |- F x $.  e2 $e |- F y $.  both $a ok G $.  $}",
            "${  $d x y $.  e3 $e |- F x $.  some $a ok F y $.  $}",
            "${  $d x y $.  dummies $p ok G $= fx fy fx any fy any both $.  $}",
            "${  $d x z $.  dummy $p ok F z $= fx fz fx any some $.  $}",
        ]
        self.goals += ["dummies", "dummy"]

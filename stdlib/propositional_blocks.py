#!/usr/bin/env python3
"""Writes transcripts for propositional_blocks.blk from proofs in Meredith's condensed detachment.

A proof is a word: 1, 2 and 3 are the axioms, D x y is modus ponens of the implication that x proves
and of what y proves, and a capital letter is a theorem that was proved before it. It proves the most
general formula that it can, which unification finds.

    python3 stdlib/propositional_blocks.py                      # propositional_blocks.bmt
    python3 stdlib/propositional_blocks.py 'I=DD211' 'K=D1I'    # theorems of your own, in this order
"""

import sys

THEOREMS = (
    ("I", "DD211"),  # a -> a
    ("B", "DD2D121"),  # (a -> b) -> ((c -> a) -> (c -> b))
    ("S", "DD2D1D2B1"),  # (a -> b) -> ((b -> c) -> (a -> c)), the syllogism
    ("N", "DDB31"),  # -. a -> (a -> b)
    ("F", "D3D1I"),  # bottom -> a
    ("C", "DD2DDB3D2NI"),  # (-. a -> a) -> a
    ("E", "DD2DDB3DDB31I"),  # -. -. a -> a
    ("P", "DDBCDSN"),  # ((a -> b) -> a) -> a, Peirce's law
)

NUMBERS = (10, 11, 12, 13, 14, 15, 3, 4, 5, 6, 7, 8, 9)  # of metavariables: a to f come first
LONGEST = 63  # symbols, in a formula that is stated


class NoProof(Exception):
    """What is wrong with a proof."""


# --- Formulas: "bottom", an integer for a metavariable, or a pair for an implication ---


def negation(formula):
    return (formula, "bottom")


AXIOMS = {
    "1": (0, (1, 0)),
    "2": ((0, (1, 2)), ((0, 1), (0, 2))),
    "3": ((negation(0), negation(1)), (1, 0)),
}


def metavariables(formula):
    """In the order in which they stand in the formula."""
    found, rest = {}, [formula]
    while rest:
        part = rest.pop()
        if isinstance(part, tuple):
            rest += (part[1], part[0])
        elif part != "bottom":
            found[part] = None
    return list(found)


def replace(formula, images):
    """With the images of metavariables in their place, and theirs in them, as far as there are any."""
    if isinstance(formula, tuple):
        return (replace(formula[0], images), replace(formula[1], images))
    return replace(images[formula], images) if formula in images else formula


def unify(left, right, images):
    """Adds to the images what makes both formulas the same."""
    while left in images:
        left = images[left]
    while right in images:
        right = images[right]
    if left == right:
        return
    if isinstance(left, int):
        if left in metavariables(replace(right, images)):
            raise NoProof("it needs a formula that is a part of itself")
        images[left] = right
    elif isinstance(right, int):
        unify(right, left, images)
    elif isinstance(left, tuple) and isinstance(right, tuple):
        unify(left[0], right[0], images)
        unify(left[1], right[1], images)
    else:
        raise NoProof("a premise of modus ponens does not fit")


def length(formula):
    return 1 + length(formula[0]) + length(formula[1]) if isinstance(formula, tuple) else 1


def depth(formula):
    return 1 + max(map(depth, formula)) if isinstance(formula, tuple) else 0


def code(formula):
    if isinstance(formula, tuple):
        return "1" + code(formula[0]) + code(formula[1])
    return "2" if formula == "bottom" else f"{formula:x}"


def text(formula):
    if not isinstance(formula, tuple):
        return "F" if formula == "bottom" else f"{formula:x}" if formula > 9 else f"v{formula}"
    if formula[1] == "bottom":
        return f"-. {text(formula[0])}"
    return f"( {text(formula[0])} -> {text(formula[1])} )"


# --- Proofs: (what it proves, "1" to "3" or a theorem's name or "D", premises) ---


class Reader:
    """Reads one proof, and finds what each of its parts proves."""

    def __init__(self, word, theorems):
        self.word, self.theorems = word, theorems
        self.at, self.fresh, self.images = 0, 0, {}

    def proof(self):
        if self.at == len(self.word):
            raise NoProof("it ends too early")
        letter = self.word[self.at]
        self.at += 1
        if letter == "D":
            major, minor = self.proof(), self.proof()
            conclusion = self.variable()
            unify(major[0], (minor[0], conclusion), self.images)
            return (conclusion, "D", (major, minor))
        formula = AXIOMS.get(letter, self.theorems.get(letter))
        if formula is None:
            raise NoProof(f"'{letter}' is neither D, an axiom nor a theorem that was proved before")
        return (self.renamed(formula), letter, ())

    def variable(self):
        self.fresh += 1
        return -self.fresh

    def renamed(self, formula):
        return replace(formula, {name: self.variable() for name in metavariables(formula)})

    def read(self):
        proof = self.proof()
        if self.at != len(self.word):
            raise NoProof(f"'{self.word[self.at:]}' is left over")
        formula = replace(proof[0], self.images)
        inner = list(metavariables(formula)) + sorted(self.unnamed(proof))
        names = {}
        for variable in inner:
            names.setdefault(variable, NUMBERS[len(names)] if len(names) < len(NUMBERS) else len(names) + 3)
        return self.resolved(proof, names)

    def unnamed(self, proof):
        """Metavariables that occur on the way only."""
        own = set(metavariables(replace(proof[0], self.images)))
        return own.union(*(self.unnamed(premise) for premise in proof[2]))

    def resolved(self, proof, names):
        formula = replace(replace(proof[0], self.images), names)
        return (formula, proof[1], tuple(self.resolved(premise, names) for premise in proof[2]))


# --- Blocks ---


class Transcript:
    """Each formula, substitution and claim has one block."""

    def __init__(self):
        self.lines = ["blockfold execution 1"]
        self.names, self.spellings, self.facts = {}, set(), {}
        self.steps = {}  # how deep the proof of a formula is
        self.theorems = {}

    def add(self, rule, *arguments, name=None, note=None):
        block = f"{rule}({', '.join(map(str, arguments))})"
        self.lines.append((f"{name} = " if name else "") + block + (f"  # {note}" if note else ""))

    def once(self, fact, value=None):
        """Whether the fact is new."""
        new = fact not in self.facts
        self.facts.setdefault(fact, value)
        return new

    # Formulas.

    def formula(self, formula):
        if formula in self.names:
            return self.names[formula]
        if formula == "bottom":
            name = "bottom"
            self.add("def_bottom", name=name)
        elif isinstance(formula, int):
            name = text(formula)
            self.add("def_metavariable", formula, name=name)
        else:
            left, right = map(self.formula, formula)
            name = f"f{sum(isinstance(known, tuple) for known in self.names)}"
            depths = [depth(part) for part in formula]
            self.add("def_implication", left, right, *depths, 1 + max(depths), name=name, note=text(formula))
        self.names[formula] = name
        return name

    def negation(self, formula):
        name = self.formula(negation(formula))
        if self.once(("negation", formula)):
            self.add("is_negation", name, self.formula(formula), self.formula("bottom"))
        return name

    # Substitutions: {metavariable: image}, in the order of their making.

    def substitution(self, images):
        """Its name and its depth."""
        items = tuple(images.items())
        name = f"s{sum(fact[0] == 'substitution' for fact in self.facts)}"
        if ("substitution", items) in self.facts:
            return self.facts["substitution", items]
        if len(items) == 1:
            number, image = items[0]
            block = self.formula(image)
            self.add("def_single", block, depth(image), number, name=name, note=f"{text(number)} := {text(image)}")
            self.facts["substitution", items] = (name, 0)
        else:
            (left, m), (right, n) = self.halves(items)
            name = f"s{sum(fact[0] == 'substitution' for fact in self.facts)}"
            self.add("def_union", left, right, m, n, 1 + max(m, n), name=name)
            self.facts["substitution", items] = (name, 1 + max(m, n))
        return self.facts["substitution", items]

    def halves(self, items):
        return self.substitution(dict(items[:-1])), self.substitution(dict(items[-1:]))

    def replaces(self, images, number):
        """The depth at which the substitution is known to replace the metavariable."""
        items = tuple(images.items())
        by, _ = self.substitution(images)
        fact = ("replaces", by, number)
        image = self.formula(images[number])
        if fact in self.facts:
            return self.facts[fact]
        if len(items) == 1:
            self.add("replaces_here", by, image, number)
            return self.facts.setdefault(fact, 0)
        (left, _), (right, _) = self.halves(items)
        first, last = dict(items[:-1]), dict(items[-1:])
        if number in last:
            m, n = self.keeps(first, number), self.replaces(last, number)
            self.add("replaces_right", by, left, right, image, number, m, n)
            return self.facts.setdefault(fact, n + 1)
        m, n = self.replaces(first, number), self.keeps(last, number)
        self.add("replaces_left", by, left, right, image, number, m, n)
        return self.facts.setdefault(fact, m + 1)

    def keeps(self, images, number):
        items = tuple(images.items())
        by, _ = self.substitution(images)
        fact = ("keeps", by, number)
        if fact in self.facts:
            return self.facts[fact]
        if len(items) == 1:
            self.add("keeps_other", by, self.formula(items[0][1]), items[0][0], number)
            return self.facts.setdefault(fact, 0)
        (left, _), (right, _) = self.halves(items)
        m, n = self.keeps(dict(items[:-1]), number), self.keeps(dict(items[-1:]), number)
        self.add("keeps_both", by, left, right, number, m, n, 1 + max(m, n))
        return self.facts.setdefault(fact, 1 + max(m, n))

    def instance(self, images, pattern):
        """The depth at which the substitution is known to make what it makes of the pattern."""
        by, own = self.substitution(images)
        fact = ("instance", by, pattern)
        if fact in self.facts:
            return self.facts[fact]
        name, image = self.formula(pattern), self.formula(simultaneous(pattern, images))
        if pattern == "bottom":
            self.add("instance_bottom", by, name, image, own)
            return self.facts.setdefault(fact, 0)
        if isinstance(pattern, int):
            if pattern in images:
                self.add("instance_replaced", by, name, image, pattern, self.replaces(images, pattern))
            else:
                self.add("instance_kept", by, name, pattern, self.keeps(images, pattern))
            return self.facts.setdefault(fact, 0)
        m, n = (self.instance(images, part) for part in pattern)
        parts = [self.formula(part) for part in pattern]
        made = [self.formula(simultaneous(part, images)) for part in pattern]
        self.add("instance_implication", by, *parts, *made, name, image, m, n, 1 + max(m, n))
        return self.facts.setdefault(fact, 1 + max(m, n))

    # Proofs.

    def prove(self, proof):
        """In how many steps the formula is proved now."""
        formula, reason, premises = proof
        if formula in self.steps:
            return self.steps[formula]
        if reason == "D":
            major, minor = premises
            n, m = self.prove(major), self.prove(minor)
            a, b, ab = (self.formula(part) for part in (minor[0], formula, major[0]))
            self.steps[formula] = 1 + max(m, n)
            self.add("modus_ponens", a, b, ab, m, n, 1 + max(m, n))
        elif reason in AXIOMS:
            self.axiom(reason, formula)
            self.steps[formula] = 0
        else:
            self.instantiate(self.theorems[reason], formula)
        return self.steps[formula]

    def axiom(self, number, formula):
        name = self.formula
        if number == "1":
            a, ba = formula
            self.add("axiom_1", name(a), name(ba[0]), name(ba), name(formula))
        elif number == "2":
            (abc, abac) = formula
            a, (b, c), (ab, ac) = abc[0], abc[1], abac
            parts = (a, b, c, (b, c), abc, ab, ac, abac, formula)
            self.add("axiom_2", *map(name, parts))
        else:
            (nanb, (b, a)) = formula
            na, nb = self.negation(a), self.negation(b)
            self.add("axiom_3", name(a), name(b), na, nb, name(nanb), name((b, a)), name(formula))

    def instantiate(self, pattern, formula):
        images = {}
        match(pattern, formula, images)
        images = {number: image for number, image in images.items() if number != image}
        n = self.instance(images, pattern)
        by, _ = self.substitution(images)
        m = self.steps[pattern]
        self.add("instantiate", by, self.formula(pattern), self.formula(formula), m, n)
        self.steps[formula] = m + 1

    # What is stated.

    def spell(self, formula):
        name = self.formula(formula)
        if not self.once(("spelled", formula)):
            return name
        if formula == "bottom":
            self.add("spell_bottom", name)
        elif isinstance(formula, int):
            self.add("spell_metavariable", name, formula)
        else:
            left, right = map(self.spell, formula)
            sizes = [length(part) for part in formula]
            codes = [f"0x{code(part)}" for part in formula]
            shifts = [f"0x1{'0' * size}" for size in sizes]
            self.add("spell_implication", name, left, right, *sizes, *codes, *shifts)
        return name

    def theorem(self, letter, word):
        proof = Reader(word, self.theorems).read()
        formula = proof[0]
        if length(formula) > LONGEST or any(number > 15 for number in metavariables(formula)):
            raise NoProof(f"{text(formula)} is too long to be stated")
        self.lines += ["", f"# {letter} = {word}: {text(formula)}"]
        steps = self.prove(proof)
        name = self.spell(formula)
        self.add("states", f"0x{code(formula)}", name, steps, length(formula), f"0x1{'0' * length(formula)}")
        self.theorems[letter] = formula


def simultaneous(formula, images):
    if isinstance(formula, tuple):
        return tuple(simultaneous(part, images) for part in formula)
    return images.get(formula, formula)


def match(pattern, formula, images):
    if isinstance(pattern, tuple):
        for parts in zip(pattern, formula):
            match(*parts, images)
    elif isinstance(pattern, int):
        images[pattern] = formula


def add(transcript, theorem):
    letter, equals, word = theorem.partition("=")
    if not equals or len(letter) != 1 or not "A" <= letter <= "Z" or letter == "D" or letter in transcript.theorems:
        raise NoProof("write LETTER=PROOF, with another capital letter for each, and not D")
    try:
        transcript.theorem(letter, word)
    except RecursionError:
        raise NoProof("it is too deep; prove a part of it as a theorem before") from None


def main(arguments):
    transcript = Transcript()
    for theorem in arguments or [f"{letter}={word}" for letter, word in THEOREMS]:
        try:
            add(transcript, theorem)
        except NoProof as why:
            sys.exit(f"error: '{theorem}' is no proof: {why}")
    print("\n".join(transcript.lines))


if __name__ == "__main__":
    main(sys.argv[1:])

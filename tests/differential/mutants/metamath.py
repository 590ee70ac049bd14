"""A second Metamath checker, from the language's specification alone.

Written from the Metamath book (Megill and Wheeler, second edition: chapter 4, appendices B and E) and
sharing nothing with compiler/metamath, so that the two can be compared. It is strict where the grammar
of appendix E is. Where the book leaves a choice, this is what both must do:

- an unknown step '?' stands for any result; a step with an unknown premise is not looked into and its
  result is unknown. A proof with unknown steps and without errors is *incomplete*;
- a 'Z' follows a step or a '?', and not another 'Z';
- the list of labels of a compressed proof names every label once and no mandatory hypothesis.

A database is cut into *chunks*: what ends at a '$.' or '$}' outside of all blocks. `Database` reads it
once; `Database.judge` then judges a text in which some chunks are replaced, and checks only the proofs
that the replacement can affect.
"""

import re

VALID, INVALID, INCOMPLETE = "valid", "invalid", "incomplete"

_TOKEN = re.compile(r"[^ \t\r\n\f]+")
_MARK = re.compile(r"(?<![^ \t\r\n\f])\$(?:[.{}]|\((?![^ \t\r\n\f]))(?![^ \t\r\n\f])")
_COMMENT_END = re.compile(r"(?<![^ \t\r\n\f])\$\)(?![^ \t\r\n\f])")
_ILLEGAL = re.compile(r"[^\x21-\x7e \t\r\n\f]")
_LABEL = re.compile(r"[A-Za-z0-9._-]+\Z")
KEYWORDS = frozenset("$c $v $f $e $d $a $p $= $. ${ $} $[ $]".split())


class Malformed(Exception):
    """The text breaks a rule of the language outside of proofs."""


class Unfinished(Malformed):
    """The text ends within something; what follows may complete it."""


class TooFar(Exception):
    """A replacement has an effect on the text behind it."""


class WrongProof(Exception):
    """A proof breaks a rule."""


def tokens(text):
    """Tokens with their places, without comments."""
    found = []
    comment = None
    for match in _TOKEN.finditer(text):
        token = match.group()
        if comment is not None:
            if token == "$)":
                comment = None
            elif "$(" in token or "$)" in token:
                raise Malformed("a comment in a comment")
        elif token == "$(":
            comment = match.start()
        elif "$" in token and token not in KEYWORDS:
            raise Malformed(f"'$' in {token}")
        else:
            found.append((token, match.start(), match.end()))
    if comment is not None:
        raise Unfinished("an open comment")
    return found


def words(text):
    """Tokens without places; the quick way for the usual text."""
    if _ILLEGAL.search(text):
        raise Malformed("an illegal character")
    if "$(" in text or "$)" in text:
        return [token for token, _, _ in tokens(text)]
    found = text.split()
    for token in found:
        if "$" in token and token not in KEYWORDS:
            raise Malformed(f"'$' in {token}")
    return found


def chunks(text):
    """Cuts a text where a statement or block ends outside of all blocks; the rest is the last one."""
    pieces, start, depth, at = [], 0, 0, 0
    while match := _MARK.search(text, at):
        at = match.end()
        mark = match.group()
        if mark == "$(":
            end = _COMMENT_END.search(text, at)
            at = end.end() if end else len(text)
        elif mark == "${":
            depth += 1
        else:
            depth -= mark == "$}"
            if depth == 0:
                pieces.append(text[start:at])
                start = at
    pieces.append(text[start:])
    return pieces


class Assertion:
    """A $a or $p with its frame; for $p also what its proof may use."""

    __slots__ = ("label", "place", "math", "hyps", "disjoint", "proof", "local", "context", "apart")

    def same_as(self, other):
        """Whether others can cite it, and it can be proved, exactly as before."""
        return (self.math == other.math and self.hyps == other.hyps
                and self.disjoint == other.disjoint and self.proof == other.proof
                and self.local == other.local and self.apart == other.apart
                and self.context.hyps == other.context.hyps)


class Context:
    """What is declared outside of all blocks before a chunk. Never changed once it is made."""

    __slots__ = ("constants", "variables", "active", "floats", "hyps", "essentials", "apart")

    def __init__(self):
        self.constants, self.variables, self.active = frozenset(), frozenset(), frozenset()
        self.floats = {}      # variable -> (order, label, math)
        self.hyps = {}        # label -> (order, is_float, math)
        self.essentials = ()  # (order, label, math)
        self.apart = frozenset()

    def key(self):
        return (self.constants, self.variables, self.active, self.floats, self.hyps,
                self.essentials, self.apart)


def pair(x, y):
    return (x, y) if x < y else (y, x)


class Reader:
    """Reads one chunk after another from a context."""

    def __init__(self, context, number):
        self.number = number
        self.constants, self.variables = set(context.constants), set(context.variables)
        self.active, self.floats = set(context.active), dict(context.floats)
        self.hyps, self.essentials = dict(context.hyps), list(context.essentials)
        self.apart = set(context.apart)
        self.scopes, self.local = [], {}
        self.labels, self.symbols = [], set()  # all labels in order; symbols that are declared
        self.assertions = []
        self.outer = context                   # None: to be made anew

    def read(self, text):
        stream = words(text)
        at, end = 0, len(stream)
        while at < end:
            token = stream[at]
            if token == "${":
                self.open()
                at += 1
            elif token == "$}":
                self.close()
                at += 1
            else:
                label = None
                if token not in KEYWORDS:
                    label, at = token, at + 1
                    if at == end:
                        raise Unfinished("a label at the end")
                    token = stream[at]
                try:
                    stop = stream.index("$.", at)
                except ValueError:
                    raise Unfinished("an unfinished statement") from None
                self.statement(label, token, stream[at + 1:stop])
                at = stop + 1
        if self.scopes:
            raise Unfinished("an open block")

    def statement(self, label, keyword, body):
        if (label is None) != (keyword in ("$c", "$v", "$d")):
            raise Malformed("a label where none may be, or none where one must be")
        if keyword == "$p":
            if "$=" not in body:
                raise Malformed("no proof")
            middle = body.index("$=")
            body, proof = body[:middle], body[middle + 1:]
            if not KEYWORDS.isdisjoint(proof):
                raise Malformed("a keyword in a proof")
        if not KEYWORDS.isdisjoint(body):
            raise Malformed("a keyword in a statement")
        if keyword == "$c":
            self.declare_constants(body)
        elif keyword == "$v":
            self.declare_variables(body)
        elif keyword == "$d":
            self.declare_disjoint(body)
        elif keyword == "$f":
            self.hypothesis(label, body, True)
        elif keyword == "$e":
            self.hypothesis(label, body, False)
        elif keyword == "$a":
            self.assertion(label, body, None)
        elif keyword == "$p":
            self.assertion(label, body, " ".join(proof))
        else:
            raise Malformed(f"{keyword} begins no statement")

    def open(self):
        self.scopes.append((set(self.active), dict(self.floats), dict(self.local),
                            list(self.essentials), set(self.apart)))

    def close(self):
        if not self.scopes:
            raise Malformed("no block to close")
        self.active, self.floats, self.local, self.essentials, self.apart = self.scopes.pop()

    def declare_constants(self, names):
        if self.scopes or not names:
            raise Malformed("constants in a block, or none")
        for name in names:
            if name in self.constants or name in self.variables:
                raise Malformed(f"{name} is declared twice")
            self.constants.add(name)
            self.symbols.add(name)
        self.outer = None

    def declare_variables(self, names):
        if not names:
            raise Malformed("no variables")
        for name in names:
            if name in self.constants or name in self.active:
                raise Malformed(f"{name} is declared twice")
            self.variables.add(name)
            self.active.add(name)
            self.symbols.add(name)
        self.outermost_change()

    def declare_disjoint(self, names):
        if len(names) < 2 or len(set(names)) != len(names) or not self.active.issuperset(names):
            raise Malformed("a $d that names no two different variables")
        for i, x in enumerate(names):
            for y in names[:i]:
                self.apart.add(pair(x, y))
        self.outermost_change()

    def outermost_change(self):
        if not self.scopes:
            self.outer = None

    def claim(self, label):
        if not _LABEL.match(label):
            raise Malformed(f"{label} is no label")
        self.labels.append(label)

    def check_math(self, math, typed):
        if not math or math[0] not in self.constants:
            raise Malformed("no typecode")
        for symbol in math:
            if symbol not in self.constants and symbol not in (self.floats if typed else self.active):
                raise Malformed(f"{symbol} is not declared, not active or has no type")

    def hypothesis(self, label, math, is_float):
        self.claim(label)
        self.check_math(math, not is_float)
        if is_float and (len(math) != 2 or math[1] not in self.active or math[1] in self.floats):
            raise Malformed("a $f that types no variable, or a second one")
        math = tuple(math)
        order = len(self.hyps) + len(self.local)
        if is_float:
            self.floats[math[1]] = (order, label, math)
        else:
            self.essentials.append((order, label, math))
        if self.scopes:
            self.local[label] = (order, is_float, math)
        else:
            self.hyps[label] = (order, is_float, math)
            self.outer = None

    def assertion(self, label, math, proof):
        self.claim(label)
        self.check_math(math, True)
        made = Assertion()
        made.label, made.math, made.proof = label, tuple(math), proof
        made.place = (self.number, len(self.assertions))
        used = {s for s in made.math if s in self.floats}
        for _, _, essential in self.essentials:
            used.update(s for s in essential if s in self.floats)
        hyps = [(order, True, math) for order, _, math in map(self.floats.get, used)]
        hyps += [(order, False, math) for order, _, math in self.essentials]
        hyps.sort()
        made.hyps = tuple((is_float, math) for _, is_float, math in hyps)
        made.disjoint = frozenset(p for p in self.apart if p[0] in used and p[1] in used)
        made.local, made.context, made.apart = None, None, None
        if proof is not None:
            made.local = {name: hyp[1:] for name, hyp in self.local.items()}
            made.context = self.after()
            made.apart = frozenset(self.apart)
        self.assertions.append(made)

    def after(self):
        """What is declared outside of all blocks so far."""
        if self.outer is not None:
            return self.outer
        active, floats, essentials, apart = (self.active, self.floats, self.essentials, self.apart)
        if self.scopes:
            active, floats, _, essentials, apart = self.scopes[0]
        context = Context()
        context.constants, context.variables = frozenset(self.constants), frozenset(self.variables)
        context.active, context.floats, context.hyps = frozenset(active), dict(floats), dict(self.hyps)
        context.essentials, context.apart = tuple(essentials), frozenset(apart)
        self.outer = context
        return context


class Checker:
    """Checks proofs; `find` gives the assertion of a label or None."""

    def __init__(self, find, is_variable):
        self.find, self.is_variable = find, is_variable

    def verdict(self, theorem):
        try:
            return self.check(theorem)
        except WrongProof:
            return INVALID

    def check(self, theorem):
        steps = theorem.proof.split()
        if not steps:
            raise WrongProof("empty")
        stack = []
        unknown = (self.compressed if steps[0] == "(" else self.normal)(theorem, steps, stack)
        if len(stack) != 1:
            raise WrongProof("not one result")
        if stack[0] is not None and stack[0] != theorem.math:
            raise WrongProof("another result")
        return INCOMPLETE if unknown else VALID

    def resolve(self, theorem, label):
        hyp = theorem.local.get(label)
        if hyp is None:
            found = theorem.context.hyps.get(label)
            hyp = found and found[1:]
        if hyp is not None:
            return hyp
        cited = self.find(label)
        if cited is None or cited.place >= theorem.place:
            raise WrongProof(f"no {label}")
        return cited

    def step(self, theorem, cited, stack):
        if isinstance(cited, tuple):
            stack.append(cited[1])
        else:
            self.apply(theorem, cited, stack)

    def normal(self, theorem, steps, stack):
        unknown = False
        for label in steps:
            if label == "?":
                unknown = True
                stack.append(None)
            else:
                self.step(theorem, self.resolve(theorem, label), stack)
        return unknown

    def compressed(self, theorem, steps, stack):
        if ")" not in steps:
            raise WrongProof("open list")
        middle = steps.index(")")
        names, letters = steps[1:middle], "".join(steps[middle + 1:])
        if not letters:
            raise WrongProof("empty")
        listed = [self.resolve(theorem, name) for name in names]
        mandatory = [(is_float, math) for is_float, math in theorem.hyps]
        # Two hypotheses of one text are two hypotheses: it is the label that may not be named.
        if len(set(names)) != len(names) or not self.mandatory_labels(theorem).isdisjoint(names):
            raise WrongProof("a list with a mandatory hypothesis or a label twice")
        table = mandatory + listed
        saved, number, unknown, may_save, inside = [], 0, False, False, False
        for letter in letters:
            if "A" <= letter <= "T":
                number = number * 20 + ord(letter) - 65
                if number < len(table):
                    self.step(theorem, table[number], stack)
                elif number < len(table) + len(saved):
                    stack.append(saved[number - len(table)])
                else:
                    raise WrongProof("a number too large")
                number, may_save, inside = 0, True, False
            elif "U" <= letter <= "Y":
                number, inside = number * 5 + ord(letter) - 84, True
            elif inside:
                raise WrongProof("half a number")
            elif letter == "Z":
                if not may_save:
                    raise WrongProof("nothing to save")
                saved.append(stack[-1])
                may_save = False
            elif letter == "?":
                unknown, may_save = True, True
                stack.append(None)
            else:
                raise WrongProof("no letter of a proof")
        if inside:
            raise WrongProof("half a number")
        return unknown

    @staticmethod
    def mandatory_labels(theorem):
        frame = set(theorem.hyps)
        found = {label for label, hyp in theorem.local.items() if hyp in frame}
        found |= {label for label, hyp in theorem.context.hyps.items() if hyp[1:] in frame}
        return found

    def apply(self, theorem, cited, stack):
        count = len(cited.hyps)
        if count > len(stack):
            raise WrongProof("too few results")
        if count == 0:
            stack.append(cited.math)
            return
        premises = stack[-count:]
        del stack[-count:]
        if None in premises:
            stack.append(None)
            return
        values = {}
        for (is_float, math), found in zip(cited.hyps, premises):
            if is_float:
                if found[0] != math[0]:
                    raise WrongProof("another typecode")
                values[math[1]] = found[1:]
            elif substitute(math, values) != found:
                raise WrongProof("another hypothesis")
        if cited.disjoint:
            self.check_disjoint(theorem, cited, values)
        stack.append(substitute(cited.math, values))

    def check_disjoint(self, theorem, cited, values):
        variables = {}
        for x, y in cited.disjoint:
            for z in (x, y):
                if z not in variables:
                    variables[z] = set(filter(self.is_variable, values[z]))
            for u in variables[x]:
                for v in variables[y]:
                    if u == v or pair(u, v) not in theorem.apart:
                        raise WrongProof("$d")


def substitute(math, values):
    out = []
    for symbol in math:
        value = values.get(symbol)
        if value is None:
            out.append(symbol)
        else:
            out.extend(value)
    return tuple(out)


class Judgement:
    """What a text is: its verdict, and the theorems whose proofs are wrong or incomplete."""

    def __init__(self, verdict, invalid=frozenset(), incomplete=frozenset(), why=""):
        self.verdict, self.invalid, self.incomplete = verdict, invalid, incomplete
        self.why = why  # for a malformed text, else empty: every theorem has been judged


class Database:
    """A valid text, and judgements of its mutants."""

    def __init__(self, text):
        self.chunks = chunks(text)
        self.contexts, self.read = [], []  # before each chunk; what is in it
        context = Context()
        for number, chunk in enumerate(self.chunks):
            reader = Reader(context, number)
            reader.read(chunk)
            self.contexts.append(context)
            self.read.append((reader.assertions, reader.labels, reader.symbols))
            context = reader.after()
        self.contexts.append(context)
        self.assertions, self.labels, self.variables = {}, set(), set(context.variables)
        symbols = set()
        self.cited_by = {}
        for number, (assertions, labels, declared) in enumerate(self.read):
            self.check_names(labels, self.labels, symbols)
            self.labels.update(labels)
            symbols.update(declared)
            self.variables |= declared - context.constants
            for assertion in assertions:
                self.assertions[assertion.label] = assertion
                for label in set(self.citations(assertion)):
                    self.cited_by.setdefault(label, []).append(assertion.label)
        if symbols & self.labels:
            raise Malformed("a symbol and a label of one name")
        self.symbols = symbols
        self.verdicts = {}

    @staticmethod
    def citations(assertion):
        """Words of a proof that may be labels; letters of compressed proofs among them do no harm."""
        return assertion.proof.split() if assertion.proof is not None else ()

    @staticmethod
    def check_names(labels, others, symbols):
        if len(set(labels)) != len(labels) or not others.isdisjoint(labels):
            raise Malformed("a label twice")
        if not symbols.isdisjoint(labels):
            raise Malformed("a label with the name of a symbol")

    def check_all(self):
        """The verdict of every theorem."""
        checker = Checker(self.assertions.get, self.variables.__contains__)
        for label, assertion in self.assertions.items():
            if assertion.proof is not None:
                self.verdicts[label] = checker.verdict(assertion)
        return self.verdicts

    def text(self, edits=()):
        """The text with chunks [first, last) replaced."""
        pieces, at = [], 0
        for first, last, text in sorted(edits):
            pieces += self.chunks[at:first]
            pieces.append(text)
            at = last
        return "".join(pieces + self.chunks[at:])

    def judge(self, edits, far=True):
        """Judges a mutant; `edits` are (first chunk, last chunk, text), apart from one another.

        Unless `far`, raises TooFar where more than those chunks would have to be read.
        """
        try:
            regions = [self.region(edit, far) for edit in edits]
        except Malformed as why:
            return Judgement(INVALID, why=str(why))
        try:
            return self.compare(regions)
        except Malformed as why:
            return Judgement(INVALID, why=str(why))

    def region(self, edit, far):
        """Reads a replacement; if it changes what is declared, all that follows it too."""
        first, last, text = edit
        try:
            reader = Reader(self.contexts[first], first)
            reader.read(text)
            declared = set().union(*(self.read[i][2] for i in range(first, last)))
            if reader.symbols == declared and reader.after().key() == self.contexts[last].key():
                return first, last, reader
        except Unfinished:
            pass
        if not far:
            raise TooFar
        reader = Reader(self.contexts[first], first)
        reader.read(text + "".join(self.chunks[last:]))
        return first, len(self.chunks), reader

    def compare(self, regions):
        old, new, order_changed = {}, {}, set()
        old_labels, new_labels, symbols = set(), [], set(self.symbols)
        for first, last, reader in regions:
            before = []
            for assertions, labels, _ in self.read[first:last]:
                before += [a.label for a in assertions]
                old_labels.update(labels)
            old.update((label, self.assertions[label]) for label in before)
            new.update((a.label, a) for a in reader.assertions)
            new_labels += reader.labels
            if before != [a.label for a in reader.assertions]:
                order_changed.update(before)
            if last == len(self.chunks):
                symbols = set().union(reader.symbols, *(r[2] for r in self.read[:first]))
        outside = self.labels - old_labels
        self.check_names(new_labels, outside, symbols)
        if not symbols.isdisjoint(outside):
            raise Malformed("a label with the name of a symbol")

        changed = set(order_changed)
        for label in old.keys() | new.keys():
            if label not in old or label not in new or not self.same(old[label], new[label]):
                changed.add(label)

        def find(label):
            if label in new:
                return new[label]
            return None if label in old else self.assertions.get(label)

        affected = {label for label in changed if label in new}
        for label in changed:
            affected.update(self.cited_by.get(label, ()))
        for label, assertion in new.items():  # hypotheses have no record of their own
            if label not in affected and not changed.isdisjoint(self.citations(assertion)):
                affected.add(label)
        variables = self.variables.union(*(r.variables for _, _, r in regions))
        checker = Checker(find, variables.__contains__)
        invalid, incomplete = set(), set()
        names = (self.assertions.keys() - old.keys()) | new.keys()
        for label in names:
            assertion = find(label)
            if assertion.proof is None:
                continue
            verdict = checker.verdict(assertion) if label in affected else self.verdicts[label]
            if verdict == INVALID:
                invalid.add(label)
            elif verdict == INCOMPLETE:
                incomplete.add(label)
        verdict = INVALID if invalid else INCOMPLETE if incomplete else VALID
        return Judgement(verdict, invalid, incomplete)

    @staticmethod
    def same(a, b):
        if (a.proof is None) != (b.proof is None):
            return False
        if a.proof is None:
            return a.math == b.math and a.hyps == b.hyps and a.disjoint == b.disjoint
        return a.same_as(b)

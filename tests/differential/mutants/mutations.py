"""Seeded mutations of Metamath databases: small edits of the kinds that a mistake, or a forger, makes.

Every mutation takes a database and a random generator and gives edits (first chunk, last chunk, text)
as `metamath.Database.judge` takes them, or None if the place it fell on has nothing of its kind.
"""

from metamath import tokens

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Statement:
    """A statement of a chunk, as indexes of tokens."""

    def __init__(self, keyword, first, label, math, proof, last):
        self.keyword, self.first, self.label = keyword, first, label
        self.math, self.proof, self.last = math, proof, last  # ranges; last is that of '$.'


class Chunk:
    """A chunk's text with its tokens and statements, and edits to them."""

    def __init__(self, text):
        self.text, self.tokens, self.edits = text, tokens(text), []
        self.statements, self.brackets = [], []
        at = 0
        while at < len(self.tokens):
            if self.word(at) in ("${", "$}"):
                self.brackets.append(at)
                at += 1
            else:
                at = self.statement(at)

    def word(self, at):
        return self.tokens[at][0]

    def statement(self, first):
        at = first
        label = None
        if not self.word(at).startswith("$"):
            label, at = at, at + 1
        keyword = self.word(at)
        last = at
        while self.word(last) != "$.":
            last += 1
        middle = last
        proof = None
        if keyword == "$p":
            middle = next(i for i in range(at, last) if self.word(i) == "$=")
            proof = range(middle + 1, last)
        self.statements.append(Statement(keyword, first, label, range(at + 1, middle), proof, last))
        return last + 1

    def of(self, *keywords):
        return [s for s in self.statements if s.keyword in keywords]

    def replace(self, at, text):
        self.edits.append((self.tokens[at][1], self.tokens[at][2], text))

    def insert_before(self, at, text):
        place = self.tokens[at][1]
        self.edits.append((place, place, text))

    def remove(self, statement):
        self.edits.append((self.tokens[statement.first][1], self.tokens[statement.last][2], ""))

    def source(self, statement):
        return self.text[self.tokens[statement.first][1]:self.tokens[statement.last][2]]

    def swap(self, a, b):
        """Two statements change places."""
        for here, there in ((a, b), (b, a)):
            self.edits.append((self.tokens[here.first][1], self.tokens[here.last][2],
                               self.source(there)))

    def result(self):
        pieces, at = [], 0
        for start, end, text in sorted(self.edits):
            pieces += [self.text[at:start], text]
            at = end
        return "".join(pieces + [self.text[at:]])

    def words(self, places):
        return [self.word(i) for i in places]


def is_compressed(chunk, theorem):
    return len(theorem.proof) > 2 and chunk.word(theorem.proof[0]) == "("


def split_proof(chunk, theorem):
    """Token places of the labels and of the letters of a compressed proof."""
    close = next(i for i in theorem.proof if chunk.word(i) == ")")
    return range(theorem.proof[0] + 1, close), range(close + 1, theorem.last)


class Source:
    """A database to mutate: where its statements of each kind are."""

    def __init__(self, database):
        self.database = database
        self.chunks = database.chunks
        self.theorem_chunks = [i for i, (assertions, _, _) in enumerate(database.read)
                               if any(a.proof is not None for a in assertions)]
        self.assertion_chunks = [i for i, (assertions, _, _) in enumerate(database.read) if assertions]
        self.block_chunks = [i for i in self.assertion_chunks if "${" in self.chunks[i]]
        self.floating_chunks = [i for i, text in enumerate(self.chunks) if "$f" in text]
        self.disjoint_chunks = [i for i, text in enumerate(self.chunks) if "$d" in text]
        self.label_list = list(database.assertions)
        self.symbol_list = sorted(database.symbols)

    def pick(self, places, random):
        if not places:
            return None, None
        at = random.choice(places)
        return at, Chunk(self.chunks[at])


def in_one_chunk(places, change):
    """A mutation that edits one chunk out of `places(source)`."""

    def mutate(source, random):
        at, chunk = source.pick(places(source), random)
        if chunk is None or change(source, chunk, random) is False or not chunk.edits:
            return None
        text = chunk.result()
        return None if text == chunk.text else [(at, at + 1, text)]

    return mutate


def pick_theorem(chunk, random, compressed=None):
    theorems = [t for t in chunk.of("$p")
                if compressed is None or is_compressed(chunk, t) == compressed]
    return random.choice(theorems) if theorems else None


def some_label(source, chunk, theorem, random):
    """A label that a forger would try: of the same proof, near by, a hypothesis, any."""
    choice = random.randrange(4)
    if choice == 0:
        near = [w for w in chunk.words(theorem.proof) if w in source.database.labels]
        if near:
            return random.choice(near)
    if choice == 1:
        own = [chunk.word(s.label) for s in chunk.of("$e", "$f", "$a", "$p")]
        return random.choice(own)
    if choice == 2 and len(source.label_list) > 1:
        place = source.label_list.index(chunk.word(theorem.label))
        return source.label_list[max(0, place - random.randrange(1, 12))]
    return random.choice(source.label_list)


# --- steps of proofs -------------------------------------------------------------------------------

def change_letter(source, chunk, random):
    theorem = pick_theorem(chunk, random, True)
    if theorem is None:
        return False
    _, places = split_proof(chunk, theorem)
    at = random.choice(places)
    word = chunk.word(at)
    i = random.randrange(len(word))
    change = random.randrange(4)
    if change == 0 and word[i] < "T":  # the next number
        word = word[:i] + chr(ord(word[i]) + 1) + word[i + 1:]
    elif change <= 1:
        word = word[:i] + random.choice(LETTERS) + word[i + 1:]
    elif change == 2:
        word = word[:i] + word[i + 1:]
    else:
        word = word[:i] + random.choice(LETTERS) + word[i:]
    chunk.replace(at, word)


def change_save(source, chunk, random):
    """A 'Z' is added, removed or moved, so later numbers mean other steps."""
    theorem = pick_theorem(chunk, random, True)
    if theorem is None:
        return False
    _, places = split_proof(chunk, theorem)
    at = random.choice(places)
    word = chunk.word(at)
    saves = [i for i, c in enumerate(word) if c == "Z"]
    if saves and random.randrange(2):
        i = random.choice(saves)
        word = word[:i] + word[i + 1:]
        if random.randrange(2):
            i = random.randrange(len(word) + 1)
            word = word[:i] + "Z" + word[i:]
    else:
        i = random.randrange(len(word) + 1)
        word = word[:i] + "Z" + word[i:]
    chunk.replace(at, word)


def change_label(source, chunk, random):
    """A step of a normal proof, or an entry of a compressed proof's list, is another label."""
    theorem = pick_theorem(chunk, random)
    if theorem is None:
        return False
    places = split_proof(chunk, theorem)[0] if is_compressed(chunk, theorem) else theorem.proof
    if not places:
        return False
    chunk.replace(random.choice(places), some_label(source, chunk, theorem, random))


def change_list(source, chunk, random):
    """The list of a compressed proof in another order, shorter or longer."""
    theorem = pick_theorem(chunk, random, True)
    if theorem is None:
        return False
    places = list(split_proof(chunk, theorem)[0])
    change = random.randrange(5)
    if change <= 2 and len(places) > 1:
        i = random.randrange(len(places) - 1)
        j = i + 1 if change else random.randrange(len(places))
        if i == j:
            return False
        chunk.replace(places[i], chunk.word(places[j]))
        chunk.replace(places[j], chunk.word(places[i]))
    elif change == 3 and places:
        chunk.replace(random.choice(places), "")
    else:
        at = random.choice(places) if places else theorem.proof[0] + 1
        chunk.insert_before(at, some_label(source, chunk, theorem, random) + " ")


def make_incomplete(source, chunk, random):
    theorem = pick_theorem(chunk, random)
    if theorem is None:
        return False
    change = random.randrange(5)
    if change == 0:
        for at in theorem.proof:
            chunk.replace(at, "?" if at == theorem.proof[0] else "")
        return True
    if not is_compressed(chunk, theorem):
        at = random.choice(theorem.proof)
        chunk.insert_before(at, "? ") if change == 1 else chunk.replace(at, "?")
        return True
    labels, places = split_proof(chunk, theorem)
    if change == 1 and labels:
        chunk.replace(random.choice(labels), "?")
        return True
    at = random.choice(places)
    word = chunk.word(at)
    i = random.randrange(len(word))
    chunk.replace(at, word[:i] + "?" + word[i + (change != 2):])


def cut_or_extend(source, chunk, random):
    theorem = pick_theorem(chunk, random)
    if theorem is None:
        return False
    compressed = is_compressed(chunk, theorem)
    places = split_proof(chunk, theorem)[1] if compressed else theorem.proof
    change = random.randrange(3)
    if change == 0:  # cut behind some step
        cut = random.randrange(len(places))
        for at in places[cut:]:
            chunk.replace(at, "")
        if compressed:
            word = chunk.word(places[cut])
            chunk.edits[-len(places[cut:])] = (*chunk.tokens[places[cut]][1:],
                                               word[:random.randrange(len(word))])
    elif change == 1:  # a piece of it once more
        first = random.randrange(len(places))
        piece = chunk.words(places[first:first + random.randrange(1, 6)])
        chunk.insert_before(theorem.last, " ".join(piece) + " ")
    else:  # one more step
        step = random.choice(LETTERS) if compressed else some_label(source, chunk, theorem, random)
        chunk.insert_before(theorem.last, step + " ")


# --- statements ------------------------------------------------------------------------------------

def edit_math(source, chunk, statement, random):
    places = statement.math
    if not places:
        return False
    at = random.choice(places)
    change = random.randrange(5)
    if change == 0:
        chunk.replace(at, "")
    elif change == 1:
        chunk.insert_before(at, random.choice(chunk.words(places)) + " ")
    elif change == 2:
        chunk.replace(at, random.choice(source.symbol_list))
    elif change == 3:
        chunk.replace(at, random.choice(chunk.words(places)))
    else:
        other = random.choice(places)
        chunk.replace(at, chunk.word(other))
        if other != at:
            chunk.replace(other, chunk.word(at))


def change_symbol(source, chunk, random):
    statements = chunk.of("$a", "$p")
    return bool(statements) and edit_math(source, chunk, random.choice(statements), random)


def change_disjoint(source, chunk, random):
    disjoint = chunk.of("$d")
    change = random.randrange(4)
    if change == 0 or not disjoint:
        return add_disjoint(source, chunk, random)
    statement = random.choice(disjoint)
    if change == 1:
        chunk.remove(statement)
    elif change == 2:
        chunk.replace(random.choice(statement.math), "")
    else:
        chunk.replace(random.choice(statement.math), some_variable(source, chunk, random))


def some_variable(source, chunk, random):
    """Mostly one that the chunk speaks of."""
    variables = source.database.variables
    near = sorted({w for s in chunk.of("$a", "$p", "$e", "$d", "$f")
                   for w in chunk.words(s.math) if w in variables})
    if near and random.randrange(8):
        return random.choice(near)
    return random.choice(sorted(variables) or ["x"])


def add_disjoint(source, chunk, random):
    statements = chunk.of("$a", "$p", "$e")
    if not statements:
        return False
    names = [some_variable(source, chunk, random) for _ in range(random.choice((2, 2, 2, 3)))]
    chunk.insert_before(random.choice(statements).first, f"$d {' '.join(names)} $. ")


def change_hypothesis(source, chunk, random):
    hypotheses = chunk.of("$e") + (chunk.of("$f") if not random.randrange(4) else [])
    if not hypotheses:
        return False
    statement = random.choice(hypotheses)
    change = random.randrange(5)
    if change == 0:
        chunk.remove(statement)
    elif change == 1 and len(hypotheses) > 1:
        other = random.choice([s for s in hypotheses if s is not statement])
        chunk.swap(statement, other)
    elif change == 2:  # one more
        chunk.insert_before(statement.first,
                            chunk.source(statement).replace(chunk.word(statement.label),
                                                            "mutant." + str(random.randrange(9)), 1) + " ")
    else:
        return edit_math(source, chunk, statement, random)


def change_typecode(source, chunk, random):
    statements = chunk.of("$f")
    if not statements:
        return False
    statement = random.choice(statements)
    change = random.randrange(4)
    if change == 0:
        chunk.remove(statement)
    elif change == 1:
        chunk.replace(statement.math[1], some_variable(source, chunk, random))
    else:
        typecodes = sorted({text.split("$f")[1].split()[0] for i in source.floating_chunks
                            if (text := source.chunks[i])} | {random.choice(source.symbol_list)})
        chunk.replace(statement.math[0], random.choice(typecodes))


def change_order(source, random):
    """A chunk moves some places up or down, or a statement within its block."""
    if random.randrange(3) == 0 and source.block_chunks:
        at, chunk = source.pick(source.block_chunks, random)
        if len(chunk.statements) < 2:
            return None
        i = random.randrange(len(chunk.statements) - 1)
        j = i + 1 if random.randrange(2) else random.randrange(len(chunk.statements))
        if i == j:
            return None
        chunk.swap(chunk.statements[i], chunk.statements[j])
        return [(at, at + 1, chunk.result())]
    first = random.randrange(max(1, len(source.chunks) - 1))
    last = min(len(source.chunks) - 1, first + 1 + random.choice((1, 1, 1, 2, 5, 20)))
    if last - first < 2:
        return None
    pieces = source.chunks[first:last]
    pieces = pieces[1:] + pieces[:1] if random.randrange(2) else pieces[-1:] + pieces[:-1]
    # A chunk begins with the white space that parts it from the one before.
    return [(first, last, "".join(" " + piece for piece in pieces))]


def change_brackets(source, chunk, random):
    statement = random.choice(chunk.statements) if chunk.statements else None
    change = random.randrange(5)
    if change <= 1 and chunk.brackets:
        chunk.replace(random.choice(chunk.brackets), "")
    elif statement is None:
        return False
    elif change == 2:
        chunk.insert_before(statement.first, random.choice(("${ ", "$} ")))
    elif change == 3:  # a block around one statement
        chunk.insert_before(statement.first, "${ ")
        chunk.edits.append((chunk.tokens[statement.last][2], chunk.tokens[statement.last][2], " $}"))
    elif len(chunk.brackets) > 1:  # a bracket moves
        chunk.replace(at := random.choice(chunk.brackets), "")
        chunk.insert_before(statement.first, chunk.word(at) + " ")


def change_name(source, chunk, random):
    """A label is another one: taken, a symbol's, or new."""
    labelled = [s for s in chunk.statements if s.label is not None]
    if not labelled:
        return False
    statement = random.choice(labelled)
    name = random.choice((some_label_of(source, random), "mutant." + str(random.randrange(9)),
                          random.choice(source.symbol_list)))
    chunk.replace(statement.label, name)


def some_label_of(source, random):
    return random.choice(source.label_list)


BYTES = "$(){}[]=.pdfecav?AZ az_-\n\t\f\v\x00\x7f\xe9"


def change_bytes(source, random):
    """A character is lost, doubled, another or new, wherever it is: in a comment, a keyword, a name."""
    at = random.choice(source.assertion_chunks)
    text = source.chunks[at]
    for _ in range(random.choice((1, 1, 2))):
        i = random.randrange(len(text))
        change = random.randrange(4)
        if change == 0:
            text = text[:i] + text[i + 1:]
        elif change == 1:
            text = text[:i] + text[i] + text[i:]
        else:
            text = text[:i] + random.choice(BYTES) + text[i + (change == 2):]
    if text == source.chunks[at]:
        return None
    if at > 0 and text[:1] not in tuple(" \t\r\n\f"):  # grown together with what stands before
        return [(at - 1, at + 1, source.chunks[at - 1] + text)]
    return [(at, at + 1, text)]


# --- what must not matter --------------------------------------------------------------------------

def change_layout(source, chunk, random):
    """White space and comments, also within statements, proofs and words of letters."""
    if not chunk.tokens:
        return False
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(chunk.tokens))
        chunk.insert_before(at, random.choice(("\n", "\t ", " $( a comment $) ", "$( $)\r\n", "\f")))
    theorem = pick_theorem(chunk, random, True)
    if theorem is not None:
        at = random.choice(split_proof(chunk, theorem)[1])
        word = chunk.word(at)
        i = random.randrange(len(word) + 1)
        start = chunk.tokens[at][1] + i
        chunk.edits.append((start, start, random.choice((" ", " $( here $) ", "\n"))))


def permute_list(source, chunk, random):
    """The list of a compressed proof in another order, with the letters that this takes."""
    theorem = pick_theorem(chunk, random, True)
    if theorem is None:
        return False
    labels, letters = split_proof(chunk, theorem)
    frame = source.database.assertions[chunk.word(theorem.label)].hyps
    names = chunk.words(labels)
    order = list(range(len(names)))
    random.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    first, last = len(frame), len(frame) + len(names)
    out, number = [], 0
    for letter in "".join(chunk.words(letters)):
        if "U" <= letter <= "Y":
            number = number * 5 + ord(letter) - 84
            continue
        if letter == "Z" or letter == "?":
            out.append(letter)
            continue
        number = number * 20 + ord(letter) - 65
        out.append(encode(first + place[number - first] if first <= number < last else number))
        number = 0
    for i, at in enumerate(labels):
        chunk.replace(at, names[order[i]])
    for at in letters:
        chunk.replace(at, "".join(out) if at == letters[0] else "")


def encode(number):
    text = chr(65 + number % 20)
    number //= 20
    while number:
        number -= 1
        text = chr(85 + number % 5) + text
        number //= 5
    return text


def unpack_proof(source, chunk, random):
    """A compressed proof as a normal one, if that is not too long."""
    theorem = pick_theorem(chunk, random, True)
    if theorem is None:
        return False
    own = source.database.assertions[chunk.word(theorem.label)]
    mandatory = mandatory_labels(own)
    labels, places = split_proof(chunk, theorem)
    table = mandatory + chunk.words(labels)
    stack, saved, number, total = [], [], 0, 0
    for letter in "".join(chunk.words(places)):
        if "U" <= letter <= "Y":
            number = number * 5 + ord(letter) - 84
            continue
        if letter == "Z":
            saved.append(stack[-1])
            continue
        number = number * 20 + ord(letter) - 65
        if number < len(table):
            label = table[number]
            cited = source.database.assertions.get(label)
            count = len(cited.hyps) if cited is not None else 0
            parts = stack[len(stack) - count:]
            del stack[len(stack) - count:]
            step = [word for part in parts for word in part] + [label]
        else:
            step = saved[number - len(table)]
        total += len(step)
        if total > 20000:
            return False
        stack.append(step)
        number = 0
    for at in theorem.proof:
        chunk.replace(at, " ".join(stack[0]) if at == theorem.proof[0] else "")


def mandatory_labels(theorem):
    """In the order of the frame."""
    of = {hyp: label for label, hyp in theorem.local.items()}
    of |= {hyp[1:]: label for label, hyp in theorem.context.hyps.items() if hyp[1:] not in of}
    return [of[hyp] for hyp in theorem.hyps]


def _theorems(source):
    return source.theorem_chunks


def _assertions(source):
    return source.assertion_chunks


def _blocks(source):
    return source.block_chunks


# Changes of what a proof rests on leave it in doubt; those that "must not matter" never make a text wrong.
MUTATIONS = {
    "letter": in_one_chunk(_theorems, change_letter),
    "save": in_one_chunk(_theorems, change_save),
    "label": in_one_chunk(_theorems, change_label),
    "list": in_one_chunk(_theorems, change_list),
    "incomplete": in_one_chunk(_theorems, make_incomplete),
    "cut": in_one_chunk(_theorems, cut_or_extend),
    "symbol": in_one_chunk(_assertions, change_symbol),
    "disjoint": in_one_chunk(lambda s: s.disjoint_chunks or s.assertion_chunks, change_disjoint),
    "disjoint+": in_one_chunk(_assertions, add_disjoint),
    "hypothesis": in_one_chunk(_blocks, change_hypothesis),
    "typecode": in_one_chunk(lambda s: s.floating_chunks, change_typecode),
    "order": change_order,
    "brackets": in_one_chunk(_assertions, change_brackets),
    "bytes": change_bytes,
    "name": in_one_chunk(_assertions, change_name),
    "layout": in_one_chunk(_theorems, change_layout),
    "permute": in_one_chunk(_theorems, permute_list),
    "unpack": in_one_chunk(_theorems, unpack_proof),
}

# These touch one proof and leave everything else as it was, so that one text can carry many of them.
PROOF_MUTATIONS = ("letter", "save", "label", "list", "incomplete", "cut", "permute", "unpack", "layout")
# These are meant to keep a database valid.
HARMLESS = ("layout", "permute", "unpack")

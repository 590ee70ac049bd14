"""Random rules with texts and numbers in one claim, blocks of them, and what is true of these.

The blocks are found by going forward from what axioms and public blocks say. `holds` judges any
list of blocks by what rules-soundness.md, section 1 says of executions, from the rules as they are
made here: it shares no code with either verifier. That relations never rest on themselves without
an order is seen to when the rules are made.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pyverify.codec import encode_number
from pyverify.field import SCALAR_MODULUS as P
from pyverify.field import scalar_bytes

_SORTS = ["w", "s"]
_SYMBOLS = ["(", ")", "a", "b", ",", "=", "#", "x1,", "a//"]
_ORDER = "u16"
_RANGES = {"u8": (0, 255), "i16": (-(1 << 15), (1 << 15) - 1), _ORDER: (0, (1 << 16) - 1)}
_LONGEST = 60

Value = int | tuple[str, ...]
"""A number, or a text as its symbols."""
Item = str | int
"""Of a written text: a symbol, or the number of a parameter."""
Claim = tuple[int, tuple[Value, ...]]
"""A relation and its arguments."""


@dataclass(frozen=True)
class Relation:
    name: str
    linear: bool
    ordered: bool  # the first argument
    types: list[str]


@dataclass(frozen=True)
class Argument:
    """Of a claim: a parameter, a text with parameters in it, or a parameter and a number's sum."""

    parameter: int | None = None
    text: tuple[Item, ...] | None = None
    plus: int = 0

    def value(self, block: "Block") -> Value:
        if self.text is not None:
            out: list[str] = []
            for item in self.text:
                part = block.arguments[item] if isinstance(item, int) else (item,)
                assert isinstance(part, tuple)
                out += part
            return tuple(out)
        value = block.arguments[self.parameter] if self.parameter is not None else 0
        return value + self.plus if isinstance(value, int) else value


@dataclass(frozen=True)
class Rule:
    name: str
    public: bool
    types: list[str]  # of the parameters
    hidden: list[bool]
    premises: list[tuple[int, list[Argument]]]
    emissions: list[tuple[int, list[Argument]]]


@dataclass(frozen=True)
class Block:
    rule: int
    arguments: tuple[Value, ...]


class RandomExecution:
    """`rules` and `blocks` are files' texts; `true` are the blocks."""

    def __init__(self, seed: int) -> None:
        self._rng = rng = random.Random(seed)
        self._symbols = rng.sample(_SYMBOLS, rng.randrange(2, 6))
        self.relations = [self._relation(i) for i in range(rng.randrange(2, 5))]
        self.made = [self._axiom(0, public=False), self._axiom(1, public=True)]
        self.made += [self._rule(i) for i in range(2, rng.randrange(4, 8))]
        # Whatever there is can be consumed, and made public.
        self.made += [self._end(i) for i in range(len(self.relations))]
        self.rules = "\n".join([*self._declarations(), *map(self._rule_text, self.made), ""])
        self.true = self._run()

    # --- rules ----------------------------------------------------------------------------------

    def _relation(self, number: int) -> Relation:
        rng = self._rng
        types = [rng.choice(["u8", "i16", "field", *_SORTS]) for _ in range(rng.randrange(3))]
        types.insert(rng.randrange(len(types) + 1), rng.choice(_SORTS))
        ordered = rng.random() < 0.6
        types = [_ORDER] * ordered + types
        return Relation(f"r{number}", rng.random() < 0.3, ordered, types)

    def _text(self, parameters: list[int]) -> tuple[Item, ...]:
        rng = self._rng
        return tuple(
            rng.choice(parameters)
            if parameters and rng.random() < 0.5
            else rng.choice(self._symbols)
            for _ in range(rng.choice([0, 1, 2, 3, 4]))
        )

    def _axiom(self, number: int, public: bool) -> Rule:
        relation = self._rng.randrange(len(self.relations))
        of = self.relations[relation]
        if public:
            arguments = [Argument(parameter=i) for i in range(len(of.types))]
            hidden = [False] * len(of.types)
            return Rule(f"a{number}", True, of.types, hidden, [], [(relation, arguments)])
        some = [
            index
            for index, each in enumerate(self.relations)
            if index == relation or not each.linear or self._rng.random() < 0.3
        ]
        emissions = [(i, [self._constant(of) for of in self.relations[i].types]) for i in some]
        return Rule(f"a{number}", False, [], [], [], emissions)

    def _constant(self, of: str) -> Argument:
        if of in _SORTS:
            return Argument(text=self._text([]))
        return Argument(plus=self._rng.randrange(3))

    def _rule(self, number: int) -> Rule:
        """Rests on no later relation, and on its own one only where that has an order."""
        rng = self._rng
        to = rng.randrange(len(self.relations))
        below = [
            i
            for i, relation in enumerate(self.relations)
            if i < to or (i == to and relation.ordered)
        ]
        if not below:
            return self._axiom(number, public=False)
        types: list[str] = []
        premises = []
        order: int | None = None
        for _ in range(rng.choice([1, 1, 2, 2])):
            relation = rng.choice(below)
            arguments: list[Argument] = []
            for position, of in enumerate(self.relations[relation].types):
                known = [i for i, t in enumerate(types) if t == of]
                is_order = position == 0 and self.relations[relation].ordered
                if known and rng.random() < (0.1 if is_order else 0.3):
                    arguments.append(Argument(parameter=rng.choice(known)))
                    continue
                texts = [i for i, t in enumerate(types) if t in _SORTS]
                if of in _SORTS and texts and rng.random() < 0.3:
                    arguments.append(Argument(text=self._text(texts)))
                    continue
                types.append(of)
                arguments.append(Argument(parameter=len(types) - 1))
            if relation == to:
                order = arguments[0].parameter
            premises.append((relation, arguments))
        orders = [a[0].parameter for r, a in premises if r == to]
        if len(set(orders)) > 1:  # one order is not later than two others
            premises = [p for p in premises if p[0] != to or p[1][0].parameter == order]
        used = {a.parameter for _, arguments in premises for a in arguments if a.text is None}
        kept = sorted(i for i in used if i is not None)
        premises = [
            (r, [a if a.text is None else Argument(text=_within(a.text, used)) for a in arguments])
            for r, arguments in premises
        ]
        emissions = [(to, self._emitted(to, types, kept, order))]
        return _renumbered(Rule(f"m{number}", False, types, [], premises, emissions), kept)

    def _emitted(
        self, to: int, types: list[str], kept: list[int], order: int | None
    ) -> list[Argument]:
        rng = self._rng
        out = []
        for position, of in enumerate(self.relations[to].types):
            known = [i for i in kept if types[i] == of]
            texts = [i for i in kept if types[i] in _SORTS]
            if position == 0 and self.relations[to].ordered and order is not None:
                out.append(Argument(parameter=order, plus=rng.choice([1, 1, 3])))
            elif of in _SORTS:
                lone = known and rng.random() < 0.3
                out.append(
                    Argument(parameter=rng.choice(known))
                    if lone
                    else Argument(text=self._text(texts))
                )
            elif known and rng.random() < 0.8:
                plus = rng.randrange(-2, 3) if of == "field" else 0
                out.append(Argument(parameter=rng.choice(known), plus=plus))
            else:
                out.append(self._constant(of))
        return out

    def _end(self, relation: int) -> Rule:
        types = self.relations[relation].types
        hidden = [self._rng.random() < 0.3 for _ in types]
        arguments = [Argument(parameter=i) for i in range(len(types))]
        return Rule(f"e{relation}", True, types, hidden, [(relation, arguments)], [])

    # --- files ----------------------------------------------------------------------------------

    def _declarations(self) -> Iterator[str]:
        yield f"sort {' '.join(_SORTS)}"
        yield f"symbols {' '.join(self._symbols)}"
        for relation in self.relations:
            arguments = ", ".join(
                f"{'order ' if relation.ordered and i == 0 else ''}a{i}: {of}"
                for i, of in enumerate(relation.types)
            )
            yield f"{'linear ' * relation.linear}relation {relation.name}({arguments})"

    def _rule_text(self, rule: Rule) -> str:
        parameters = ", ".join(
            f"{'hidden ' if rule.public and rule.hidden[i] else ''}p{i}: {of}"
            for i, of in enumerate(rule.types)
        )
        lines = []
        for verb, claims in (("rest", rule.premises), ("emit", rule.emissions)):
            for number, (relation, arguments) in enumerate(claims):
                of = self.relations[relation]
                values = []
                for i, argument in enumerate(arguments):
                    value = _argument_text(argument)
                    if " + " in value and of.types[i] != "field":
                        lines.append(f"  let y{number}: {of.types[i]} = {value}")
                        value = f"y{number}"
                    values.append(value)
                word = ("consume" if of.linear else "demand") if verb == "rest" else "emit"
                lines.append(f"  {word} {of.name}({', '.join(values)})")
        kind = "rule" if rule.premises else "axiom"
        public = "public " * rule.public
        return f"{public}{kind} {rule.name}({parameters}) {{\n" + "\n".join(lines) + "\n}"

    def transcript(self, blocks: list[Block]) -> str:
        lines = ["blockfold execution 1"]
        for block in blocks:
            values = []
            for value in block.arguments:
                text = f"`{' '.join(value)}`" if isinstance(value, tuple) else str(value)
                values.append(text)
            lines.append(f"{self.made[block.rule].name}({', '.join(values)})")
        return "\n".join([*lines, ""])

    # --- blocks ---------------------------------------------------------------------------------

    def _run(self) -> list[Block]:
        """Goes forward for a while, then ends what is linear."""
        rng = self._rng
        blocks = [Block(0, ())]
        for _ in range(rng.randrange(4)):
            arguments = tuple(self._any(of) for of in self.made[1].types)
            blocks.append(Block(1, arguments))
        blocks += [Block(i, ()) for i, rule in enumerate(self.made[2:], 2) if not rule.types]
        there = self._claims(blocks)
        for _ in range(rng.randrange(3, 25)):
            rule = rng.randrange(2, len(self.made))
            block = self._applied(rule, there)
            if block is not None and self.is_well_formed(block) and self._is_short(block):
                blocks.append(block)
                there = self._claims(blocks)
        for index in range(len(self.relations)):
            if self.relations[index].linear:
                rest = Counter(c for c in there.elements() if c[0] == index)
                end = len(self.made) - len(self.relations) + index
                blocks += [Block(end, claim[1]) for claim in rest.elements()]
        rng.shuffle(blocks)
        return blocks

    def _any(self, of: str) -> Value:
        rng = self._rng
        if of in _SORTS:
            return tuple(rng.choice(self._symbols) for _ in range(rng.randrange(5)))
        if of == "field":
            return rng.choice([0, 1, 7, rng.randrange(P)])
        return rng.choice([0, 1, 2, _RANGES[of][0], _RANGES[of][1] // 3])

    def _claims(self, blocks: list[Block]) -> Counter[Claim]:
        """What is emitted; of linear relations, less what is consumed."""
        out: Counter[Claim] = Counter()
        for block in blocks:
            out.update(self._emissions(block))
        for block in blocks:
            for claim in self._premises(block):
                if self.relations[claim[0]].linear:
                    out[claim] -= 1
        return +out

    def _applied(self, index: int, there: Counter[Claim]) -> Block | None:
        """A block of a rule that rests on claims that there are, if one is found."""
        rng = self._rng
        rule = self.made[index]
        claims = sorted(there, key=repr)
        for _ in range(20):
            values: dict[int, Value] = {}
            chosen: list[Claim] = []
            for relation, arguments in rule.premises:
                fitting = [c for c in claims if c[0] == relation and _fits(arguments, c, values)]
                if not fitting:
                    break
                claim = rng.choice(fitting)
                chosen.append(claim)
                for argument, value in zip(arguments, claim[1], strict=True):
                    if argument.parameter is not None:
                        values[argument.parameter] = value
            if len(chosen) != len(rule.premises) or len(values) != len(rule.types):
                continue
            block = Block(index, tuple(values[i] for i in range(len(rule.types))))
            taken = Counter(c for c in self._premises(block) if self.relations[c[0]].linear)
            if all(there[c] >= 1 for c in self._premises(block)) and taken <= there:
                return block
        return None

    # --- truth ----------------------------------------------------------------------------------

    def _of(self, block: Block, claims: list[tuple[int, list[Argument]]]) -> list[Claim]:
        out = []
        for relation, arguments in claims:
            values = [argument.value(block) for argument in arguments]
            types = self.relations[relation].types
            reduced = [
                v % P if isinstance(v, int) and of == "field" else v
                for v, of in zip(values, types, strict=True)
            ]
            out.append((relation, tuple(reduced)))
        return out

    def _premises(self, block: Block) -> list[Claim]:
        return self._of(block, self.made[block.rule].premises)

    def _emissions(self, block: Block) -> list[Claim]:
        return self._of(block, self.made[block.rule].emissions)

    def is_well_formed(self, block: Block) -> bool:
        """Whether all arguments, and all that is emitted, have their types."""
        rule = self.made[block.rule]
        pairs = list(zip(block.arguments, rule.types, strict=True))
        for relation, values in self._emissions(block):
            pairs += zip(values, self.relations[relation].types, strict=True)
        return all(_has_type(value, of) for value, of in pairs)

    def _is_short(self, block: Block) -> bool:
        values = [value for _, values in self._emissions(block) for value in values]
        return all(len(value) <= _LONGEST for value in values if isinstance(value, tuple))

    def states_something(self, blocks: list[Block]) -> bool:
        return any(self.made[block.rule].public for block in blocks)

    def holds(self, blocks: list[Block]) -> bool:
        """Whether these blocks satisfy the rules."""
        emitted: Counter[Claim] = Counter()
        consumed: Counter[Claim] = Counter()
        for block in blocks:
            if not self.is_well_formed(block):
                return False
            emitted.update(self._emissions(block))
        for block in blocks:
            for claim in self._premises(block):
                if self.relations[claim[0]].linear:
                    consumed[claim] += 1
                elif not emitted[claim]:
                    return False
        linear = Counter({c: n for c, n in emitted.items() if self.relations[c[0]].linear})
        return linear == consumed

    # --- statements -----------------------------------------------------------------------------

    def public_bytes(self, blocks: list[Block]) -> bytes:
        """How a certificate states these blocks."""
        out = b""
        for index, rule in enumerate(self.made):
            if not rule.public:
                continue
            stated = [block for block in blocks if block.rule == index]
            out += encode_number(len(stated))
            for block in stated:
                for value, of, hidden in zip(block.arguments, rule.types, rule.hidden, strict=True):
                    if not hidden:
                        out += self._public_value(value, of)
        return out

    def _public_value(self, value: Value, of: str) -> bytes:
        if isinstance(value, tuple):
            codes = [self._symbols.index(symbol) + 1 for symbol in value]
            return b"".join(map(encode_number, [len(codes), *codes]))
        if of == "field":
            return scalar_bytes([value])
        return encode_number(value - _RANGES[of][0])

    # --- lies -----------------------------------------------------------------------------------

    def changed(self, rng: random.Random) -> tuple[str, list[Block]]:
        """The blocks with one change, which may leave them true."""
        blocks = list(self.true)
        at = rng.randrange(len(blocks))
        block = blocks[at]
        kind = rng.choice(["drop", "repeat", "text", "text", "text", "number", "exchange"])
        if kind == "drop":
            del blocks[at]
        elif kind == "repeat":
            blocks.append(block)
        else:
            places = [
                i
                for i, value in enumerate(block.arguments)
                if isinstance(value, int) == (kind == "number")
            ]
            if not places:
                return "nothing", blocks
            place = rng.choice(places)
            others = [
                other.arguments[i]
                for other in blocks
                for i, of in enumerate(self.made[other.rule].types)
                if of == self.made[block.rule].types[place]
            ]
            value = block.arguments[place]
            new = rng.choice(others)
            if kind != "exchange" and rng.random() < 0.6:
                new = self._changed_text(value, rng) if isinstance(value, tuple) else value + 1
            arguments = [*block.arguments[:place], new, *block.arguments[place + 1 :]]
            blocks[at] = Block(block.rule, tuple(arguments))
        return f"{kind} {at}", blocks

    def _changed_text(self, text: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
        symbols = list(text)
        at = rng.randrange(len(symbols) + 1)
        match rng.choice(["insert", "delete", "replace", "reverse", "turn"]):
            case "insert":
                symbols.insert(at, rng.choice(self._symbols))
            case "delete":
                del symbols[at : at + 1]
            case "replace":
                symbols[at : at + 1] = [rng.choice(self._symbols)]
            case "reverse":
                symbols.reverse()
            case "turn":
                symbols = symbols[at:] + symbols[:at]
        return tuple(symbols)


def _has_type(value: Value, of: str) -> bool:
    if of in _SORTS:
        return isinstance(value, tuple)
    if of == "field":
        return isinstance(value, int) and 0 <= value < P
    low, high = _RANGES[of]
    return isinstance(value, int) and low <= value <= high


def _within(text: tuple[Item, ...], known: set[int | None]) -> tuple[Item, ...]:
    return tuple(item for item in text if isinstance(item, str) or item in known)


def _renumbered(rule: Rule, kept: list[int]) -> Rule:
    """The same with some parameters only."""
    number = {old: new for new, old in enumerate(kept)}

    def moved(argument: Argument) -> Argument:
        if argument.text is not None:
            items = (number[i] if isinstance(i, int) else i for i in argument.text)
            return Argument(text=tuple(items))
        if argument.parameter is None:
            return argument
        return Argument(parameter=number[argument.parameter], plus=argument.plus)

    def all_moved(
        claims: list[tuple[int, list[Argument]]],
    ) -> list[tuple[int, list[Argument]]]:
        return [(relation, [moved(a) for a in arguments]) for relation, arguments in claims]

    types = [rule.types[i] for i in kept]
    premises, emissions = all_moved(rule.premises), all_moved(rule.emissions)
    return Rule(rule.name, rule.public, types, rule.hidden, premises, emissions)


def _argument_text(argument: Argument) -> str:
    if argument.text is not None:
        return f"`{' '.join(f'p{i}' if isinstance(i, int) else i for i in argument.text)}`"
    if argument.parameter is None:
        return str(argument.plus)
    return (
        f"p{argument.parameter}"
        + (f" + {argument.plus}" if argument.plus > 0 else "")
        + (f" - {-argument.plus}" if argument.plus < 0 else "")
    )


def _fits(arguments: list[Argument], claim: Claim, values: dict[int, Value]) -> bool:
    """Whether a claim can be that one, as far as parameters have values; texts are seen later."""
    found = dict(values)
    for argument, value in zip(arguments, claim[1], strict=True):
        if argument.parameter is not None:
            if found.setdefault(argument.parameter, value) != value:
                return False
    return True

"""Rules of texts as the assertions of a theory (docs/rule-files.md, section 3.1)."""

from .metamath import Float, Statement
from .rule_names import Names, Sort
from .rule_syntax import Distinct, Rule, Texts
from .rule_words import Word, invalid

_MAX_PAIRS = 100_000


def text_statement(rule: Rule, names: Names) -> Statement:
    """The assertion that a rule of texts is."""
    return _TextRule(rule, names).run()


class _TextRule:
    def __init__(self, rule: Rule, names: Names) -> None:
        self._rule = rule
        self._names = names
        self._floats: list[Float] = []
        self._index: dict[str, int] = {}
        self._premises: list[list[str]] = []
        self._conclusion: list[str] | None = None
        self._pairs: list[tuple[int, int]] = []

    def run(self) -> Statement:
        rule = self._rule
        if rule.public:
            raise invalid("BF1208", rule.name.place, "a rule of texts cannot be public")
        self._declare_parameters()
        for statement in rule.statements:
            if isinstance(statement, Texts):
                self._add_texts(statement)
            elif isinstance(statement, Distinct):
                self._add_distinct(statement)
        if self._conclusion is None:
            raise invalid("BF1203", rule.name.place, f"'{rule.name.text}' has no conclusion")
        variables = list(self._index)
        return Statement(
            rule.name.text,
            rule.kind != "theorem",
            self._floats,
            self._premises,
            self._conclusion,
            [(variables[x], variables[y]) for x, y in sorted(set(self._pairs))],
        )

    def _declare_parameters(self) -> None:
        for group in self._rule.parameters:
            sort = self._names.type(group.type)
            for name in group.names:
                if not isinstance(sort, Sort):
                    raise invalid("BF1207", name.place, f"'{name.text}' is no text")
                if group.hidden or group.free:
                    raise invalid("BF1208", name.place, "texts are neither hidden nor free")
                if name.text in self._names.words or name.text in self._index:
                    raise invalid("BF1106", name.place, f"'{name.text}' has two meanings")
                self._index[name.text] = len(self._floats)
                self._floats.append(Float(sort.name, name.text, len(self._floats)))

    def _add_texts(self, texts: Texts) -> None:
        is_premise = texts.keyword.kind == "premise"
        place = texts.keyword.place
        if is_premise and self._rule.kind == "axiom":
            raise invalid("BF1206", place, "an axiom has a premise")
        if not is_premise and self._conclusion is not None:
            raise invalid("BF1203", place, "a rule has a second conclusion")
        first, *rest = texts.words
        sort = self._names.word(first)
        if not isinstance(sort, Sort):
            raise invalid("BF1201", first.place, f"'{first.text}' is no sort or claim")
        text = [sort.name, *map(self._symbol, rest)]
        if is_premise:
            self._premises.append(text)
        else:
            self._conclusion = text
            self._check_support(sort)

    def _symbol(self, word: Word) -> str:
        return word.text if word.text in self._index else self._names.symbol(word).name

    def _check_support(self, conclusion: Sort) -> None:
        """Premises may stand behind the conclusion."""
        has_premise = any(
            isinstance(s, Texts) and s.keyword.kind == "premise" for s in self._rule.statements
        )
        if self._rule.kind == "rule" and conclusion.is_claim and not has_premise:
            name = self._rule.name
            raise invalid("BF1407", name.place, f"'{name.text}' concludes something from nothing")

    def _add_distinct(self, distinct: Distinct) -> None:
        group: list[int] = []
        for name in distinct.names:
            index = self._index.get(name.text)
            if index is None:
                raise invalid("BF1105", name.place, f"the rule has no variable '{name.text}'")
            if index in group:
                raise invalid("BF1205", name.place, f"'{name.text}' is named twice")
            if len(self._pairs) + len(group) > _MAX_PAIRS:
                raise invalid("BF1304", name.place, "too many pairs of variables are distinct")
            self._pairs += [(min(index, other), max(index, other)) for other in group]
            group.append(index)

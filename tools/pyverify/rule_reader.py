"""From a rule file to its rules (docs/rule-files.md, sections 1 to 7)."""

from dataclasses import dataclass

from .metamath import Statement
from .rule_files import load_rules
from .rule_lints import check_program
from .rule_names import Names, Sort, Symbol
from .rule_numbers import number_rule
from .rule_program import Kind, Program, Relation, Table, TableKind
from .rule_syntax import Declaration, Distinct, Rule, Texts, Words, number_of
from .rule_syntax import Relation as RelationSyntax
from .rule_syntax import Table as TableSyntax
from .rule_texts import text_statement
from .rule_words import invalid

_TABLES = {"range": (TableKind.RANGE, 20), "and": (TableKind.AND, 10)}
_TABLES |= {"or": (TableKind.OR, 10), "xor": (TableKind.XOR, 10)}
_MAX_ROWS = 1 << 16
_MAX_STATEMENTS = 500
_MAX_TERMS_OF_RULE, _MAX_TERMS = 1 << 17, 1 << 21


@dataclass(frozen=True)
class RuleFile:
    """What certificates speak of: the rules of texts as assertions, the others as a program."""

    statements: list[Statement]
    program: Program


def read_rule_file(path: str) -> RuleFile:
    """Reads a rule file with what it imports; refuses all that the language does not allow."""
    files = load_rules(path)
    declarations = [d for file in files.order for d in file.declarations]
    resolver = _Resolver(Names(files))
    for declaration in declarations:
        resolver.declare(declaration)
    for relation in (d for d in declarations if isinstance(d, RelationSyntax)):
        resolver.resolve_relation(relation)
    for rule in (d for d in declarations if isinstance(d, Rule)):
        resolver.resolve_rule(rule)
    check_program(resolver.program)
    return RuleFile(resolver.statements, resolver.program)


class _Resolver:
    def __init__(self, names: Names) -> None:
        self._names = names
        self.program = Program()
        self.statements: list[Statement] = []
        self._terms = 0

    def declare(self, declaration: Declaration) -> None:
        """Enters the names; what they say of others is looked at once all are known."""
        match declaration:
            case Words("symbols", words):
                for word in words:
                    symbols = self.program.symbols
                    self._names.declare_word(word, Symbol(word.text, len(symbols)))
                    symbols.append(word.text)
            case Words(kind, words):
                for word in words:
                    sorts = self.program.sorts
                    self._names.declare_word(word, Sort(word.text, kind == "claim", len(sorts)))
                    sorts.append(word.text)
            case RelationSyntax():
                name = declaration.name
                relation = Relation(name.text, declaration.linear, declaration.unique)
                self._names.declare(name, (len(self.program.relations), relation))
                self.program.relations.append(relation)
            case TableSyntax():
                table = _resolve_table(declaration)
                self._names.declare(declaration.name, (len(self.program.tables), table))
                self.program.tables.append(table)
            case Rule():
                self._names.declare(declaration.name, None)

    def resolve_relation(self, relation: RelationSyntax) -> None:
        """The types of the arguments."""
        _, out = self._names.thing(relation.name, Relation, "BF1103")
        for argument in relation.arguments:
            name, place = argument.name.text, argument.name.place
            if name in out.names:
                raise invalid("BF1106", place, f"'{out.name}' has two arguments '{name}'")
            value_type = self._names.value_type(argument.type)
            if argument.order:
                is_number = value_type.kind in (Kind.FIELD, Kind.INTEGER)
                is_order = is_number and not value_type.signed
                if out.order is not None or not is_order:
                    raise invalid("BF1307", place, f"'{name}' cannot be the order")
                out.order = len(out.types)
            out.names.append(name)
            out.types.append(value_type)
        if out.unique and out.types[0].kind is not Kind.ADDRESS:
            raise invalid("BF1305", relation.name.place, "what is unique begins with an address")

    def resolve_rule(self, rule: Rule) -> None:
        """Rules of texts become assertions."""
        place, statements = rule.name.place, rule.statements
        if not statements:
            raise invalid("BF1308", place, f"'{rule.name.text}' says nothing")
        if len(statements) > _MAX_STATEMENTS:
            raise invalid("BF1304", place, f"'{rule.name.text}' has too many statements")
        of_texts = [isinstance(statement, Texts | Distinct) for statement in statements]
        if all(of_texts):
            self.statements.append(text_statement(rule, self._names))
        elif any(of_texts):
            raise invalid("BF1204", place, f"'{rule.name.text}' is of texts and of numbers")
        else:
            made = number_rule(rule, self._names)
            self._terms += made.terms()
            if made.terms() > _MAX_TERMS_OF_RULE or self._terms > _MAX_TERMS:
                raise invalid("BF1304", place, "claims and look-ups have too many terms")
            self.program.rules.append(made)


def _resolve_table(table: TableSyntax) -> Table:
    place = table.name.place
    if table.builtin is not None and table.size is not None:
        kind, most = _TABLES.get(table.builtin.text, (TableKind.ROWS, 0))
        bits = number_of(table.size)
        if not 1 <= bits <= most:
            raise invalid("BF1303", place, "no table is called so, or none has this size")
        return Table(table.name.text, kind, bits, [])
    rows = [[number_of(word) for word in row] for row in table.rows]
    if len(rows) > _MAX_ROWS or len(set(map(len, rows))) != 1:
        raise invalid("BF1303", place, "rows have one length, and there are not too many")
    return Table(table.name.text, TableKind.ROWS, 0, rows)

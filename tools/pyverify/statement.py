"""What a valid certificate says, in the words of its theory (docs/verifier.md, section 10)."""

from collections.abc import Iterator
from typing import Any

from .execution_statement import execution_lines, wrapped
from .linking import Place
from .security import security_of
from .theory import Assertion, Role, Template
from .verify import Verified
from .verify_link import VerifiedLink


def describe(verified: Verified) -> dict[str, Any]:
    """The statement as an object for JSON, the same as blockfold-verify prints."""
    assertions = verified.theory.assertions

    def stated(select: set[Role]) -> list[dict[str, Any]]:
        return [_describe_assertion(verified, a) for a in assertions if a.role in select]

    return {
        "goals": stated({Role.GOAL, Role.CITED_GOAL}),
        "axioms": stated({Role.AXIOM}),
        "assumed": stated({Role.ASSUMED}),
        "lemmas": [a.label for a in assertions if a.role is Role.LEMMA],
        "syntax_hoisted": verified.analysis.syntax_hoisted,
        "security": security_of(verified.weight),
    }


def _describe_assertion(verified: Verified, a: Assertion) -> dict[str, Any]:
    theory = verified.theory

    def text(template: Template) -> str:
        codes = a.text_codes(template)
        return " ".join([theory.typecodes[template.typecode], *(theory.symbols[c] for c in codes)])

    names = [theory.symbols[p.code] for p in a.parameters]
    return {
        "label": a.label,
        "typecode": theory.typecodes[a.conclusion.typecode],
        "syntax": a.conclusion.typecode in verified.analysis.with_variables,
        "conclusion": text(a.conclusion),
        "hypotheses": [text(h) for h in a.hypotheses],
        "variables": [
            f"{theory.typecodes[p.typecode]} {name}" for p, name in zip(a.parameters, names)
        ],
        "disjoint": [[names[x], names[y]] for x, y in a.disjoint],
    }


def describe_link(link: VerifiedLink) -> dict[str, Any]:
    """The same for a linked certificate, with the object `link` (docs/linking.md)."""

    def assertion(place: Place) -> Assertion:
        return link.verified[place.part].theory.assertions[place.index]

    def stated(place: Place) -> dict[str, Any]:
        return _describe_assertion(link.verified[place.part], assertion(place))

    def is_assumed(label: str) -> bool:
        return any(assertion(p).role is Role.ASSUMED for p in link.linking.remaining[label])

    first = {label: places[0] for label, places in link.linking.remaining.items()}
    goals = {assertion(goal).label: None for goal in link.goals}
    proved = [a.label for v in link.verified for a in v.theory.assertions if a.role.is_proved]
    return {
        "goals": [stated(goal) for goal in link.goals],
        "axioms": [stated(p) for label, p in first.items() if not is_assumed(label)],
        "assumed": [stated(p) for label, p in first.items() if is_assumed(label)],
        "lemmas": [label for label in dict.fromkeys(proved) if label not in goals],
        "syntax_hoisted": any(v.analysis.syntax_hoisted for v in link.verified),
        "security": security_of(sum(part.weight for part in link.verified)),
        "link": {
            "goals": list(goals),
            "discharged": list(
                dict.fromkeys(assertion(goal).label for _, goal in link.linking.discharges)
            ),
            "parts": [_describe_part(link, part) for part in range(len(link.parts))],
            "remaining": [
                {
                    "label": label,
                    "role": "assumed" if is_assumed(label) else "axiom",
                    "parts": [place.part for place in places],
                }
                for label, places in link.linking.remaining.items()
            ],
        },
    }


def _describe_part(link: VerifiedLink, part: int) -> dict[str, Any]:
    assertions = link.verified[part].theory.assertions
    discharged = []
    for place, goal in link.linking.discharges:
        if place.part == part:
            a = assertions[place.index]
            role = "assumed" if a.role is Role.ASSUMED else "axiom"
            discharged.append({"label": a.label, "role": role, "by": goal.part})
    return {
        "theory": link.paths[part],
        "theory_digest": link.digests[part].hex(),
        "bytes": len(link.parts[part].certificate),
        "goals": [a.label for a in assertions if a.role.is_goal],
        "axioms": sum(a.role is Role.AXIOM for a in assertions),
        "assumed": sum(a.role is Role.ASSUMED for a in assertions),
        "lemmas": sum(a.role is Role.LEMMA for a in assertions),
        "discharged": discharged,
    }


def render(statement: dict[str, Any]) -> str:
    """The statement for people, complete."""
    return "\n".join(_lines(statement))


def _lines(statement: dict[str, Any]) -> Iterator[str]:
    if "public_blocks" in statement:
        yield from execution_lines(statement)
    else:
        yield from _theorem_lines(statement)
    security = statement["security"]
    yield f"Backend      {security['backend']}"
    yield f"             {security['commitment']}"
    yield (
        f"Security     about {security['bits']} bits: {security['assumption']}; "
        f"Fiat-Shamir with {security['hash']}"
    )
    if link := statement.get("link"):
        yield (
            f"Linked       {len(link['parts'])} certificates; {len(link['discharged'])} statements "
            "that some of them take for granted are proved by others"
        )


def _theorem_lines(statement: dict[str, Any]) -> Iterator[str]:
    for goal in statement["goals"]:
        yield from _theorem("Proved", goal)
    axioms = [axiom["label"] for axiom in statement["axioms"]]
    yield f"Axioms       the proofs rest on these {len(axioms)} and no others"
    yield from wrapped(axioms)
    if not statement["assumed"]:
        yield "Assumed      nothing: every lemma is proved by the same certificate"
    for assumed in statement["assumed"]:
        yield from _theorem("ASSUMED", assumed)
    if statement["lemmas"]:
        yield f"Lemmas       {len(statement['lemmas'])} proved along the way"
    if statement["syntax_hoisted"]:
        yield "Syntax       hoisted: syntax axioms may stand after theorems that use them"


def _theorem(title: str, stated: dict[str, Any]) -> Iterator[str]:
    yield f"{title:<12} {stated['label']}"
    for hypothesis in stated["hypotheses"]:
        yield f"  if         {hypothesis}"
    yield f"  says       {stated['conclusion']}"
    if stated["variables"]:
        yield f"  for all    {', '.join(stated['variables'])}"
    if stated["disjoint"]:
        yield f"  distinct   {' '.join(f'({x}, {y})' for x, y in stated['disjoint'])}"

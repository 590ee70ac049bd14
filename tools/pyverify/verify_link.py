"""From a linked certificate and theory files to a verdict (docs/linking.md, section 4)."""

from dataclasses import dataclass

from .certificate import read_certificate
from .errors import Refusal
from .link_file import LinkedCertificate, read_link
from .linking import Linking, Place, link
from .theory_files import TheoryFiles
from .verify import Verified, verify_certificate


@dataclass(frozen=True)
class VerifiedLink:
    """What a valid link states; one entry of `verified` for each part."""

    parts: list[LinkedCertificate]
    paths: list[str]
    verified: list[Verified]
    digests: list[bytes]
    linking: Linking
    goals: list[Place]


def verify_link(theories: TheoryFiles, data: bytes) -> VerifiedLink:
    """Raises Refusal unless each part is valid for its theory and they fit together."""
    parts = read_link(data)
    found = [theories.find(part.theory, part.certificate) for part in parts]
    paths = [path for path, _ in found]
    verified = [verify_certificate(db, part.certificate) for (_, db), part in zip(found, parts)]
    certificates = [read_certificate(part.certificate) for part in parts]
    goals = []
    for number, (part, known) in enumerate(zip(parts, verified)):
        index_of = {entry.ordinal: i for i, entry in enumerate(certificates[number].entries)}
        for ordinal in part.goals:
            index = index_of.get(ordinal)
            if index is None or not known.theory.assertions[index].role.is_goal:
                raise Refusal("link.goals", "the link names a goal that no certificate proves")
            goals.append(Place(number, index))
    linking = link([known.theory for known in verified], goals)
    digests = [c.theory_digest for c in certificates]
    return VerifiedLink(parts, paths, verified, digests, linking, goals)

"""What stands inside a document: where its parts are, and what in it an endorsement may speak of.

Sources: Open Badges 3.0 and CLR 2.0, "Data Models": `endorsement` and `endorsementJwt` stand on credentials,
achievements and profiles; a learner record and a presentation hold `verifiableCredential`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.model.view import identifier, many, objects
from skillmark.credential.report import Role

_ROLES = {
    "endorsement": Role.ENDORSEMENT,
    "endorsementJwt": Role.ENDORSEMENT,
    "verifiableCredential": Role.CREDENTIAL,
}
# Not what is merely mentioned (`Related`, `Alignment`): naming somebody else's achievement must not draw their
# endorsements in.
_ENDORSABLE = ("Achievement", "Profile")


@dataclass(frozen=True)
class Found:
    """A part before it is looked at: where it stands, what it stands there as, and its value as written."""

    path: str
    role: Role
    value: Any


def parts_of(document: Mapping[str, Any]) -> list[Found]:
    """Every part, credentials first; what stands inside of a part is the part's own."""
    found = [
        part for value, path in _walk(document) if isinstance(value, dict) for part in _held(value, path)
    ]
    return sorted(found, key=lambda part: part.role is not Role.CREDENTIAL)


def endorsable(document: Mapping[str, Any]) -> frozenset[str]:
    """The ids of what an endorsement in this document may speak of: itself, its subjects, achievements and profiles."""
    own = [document, *objects(document.get("credentialSubject"))]
    described = (
        value
        for value, _ in _walk(document)
        if isinstance(value, dict) and any(name in many(value.get("type")) for name in _ENDORSABLE)
    )
    # An issuer may be named by its address alone.
    found = [identifier(entry) for entry in (*own, *described, document.get("issuer"))]
    return frozenset(entry for entry in found if entry)


def achievement_ids(document: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the achievements that a document's subjects have or describe."""
    subjects = objects(document.get("credentialSubject"))
    found = (identifier(entry) for subject in subjects for entry in objects(subject.get("achievement")))
    return frozenset(entry for entry in found if entry)


def _walk(document: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    stack: list[tuple[Any, str]] = [(document, "")]
    while stack:
        value, path = stack.pop()
        yield value, path
        if isinstance(value, dict):
            inner = [
                (part, f"{path}.{name}" if path else name)
                for name, part in value.items()
                if name not in _ROLES
            ]
        elif isinstance(value, list):
            inner = [(part, f"{path}[{index}]") for index, part in enumerate(value)]
        else:
            continue
        stack.extend(reversed(inner))


def _held(value: Mapping[str, Any], path: str) -> Iterator[Found]:
    for name, role in _ROLES.items():
        place = f"{path}.{name}" if path else name
        if isinstance(value.get(name), list):
            yield from (Found(f"{place}[{index}]", role, part) for index, part in enumerate(value[name]))
        elif value.get(name) is not None:
            yield Found(place, role, value[name])

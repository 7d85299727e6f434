"""What stands inside a document: where its parts are, and what in it an endorsement may speak of.

Sources: Open Badges 3.0 and CLR 2.0, "Data Models": `endorsement` and `endorsementJwt` stand on credentials,
achievements and profiles; a learner record and a presentation hold `verifiableCredential`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.model.view import identifier, many, objects
from skillmark.credential.report import Role
from skillmark.credential.steps.flaws import Place, spelled

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

    place: Place
    role: Role
    value: Any

    @property
    def path(self) -> str:
        """Where it stands, as people write it: made when it is asked for, since a place can be long and parts many."""
        return spelled(self.place)


def parts_of(document: Mapping[str, Any]) -> list[Found]:
    """Every part, credentials first; what stands inside of a part is the part's own."""
    found = [part for value, place in _objects_in(document) for part in _held(value, place)]
    return sorted(found, key=lambda part: part.role is not Role.CREDENTIAL)


def endorsable(document: Mapping[str, Any]) -> frozenset[str]:
    """The ids of what an endorsement in this document may speak of: itself, its subjects, achievements and profiles."""
    own = [document, *objects(document.get("credentialSubject"))]
    described = (
        value
        for value, _ in _objects_in(document)
        if any(name in many(value.get("type")) for name in _ENDORSABLE)
    )
    # An issuer may be named by its address alone.
    found = [identifier(entry) for entry in (*own, *described, document.get("issuer"))]
    return frozenset(entry for entry in found if entry)


def achievement_ids(document: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the achievements that a document's subjects have or describe."""
    subjects = objects(document.get("credentialSubject"))
    found = (identifier(entry) for subject in subjects for entry in objects(subject.get("achievement")))
    return frozenset(entry for entry in found if entry)


def _objects_in(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Place]]:
    """Every object from the outermost inwards, with its place; parts are not gone into."""
    stack: list[tuple[Any, Place]] = [(document, ())]
    while stack:
        value, place = stack.pop()
        inner: Iterable[tuple[str | int, Any]]
        if isinstance(value, list):
            inner = enumerate(value)
        else:
            yield value, place
            inner = ((name, part) for name, part in value.items() if name not in _ROLES)
        stack += reversed([(part, (*place, step)) for step, part in inner if isinstance(part, dict | list)])


def _held(value: Mapping[str, Any], place: Place) -> Iterator[Found]:
    for name, role in _ROLES.items():
        held = value.get(name)
        if isinstance(held, list):
            yield from (Found((*place, name, index), role, part) for index, part in enumerate(held))
        elif held is not None:
            yield Found((*place, name), role, held)

"""Every member of every class of the data models, changed, removed, and where it is a list reordered and lengthened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from skillmark.corpus.badges import Document
from skillmark.corpus.cases import Change, Place
from skillmark.credential.model import vocabulary
from skillmark.credential.proof.claims import CLAIMS
from skillmark.credential.proof.sd_jwt_vc import OWN_CLAIMS
from skillmark.credential.steps.required import RULES, rules_of

# The class of what stands beside a credential in a signed text, and what marks those of Open Badges 2.0.
CLAIMS_CLASS, OLDER = "Claims", " 2.0"
# Where the class of an object follows from its type, or from what the member is for.
_KINDS = {
    "Issuer": "Profile",
    "ProfileRef": "Profile",
    "AnyIssuer": "Profile",
    "AnySubject": "CredentialSubject",
    "Service": "RefreshService",
    "SomeEvidence": "Evidence",
    "Gathered": "VerifiableCredential",
    "Contained": "VerifiableCredential",
}
_WORDS = (
    vocabulary.ACHIEVEMENT_TYPES,
    vocabulary.RESULT_TYPES,
    vocabulary.RESULT_STATUSES,
    vocabulary.TARGET_TYPES,
    vocabulary.ASSOCIATION_TYPES,
    vocabulary.IDENTITY_TYPES,
)
_LISTED = frozenset(
    {
        "achievementType",
        "resultType",
        "status",
        "targetType",
        "associationType",
        "identityType",
        "identifierType",
    }
)
# What stands beside a credential in a signed text.
_CLAIMS = frozenset({*CLAIMS, *OWN_CLAIMS})
# The one list of Open Badges whose order is signed (`@list` in its context).
_ORDERED = frozenset({"allowedValue"})
_HASH = re.compile(r"(sha256|md5)\$[0-9a-f]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?")
_NAME = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def changes(document: Document, *, root: str = "") -> Iterator[Change]:
    """Every change of every member of a document, but for its contexts and proofs, which are attacked on their own."""
    for place, of_class in objects_in(document, root or rules_of(document)[0]):
        holder = at(document, place)
        for name in holder:
            if name not in {"@context", "proof", "_sd", "_sd_alg", "..."}:
                yield from _of_member(
                    document, (*place, name), CLAIMS_CLASS if not place and name in _CLAIMS else of_class
                )


def objects_in(document: Document, root: str) -> Iterator[tuple[Place, str]]:
    """Every object of a document, with the class that the tables of the standards give it; parts are not gone into."""
    stack: list[tuple[Place, Any, str]] = [((), document, root)]
    while stack:
        place, value, of_class = stack.pop()
        if isinstance(value, list):
            stack += [((*place, index), part, of_class) for index, part in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            yield place, of_class
            inside = [
                ((*place, name), part, _class_in(of_class, name))
                for name, part in value.items()
                if name not in {"@context", "proof", "verifiableCredential", "endorsement"}
            ]
            stack += reversed(inside)


def other(value: Any, name: str = "") -> Any:
    """Another value of the same kind, well written."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else _other_text(str(value), name)


def _other_text(value: str, name: str) -> str:
    if name in _LISTED:
        return _other_word(value)
    if name == "inLanguage":
        return "de"
    if _DATE.fullmatch(value):
        year = int(value[:4])
        return f"{year + 1 if name.endswith(('Until', 'Date', 'ires')) else year - 1}{value[4:]}"
    if _HASH.fullmatch(value):
        return f"{value[:-1]}{'0' if value[-1] != '0' else '1'}"
    return f"{value}x" if _NAME.fullmatch(value) else f"{value} too"


def without(document: Document, place: Place) -> Document:
    """A copy without the member or element at a place."""
    copy = deepcopy(document)
    del at(copy, place[:-1])[place[-1]]
    return copy


def replaced(document: Document, place: Place, value: Any) -> Document:
    """A copy with another value at a place."""
    copy = deepcopy(document)
    at(copy, place[:-1])[place[-1]] = value
    return copy


def _of_member(document: Document, place: Place, of_class: str) -> Iterator[Change]:
    value, name = at(document, place), str(place[-1])

    def change(deed: str, changed: Document, *, same_meaning: bool = False) -> Change:
        return Change(place, value, of_class, name, deed, changed, same_meaning)

    yield change("removed", without(document, place))
    if isinstance(value, list) and value:
        if not isinstance(value[0], dict | list):
            yield change("changed", replaced(document, (*place, 0), other(value[0], name)))
        for deed, listed, same in _of_list(value, ordered=name in _ORDERED):
            yield change(deed, replaced(document, place, listed), same_meaning=same)
    elif not isinstance(value, dict | list):
        yield change("changed", replaced(document, place, other(value, name)))


def _of_list(value: list[Any], *, ordered: bool) -> Iterator[tuple[str, list[Any], bool]]:
    if len(value) > 1:
        yield "reordered", value[::-1], not ordered
    yield "doubled", [*value, deepcopy(value[-1])], False
    yield "lengthened", [*value, _another(value[-1])], False


def _another(value: Any) -> Any:
    if not isinstance(value, dict):
        return other(value)
    kept = {"type", "@context"}
    return {
        name: other(part, name) if isinstance(part, str) and name not in kept else part
        for name, part in value.items()
    }


def _other_word(value: str) -> str:
    for words in _WORDS:
        if value in words:
            return words[(words.index(value) + 1) % len(words)]
    return f"{value}x"


def _class_in(of_class: str, name: str) -> str:
    if of_class.endswith(OLDER):
        return {"recipient": "IdentityObject", "verification": "VerificationObject"}.get(name, name) + OLDER
    if of_class == CLAIMS_CLASS or name == "cnf":
        return CLAIMS_CLASS
    rule = RULES.get(of_class)
    kind = None if rule is None else {**rule.optional, **rule.required}.get(name)
    return _KINDS.get(kind, kind) if isinstance(kind, str) else name


def at(document: Any, place: Place) -> Any:
    """What stands at a place."""
    for step in place:
        document = document[step]
    return document

"""What the linter says: where something is, how grave it is, what to do, and the change where it is plain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.model.view import many
from skillmark.credential.report import Message, Translate
from skillmark.credential.steps.findings import message
from skillmark.credential.steps.flaws import Place, json_path, spelled

# In the place of a value: the member or entry is taken out.
REMOVED: Final = object()
# What stands in these was signed by somebody else, or is no statement of the credential.
_NOT_OURS = frozenset({"@context", "endorsement", "proof", "verifiableCredential"})


class Severity(StrEnum):
    """How grave a finding is: an error cannot be signed, a warning should not, a hint could be better."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True)
class Edit:
    """One mechanical change: the value that belongs to a place, or REMOVED."""

    place: Place
    value: Any


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what it is, what to do about it, and the changes that do it where they are mechanical."""

    code: str
    severity: Severity
    place: Place
    sentence: Message
    mend: Message
    spec: str
    edits: tuple[Edit, ...] = ()

    @property
    def path(self) -> str:
        """The place as a JSON path."""
        return json_path(self.place)

    def to_json(self, translate: Translate = str) -> dict[str, Any]:
        """The finding as JSON members; what is to be taken out is marked so."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "path": self.path,
            "sentence": self.sentence.say(translate),
            "mend": self.mend.say(translate),
            "spec": self.spec,
            "edits": [
                {"path": json_path(edit.place)}
                | ({"remove": True} if edit.value is REMOVED else {"value": edit.value})
                for edit in self.edits
            ],
        }


@dataclass(frozen=True)
class Paper:
    """The document under the pencil, and what the rules ask of the world; `new_salt` gives a fresh random text."""

    document: Mapping[str, Any]
    contexts: ContextRegistry
    new_salt: Callable[[], str]
    size: int = 0

    @property
    def bare(self) -> dict[str, Any]:
        """The document without its proofs: what they cover."""
        return {name: value for name, value in self.document.items() if name != "proof"}

    def own(self) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        """Every object that the issuer itself writes, outermost first, with its place."""
        yield from _objects(self.document, ())

    def of_type(self, *names: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        """Those of the issuer's own objects that name one of these types."""
        wanted = set(names)
        for place, value in self.own():
            if not wanted.isdisjoint(name for name in many(value.get("type")) if isinstance(name, str)):
                yield place, value

    def members(self, name: str) -> Iterator[tuple[Place, Any]]:
        """Every value of a member of this name, in all of the issuer's own objects."""
        for place, value in self.own():
            yield from entries(value, name, place)


Rule = Callable[[Paper], Iterator[Finding]]


def finding(
    code: str,
    severity: Severity,
    place: Place,
    sentence: str,
    mend: str,
    *,
    spec: str,
    edits: tuple[Edit, ...] = (),
    **params: Any,
) -> Finding:
    """A finding with the parameters of its templates; `{path}` is the place."""
    values = {"path": spelled(place), **params}
    return Finding(
        code, severity, place, message(sentence, values, code=code), message(mend, values), spec, edits
    )


def entries(value: Mapping[str, Any], name: str, place: Place) -> Iterator[tuple[Place, Any]]:
    """The values of a member with their places, be they one or a list."""
    part = value.get(name)
    if isinstance(part, list):
        yield from (((*place, name, index), entry) for index, entry in enumerate(part))
    elif part is not None:
        yield (*place, name), part


def at(document: Any, place: Place) -> Any:
    """The value at a place that the document has."""
    for step in place:
        document = document[step]
    return document


def applied(document: Mapping[str, Any], edits: tuple[Edit, ...]) -> dict[str, Any]:
    """A copy of the document with these changes made, in their order."""
    copy = deepcopy(dict(document))
    for edit in edits:
        holder, last = at(copy, edit.place[:-1]), edit.place[-1]
        if edit.value is REMOVED:
            del holder[last]
        else:
            holder[last] = deepcopy(edit.value)
    return copy


def _objects(value: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield place, value
        for name, part in value.items():
            if name not in _NOT_OURS:
                yield from _objects(part, (*place, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _objects(part, (*place, index))

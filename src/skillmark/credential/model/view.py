"""Reading a member of a document from the wild without ever failing on its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.credential.times import TimeError, parse_timestamp

# Members that hold credentials, which somebody else may have written.
_PARTS = frozenset({"endorsement", "verifiableCredential"})
# Unicode UAX #9: embeddings, overrides and isolates. The marks (LRM, RLM, ALM) stay, since they turn nothing else.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def many(value: Any) -> list[Any]:
    """A member as a list: absent is empty, one value is a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects among the values of a member."""
    return [entry for entry in many(value) if isinstance(entry, dict)]


def described_as(document: Mapping[str, Any], *, id: str, type_name: str) -> list[Mapping[str, Any]]:  # noqa: A002
    """All objects in a document that describe `id` as something of this type: its own words, not those of its parts."""
    found: list[Mapping[str, Any]] = []
    stack: list[Any] = [document]
    while stack and id:
        value = stack.pop()
        if isinstance(value, dict):
            if value.get("id") == id and type_name in many(value.get("type")):
                found.append(value)
            stack.extend(part for name, part in value.items() if name not in _PARTS)
        elif isinstance(value, list):
            stack.extend(value)
    return found


def text(value: Any) -> str:
    """A member as text: a string, a number, or the first of several spellings in different languages.

    Characters that turn the text around them are left out: one name must not rewrite the line that it stands in.
    """
    for entry in many(value):
        if isinstance(entry, str):
            return entry.translate(_TURNING)
        if isinstance(entry, bool):
            return "yes" if entry else "no"
        if isinstance(entry, int | float):
            return str(entry)
        if isinstance(entry, dict) and isinstance(entry.get("@value"), str):
            return str(entry["@value"]).translate(_TURNING)
    return ""


def identifier(value: Any) -> str:
    """The id of a member that is an address or an object with one."""
    first = next(iter(many(value)), None)
    return text(first.get("id")) if isinstance(first, dict) else text(first)


def moment(value: Any) -> datetime | None:
    """A member as a UTC time, None when it is absent or no time."""
    # A signature covers one value and a list of one alike, so both must read alike.
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    try:
        return parse_timestamp(value)
    except TimeError:
        return None


def truth(value: Any) -> bool | None:
    """A member that is true or false, None when it is absent or neither."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, bool) else None


@dataclass(frozen=True)
class View:
    """One object of a document; the properties of its subclasses read from it."""

    document: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The object's own identifier."""
        return text(self.document.get("id"))

    @property
    def types(self) -> tuple[str, ...]:
        """The object's types."""
        return tuple(entry for entry in many(self.document.get("type")) if isinstance(entry, str))

    def _text(self, member: str) -> str:
        return text(self.document.get(member))

    def _texts(self, member: str) -> tuple[str, ...]:
        return tuple(text(entry) for entry in many(self.document.get(member)))

    def _objects(self, member: str) -> list[Mapping[str, Any]]:
        return objects(self.document.get(member))

    def _object(self, member: str) -> Mapping[str, Any]:
        return next(iter(self._objects(member)), {})


class Image(View):
    """A picture; `id` is its address or a data URI."""

    @property
    def caption(self) -> str:
        """What it shows, for people who do not see it."""
        return self._text("caption")


def image(value: Any) -> Image:
    """A member that is an image, or only the address of one."""
    first = next(iter(many(value)), None)
    return Image(first if isinstance(first, dict) else {"id": first})

"""Reading a member of a document from the wild without ever failing on its shape.

JSON-LD 1.1, section 4.3.2 "Sets": the values of a member have no order, and a signature holds in any. Where one value
is asked for and several stand, none is read: whoever holds the file could otherwise choose which is the first.
"""

from __future__ import annotations

from collections import defaultdict
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


def only(value: Any) -> Any:
    """The one value of a member, said once or several times alike; None where there is none, or more than one."""
    found = many(value)
    return found[0] if found and all(each == found[0] for each in found) else None


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
    """A member as text: a string, a number, or one of its spellings in several languages, the first by their tags.

    Characters that turn the text around them are left out: one name must not rewrite the line that it stands in.
    """
    if not isinstance(value, list):
        return _written(value)
    found = spellings(value)
    if not found or any(len(said) > 1 for said in found.values()):
        return ""
    return found[min(found)].pop()


def spellings(value: Any) -> dict[str, set[str]]:
    """What a member says in each language, by its tag in small letters; what is in none stands under an empty one."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in many(value):
        said = _written(entry)
        if said:
            tag = entry.get("@language") if isinstance(entry, dict) else ""
            found[tag.lower() if isinstance(tag, str) else ""].add(said)
    return found


def _written(entry: Any) -> str:
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
    found = {text(each.get("id")) if isinstance(each, dict) else text(each) for each in many(value)}
    return found.pop() if len(found) == 1 else ""


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
        found: Mapping[str, Any] | None = only(self._objects(member))
        return found or {}


class Image(View):
    """A picture; `id` is its address or a data URI."""

    @property
    def caption(self) -> str:
        """What it shows, for people who do not see it."""
        return self._text("caption")


def image(value: Any) -> Image:
    """A member that is an image, or only the address of one."""
    found = only(value)
    return Image(found if isinstance(found, dict) else {"id": found})

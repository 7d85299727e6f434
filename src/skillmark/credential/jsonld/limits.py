"""Count a document's parts before any work is done on it, so that no shape of JSON can buy much of our time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skillmark.credential.errors import ContextError
from skillmark.credential.message import Message


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest document that is worked on; far above honest credentials and records of them."""

    depth: int = 64
    objects: int = 5_000
    values: int = 50_000
    characters: int = 4_000_000
    contexts: int = 8
    types: int = 64
    meanings: int = 256


DEFAULT_LIMITS = Limits()


def check(document: Any, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Raises ContextError with code `document_too_complex` where `document` is beyond `limits`."""
    objects = values = characters = depth = 0
    addresses: set[str] = set()
    level = [document]
    while level:
        refuse_above(depth, limits.depth, "levels of nesting")
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                objects += 1
                characters += _length_of_names(item)
                addresses.update(_addresses(item.get("@context"), limits))
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, str):
                characters += len(item)
        values += len(below)
        refuse_above(objects, limits.objects, "objects")
        refuse_above(values, limits.values, "values")
        refuse_above(characters, limits.characters, "characters")
        refuse_above(len(addresses), limits.contexts, "different contexts")
        level = below
        depth += 1


def _length_of_names(item: dict[Any, Any]) -> int:
    length = 0
    for name in item:
        if not isinstance(name, str) or not name:
            raise ContextError("invalid_member", "A member's name is “{name}”, which is no name.", name=name)
        length += len(name)
    return length


def _addresses(context: Any, limits: Limits) -> list[str]:
    entries = context if isinstance(context, list) else [context]
    refuse_above(len(entries), limits.contexts, "contexts in one list")
    return [entry for entry in entries if isinstance(entry, str)]


def refuse_above(count: int, limit: int, what: str) -> None:
    """Raises ContextError where there are too many of something."""
    if count > limit:
        raise ContextError(
            "document_too_complex",
            "The document has more than {limit} {what}.",
            limit=limit,
            what=Message(what),
        )

"""Which values of a document may vary within one shape: a value is part of the shape until it is proven to be a slot.

A slot's value must reach the canonical form whole, as one literal or one IRI, whatever it is. What each kind of slot
accepts is written here; everything else takes the full path, where it is looked at properly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from skillmark.credential.canon.nquads import escape_text
from skillmark.credential.errors import ContextError
from skillmark.credential.jsonld import literals
from skillmark.credential.jsonld.iri import is_text

Path = tuple[str | int, ...]
MAX_INTEGER: Final = 2**53 - 1
# A document's own limit on characters is far above this: the shape's constants and what stands in its slots stay below.
MAX_TEXT: Final = 500_000
_MAX_IRI: Final = 2_000
_WITH_HOST: Final = ("http", "https")
_WITHOUT: Final = ("did", "mailto", "tel", "urn")
SCHEMES: Final = frozenset({*_WITH_HOST, *_WITHOUT})
# The part of RFC 3987 that nobody doubts: ASCII only, a host is a name, and no path without a host begins with a slash.
_PATH = r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-._~!$&'()*+,;=:@/]*+)*+"
_TAIL = _PATH.replace("@/", "@/?")
_IRI = re.compile(
    rf"(?:(?:{'|'.join(_WITH_HOST)})://[A-Za-z0-9\-._~]++(?::[0-9]++)?+(?:/{_PATH})?+"
    rf"|(?:{'|'.join(_WITHOUT)}):(?!/){_PATH})(?:\?{_TAIL})?+(?:\#{_TAIL})?+"
)
# Keywords and their usual names say what a thing is, so their values are part of the shape.
_MEANING = frozenset({"type", "@type", "@language", "@direction"})


class Kind(Enum):
    """What a slot holds: an absolute IRI, any text, a whole number, or a number with a fraction."""

    IRI = "iri"
    TEXT = "text"
    WHOLE = "whole"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value. An IRI slot has a path for each place that holds the same IRI: nodes merge by their ids."""

    number: int
    kind: Kind
    paths: tuple[Path, ...]


def leaves(document: Any) -> Iterator[tuple[Path, Any]]:
    """Every value that is neither object nor array, with its path; contexts are left out."""
    stack: list[tuple[Path, Any]] = [((), document)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(((*path, name), part) for name, part in value.items() if name != "@context")
        elif isinstance(value, list):
            stack.extend(((*path, index), part) for index, part in enumerate(value))
        else:
            yield path, value


def kind_of(path: Path, value: Any) -> Kind | None:
    """The kind of slot that a value could stand in, judged by itself; None for what is always part of the shape."""
    if any(step in _MEANING for step in path):
        return None
    if isinstance(value, str):
        return Kind.IRI if is_plain_iri(value) else Kind.TEXT
    if is_whole(value):
        return Kind.WHOLE
    return Kind.FRACTION if written_fraction(value) is not None else None


def is_plain_iri(value: Any) -> bool:
    """Whether a value is an absolute IRI that every processor reads alike: ASCII, with one of a few schemes."""
    return type(value) is str and len(value) <= _MAX_IRI and _IRI.fullmatch(value) is not None


def is_whole(value: Any) -> bool:
    """Whether a value is an integer that JSON carries exactly; True and 1.0 are not."""
    return type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER


def written_fraction(value: Any) -> str | None:
    """A number with a fraction as its literal is written; None for whole, infinite and inexact ones."""
    if type(value) is not float or not value % 1:
        return None
    try:
        return literals.native(value, None, literals.NOWHERE).value
    except ContextError:
        return None


def escaped(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Texts as literals write them; None when one holds what is no character, or all are too long together."""
    given = tuple(texts)
    if sum(map(len, given)) > MAX_TEXT or not all(map(is_text, given)):
        return None
    return tuple(map(escape_text, given))

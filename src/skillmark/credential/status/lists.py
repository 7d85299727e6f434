"""The signed lists of bits that we can read: which entry goes with which list, and how each writes its bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from skillmark.credential.errors import StatusError
from skillmark.credential.model.view import many
from skillmark.credential.status import bitstring, status_list_2021
from skillmark.credential.status.bitstring import StatusBits

_MAX_TTL = 10**12


@dataclass(frozen=True)
class ListKind:
    """The type names of one kind of list: of an entry, of the list credential, and of the list in it."""

    entry_type: str
    credential_type: str
    list_type: str
    decode: Callable[..., StatusBits]


@dataclass(frozen=True)
class OpenList:
    """A list ready to be asked: `ttl` is how long it says that it may be kept."""

    bits: StatusBits
    purposes: tuple[str, ...]
    ttl: timedelta | None


KINDS = (
    ListKind(
        "BitstringStatusListEntry",
        "BitstringStatusListCredential",
        "BitstringStatusList",
        bitstring.decode_list,
    ),
    ListKind(
        "StatusList2021Entry", "StatusList2021Credential", "StatusList2021", status_list_2021.decode_list
    ),
)


def kind_of_entry(entry: Mapping[str, Any]) -> ListKind | None:
    """The kind of list that a status entry points to; None where it is none of these."""
    types = many(entry.get("type"))
    return next((kind for kind in KINDS if kind.entry_type in types), None)


def kind_of_list(document: Mapping[str, Any]) -> ListKind:
    """The kind of a list credential; StatusError where it is none."""
    types = many(document.get("type"))
    found = next((kind for kind in KINDS if kind.credential_type in types), None)
    if found is None:
        raise StatusError("status_list_type", "What is published as the status list is no status list.")
    return found


def open_list(document: Mapping[str, Any]) -> OpenList:
    """The bits of a list credential; StatusError when it holds none. Whether it is genuine is asked elsewhere."""
    kind = kind_of_list(document)
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or kind.list_type not in many(subject.get("type")):
        raise StatusError("status_list_type", "The status list does not hold a list of bits.")
    purposes = tuple(each for each in many(subject.get("statusPurpose")) if isinstance(each, str))
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusError("status_list_encoding", "The status list holds no bits.")
    # How short a list may be is for the verifier to say, who knows the size of an entry.
    return OpenList(kind.decode(encoded, minimum=1), purposes, _ttl(subject))


def status_at(document: Mapping[str, Any], *, index: int, status_size: int = 1) -> int:
    """The status of one entry in a list credential, whatever its kind; nothing but the bits is looked at."""
    return open_list(document).bits.get(index, status_size=status_size)


def _ttl(subject: Mapping[str, Any]) -> timedelta | None:
    value = subject.get("ttl")
    return timedelta(milliseconds=value) if type(value) is int and 0 <= value < _MAX_TTL else None

"""Pure decisions about what is held and shown: whose an imported file is, and whether a link is open."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from skillmark.credential.model import AchievementCredential
from skillmark.credential.model.view import many, objects, text

LONGEST_SHARE = timedelta(days=366 * 5)


class ShareState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


def share_state(*, ends_at: datetime | None, withdrawn_at: datetime | None, now: datetime) -> ShareState:
    """Withdrawn says more than ended, so it is said first."""
    if withdrawn_at is not None:
        return ShareState.WITHDRAWN
    if ends_at is not None and ends_at <= now:
        return ShareState.ENDED
    return ShareState.OPEN


def problem_with_end(ends_at: datetime | None, *, now: datetime) -> str:
    """Why a link may not end then, as a sentence; empty when it may."""
    if ends_at is None:
        return ""
    if ends_at <= now:
        return "The end of the link lies in the past."
    if ends_at > now + LONGEST_SHARE:
        return "A link with an end date may last five years at the most."
    return ""


# --- whose an imported file is --------------------------------------------------------------------------------


class RecipientMatch(StrEnum):
    """Whether a file was issued to the person who brought it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def recipient_match(document: Mapping[str, Any], *, name: str, addresses: Sequence[str]) -> RecipientMatch:
    """Whether `document` was issued to somebody of that name with these proven addresses.

    Only a proven address says yes: a name is what people type themselves, so the same one proves nothing.
    """
    if any(_names(identity, addresses) for identity in _identities(document)):
        return RecipientMatch.YES
    said = AchievementCredential(document).subject.name
    if said and _plain(said) != _plain(name):
        return RecipientMatch.NO
    return RecipientMatch.UNKNOWN


def _identities(document: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Value, salt, and whether it is hashed, of everything that names the recipient."""
    for subject in objects(document.get("credentialSubject")):
        yield text(subject.get("id")).removeprefix("mailto:"), "", False
        for each in objects(subject.get("identifier")):
            # Open Badges 3.0, IdentityObject: `identityHash` is the plain identity where `hashed` is false.
            yield text(each.get("identityHash")), text(each.get("salt")), many(each.get("hashed")) == [True]
    for each in objects(document.get("recipient")):  # Open Badges 2.0, IdentityObject
        yield text(each.get("identity")), text(each.get("salt")), many(each.get("hashed")) == [True]


def _names(identity: tuple[str, str, bool], addresses: Iterable[str]) -> bool:
    value, salt, hashed = identity
    spellings = {spelling for address in addresses for spelling in (address, address.lower())}
    if not hashed:
        return value.lower() in {spelling.lower() for spelling in spellings}
    return value.lower() in {
        "sha256$" + hashlib.sha256((spelling + salt).encode()).hexdigest() for spelling in spellings
    }


def _plain(name: str) -> str:
    """A name without the ways of writing it: case, width, and space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

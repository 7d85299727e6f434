"""Pure decisions about endorsements: how one stands today, which of them travel in a credential, what may be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_COMMENT, LONGEST_REASON, LONGEST_NAME, LONGEST_DETAIL, LONGEST_ID = 1_000, 300, 200, 120, 300
# A file from elsewhere is asked about again after the first, and not taken for checked any more after the second.
ASK_AGAIN, RELY_FOR = timedelta(hours=1), timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an organisation wants to say of another: of which kind, in which words, until when."""

    kind: str
    comment: str
    field: str = ""
    level: str = ""
    country: str = ""
    valid_until: datetime | None = None


class Standing(StrEnum):
    """How an endorsement stands, in order: what is not valid is never called so by a later question."""

    OWN_WORD = "own_word"
    BEING_SIGNED = "being_signed"
    NOT_SIGNED = "not_signed"
    DISTRUSTED = "distrusted"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on_hold"
    NOT_VALID = "not_valid"
    ENDED = "ended"
    UNCHECKED = "unchecked"
    VALID = "valid"


_BY_STATE = {"revoked": Standing.WITHDRAWN, "suspended": Standing.ON_HOLD}


def standing_here(
    *,
    is_signed: bool,
    is_given_up: bool,
    state: str,
    key_distrusted: bool,
    valid_until: datetime | None,
    now: datetime,
) -> Standing:
    """How one stands that is signed here: everything a verifier would ask is known here."""
    if not is_signed:
        return Standing.NOT_SIGNED if is_given_up else Standing.BEING_SIGNED
    # A signature by a key that somebody else may have says nothing, so neither does its withdrawal.
    if key_distrusted:
        return Standing.DISTRUSTED
    if state in _BY_STATE:
        return _BY_STATE[state]
    if valid_until is not None and valid_until <= now:
        return Standing.ENDED
    return Standing.VALID


_BY_FOUND = {"withdrawn": Standing.WITHDRAWN, "ended": Standing.ENDED, "not_valid": Standing.NOT_VALID}


def standing_elsewhere(
    *, found: str, held_at: datetime | None, valid_until: datetime | None, now: datetime
) -> Standing:
    """How a file from elsewhere stands by its last check; what was not checked for long could not be checked."""
    if found in _BY_FOUND:
        return _BY_FOUND[found]
    if valid_until is not None and valid_until <= now:
        return Standing.ENDED
    if found == "unchecked" or held_at is None or held_at + RELY_FOR < now:
        return Standing.UNCHECKED
    return Standing.VALID


def counts(standing: Standing) -> bool:
    """Whether it may be relied on today, and travels in what is issued."""
    return standing is Standing.VALID


# What says most comes first where not all have room.
_WEIGHT = {"accreditation": 0, "recognition": 1, "endorsement": 2}


def weight(kind: str) -> int:
    """The place of a kind among the others: the lowest first."""
    return _WEIGHT[kind]

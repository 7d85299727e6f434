"""Pure decisions about links: whether one is open, and how long one may be."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

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

"""How a version stands, in plain words for everybody: a pilot, on hold, replaced or retired, and why."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.interfaces.pages.ui.plain_words import STATES
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.designing.queries import last_change


@dataclass(frozen=True, kw_only=True)
class Notice:
    title: str
    text: str
    reason: str


def notice_of(version: Version) -> Notice | None:
    """What a reader should know before anything else; None of what is simply published."""
    state = VersionState(version.state)
    if state == VersionState.PUBLISHED:
        return None
    change = last_change(version) if state in {VersionState.ON_HOLD, VersionState.RETIRED} else None
    return Notice(
        title=state.label, text=STATES.get(state, ""), reason=change.reason if change is not None else ""
    )

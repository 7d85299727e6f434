"""How a batch goes, in words: what its page and its line in a list show, and what a waiting page asks for again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skillmark.foundation.ledger.models import QueueState
from skillmark.lifecycle.issuing.models import Batch, BatchPhase

_TONES = {
    BatchPhase.CHECKING: ("accent", "hourglass"),
    BatchPhase.CHECKED: ("warn", "list-checks"),
    BatchPhase.PROPOSED: ("warn", "hourglass"),
    BatchPhase.ISSUING: ("accent", "hourglass"),
    BatchPhase.DONE: ("ok", "circle-check"),
    BatchPhase.CANCELLED: ("", "ban"),
    BatchPhase.REFUSED: ("bad", "circle-x"),
}
_MINUTE, _HOUR, _SOON = 60, 3600, 10
# Below that, a time left in seconds; below twice an hour, in minutes.
_STILL_SECONDS, _STILL_MINUTES = 90, 5400


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A bar: what is counted, how many there are of how many (0: nobody knows), and how fast it goes."""

    label: str
    done: int
    of: int
    words: str
    pace: str


@dataclass(frozen=True, kw_only=True)
class BatchShow:
    """A batch for people. A page that waits is loaded anew when `stage` is another one."""

    batch: Batch
    label: str
    tone: str
    icon: str
    stage: str
    moving: Moving | None
    is_scheduled: bool
    is_given_up: bool
    stops_for_now: bool

    @property
    def figures(self) -> str:
        """The counts in a line."""
        batch = self.batch
        if batch.phase == BatchPhase.CHECKING:
            return f"{batch.checked:,} rows read"
        parts = []
        if batch.phase in {BatchPhase.CHECKED, BatchPhase.PROPOSED}:
            parts += [f"{batch.good:,} to be issued"]
        elif batch.phase == BatchPhase.ISSUING:
            parts += [f"{batch.issued:,} of {batch.good:,} issued"]
        elif batch.phase != BatchPhase.REFUSED:
            parts += [f"{batch.issued:,} issued"]
        if batch.bad:
            parts += [f"{batch.bad:,} with problems"]
        return ", ".join(parts)

    @property
    def left(self) -> int:
        """How many would still have been issued."""
        return max(self.batch.good - self.batch.issued, 0)


def show_of(batch: Batch, *, now: datetime, since: int = 0, seconds: float = 0.0) -> BatchShow:
    """The batch in words; `since` is how many were done `seconds` ago, where somebody has looked before."""
    works = batch.phase in {BatchPhase.CHECKING, BatchPhase.ISSUING}
    is_given_up = works and batch.state == QueueState.DEAD
    waits = works and not is_given_up and batch.begun_at is None
    is_scheduled = waits and batch.starts_at is not None and batch.starts_at > now
    stops = works and batch.state == QueueState.WAITING and bool(batch.last_error)
    tone, icon = _TONES[BatchPhase(batch.phase)]
    label = BatchPhase(batch.phase).label
    if is_given_up:
        label, tone, icon = "Given up", "bad", "circle-x"
    elif is_scheduled:
        label, tone, icon = "Begins later", "", "calendar"
    elif batch.cancel_asked and works:
        label, tone = "Being cancelled", ""
    marks = {"scheduled": is_scheduled, "given-up": is_given_up, "stops": stops, "ends": batch.cancel_asked}
    moving = None if is_given_up or is_scheduled else _moving(batch, now=now, since=since, seconds=seconds)
    marks["tells"] = not works and moving is not None
    return BatchShow(
        batch=batch, label=label, tone=tone, icon=icon, moving=moving, is_scheduled=is_scheduled,
        is_given_up=is_given_up, stops_for_now=stops,
        stage=" ".join([batch.phase, *(mark for mark, holds in marks.items() if holds)]),
    )  # fmt: skip


def _moving(batch: Batch, *, now: datetime, since: int, seconds: float) -> Moving | None:
    begun: datetime | None = None
    if batch.phase == BatchPhase.CHECKING:
        begun, done = batch.created_at, batch.checked
        # A guess from the lines of the file, which may fall short.
        of, label = max(batch.expected_rows, done) if batch.expected_rows else 0, "Rows read"
    elif batch.phase == BatchPhase.ISSUING:
        begun, done, of, label = batch.begun_at, batch.issued, batch.good, "Credentials issued"
    elif batch.phase in {BatchPhase.DONE, BatchPhase.CANCELLED} and not batch.told_all:
        done, of, label = batch.told, batch.issued, "Earners told"
    else:
        return None
    if not seconds and begun is not None:
        # Without anybody who looked before, the average since the beginning.
        since, seconds = 0, (now - begun).total_seconds()
    words = f"{done:,} of {of:,}" if of else f"{done:,}"
    left = max(of - done, 0)
    return Moving(
        label=label, done=done, of=of, words=words, pace=pace(done - since, seconds=seconds, left=left)
    )


def pace(done: int, *, seconds: float, left: int) -> str:
    """How fast it goes, and how long what is left will take; empty where nothing was done yet."""
    if done <= 0 or seconds <= 0:
        return ""
    rate = done / seconds
    speed = f"{rate:,.0f} a second" if rate >= 1 else f"{rate * _MINUTE:,.0f} a minute"
    return f"{speed}, {_duration(left / rate)} left" if left else speed


def _duration(seconds: float) -> str:
    if seconds < _SOON:
        return "a few seconds"
    if seconds < _STILL_SECONDS:
        return f"about {seconds:.0f} seconds"
    if seconds < _STILL_MINUTES:
        return f"about {seconds / _MINUTE:.0f} minutes"
    return f"about {seconds / _HOUR:.1f} hours"

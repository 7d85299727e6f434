"""Decides on places, support, how far a learner is, and what a check question needs; plain values only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from skillmark.foundation.refusals import Refused

Place = Literal["place", "waiting"]
MOST_EXTRA_TIME = 300
MOST_EXTRA_ATTEMPTS = 10
LONGEST_SUPPORT_NOTE = 300


@dataclass(frozen=True, kw_only=True)
class Door:
    """What decides whether an offering lets somebody in."""

    opens_at: datetime | None
    closes_at: datetime | None
    closed: bool
    self_enrol: bool
    capacity: int | None
    taken: int


def decide_place(door: Door, *, invited: bool, now: datetime) -> Place:
    """A place, or a turn on the waiting list when all are taken. Raises Refused when the door is shut."""
    refuse_shut_door(door, now=now)
    if not door.self_enrol and not invited:
        raise Refused(
            "enrolment.invitation_needed",
            "This offering is for people who were invited.",
            "Open the link in your invitation, signed in with the address it was sent to.",
        )
    return "waiting" if door.capacity is not None and door.taken >= door.capacity else "place"


def refuse_shut_door(door: Door, *, now: datetime) -> None:
    """Raises Refused when enrolment has ended or has not begun."""
    if door.closed or (door.closes_at is not None and now >= door.closes_at):
        raise Refused(
            "enrolment.closed", "Enrolment has closed.", "Look in the catalogue for another way to earn it."
        )
    if door.opens_at is not None and now < door.opens_at:
        raise Refused(
            "enrolment.not_open",
            f"Enrolment opens on {door.opens_at:%-d %B %Y}.",
            "Come back on that day; nothing needs to be done until then.",
        )


def places_free(*, capacity: int | None, taken: int, waiting: int) -> int:
    """How many of those waiting can be let in now."""
    return waiting if capacity is None else max(0, min(waiting, capacity - taken))


def refuse_support(*, extra_time_percent: int, extra_attempts: int, note: str) -> None:
    """Raises Refused for more time or attempts than anybody is given."""
    if not 0 <= extra_time_percent <= MOST_EXTRA_TIME:
        raise Refused(
            "support.time", f"Extra time is between 0 and {MOST_EXTRA_TIME} %.", "Give a number in between."
        )
    if not 0 <= extra_attempts <= MOST_EXTRA_ATTEMPTS:
        raise Refused(
            "support.attempts",
            f"Extra attempts are between 0 and {MOST_EXTRA_ATTEMPTS}.",
            "Give a number in between.",
        )
    if len(note) > LONGEST_SUPPORT_NOTE:
        raise Refused(
            "support.note",
            f"The note may have {LONGEST_SUPPORT_NOTE} characters.",
            "Shorten it, then save again.",
        )


def percent_done(*, done: int, total: int) -> int:
    """Whole percent, rounded down, so that 100 means everything."""
    return done * 100 // total if total else 0


def check_question_problem(question: Any) -> str:  # noqa: PLR0911 - one sentence for each fault
    """What is wrong with a check question, as a sentence; empty when nothing is."""
    if not isinstance(question, Mapping) or not str(question.get("prompt", "")).strip():
        return "A check question needs a prompt."
    choices = question.get("choices")
    if not isinstance(choices, Sequence) or isinstance(choices, str) or len(choices) < 2:  # noqa: PLR2004
        return "A check question needs at least two choices."
    if any(not isinstance(each, Mapping) or not str(each.get("text", "")).strip() for each in choices):
        return "Every choice needs a text."
    ids = [each.get("id") for each in choices]
    if len(set(ids)) != len(ids) or not all(ids):
        return "Every choice needs an id of its own."
    texts = [" ".join(str(each["text"]).split()) for each in choices]
    if len(set(texts)) != len(texts):
        return "Two choices are the same. Change or delete one of them."
    if question.get("correct") not in ids:
        return "Say which choice is correct."
    return ""


def next_undone(order: Sequence[str], done: Collection[str]) -> str | None:
    """The first of `order` that is not done."""
    return next((each for each in order if each not in done), None)

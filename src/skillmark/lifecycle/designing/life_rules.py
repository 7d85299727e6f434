"""Decides what each state of a version lets happen: who may begin, what is issued, when it must be looked at again."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from skillmark.foundation.refusals import Refused

# --- who may begin, and what is issued ------------------------------------------------------------------------

_NOT_OUT: Final = frozenset({"draft", "in_review", "approved"})


def refuse_newcomer(*, state: str, title: str, reason: str = "") -> None:
    """Raises Refused unless somebody may begin to learn towards this version now."""
    if state == "retired":
        raise Refused(
            "version.retired",
            f"“{title}” is retired{_because(reason)} Nobody new can begin it; what was earned stays valid.",
            "Look in the catalogue for another one.",
        )
    if state == "on_hold":
        raise Refused(
            "version.on_hold",
            f"“{title}” is on hold{_because(reason)} Nobody new can begin it until that ends.",
            "Come back later, or look in the catalogue for another one.",
        )
    if state not in {"pilot", "published"}:
        raise Refused(
            "version.not_live",
            f"“{title}” is not open to learners.",
            "Look in the catalogue for another one.",
        )


def refuse_unissuable(*, state: str, title: str, reason: str = "") -> None:
    """Raises Refused where credentials of this version are given out by hand, by list or by a program no more.

    Who is enrolled already may finish and is issued what they were promised: the rule that awards does not ask this.
    A version that was replaced may still be recorded for those who earned it.
    """
    if state == "retired":
        raise Refused(
            "version.retired",
            f"“{title}” is retired{_because(reason)} Nothing new is issued of it; what was issued stays valid.",
            "Award a micro-credential that is published.",
        )
    if state == "on_hold":
        raise Refused(
            "version.on_hold",
            f"“{title}” is on hold{_because(reason)} Nothing is awarded by hand until that ends.",
            "Lift the hold first, or wait until it is lifted.",
        )
    if state in _NOT_OUT:
        raise Refused(
            "version.not_published",
            f"“{title}” was never published, so it cannot be awarded.",
            "Have it reviewed and publish it first.",
        )


def _because(reason: str) -> str:
    reason = reason.strip().rstrip(".")
    return f": {reason}." if reason else "."


# --- pilots ---------------------------------------------------------------------------------------------------


def check_pilot(*, places: int | None, until: date | None, today: date) -> None:
    if places is None or places < 1:
        raise Refused("pilot.places", "A pilot has a number of places.", "Say how many may take part.")
    if until is not None and until <= today:
        raise Refused(
            "pilot.until", "The pilot would be over before it begins.", "Choose a later day, or none."
        )


def refuse_full_pilot(*, places: int | None, taken: int, until: date | None, today: date) -> None:
    """Raises Refused for whoever comes after the last place, or after the last day."""
    if until is not None and today > until:
        raise Refused(
            "pilot.over",
            f"This is a pilot, and nobody new could begin it after {until:%-d %B %Y}.",
            "Come back when it is published.",
        )
    if places is not None and taken >= places:
        raise Refused(
            "pilot.full",
            f"This is a pilot with {places} place{'' if places == 1 else 's'}, and all are taken.",
            "Come back when it is published.",
        )


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a whole in percent, with the bounds of its 95 % confidence interval; nothing where nobody counts."""

    part: int
    whole: int
    percent: float | None
    low: float | None
    high: float | None


_Z: Final = 1.959963984540054  # the 97.5th percentile of the standard normal distribution


def share_of(part: int, whole: int) -> Share:
    """With Wilson's score interval (1927), which stays inside 0 to 100 and holds for few people too."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    if whole == 0:
        return Share(part=part, whole=whole, percent=None, low=None, high=None)
    ratio, spread = part / whole, _Z * _Z / whole
    centre = ratio + spread / 2
    reach = _Z * math.sqrt((ratio * (1 - ratio) + spread / 4) / whole)
    low, high = (centre - reach) / (1 + spread), (centre + reach) / (1 + spread)
    return Share(
        part=part,
        whole=whole,
        percent=100 * ratio,
        low=max(0.0, 100 * low) if part else 0.0,
        high=min(100.0, 100 * high) if part < whole else 100.0,
    )


# --- when it must be looked at again --------------------------------------------------------------------------

REMINDER_DAYS: Final = (60, 7, 0)
MOST_YEARS_TO_REVIEW: Final = 5


def latest_review(today: date) -> date:
    """The last day that may be promised for the next review."""
    return today + timedelta(days=366 * MOST_YEARS_TO_REVIEW)


def is_overdue(review_by: date | None, *, today: date) -> bool:
    """Whether the day has passed on which it had to be looked at again."""
    return review_by is not None and review_by < today


def reminder_due(review_by: date, *, today: date, told: Collection[int]) -> int | None:
    """Which reminder (days before) is to be sent now: the latest whose time has come, unless it or a later one was."""
    left = (review_by - today).days
    due = [days for days in REMINDER_DAYS if left <= days]
    if not due or any(days <= min(due) for days in told):
        return None
    return min(due)


def refuse_overdue(review_by: date | None, *, today: date) -> None:
    """Raises Refused where a new cohort would begin with a version that should have been looked at again."""
    if review_by is not None and is_overdue(review_by, today=today):
        raise Refused(
            "offering.review_overdue",
            f"This micro-credential had to be looked at again by {review_by:%-d %B %Y}, so no new offering is opened. "
            "Those that are open go on.",
            "Ask a reviewer to confirm it, or publish a new version.",
        )


# --- two versions side by side ----------------------------------------------------------------------------------

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, kw_only=True)
class Words:
    """A run of text that is the same in both, only in the former, or only in the later."""

    text: str
    kind: Kind


# With the space behind it, or two texts would agree on their spaces.
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Beyond that many words only the whole is marked: comparing takes time by the square.
_MOST_WORDS: Final = 3000


def words_between(before: str, after: str) -> tuple[list[Words], list[Words]]:
    """Both texts in runs: what only the first has is `gone` there, what only the second has is `new` there."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if before == after or len(old) + len(new) > _MOST_WORDS:
        same = before == after
        return _run(before, "same" if same else "gone"), _run(after, "same" if same else "new")
    left: list[Words] = []
    right: list[Words] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for code, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        left += _run("".join(old[from_old:to_old]), "same" if code == "equal" else "gone")
        right += _run("".join(new[from_new:to_new]), "same" if code == "equal" else "new")
    return left, right


def _run(text: str, kind: Kind) -> list[Words]:
    return [Words(text=text, kind=kind)] if text else []


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One place of two versions: what stands there in the former, and in the later."""

    label: str
    before: Sequence[Words]
    after: Sequence[Words]
    differs: bool


def pair(label: str, before: str, after: str) -> Pair:
    left, right = words_between(before, after)
    return Pair(label=label, before=left, after=right, differs=before != after)


def matched(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """The entries of two lists beside each other: the same ones, then those that changed, then what one alone has."""
    pairs: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, list(before), list(after), autojunk=False)
    for _code, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        old, new = list(before[from_old:to_old]), list(after[from_new:to_new])
        length = max(len(old), len(new))
        old += [""] * (length - len(old))
        new += [""] * (length - len(new))
        pairs += zip(old, new, strict=True)
    return pairs

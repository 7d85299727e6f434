"""Verdicts, questions and checks in words, icons and colours, so that every page says them alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from skillmark.credential.report import Check


@dataclass(frozen=True)
class VerdictShow:
    """A verdict for people. `tone` is one of ok, warn, bad, unk; the word and the icon say the same without colour.

    `sentence` is for everybody, `because` is what the library found and decided by.
    """

    kind: str
    tone: str
    icon: str
    word: str
    sentence: str
    next_step: str
    because: str = ""


VERDICTS = {
    show.kind: show
    for show in (
        VerdictShow(
            "verified",
            "ok",
            "circle-check",
            "Verified",
            "Issued by the organisation named here, unchanged since, and valid today.",
            "You can rely on it for what it says it proves.",
        ),
        VerdictShow(
            "issuer_unknown",
            "warn",
            "circle-alert",
            "Genuine, issuer unknown",
            "The signature is good and nothing was changed, but the issuer is on no list that we trust.",
            "Look at who the issuer is before you rely on it.",
        ),
        VerdictShow(
            "not_today",
            "bad",
            "hourglass",
            "Not valid today",
            "It was genuine, but it has expired, or its issuer has withdrawn it.",
            "Ask the person for one that is valid today, or ask the issuer.",
        ),
        VerdictShow(
            "not_genuine",
            "bad",
            "circle-x",
            "Not genuine",
            "It is not what the issuer it names has signed.",
            "Do not rely on it. Ask the person for the original file or link.",
        ),
        VerdictShow(
            "misplaced",
            "bad",
            "circle-x",
            "Does not belong here",
            "It speaks of something else than what it stands in, or is of another kind.",
            "It counts for nothing here, whoever signed it.",
        ),
        VerdictShow(
            "not_readable",
            "bad",
            "circle-x",
            "Not a credential",
            "This could not be read as a credential.",
            "Look whether it is the right file, and whether it is complete.",
        ),
        VerdictShow(
            "revoked",
            "bad",
            "ban",
            "Revoked",
            "It was genuine, and its issuer has since withdrawn it.",
            "Do not rely on it. The issuer can tell you more.",
        ),
        VerdictShow(
            "suspended",
            "bad",
            "ban",
            "Suspended",
            "It is genuine, but its issuer has put it on hold for now.",
            "Check again later, or ask the issuer.",
        ),
        VerdictShow(
            "expired",
            "bad",
            "hourglass",
            "Expired",
            "It was genuine, but the day until which it was valid has passed.",
            "Ask the person for a renewed credential.",
        ),
        VerdictShow(
            "not_yet_valid",
            "bad",
            "hourglass",
            "Not valid yet",
            "It is genuine, but its validity begins later.",
            "Check again on the day it begins.",
        ),
        VerdictShow(
            "not_valid",
            "bad",
            "circle-x",
            "Not valid",
            "One of the checks failed.",
            "Read the failed check below before you rely on anything here.",
        ),
        VerdictShow(
            "not_checked",
            "unk",
            "cloud-off",
            "Could not be checked",
            "Something that the check needs could not be reached or read.",
            "This says nothing for or against it. Try again later.",
        ),
        VerdictShow(
            "beside",
            "unk",
            "circle-minus",
            "Holds by itself",
            "This part holds, but what it stands in is not genuine.",
            "Do not rely on the whole.",
        ),
    )
}

ALIASES = {"not_verified": "not_genuine", "unknown": "not_checked", "genuine_unknown": "issuer_unknown"}
# What somebody else may have written into these is not repeated.
UNTOLD = frozenset({"not_genuine", "misplaced", "not_readable", "beside"})


def verdict_named(value: Any) -> VerdictShow:
    """The verdict for a name of ours or of the library; a VerdictShow is returned as it is."""
    if isinstance(value, VerdictShow):
        return value
    name = str(value).replace("-", "_").replace(" ", "_")
    return VERDICTS.get(ALIASES.get(name, name), VERDICTS["not_checked"])


WORDS = {
    "passed": "Passed",
    "failed": "Failed",
    "unknown": "Could not be checked",
    "not_applicable": "Does not apply",
}
TONES = {"passed": "ok", "failed": "bad", "unknown": "unk", "not_applicable": "na"}
ICONS = {
    "ok": "circle-check",
    "warn": "circle-alert",
    "bad": "circle-x",
    "unk": "circle-help",
    "na": "circle-minus",
}


@dataclass(frozen=True)
class CheckShow:
    """One of the ten steps: what was found, and for experts its number, its code, its problem type and its rule."""

    outcome: str  # passed, failed, unknown, not_applicable
    step: int
    name: str
    detail: str
    spec: str = ""
    code: str = ""
    problem: str = ""

    @property
    def tone(self) -> str:
        """How it is coloured."""
        return TONES[self.outcome]

    @property
    def icon(self) -> str:
        """The same as a sign."""
        return ICONS[self.tone]

    @property
    def word(self) -> str:
        """The same in a word."""
        return WORDS[self.outcome]


def check_show(check: Check) -> CheckShow:
    """A check of the verification library in the words of the pages."""
    return CheckShow(
        check.outcome.value, check.step, check.name, check.detail, check.spec, check.code, check.problem
    )


@dataclass(frozen=True)
class FactShow:
    """A fact with its label, perhaps linked."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class FreshShow:
    """How old knowledge is: an age for now, and a time for paper and for later, where no age stays true."""

    age: str
    moment: str


@dataclass(frozen=True, kw_only=True)
class QuestionShow:
    """One of the eight questions: the answer in a word, what it rests on, how fresh that is, and its steps."""

    group: str
    outcome: str
    question: str
    word: str
    tone: str
    note: str = ""
    fresh: FreshShow | None = None
    how: str = ""  # how such a question is answered at all, for people who never heard of a proof
    steps: tuple[CheckShow, ...] = ()
    is_open: bool = False  # whether it shows its steps unasked, since the verdict hangs on it

    @property
    def icon(self) -> str:
        """The tone as a sign."""
        return ICONS[self.tone]


def tally(rows: Sequence[CheckShow | QuestionShow]) -> str:
    """How many ended how, leaving out what did not happen: "7 passed · 1 does not apply"."""
    counts = {
        o: sum(row.outcome == o for row in rows) for o in ("failed", "passed", "unknown", "not_applicable")
    }
    na = "does not apply" if counts["not_applicable"] == 1 else "do not apply"
    words = {"failed": "failed", "passed": "passed", "unknown": "could not be checked", "not_applicable": na}
    return " · ".join(f"{counts[o]} {words[o]}" for o in words if counts[o])


def counted(count: int, noun: str) -> str:
    """A count in words: "3 results", "no results"."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def in_words(moment: datetime, *, clock: bool = False) -> str:
    """10 January 2026, and with `clock` the time of day in UTC."""
    day = f"{moment.day} {moment:%B %Y}"
    return f"{day}, {moment:%H:%M} UTC" if clock else day


def initials(name: str) -> str:
    """At most two letters for a person: the first of the first and of the last word."""
    words = [w for w in name.replace("-", " ").split() if w[0].isalnum()]
    if not words:
        return "?"
    chosen = [words[0]] if len(words) == 1 else [words[0], words[-1]]
    return "".join(w[0] for w in chosen).upper()


def with_words(
    show: VerdictShow, *, sentence: str = "", next_step: str = "", because: str = ""
) -> VerdictShow:
    """The same verdict with words of its own."""
    return replace(
        show,
        sentence=sentence or show.sentence,
        next_step=next_step or show.next_step,
        because=because or show.because,
    )

"""Verdicts and checks in words, icons and colours, so that every page says them alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class VerdictShow:
    """A verdict for people. `tone` is one of ok, warn, bad, unk; the word and the icon say the same without colour."""

    kind: str
    tone: str
    icon: str
    word: str
    sentence: str
    next_step: str


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
            "not_genuine",
            "bad",
            "circle-x",
            "Not genuine",
            "The content does not match the issuer's signature.",
            "Do not rely on it. Ask the person for the original file or link.",
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
            "It was genuine, and the issuer has since withdrawn it.",
            "Do not rely on it. The issuer can tell you more.",
        ),
        VerdictShow(
            "suspended",
            "bad",
            "ban",
            "Suspended",
            "The issuer has put it on hold for now.",
            "Check again later, or ask the issuer.",
        ),
        VerdictShow(
            "expired",
            "bad",
            "hourglass",
            "Expired",
            "It is genuine, but the date until which it was valid has passed.",
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
    )
}

ALIASES = {"not_verified": "not_genuine", "unknown": "not_checked", "genuine_unknown": "issuer_unknown"}


def verdict_named(value: Any) -> VerdictShow:
    """The verdict for a name of ours or of the library; a VerdictShow is returned as it is."""
    if isinstance(value, VerdictShow):
        return value
    name = str(value).replace("-", "_").replace(" ", "_")
    return VERDICTS.get(ALIASES.get(name, name), VERDICTS["not_checked"])


@dataclass(frozen=True)
class CheckShow:
    """One check for people: its name in plain words, what was found, and how fresh that is."""

    outcome: str  # passed, failed, unknown, not_applicable
    name: str
    detail: str
    fresh: str = ""
    spec: str = ""

    @property
    def tone(self) -> str:
        return {"passed": "ok", "failed": "bad", "unknown": "unk"}.get(self.outcome, "na")

    @property
    def icon(self) -> str:
        icons = {"passed": "circle-check", "failed": "circle-x", "unknown": "circle-help"}
        return icons.get(self.outcome, "circle-minus")

    @property
    def word(self) -> str:
        words = {"passed": "Passed", "failed": "Failed", "unknown": "Could not be checked"}
        return words.get(self.outcome, "Does not apply")


# What the library calls its steps, for rows that come without a name.
STEP_NAMES = ("File", "Form", "Issuer", "Signature", "Dates", "Status", "Log", "Holder", "Trust", "Parts")


def check_show(row: Any) -> CheckShow:
    """A check of the verification library (or the same as a mapping) in the words of the pages."""
    if isinstance(row, CheckShow):
        return row
    get = row.get if isinstance(row, Mapping) else lambda key, default=None: getattr(row, key, default)
    outcome = get("outcome", "unknown")
    outcome = str(getattr(outcome, "value", outcome)).replace(" ", "_").replace("-", "_")
    step = get("step", 0)
    name = str(get("name", "") or (STEP_NAMES[step - 1] if 0 < step <= len(STEP_NAMES) else "Check"))
    return CheckShow(
        outcome, name, str(get("detail", "") or ""), str(get("fresh", "") or ""), str(get("spec", "") or "")
    )


def tally(checks: Sequence[CheckShow]) -> str:
    """How many checks ended how, leaving out what did not happen: "8 passed · 2 do not apply"."""
    counts = {
        o: sum(c.outcome == o for c in checks) for o in ("failed", "passed", "unknown", "not_applicable")
    }
    na = "does not apply" if counts["not_applicable"] == 1 else "do not apply"
    words = {"failed": "failed", "passed": "passed", "unknown": "could not be checked", "not_applicable": na}
    return " · ".join(f"{counts[o]} {words[o]}" for o in words if counts[o])


def initials(name: str) -> str:
    """At most two letters for a person: the first of the first and of the last word."""
    words = [w for w in name.replace("-", " ").split() if w[0].isalnum()]
    if not words:
        return "?"
    chosen = [words[0]] if len(words) == 1 else [words[0], words[-1]]
    return "".join(w[0] for w in chosen).upper()


def with_words(show: VerdictShow, *, sentence: str = "", next_step: str = "") -> VerdictShow:
    """The same verdict with a sentence of its own."""
    return replace(show, sentence=sentence or show.sentence, next_step=next_step or show.next_step)

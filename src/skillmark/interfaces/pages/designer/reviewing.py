"""The reviewer's side of a version: each question, the parts of the design it is about, and what is answered so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.forms import BoundField

from skillmark.interfaces.pages.designer.life_forms import ReviewForm
from skillmark.interfaces.pages.ui.designs import DesignShow
from skillmark.lifecycle.designing.models import ReviewDraft, Version
from skillmark.lifecycle.designing.review_rules import QUESTIONS

_TIME, _LEVEL = "a-how-long-does-it-take", "a-how-hard-is-it"
_PART, _ASSESSED = "a-how-do-you-take-part", "a-how-are-you-assessed"
# Where the answer to each question is read: the words of the link, and the part's id on the page.
PARTS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "scope": [("Outcomes", "h-outcomes"), ("Time", _TIME)],
    "need": [("Description", "h-description"), ("Can do", "can-do")],
    "outcomes": [("Outcomes", "h-outcomes")],
    "assessed": [("Assessment", "h-assessed"), ("Questions and keys", "keys")],
    "level": [("Level", _LEVEL), ("Outcomes", "h-outcomes")],
    "workload": [("Time", _TIME), ("Content", "h-content")],
    "skills": [("Skills", "h-skills"), ("Assessment", "h-assessed")],
    "limits": [("What it proves", "h-proves"), ("What it does not", "h-not")],
    "fair": [("Taking part", _PART), ("Assessment", _ASSESSED), ("Content", "h-content")],
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of the checklist as the page shows it."""

    id: str
    answer: BoundField
    reason: BoundField
    parts: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Reviewing:
    """The whole form; `is_older`: what is answered was answered of an earlier submission."""

    questions: Sequence[Asked]
    answered: int
    of: int
    is_kept: bool = False
    is_older: bool = False


def reviewing(
    form: ReviewForm, show: DesignShow, *, has_keys: bool, version: Version, draft: ReviewDraft | None
) -> Reviewing:
    """The questions, each with links to what the page really has."""
    absent = _absent(show, has_keys=has_keys)
    asked = [
        Asked(
            id=f"question-{question.code}",
            answer=answer,
            reason=reason,
            parts=[part for part in PARTS[question.code] if part[1] not in absent],
        )
        for question, (answer, reason) in zip(QUESTIONS, form.questions(), strict=True)
    ]
    return Reviewing(
        questions=asked,
        answered=sum(bool(each.answer.value()) for each in asked),
        of=len(asked),
        is_kept=bool(draft and draft.values),
        is_older=bool(draft and draft.values and draft.submitted_at != version.submitted_at),
    )


def _absent(show: DesignShow, *, has_keys: bool) -> set[str]:
    """The parts that this design has nothing in, so that the page leaves them out."""
    there = {
        "h-description": show.description,
        "can-do": show.can_do,
        "h-content": show.modules,
        "h-skills": show.skills,
        "keys": has_keys,
    }
    return {part for part, content in there.items() if not content}

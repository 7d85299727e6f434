"""How a blank draft becomes a whole one in one step: outcomes, something to study, and how they are shown.

(1)  details    what the standard asks for of the whole
(2)  outcomes   in the order in which they were written
(3)  content    one module with one text
(4)  quiz       the questions, each tied to the outcome under which it was written
(5)  project    one task, marked on a rubric whose rows are the outcomes

All of it in ONE transaction, and only where nothing of the kind is there: nobody's work is written over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.operations import ensure_hub
from skillmark.lifecycle.assessing import blueprint
from skillmark.lifecycle.assessing import operations as assessing
from skillmark.lifecycle.assessing.models import AssessmentKind
from skillmark.lifecycle.assessing.question_text import Question
from skillmark.lifecycle.assessing.rules import default_levels
from skillmark.lifecycle.designing import operations as designing
from skillmark.lifecycle.designing import rules
from skillmark.lifecycle.designing.models import Outcome, Version
from skillmark.lifecycle.designing.queries import access_version
from skillmark.lifecycle.learning import operations as learning

WORDS_A_MINUTE: Final = 200  # of a text that is studied, not only read
FEWEST_MINUTES, MOST_MINUTES = 5, 1000
_LONGEST_HEADING: Final = 80
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, kw_only=True)
class FirstOutcome:
    """An outcome with the questions that show it.

    `criteria`: what must be there for it to be met. `in_task`: the task shows it, and its rubric says so.
    """

    statement: str
    criteria: str = ""
    in_task: bool = True
    questions: Sequence[Question] = ()


@dataclass(frozen=True, kw_only=True)
class FirstDraft:
    """What somebody wrote on one page. `details` as in `designing.operations.DETAILS`; any part may be empty."""

    details: Mapping[str, Any]
    outcomes: Sequence[FirstOutcome] = ()
    study: str = ""
    task: str = ""


class Unfinished(Exception):
    """Nothing was kept: `points` are missing before a review, and nobody said that they may be for now."""

    def __init__(self, points: Sequence[rules.Point]) -> None:
        super().__init__(f"{len(points)} points are missing")
        self.points = points


def write_first_draft(
    *,
    actor: Person,
    version_uid: UUID,
    first: FirstDraft,
    may_lack: bool = True,
    now: datetime,
    seen_at: datetime | None = None,
) -> Version:
    """Fills a blank draft. Raises Refused where somebody has begun it otherwise, and for what no version can have.

    Raises Unfinished where something is missing, unless it `may_lack`.
    """
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        if first.details.get("level") is not None:
            ensure_hub()  # the scale that the level is on
        held = designing.take_pen(version=version, by=actor, section="first", now=now, seen_at=seen_at)
        if not blueprint.is_blank(blueprint.blueprint_of(held)):
            raise Refused(
                "design.begun",
                "This draft has outcomes, content or assessments already.",
                "Go on in its sections; what you typed here is not saved.",
            )
        designing.save_details(version=held, values=first.details)
        outcomes = [
            (designing.save_outcome(version=held, statement=each.statement, criteria=each.criteria), each)
            for each in first.outcomes
        ]
        _save_study(held, first.study)
        _save_quiz(held, outcomes)
        _save_project(held, outcomes, task=first.task)
        lacking = [] if may_lack else rules.missing(blueprint.design_of(blueprint.blueprint_of(held)))
        if lacking:
            raise Unfinished(lacking)
        return held


def is_written(version: Version, first: FirstDraft) -> bool:
    """Whether the draft holds just what this would write, so that the same sent twice is no second writing."""
    written = blueprint.blueprint_of(version)
    items = [item for each in written.assessments for item in each.items.all()]
    projects = [each for each in written.assessments if each.kind == AssessmentKind.PROJECT]
    return (
        all(getattr(version, name) == value for name, value in first.details.items())
        and [(each.statement, each.criteria) for each in written.contents.outcomes]
        == [(each.statement, each.criteria) for each in first.outcomes]
        and [activity.body for module in written.modules for activity in module.activities.all()]
        == [_body_of(text) for text in [first.study.strip()] if text]
        and [(item.prompt, item.choices, item.key) for item in items]
        == [(each.prompt, each.choices, each.key) for outcome in first.outcomes for each in outcome.questions]
        and [each.instructions for each in projects] == [text for text in [first.task.strip()] if text]
        and [row.outcome.statement for each in projects for row in each.rubric_rows.all()]
        == [each.statement for each in first.outcomes if each.in_task and first.task.strip()]
    )


def _save_study(version: Version, text: str) -> None:
    """One module with the text; it is called what the micro-credential is called, in whatever language that is."""
    text = text.strip()
    if not text:
        return
    minutes = min(MOST_MINUTES, max(FEWEST_MINUTES, -(-len(text.split()) // WORDS_A_MINUTE)))
    module = learning.save_module(version=version, position=1, title=version.title, summary="")
    learning.save_activity(
        module=module, position=1, kind="text", title=_heading_of(text) or version.title, minutes=minutes,
        body=_body_of(text),
    )  # fmt: skip


def _body_of(text: str) -> str:
    """An address alone becomes a link."""
    return f"<{text}>" if _ADDRESS.fullmatch(text) else text


def _heading_of(text: str) -> str:
    """The first line, where it reads as a title; of an address, where it leads."""
    if _ADDRESS.fullmatch(text):
        return urlsplit(text).hostname or ""
    first, _, rest = text.partition("\n")
    first = first.strip("#* \t\r")
    return first if rest.strip() and len(first) <= _LONGEST_HEADING and first[-1:] not in {".", ","} else ""


def _save_quiz(version: Version, outcomes: Sequence[tuple[Outcome, FirstOutcome]]) -> None:
    asked = [(outcome, question) for outcome, written in outcomes for question in written.questions]
    if not asked:
        return
    kind = AssessmentKind.QUIZ
    quiz = assessing.save_assessment(version=version, position=1, kind=kind, title=kind.label)
    for position, (outcome, question) in enumerate(asked, start=1):
        assessing.save_item(
            assessment=quiz, outcome=outcome, position=position, kind=question.kind, prompt=question.prompt,
            choices=question.choices, key=question.key, feedback=question.feedback,
        )  # fmt: skip


def _save_project(version: Version, outcomes: Sequence[tuple[Outcome, FirstOutcome]], *, task: str) -> None:
    if not task.strip():
        return
    kind = AssessmentKind.PROJECT
    position = len(blueprint.assessments_of(version)) + 1
    project = assessing.save_assessment(
        version=version, position=position, kind=kind, title=kind.label, instructions=task.strip()
    )
    for outcome in (outcome for outcome, written in outcomes if written.in_task):
        levels = default_levels()
        next(level for level in levels if level["met"])["descriptor"] = outcome.criteria
        assessing.save_rubric_row(
            assessment=project, outcome=outcome, position=outcome.position, levels=levels
        )

"""How a learner works through a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.learning import operations
from skillmark.lifecycle.learning.models import ActivityKind, ActivityProgress
from skillmark.lifecycle.learning.queries import access_activity


def finish_activity(
    *, actor: Actor, enrolment_uid: UUID | str, activity_uid: UUID | str, now: datetime
) -> ActivityProgress:
    enrolment, activity = access_activity(actor, enrolment_uid, activity_uid)
    with transaction.atomic():
        return operations.finish_activity(enrolment=enrolment, activity=activity, now=now)


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What to say at once about an answer to a check question."""

    correct: bool
    text: str


def answer_check(
    *, actor: Actor, enrolment_uid: UUID | str, activity_uid: UUID | str, answer: str, now: datetime
) -> Feedback:
    """Practice: any answer, as often as one likes; answering at all finishes the activity."""
    enrolment, activity = access_activity(actor, enrolment_uid, activity_uid)
    question = activity.question if activity.kind == ActivityKind.CHECK else None
    choice = next((each for each in (question or {}).get("choices", []) if each["id"] == answer), None)
    if choice is None or question is None:
        raise Refused("check.choice", "Nothing was chosen.", "Choose one of the answers, then check it.")
    with transaction.atomic():
        operations.keep_check_answer(enrolment=enrolment, activity=activity, answer=answer)
        operations.finish_activity(enrolment=enrolment, activity=activity, now=now)
    return Feedback(correct=answer == question["correct"], text=choice.get("feedback", ""))

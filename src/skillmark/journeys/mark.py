"""How an assessor marks what learners hand in, and the award that follows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor, NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.assessing import operations
from skillmark.lifecycle.assessing.models import Submission
from skillmark.lifecycle.assessing.queries import access_to_mark
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.awarding.operations import award_if_met
from skillmark.lifecycle.issuing.operations import queue_issuance
from skillmark.lifecycle.learning.operations import complete_enrolment, lock_enrolment


def take_submission(
    *, actor: Actor, submission_uid: UUID | str, now: datetime, take_over: bool = False
) -> Submission:
    """Takes a project to mark it; the first to ask has it. `take_over` takes it from a colleague who has it."""
    submission, assessor = _to_mark(actor, submission_uid)
    instead_of = submission.assessor if take_over and submission.state == Submission.State.MARKING else None
    with transaction.atomic():
        return operations.take_to_mark(
            submission=submission, assessor=assessor, instead_of=instead_of, now=now
        )


def give_back_submission(*, actor: Actor, submission_uid: UUID | str, now: datetime) -> Submission:
    submission, assessor = _to_mark(actor, submission_uid)
    with transaction.atomic():
        return operations.give_back(submission=submission, assessor=assessor, now=now)


def save_marks(*, actor: Actor, submission_uid: UUID | str, given: list[Given], feedback: str) -> Submission:
    """Keeps what was chosen and written so far; nobody but the assessor sees it yet."""
    submission, assessor = _to_mark(actor, submission_uid)
    with transaction.atomic():
        submission = operations.lock_held(submission=submission, assessor=assessor)
        operations.keep_marks(submission=submission, given=given, feedback=feedback)
        return submission


def finish_marking(
    *, actor: Actor, submission_uid: UUID | str, given: list[Given], feedback: str, now: datetime
) -> Submission:
    """Decides, and tells the learner; with the last result the award follows."""
    submission, assessor = _to_mark(actor, submission_uid)
    with transaction.atomic():
        enrolment = lock_enrolment(enrolment=submission.enrolment)
        if operations.is_marked_by(submission=submission, assessor=assessor):
            return submission  # a second click
        submission = operations.lock_held(submission=submission, assessor=assessor)
        operations.keep_marks(submission=submission, given=given, feedback=feedback)
        submission = operations.close_marking(submission=submission, now=now)
        award = award_if_met(enrolment=enrolment, now=now) if submission.passed else None
        if award is not None:
            queue_issuance(award=award, now=now)
            complete_enrolment(enrolment=enrolment, now=now)
        return submission


def _to_mark(actor: Actor, submission_uid: UUID | str) -> tuple[Submission, Person]:
    submission = access_to_mark(actor, submission_uid)
    if not isinstance(actor, Person):
        raise NotAllowed("marking needs an account")
    if submission.enrolment.person_id == actor.pk:
        raise Refused(
            "marking.own_work",
            "This is your own work, so somebody else has to mark it.",
            "Leave it in the queue for a colleague.",
        )
    return submission, actor

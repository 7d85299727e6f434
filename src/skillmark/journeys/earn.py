"""How a learner shows what they have learned: quizzes answered, projects handed in, and the award that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.assessing import operations, rules
from skillmark.lifecycle.assessing.models import AssessmentKind, Attempt, Submission
from skillmark.lifecycle.assessing.queries import (
    access_assessment,
    access_attempt,
    access_own_submission,
    overdue_attempts,
)
from skillmark.lifecycle.awarding.operations import award_if_met
from skillmark.lifecycle.issuing.operations import queue_issuance
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.learning.operations import complete_enrolment, lock_enrolment

# --- quizzes ------------------------------------------------------------------------------------------------


def start_attempt(
    *, actor: Actor, enrolment_uid: UUID | str, assessment_uid: UUID | str, now: datetime
) -> Attempt:
    """The attempt that is open, or a new one. One that ran out of time meanwhile is closed and returned."""
    enrolment, assessment = access_assessment(actor, enrolment_uid, assessment_uid, kind=AssessmentKind.QUIZ)
    with transaction.atomic():
        enrolment = lock_enrolment(enrolment=enrolment)
        attempt = operations.open_attempt(enrolment=enrolment, assessment=assessment, now=now)
        if rules.is_late(attempt.deadline_at, now):
            return _close(attempt, enrolment, actor=None, now=now)
        return attempt


def save_answer(
    *, actor: Actor, attempt_uid: UUID | str, answers: Mapping[str, rules.Value], now: datetime
) -> dict[str, str]:
    """Keeps answers as they are given; by item, what is wrong with those that cannot count as they stand."""
    attempt = access_attempt(actor, attempt_uid)
    with transaction.atomic():
        attempt = operations.lock_attempt(attempt=attempt)
        _refuse_ended(attempt, now)
        return operations.keep_answers(attempt=attempt, values=answers, now=now)


def finish_attempt(
    *, actor: Actor, attempt_uid: UUID | str, now: datetime, answers: Mapping[str, rules.Value] | None = None
) -> Attempt:
    """Scores the attempt, once; with the last result the award follows. Answers that come too late are left out."""
    attempt = access_attempt(actor, attempt_uid)
    with transaction.atomic():
        enrolment = lock_enrolment(enrolment=attempt.enrolment)
        attempt = operations.lock_attempt(attempt=attempt)
        if attempt.state == Attempt.State.CLOSED:
            return attempt
        if answers and not rules.is_late(attempt.deadline_at, now):
            operations.keep_answers(attempt=attempt, values=answers, now=now)
        return _close(attempt, enrolment, actor=enrolment.person, now=now)


def close_overdue_attempts(*, now: datetime) -> int:
    """Closes every attempt whose time is up and scores what was saved; returns how many. Called by the clock."""
    closed = 0
    for overdue in overdue_attempts(now):
        with transaction.atomic():
            enrolment = lock_enrolment(enrolment=overdue.enrolment)
            attempt = operations.lock_attempt(attempt=overdue)
            if attempt.state == Attempt.State.OPEN:
                _close(attempt, enrolment, actor=None, now=now)
                closed += 1
    return closed


def _close(attempt: Attempt, enrolment: Enrolment, *, actor: Person | None, now: datetime) -> Attempt:
    attempt = operations.close_attempt(attempt=attempt, now=now, actor=actor)
    award = award_if_met(enrolment=enrolment, now=now) if attempt.passed else None
    if award is not None:
        queue_issuance(award=award, now=now)
        complete_enrolment(enrolment=enrolment, now=now)
    return attempt


def _refuse_ended(attempt: Attempt, now: datetime) -> None:
    if attempt.state == Attempt.State.CLOSED:
        raise Refused(
            "attempt.closed", "This attempt has been handed in.", "Its result is on the quiz's page."
        )
    if rules.is_late(attempt.deadline_at, now):
        raise Refused(
            "attempt.time_up", "Time is up. What you answered before is saved.", "Go on to your result."
        )


# --- projects -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """What a learner hands in. `file` is (name, bytes); `drop_file` takes away the one that is kept.

    `seen` is the state of the draft the learner had before them, so that two tabs do not save over each other.
    """

    text: str = ""
    link: str = ""
    file: tuple[str, bytes] | None = None
    drop_file: bool = False
    seen: datetime | None = None


def save_submission(
    *,
    actor: Actor,
    enrolment_uid: UUID | str,
    assessment_uid: UUID | str,
    content: HandIn,
    now: datetime,
    largest_file: int = rules.LARGEST_PROJECT_FILE,
) -> Submission:
    """Keeps the draft of a project."""
    enrolment, assessment = access_assessment(
        actor, enrolment_uid, assessment_uid, kind=AssessmentKind.PROJECT
    )
    with transaction.atomic():
        enrolment = lock_enrolment(enrolment=enrolment)
        submission = operations.open_submission(enrolment=enrolment, assessment=assessment, now=now)
        return _write(submission, content, largest_file=largest_file, now=now)


def submit_project(
    *,
    actor: Actor,
    enrolment_uid: UUID | str,
    assessment_uid: UUID | str,
    now: datetime,
    content: HandIn | None = None,
    largest_file: int = rules.LARGEST_PROJECT_FILE,
) -> Submission:
    """Hands the draft in, with `content` as its last state; a second click changes nothing."""
    enrolment, assessment = access_assessment(
        actor, enrolment_uid, assessment_uid, kind=AssessmentKind.PROJECT
    )
    with transaction.atomic():
        enrolment = lock_enrolment(enrolment=enrolment)
        submission = operations.open_submission(enrolment=enrolment, assessment=assessment, now=now)
        if content is not None and submission.state == Submission.State.DRAFT:
            submission = _write(submission, content, largest_file=largest_file, now=now)
        return operations.hand_in(submission=submission, now=now)


def withdraw_submission(*, actor: Actor, submission_uid: UUID | str, now: datetime) -> Submission:
    """Takes a project back before an assessor has taken it."""
    submission = access_own_submission(actor, submission_uid)
    with transaction.atomic():
        return operations.take_back(submission=submission, now=now)


def _write(submission: Submission, content: HandIn, *, largest_file: int, now: datetime) -> Submission:
    _refuse_changed(submission, content.seen)
    file = None
    if content.file is not None:
        name, data = content.file
        media_type = rules.project_file_type(name=name, size=len(data), largest=largest_file)
        file = keep_file(name=name, media_type=media_type, data=data, now=now)
    return operations.write_submission(
        submission=submission,
        text=content.text,
        link=content.link,
        file=file,
        drop_file=content.drop_file,
        now=now,
    )


def _refuse_changed(submission: Submission, seen: datetime | None) -> None:
    if seen is not None and submission.edited_at is not None and submission.edited_at > seen:
        raise Refused(
            "submission.changed",
            "This draft was changed in another window after you opened it here.",
            "Compare the two; saving again keeps what you see here.",
        )

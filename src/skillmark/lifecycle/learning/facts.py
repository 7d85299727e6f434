"""What can happen to an enrolment, said in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class LearnerEnrolled(Fact):
    """A place was taken."""

    enrolment: UUID
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class LearnerWaitlisted(Fact):
    """Every place was taken, so the learner waits."""

    enrolment: UUID
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class PlaceFreed(Fact):
    """A learner who waited has been given a place."""

    enrolment: UUID
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class WaitingEnded(Fact):
    """What a learner waited for is retired: nobody new begins it."""

    enrolment: UUID


@dataclass(frozen=True, kw_only=True)
class LearnerPaused(Fact):
    enrolment: UUID


@dataclass(frozen=True, kw_only=True)
class LearnerResumed(Fact):
    enrolment: UUID


@dataclass(frozen=True, kw_only=True)
class LearnerLeft(Fact):
    enrolment: UUID


@dataclass(frozen=True, kw_only=True)
class SupportSet(Fact):
    """Somebody was given more time or more attempts, or had them taken back. Why is nobody else's business."""

    enrolment: UUID
    extra_time_percent: int
    extra_attempts: int


@dataclass(frozen=True, kw_only=True)
class ActivityFinished(Fact):
    enrolment: UUID
    activity: UUID


@dataclass(frozen=True, kw_only=True)
class EnrolmentCompleted(Fact):
    enrolment: UUID

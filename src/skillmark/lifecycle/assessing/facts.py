"""What can happen to quizzes and projects, said in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skillmark.foundation.ledger.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(Fact):
    attempt: UUID
    assessment: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AttemptClosed(Fact):
    attempt: UUID
    assessment: UUID
    percent: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class ProjectHandedIn(Fact):
    submission: UUID
    assessment: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ProjectWithdrawn(Fact):
    submission: UUID


@dataclass(frozen=True, kw_only=True)
class SubmissionTaken(Fact):
    """An assessor has taken a project to mark it."""

    submission: UUID


@dataclass(frozen=True, kw_only=True)
class SubmissionGivenBack(Fact):
    """An assessor has put a project back into the queue, unmarked."""

    submission: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectMarked(Fact):
    submission: UUID
    assessment: UUID
    passed: bool

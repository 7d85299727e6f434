"""What a pilot came to: how many took part, came to the end and passed, each with how far the figure can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skillmark.lifecycle.assessing.models import Assessment, Attempt, Submission
from skillmark.lifecycle.designing.life_rules import Share, share_of
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState


@dataclass(frozen=True, kw_only=True)
class PilotReport:
    """`finished`: handed in every assessment at least once. `passed`: met the criteria."""

    enrolled: int
    waiting: int
    left: int
    finished: Share
    passed: Share
    passed_of_finished: Share


def pilot_report(version: Version, *, until: datetime | None = None) -> PilotReport:
    """Of those who enrolled in the version `until` the pilot's end, or until now."""
    took_part = Enrolment.objects.filter(version=version)
    if until is not None:
        took_part = took_part.filter(enrolled_at__lt=until)
    states = dict(took_part.values_list("pk", "state"))
    waiting = {pk for pk, state in states.items() if state == EnrolmentState.WAITING}
    began = set(states) - waiting
    passed = {pk for pk in began if states[pk] == EnrolmentState.COMPLETED}
    finished = (_handed_in_all(version) & began) | passed
    return PilotReport(
        enrolled=len(began),
        waiting=len(waiting),
        left=sum(states[pk] == EnrolmentState.WITHDRAWN for pk in began),
        finished=share_of(len(finished), len(began)),
        passed=share_of(len(passed), len(began)),
        passed_of_finished=share_of(len(passed), len(finished)),
    )


def _handed_in_all(version: Version) -> set[int]:
    """The enrolments (keys) with a result, or something to be marked, in every assessment."""
    wanted = Assessment.objects.filter(version=version).count()
    if not wanted:
        return set()
    quizzes = Attempt.objects.filter(assessment__version=version, state=Attempt.State.CLOSED)
    projects = Submission.objects.filter(assessment__version=version, submitted_at__isnull=False)
    pairs = {
        *quizzes.values_list("enrolment", "assessment"),
        *projects.values_list("enrolment", "assessment"),
    }
    done: dict[int, int] = {}
    for enrolment, _assessment in pairs:
        done[enrolment] = done.get(enrolment, 0) + 1
    return {enrolment for enrolment, number in done.items() if number == wanted}

"""More time and more attempts for one learner: who may give them, and that they are honoured and stay private."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOON, Cast, rewriting

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import earn, enrol, mark
from skillmark.journeys.support import set_support
from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.models import Attempt, Item, Submission
from skillmark.lifecycle.assessing.queries import line_of
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.learning.models import Enrolment

pytestmark = pytest.mark.django_db
NOTE = "Letter of 3 March seen"


@pytest.fixture
def lea(cast: Cast) -> Enrolment:
    cast.quiz.time_limit_minutes = 30
    with rewriting(cast.published):
        cast.quiz.save()
    return enrol.enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)


def support(actor: Person, enrolment: Enrolment, *, time: int = 0, attempts: int = 0) -> Enrolment:
    return set_support(
        actor=actor,
        enrolment_uid=enrolment.uid,
        extra_time_percent=time,
        extra_attempts=attempts,
        note=NOTE,
        now=NOON,
    )


def start(cast: Cast, lea: Enrolment) -> Attempt:
    return earn.start_attempt(actor=cast.lea, enrolment_uid=lea.uid, assessment_uid=cast.quiz.uid, now=NOON)


def finish(cast: Cast, attempt: Attempt, choice: str) -> Attempt:
    single, numeric = Item.objects.filter(assessment=cast.quiz).order_by("position")
    right: dict[str, rules.Value] = {
        str(single.uid): [choice],
        str(numeric.uid): "2.5" if choice == "b" else "9",
    }
    return earn.finish_attempt(actor=cast.lea, attempt_uid=attempt.uid, answers=right, now=NOON)


def test_half_as_much_again_is_honoured_to_the_minute(cast: Cast, lea: Enrolment) -> None:
    support(cast.ines, lea, time=50)
    attempt = start(cast, lea)
    assert attempt.deadline_at == NOON + timedelta(minutes=45)
    single = str(Item.objects.filter(assessment=cast.quiz).order_by("position")[0].uid)
    late_for_others = NOON + timedelta(minutes=44)
    earn.save_answer(actor=cast.lea, attempt_uid=attempt.uid, answers={single: ["b"]}, now=late_for_others)
    with pytest.raises(Refused) as refused:
        earn.save_answer(
            actor=cast.lea, attempt_uid=attempt.uid, answers={single: ["b"]}, now=NOON + timedelta(minutes=47)
        )
    assert refused.value.code == "attempt.time_up"


def test_a_clock_that_runs_is_left_alone_and_others_have_what_they_had(cast: Cast, lea: Enrolment) -> None:
    attempt = start(cast, lea)
    support(cast.ines, lea, time=100)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + timedelta(minutes=30)
    noor = enrol.enrol(actor=cast.noor, offering_uid=cast.offering.uid, now=NOON)
    other = earn.start_attempt(
        actor=cast.noor, enrolment_uid=noor.uid, assessment_uid=cast.quiz.uid, now=NOON
    )
    assert other.deadline_at == NOON + timedelta(minutes=30)


def test_extra_attempts_count_in_quizzes_and_can_be_taken_back(cast: Cast, lea: Enrolment) -> None:
    support(cast.rob, lea, attempts=1)
    for _ in range(3):
        finish(cast, start(cast, lea), "a")
    with pytest.raises(Refused, match="all 3 attempts"):
        start(cast, lea)
    support(cast.rob, lea, attempts=0)
    lea.refresh_from_db()
    assert line_of(lea, cast.quiz).left == 0
    support(cast.rob, lea, attempts=2)
    assert start(cast, lea).number == 4


def hand_in_and_mark(cast: Cast, lea: Enrolment, level: str) -> Submission:
    sent = earn.submit_project(
        actor=cast.lea,
        enrolment_uid=lea.uid,
        assessment_uid=cast.project.uid,
        content=earn.HandIn(text="Work"),
        now=NOON,
    )
    mark.take_submission(actor=cast.asa, submission_uid=sent.uid, now=NOON)
    given_marks = [
        Given(outcome=str(row.outcome.uid), level=str(row.levels.get(label=level).uid), comment="")
        for row in cast.project.rubric_rows.select_related("outcome")
    ]
    return mark.finish_marking(
        actor=cast.asa, submission_uid=sent.uid, given=given_marks, feedback="See the rows.", now=NOON
    )


def test_what_was_given_is_in_the_facts_and_nothing_of_it_in_the_award(cast: Cast, lea: Enrolment) -> None:
    support(cast.olga, lea, time=50, attempts=1)
    for _ in range(2):
        finish(cast, start(cast, lea), "a")
        hand_in_and_mark(cast, lea, "Not yet")
    assert finish(cast, start(cast, lea), "b").passed
    assert hand_in_and_mark(cast, lea, "Met").number == 3
    award = Award.objects.get()
    said = json.dumps([award.reasons, award.results, award.evidence])
    assert "at try" not in said
    assert " 3" not in said
    assert NOTE not in said
    fact = RecordedFact.objects.get(name="SupportSet")
    assert fact.data["extra_time_percent"] == 50
    assert fact.data["extra_attempts"] == 1
    assert NOTE not in json.dumps(list(RecordedFact.objects.values_list("data", flat=True)), default=str)


def test_the_same_again_is_recorded_once(cast: Cast, lea: Enrolment) -> None:
    support(cast.ines, lea, time=50)
    support(cast.ines, lea, time=50)
    assert RecordedFact.objects.filter(name="SupportSet").count() == 1


@pytest.mark.parametrize("name", ["dana", "rene", "asa", "lea", "noor", "emma", "mallory"])
def test_nobody_else_may(cast: Cast, lea: Enrolment, name: str) -> None:
    with pytest.raises(NotAllowed):
        support(getattr(cast, name), lea, time=50)
    lea.refresh_from_db()
    assert lea.extra_time_percent == 0


def test_nobody_gives_it_to_themselves(cast: Cast) -> None:
    own = enrol.enrol(actor=cast.ines, offering_uid=cast.offering.uid, now=NOON)
    with pytest.raises(Refused) as refused:
        support(cast.ines, own, time=50)
    assert refused.value.code == "support.own"
    assert support(cast.rob, own, time=50).extra_time_percent == 50


@pytest.mark.parametrize(("time", "attempts"), [(-1, 0), (301, 0), (0, -1), (0, 11)])
def test_what_is_beyond_reason_is_refused(cast: Cast, lea: Enrolment, time: int, attempts: int) -> None:
    with pytest.raises(Refused):
        support(cast.ines, lea, time=time, attempts=attempts)


@given(limit=st.integers(1, 32_767), extra=st.integers(0, 300))
def test_nobody_loses_a_second_to_rounding(limit: int, extra: int) -> None:
    minutes = rules.limit_with(limit_minutes=limit, extra_percent=extra)
    assert minutes is not None
    assert 0 <= minutes * 100 - limit * (100 + extra) < 100
    assert rules.limit_with(limit_minutes=None, extra_percent=extra) is None

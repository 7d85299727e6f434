"""Working through a course: what is done stays done, and checks are practice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.journeys import learn as journeys
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.learning.models import Activity, ActivityProgress, Enrolment
from skillmark.lifecycle.learning.queries import course_of, enrolments_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea(cast: Cast) -> Enrolment:
    return enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)


def activity(kind: str) -> Activity:
    return Activity.objects.get(kind=kind)


def where(cast: Cast, lea: Enrolment, kind: str) -> dict[str, object]:
    return {"actor": cast.lea, "enrolment_uid": lea.uid, "activity_uid": activity(kind).uid, "now": NOON}


def test_progress_is_kept_and_counted(cast: Cast, lea: Enrolment) -> None:
    journeys.finish_activity(**where(cast, lea, "text"))
    journeys.finish_activity(**where(cast, lea, "text"))
    course = course_of(cast.published, enrolment=lea)
    assert (course.done, course.total, course.percent, course.minutes, course.minutes_left) == (
        1,
        2,
        50,
        10,
        5,
    )
    assert course.next is not None
    assert course.next.title == "A quick check"
    (line,) = enrolments_for(cast.lea)
    assert (line.done, line.total) == (1, 2)


def test_a_check_answers_at_once_and_may_be_tried_again(cast: Cast, lea: Enrolment) -> None:
    wrong = journeys.answer_check(**where(cast, lea, "check"), answer="a")
    right = journeys.answer_check(**where(cast, lea, "check"), answer="b")
    assert (wrong.correct, wrong.text, right.correct, right.text) == (False, "No.", True, "Right.")
    progress = ActivityProgress.objects.get()
    assert (progress.answer, progress.done_at) == ("b", NOON)


@pytest.mark.parametrize("answer", ["", "z", "a" * 10_000])
def test_an_answer_that_is_no_choice_is_refused(cast: Cast, lea: Enrolment, answer: str) -> None:
    with pytest.raises(Refused, match="Nothing was chosen"):
        journeys.answer_check(**where(cast, lea, "check"), answer=answer)
    assert not ActivityProgress.objects.exists()


def test_only_the_enrolled_learn_and_only_their_own_course(cast: Cast, lea: Enrolment) -> None:
    for changes in (
        {"actor": cast.noor}, {"actor": cast.ines}, {"activity_uid": uuid4()}, {"enrolment_uid": uuid4()},
    ):  # fmt: skip
        with pytest.raises(NotFound):
            journeys.finish_activity(**{**where(cast, lea, "text"), **changes})  # type: ignore[arg-type]


def test_who_waits_does_not_learn_yet(cast: Cast, lea: Enrolment) -> None:
    Enrolment.objects.update(state="waiting")
    with pytest.raises(NotFound):
        journeys.finish_activity(**where(cast, lea, "text"))

"""Two people, or two clicks, at the very same moment: one place, one attempt, one assessor, one award."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connections
from tests.cast import NOON, Cast, person

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.refusals import Refused
from skillmark.journeys import earn, mark
from skillmark.journeys.earn import HandIn
from skillmark.journeys.enrol import enrol, leave
from skillmark.lifecycle.assessing.models import Attempt, Item, RubricRow, Submission
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.issuing.models import Issuance
from skillmark.lifecycle.learning.models import Enrolment

# SQLite lets one writer in at a time and its test database lives in one thread; PostgreSQL is where races show.
pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Calls all at the same moment, each in its own thread and connection; returns results and refusals."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = call()
        except Exception as problem:  # noqa: BLE001 - whatever went wrong is what the test looks at
            results[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def unexpected(results: Sequence[Any]) -> list[Any]:
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused)]


def right_answers(cast: Cast) -> dict[str, Any]:
    single, numeric = Item.objects.filter(assessment=cast.quiz).order_by("position")
    return {str(single.uid): ["b"], str(numeric.uid): "2.5"}


def marks(cast: Cast) -> list[Given]:
    rows = RubricRow.objects.filter(assessment=cast.project).select_related("outcome")
    return [Given(outcome=str(row.outcome.uid), level=str(row.levels.get(label="Met").uid)) for row in rows]


def test_the_last_places_are_given_once(cast: Cast) -> None:
    cast.offering.capacity = 2
    cast.offering.save()
    people = [person(f"P{number}") for number in range(8)]
    results = at_once(
        *(lambda who=who: enrol(actor=who, offering_uid=cast.offering.uid, now=NOON) for who in people)
    )
    assert unexpected(results) == []
    states = list(Enrolment.objects.values_list("state", flat=True))
    assert (states.count("active"), states.count("waiting")) == (2, 6)


def test_a_double_click_enrols_and_starts_once(cast: Cast) -> None:
    assert (
        unexpected(at_once(*[lambda: enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)] * 4))
        == []
    )
    lea = Enrolment.objects.get()
    start = {"actor": cast.lea, "enrolment_uid": lea.uid, "assessment_uid": cast.quiz.uid, "now": NOON}
    assert unexpected(at_once(*[lambda: earn.start_attempt(**start)] * 4)) == []
    assert Attempt.objects.count() == 1
    assert RecordedFact.objects.filter(name="LearnerEnrolled").count() == 1


def test_leaving_and_being_let_in_do_not_wait_for_each_other_for_ever(cast: Cast) -> None:
    cast.offering.capacity = 2
    cast.offering.save()
    people = [person(f"P{number}") for number in range(6)]
    everyone = [enrol(actor=who, offering_uid=cast.offering.uid, now=NOON) for who in people]
    results = at_once(
        *(
            lambda each=each: leave(actor=each.person, enrolment_uid=each.uid, now=NOON)
            for each in everyone[:5]
        )
    )
    assert unexpected(results) == []
    everyone[5].refresh_from_db()
    assert everyone[5].state == "active"


def test_one_of_many_assessors_gets_the_project(cast: Cast) -> None:
    lea = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    work = earn.submit_project(
        actor=cast.lea,
        enrolment_uid=lea.uid,
        assessment_uid=cast.project.uid,
        content=HandIn(text="x"),
        now=NOON,
    )
    results = at_once(
        lambda: mark.take_submission(actor=cast.asa, submission_uid=work.uid, now=NOON),
        lambda: mark.take_submission(actor=cast.ines, submission_uid=work.uid, now=NOON),
        lambda: earn.withdraw_submission(actor=cast.lea, submission_uid=work.uid, now=NOON),
    )
    work.refresh_from_db()
    assert work.state in {"marking", "draft"}
    assert sum(isinstance(each, Submission) for each in results) == 1


def test_the_last_two_results_at_once_grant_one_award(cast: Cast) -> None:
    for name in ("Ann", "Bob", "Cyd", "Dee"):
        who = person(name)
        place = enrol(actor=who, offering_uid=cast.offering.uid, now=NOON)
        work = earn.submit_project(
            actor=who,
            enrolment_uid=place.uid,
            assessment_uid=cast.project.uid,
            content=HandIn(text="x"),
            now=NOON,
        )
        mark.take_submission(actor=cast.asa, submission_uid=work.uid, now=NOON)
        attempt = earn.start_attempt(
            actor=who, enrolment_uid=place.uid, assessment_uid=cast.quiz.uid, now=NOON
        )
        given, answers = marks(cast), right_answers(cast)

        def quiz(who: Any = who, attempt: Any = attempt, answers: Any = answers) -> Any:
            return earn.finish_attempt(actor=who, attempt_uid=attempt.uid, answers=answers, now=NOON)

        def project(work: Any = work, given: Any = given) -> Any:
            return mark.finish_marking(
                actor=cast.asa, submission_uid=work.uid, given=given, feedback="", now=NOON
            )

        assert unexpected(at_once(quiz, project, quiz, project)) == []
        award = Award.objects.get(person=who)
        assert award.state == "granted"
        assert Issuance.objects.filter(award=award).count() == 1
        assert Attempt.objects.get(pk=attempt.pk).score == 2

"""Two people, or two clicks, at the very same moment: one place, one attempt, one assessor, one award."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from tests.cast import NOON, Cast, person
from tests.issuing_helpers import granted_award, queued, taken
from tests.journeys.test_sign import BASE, check, sign, written

from skillmark.credential.report import Verdict
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.refusals import Refused
from skillmark.journeys import earn, mark
from skillmark.journeys.earn import HandIn
from skillmark.journeys.enrol import enrol, leave
from skillmark.journeys.issue import issue_queued, rotate_key
from skillmark.lifecycle.assessing.models import Attempt, Item, RubricRow, Submission
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.issuing.models import Credential, Issuance, IssuerKey, SignedDocument
from skillmark.lifecycle.issuing.publishing import open_signer
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


def test_a_request_that_is_made_four_times_at_once_signs_one_credential(cast: Cast) -> None:
    results = at_once(*[lambda: sign(cast, suite="ecdsa-sd-2023")] * 4)
    assert unexpected(results) == []
    assert {each.document for each in results} == {SignedDocument.objects.get().document}
    assert RecordedFact.objects.filter(name="DocumentSigned").count() == 1
    assert IssuerKey.objects.count() == 1


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"])
def test_what_is_signed_while_keys_are_replaced_verifies_or_is_not_kept(cast: Cast, suite: str) -> None:
    def signing(number: int) -> SignedDocument:
        return sign(cast, written(id=f"urn:x:{number}"), suite=suite, now=NOON + timedelta(seconds=number))

    def rotating() -> IssuerKey:
        return rotate_key(actor=cast.olga, org=cast.northfield, now=NOON)

    signers = [partial(signing, number) for number in range(6)]
    results = at_once(*signers[:3], rotating, *signers[3:], rotating)
    assert unexpected(results) == []
    kept = [each for each in results if isinstance(each, SignedDocument)]
    assert SignedDocument.objects.count() == len(kept)
    assert [check(each).verdict for each in kept] == [Verdict.VERIFIED] * len(kept)
    active = IssuerKey.objects.filter(org=cast.northfield, state="active")
    assert len(set(active.values_list("kind", flat=True))) == len(active)


def test_what_is_issued_while_the_key_is_replaced_verifies(cast: Cast) -> None:
    for name in ("Ann", "Bob", "Cyd", "Dee"):
        queued(granted_award(person(name), cast.published))

    def issuing(number: int) -> Credential:
        row = taken(holder=f"worker {number}")
        # Each began later than the rotation, as its clock says.
        now = NOON + timedelta(seconds=number)
        return issue_queued(
            issuance=row, holder=f"worker {number}", signer_for=open_signer, base_url=BASE, now=now
        )

    workers = [partial(issuing, number) for number in range(1, 5)]
    rotating = partial(rotate_key, actor=cast.olga, org=cast.northfield, now=NOON)
    results = at_once(*workers[:2], rotating, *workers[2:])
    assert unexpected(results) == []
    issued = list(Credential.objects.all())
    assert [check(each).verdict for each in issued] == [Verdict.VERIFIED] * 4

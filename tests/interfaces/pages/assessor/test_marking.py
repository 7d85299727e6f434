"""The assessor's queue and rubric in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, PASSWORD, Cast

from skillmark.foundation.people.models import Person
from skillmark.journeys.earn import HandIn, submit_project, withdraw_submission
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.assessing.models import Mark, RubricRow, Submission

pytestmark = pytest.mark.django_db
For = Callable[[Person], Client]
QUEUE = "/assess/"


def handed_in(cast: Cast, who: Person) -> Submission:
    enrolment = enrol(actor=who, offering_uid=cast.offering.uid, now=NOON)
    return submit_project(
        actor=who,
        enrolment_uid=enrolment.uid,
        assessment_uid=cast.project.uid,
        content=HandIn(text="# My work\n\nAn *honest* chart."),
        now=NOON,
    )


@pytest.fixture
def work(cast: Cast) -> Submission:
    return handed_in(cast, cast.lea)


def url(name: str, *args: object) -> str:
    return reverse(f"assessor:{name}", args=args)


def sheet(cast: Cast, *labels: str, **more: str) -> dict[str, str]:
    sent = dict(more)
    rows = RubricRow.objects.filter(assessment=cast.project).order_by("position")
    for row, label in zip(rows, labels, strict=True):
        if label:
            sent[f"level-{row.outcome.uid}"] = str(row.levels.get(label=label).uid)
        sent[f"comment-{row.outcome.uid}"] = f"On {row.outcome.statement}"
    return sent


def test_the_queue_lists_what_waits(
    cast: Cast, work: Submission, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_for(cast.asa)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = client.get(QUEUE)
    assert b"Lea Example" in page.content
    assert b"Data Analysis Foundations" in page.content
    for stranger in (cast.lea, cast.rob, cast.emma):
        assert client_for(stranger).get(QUEUE).status_code == 404
    assert b"Nothing waits to be marked" in client_for(cast.mallory).get(QUEUE).content


def test_a_project_is_taken_marked_and_finished(
    cast: Cast, work: Submission, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_for(cast.asa)
    page = client.post(url("take", work.uid), follow=True)
    assert b"<em>honest</em>" in page.content
    saved = client.post(
        url("submission", work.uid), sheet(cast, "Met", "", feedback="So far", do="save"), follow=True
    )
    assert b"Saved." in saved.content
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        again = client.get(url("submission", work.uid)).content.decode()
    assert "On Draws honest charts" in again
    assert "So far" in again
    assert again.count(" checked") == 1
    for _ in range(2):
        done = client.post(
            url("submission", work.uid), sheet(cast, "Met", "Strong", feedback="Good", do="finish")
        )
        assert done["Location"] == QUEUE
    assert b"has passed" in client.get(QUEUE).content
    assert b"Marked by Asa Example" in client.get(url("submission", work.uid)).content


def test_an_unfinished_rubric_keeps_what_was_typed(cast: Cast, work: Submission, client_for: For) -> None:
    client = client_for(cast.asa)
    client.post(url("take", work.uid))
    page = client.post(
        url("submission", work.uid), sheet(cast, "Met", "", feedback="Typed words", do="finish")
    )
    assert page.status_code == 409
    text = page.content.decode()
    assert "no level yet" in text
    assert "Typed words" in text
    assert "On Draws honest charts" in text


def test_the_second_assessor_is_told_who_has_it_and_may_take_over(
    cast: Cast, work: Submission, client_for: For
) -> None:
    asa, ines = client_for(cast.asa), client_for(cast.ines)
    asa.post(url("take", work.uid))
    page = ines.post(url("take", work.uid), follow=True)
    assert b"Asa Example is marking this project" in page.content
    assert b"Take it over" in ines.get(url("submission", work.uid)).content
    ines.post(url("take", work.uid), {"over": "1"})
    stale = asa.post(
        url("submission", work.uid), sheet(cast, "Met", "Met", feedback="All my typed words", do="finish")
    )
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "Ines Example is marking this project" in text
    assert "All my typed words" in text
    assert "On Draws honest charts" in text
    assert not Mark.objects.exists()


def test_a_page_that_saves_by_itself_saves_or_says_why_not(
    cast: Cast, work: Submission, client_for: For
) -> None:
    asa = client_for(cast.asa)
    asa.post(url("take", work.uid))
    first, second = RubricRow.objects.filter(assessment=cast.project).order_by("position")

    def save(**fields: str) -> object:
        return asa.post(
            url("submission", work.uid), {"autosave": "1", "changed": list(fields), **fields}
        ).json()

    met = str(first.levels.get(label="Met").uid)
    assert save(**{f"level-{first.outcome.uid}": met}) == {"saved": True}
    assert save(**{f"comment-{second.outcome.uid}": "Axes"}) == {"saved": True}
    assert save(feedback="So far so good") == {"saved": True}
    assert save(**{f"comment-{second.outcome.uid}": ""}) == {"saved": True}
    kept = {mark.row: (mark.level and mark.level.label, mark.comment) for mark in Mark.objects.all()}
    assert kept == {first: ("Met", ""), second: (None, "")}
    work.refresh_from_db()
    assert work.feedback == "So far so good"
    sent = {"autosave": "1", "changed": ["feedback"], "feedback": "Too late"}
    client_for(cast.ines).post(url("take", work.uid), {"over": "1"})
    refused = asa.post(url("submission", work.uid), sent)
    assert refused.status_code == 422
    assert "Ines Example" in refused.json()["sentence"]


def test_giving_back_returns_it_to_the_queue(cast: Cast, work: Submission, client_for: For) -> None:
    asa = client_for(cast.asa)
    asa.post(url("take", work.uid))
    page = asa.post(url("give_back", work.uid), follow=True)
    assert b"Back in the queue" in page.content
    assert b"Lea Example" in page.content


def test_own_work_is_shown_without_a_rubric_to_fill_in(cast: Cast, client_for: For) -> None:
    own = handed_in(cast, cast.asa)
    client = client_for(cast.asa)
    assert b"This is your own work" in client.get(url("submission", own.uid)).content
    assert b"somebody else has to mark it" in client.post(url("take", own.uid), follow=True).content


def test_an_expired_session_keeps_the_typed_feedback(cast: Cast, work: Submission, client_for: For) -> None:
    client_for(cast.asa).post(url("take", work.uid))
    client = Client()
    answer = client.post(
        url("submission", work.uid), sheet(cast, "Met", "", feedback="A long text", do="finish")
    )
    answer = client.post(answer["Location"], {"login": cast.asa.email, "password": PASSWORD})
    page = client.get(answer["Location"]).content.decode()
    assert "You had been signed out" in page
    assert "A long text" in page
    assert "On Draws honest charts" in page


def test_work_of_other_organisations_is_not_found(cast: Cast, work: Submission, client_for: For) -> None:
    for stranger in (cast.mallory, cast.lea, cast.dana):
        client = client_for(stranger)
        assert client.get(url("submission", work.uid)).status_code == 404
        if stranger != cast.mallory:
            assert client.post(url("take", work.uid)).status_code == 404
        assert client.post(url("give_back", work.uid)).status_code == 404
    told = client_for(cast.mallory).post(url("take", work.uid), follow=True)
    assert b"not in your queue any more" in told.content
    work.refresh_from_db()
    assert work.state == "submitted"


def test_a_project_that_was_withdrawn_meanwhile_is_told(
    cast: Cast, work: Submission, client_for: For
) -> None:
    withdraw_submission(actor=cast.lea, submission_uid=work.uid, now=NOON)
    page = client_for(cast.asa).post(url("take", work.uid), follow=True)
    assert b"its learner may have withdrawn it" in page.content

"""Quizzes in the browser: saved as given, resumed, handed in once, and a result that gives no key away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NOON, PASSWORD, Cast, rewriting

from skillmark.foundation.people.models import Person
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.assessing.models import Answer, Attempt, Item
from skillmark.lifecycle.learning.models import Enrolment

pytestmark = pytest.mark.django_db
For = Callable[[Person], Client]


@pytest.fixture
def lea(cast: Cast) -> Enrolment:
    with rewriting(cast.published):
        Item.objects.filter(assessment=cast.quiz).update(feedback="Because *of this*.")
    return enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)


def url(name: str, *args: object) -> str:
    return reverse(f"learner:{name}", args=args)


def start(cast: Cast, lea: Enrolment, client: Client) -> Attempt:
    client.post(url("quiz", lea.uid, cast.quiz.uid))
    return Attempt.objects.get(state="open")


def names(cast: Cast) -> list[str]:
    return [f"item-{item.uid}" for item in Item.objects.filter(assessment=cast.quiz).order_by("position")]


def sheet(cast: Cast, choice: str = "b", number: str = "2,5", **more: object) -> dict[str, object]:
    single, numeric = names(cast)
    return {"asked": [single, numeric], single: choice, numeric: number, **more}


def hand_in(cast: Cast, lea: Enrolment, client: Client, **given: str) -> Attempt:
    attempt = start(cast, lea, client)
    client.post(url("attempt", attempt.uid), sheet(cast, **given))
    client.post(url("submit_attempt", attempt.uid))
    attempt.refresh_from_db()
    return attempt


def test_before_starting_one_knows_what_is_ahead(cast: Cast, lea: Enrolment, client_for: For) -> None:
    cast.quiz.time_limit_minutes = 90
    with rewriting(cast.published):
        cast.quiz.save()
    text = client_for(cast.lea).get(url("quiz", lea.uid, cast.quiz.uid)).content.decode()
    for said in ("2 of 2", "50 %", "1 h 30 min", "Start the clock"):
        assert said in text


def test_answers_are_saved_by_the_page_and_are_there_again_in_another_browser(
    cast: Cast, lea: Enrolment, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_for(cast.lea)
    attempt = start(cast, lea, client)
    single, numeric = names(cast)
    saved = client.post(
        url("attempt", attempt.uid),
        {"autosave": "1", "changed": [single], single: "b"},
        headers={"X-Requested-With": "autosave"},
    )
    assert saved.json() == {"saved": True, "problems": {}}
    told = client.post(
        url("attempt", attempt.uid), {"autosave": "1", "changed": [numeric], numeric: "two"}
    ).json()
    assert "not a number" in next(iter(told["problems"].values()))
    elsewhere = client_for(cast.lea)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = elsewhere.get(url("attempt", attempt.uid)).content.decode()
    assert 'value="b" checked' in page
    assert 'value="two"' in page
    assert "This is not a number yet" in page


def test_the_button_saves_all_and_an_emptied_answer_is_taken_back(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    attempt = start(cast, lea, client)
    client.post(url("attempt", attempt.uid), sheet(cast))
    assert Answer.objects.count() == 2
    client.post(url("attempt", attempt.uid), sheet(cast, number=""))
    assert Answer.objects.get().value == ["b"]


def test_handing_in_says_what_is_open_and_counts_once(cast: Cast, lea: Enrolment, client_for: For) -> None:
    client = client_for(cast.lea)
    attempt = start(cast, lea, client)
    answer = client.post(url("attempt", attempt.uid), sheet(cast, number="", do="hand-in"))
    assert answer["Location"] == url("submit_attempt", attempt.uid)
    page = client.get(answer["Location"]).content.decode()
    assert "1 question is unanswered" in " ".join(page.split())
    for _ in range(2):
        answer = client.post(url("submit_attempt", attempt.uid))
        assert answer["Location"] == url("result", attempt.uid)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (1, True)


def test_the_result_keeps_the_keys_while_one_may_try_again(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    first = hand_in(cast, lea, client, choice="a", number="1")
    page = client.get(url("result", first.uid)).content.decode()
    assert "Not passed yet" in page
    assert "Prepares messy data for analysis" in page
    assert "1 attempt left" in page
    assert "of this" not in page
    assert "2 + 2" not in page
    start(cast, lea, client)
    while_open = client.get(url("result", first.uid)).content.decode()
    assert "of this" not in while_open
    assert "2 + 2" not in while_open
    second = hand_in(cast, lea, client, choice="a", number="2.5")
    page = client.get(url("result", second.uid)).content.decode()
    assert "<h1>Passed</h1>" in page
    assert "<em>of this</em>" in page
    assert "Four" not in page


def test_attempts_past_the_limit_are_refused_on_the_page(cast: Cast, lea: Enrolment, client_for: For) -> None:
    client = client_for(cast.lea)
    for _ in range(2):
        hand_in(cast, lea, client, choice="a", number="1")
    page = client.post(url("quiz", lea.uid, cast.quiz.uid))
    assert page.status_code == 409
    assert b"You have used all 2 attempts." in page.content
    assert b"Write to the people who run the course" in page.content


def test_after_the_deadline_nothing_is_saved_and_the_page_says_so(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    cast.quiz.time_limit_minutes = 5
    with rewriting(cast.published):
        cast.quiz.save()
    attempt = start(cast, lea, client)
    assert b"sm-countdown" in client.get(url("attempt", attempt.uid)).content
    Attempt.objects.update(deadline_at=timezone.now() - timedelta(minutes=1))
    late = client.post(url("attempt", attempt.uid), {"autosave": "1", **sheet(cast), "changed": names(cast)})
    assert late.status_code == 409
    page = client.post(url("attempt", attempt.uid), sheet(cast))
    assert page.status_code == 409
    assert b"Time is up" in page.content
    assert not Answer.objects.exists()
    client.post(url("submit_attempt", attempt.uid))
    assert b"0 %" in client.get(url("result", attempt.uid)).content


def test_the_clock_on_the_page_hands_in_with_the_last_answers(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    cast.quiz.time_limit_minutes = 5
    with rewriting(cast.published):
        cast.quiz.save()
    attempt = start(cast, lea, client)
    Attempt.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(url("attempt", attempt.uid), sheet(cast))
    assert answer["Location"] == url("result", attempt.uid)
    attempt.refresh_from_db()
    assert attempt.score == 2


def test_a_second_tab_learns_that_the_attempt_was_handed_in(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    attempt = hand_in(cast, lea, client)
    assert client.get(url("attempt", attempt.uid))["Location"] == url("result", attempt.uid)
    page = client.post(url("attempt", attempt.uid), sheet(cast, choice="a"), follow=True)
    assert b"handed in already" in page.content
    by_itself = client.post(
        url("attempt", attempt.uid), {"autosave": "1", **sheet(cast), "changed": names(cast)}
    )
    assert by_itself.status_code == 409


def test_an_expired_session_loses_nothing(cast: Cast, lea: Enrolment, client_for: For) -> None:
    signed_in = client_for(cast.lea)
    attempt = start(cast, lea, signed_in)
    client = Client()
    told = client.post(
        url("attempt", attempt.uid), {"autosave": "1"}, headers={"X-Requested-With": "autosave"}
    )
    assert told.status_code == 401
    answer = client.post(url("attempt", attempt.uid), sheet(cast, number="7,25"))
    assert f"next={url('attempt', attempt.uid)}" in answer["Location"]
    answer = client.post(answer["Location"], {"login": cast.lea.email, "password": PASSWORD})
    assert answer["Location"] == url("attempt", attempt.uid)
    page = client.get(answer["Location"]).content.decode()
    assert "You had been signed out" in page
    assert 'value="7,25"' in page
    assert 'value="b" checked' in page
    assert not Answer.objects.exists()
    assert "You had been signed out" not in client.get(url("attempt", attempt.uid)).content.decode()


def test_what_was_typed_is_not_shown_to_somebody_else(cast: Cast, lea: Enrolment, client_for: For) -> None:
    attempt = start(cast, lea, client_for(cast.lea))
    client = Client()
    client.post(url("attempt", attempt.uid), sheet(cast, number="7,25"))
    client.force_login(cast.noor)
    assert client.get(url("attempt", attempt.uid)).status_code == 404


@pytest.mark.parametrize("name", ["attempt", "submit_attempt", "result"])
def test_an_attempt_is_its_learners_alone(cast: Cast, lea: Enrolment, client_for: For, name: str) -> None:
    attempt = start(cast, lea, client_for(cast.lea))
    for stranger in (cast.noor, cast.ines, cast.mallory):
        assert client_for(stranger).get(url(name, attempt.uid)).status_code == 404

"""My learning, entering and leaving, seen through the browser's eyes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast, rewriting
from tests.issuing_helpers import issued

from skillmark.foundation.people.models import Person
from skillmark.journeys import earn
from skillmark.journeys.enrol import enrol
from skillmark.journeys.learn import finish_activity
from skillmark.lifecycle.assessing.models import Attempt
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.learning.models import Activity, Enrolment, EnrolmentState
from skillmark.lifecycle.offering.models import Offering

pytestmark = pytest.mark.django_db
For = Callable[[Person], Client]
HOME = "/learn/"


def enrol_url(cast: Cast) -> str:
    return reverse("learner:enrol", args=[cast.offering.uid])


def test_the_empty_list_leads_to_the_catalogue(cast: Cast, client_for: For) -> None:
    page = client_for(cast.lea).get(HOME)
    assert page.status_code == 200
    assert b'href="/catalogue/"' in page.content
    assert b"not learning anything" in page.content


def test_every_state_has_its_place_in_the_list(
    cast: Cast, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    enrolment = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    client = client_for(cast.lea)
    for state, title in (
        ("active", b"Going on"), ("paused", b"Paused"), ("waiting", b"Waiting for a place"),
        ("completed", b"Completed"),
    ):  # fmt: skip
        Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            page = client.get(HOME)
        assert title in page.content
        assert b"Data Analysis Foundations" in page.content


def test_enrolling_asks_to_sign_in_first_and_then_shows_one_button(cast: Cast, client_for: For) -> None:
    answer = Client().post(enrol_url(cast))
    assert answer.status_code == 302
    assert f"next={enrol_url(cast)}" in answer["Location"]
    client = client_for(cast.lea)
    assert b"Enrol" in client.get(enrol_url(cast)).content
    for _ in range(2):
        answer = client.post(enrol_url(cast))
        assert answer["Location"] == reverse("learner:course", args=[Enrolment.objects.get().uid])
    assert client.get(enrol_url(cast)).status_code == 302


@pytest.mark.parametrize(
    ("own", "price", "shown"),
    [
        ("", Decimal(280), "€\N{NO-BREAK SPACE}280"),
        ("€ 20 for members", Decimal(280), "€ 20 for members"),
        ("", Decimal(0), "Free"),
        ("", None, ""),
    ],
)
def test_what_it_costs_stands_where_one_enrols(
    cast: Cast, client_for: For, own: str, price: Decimal | None, shown: str
) -> None:
    Offering.objects.filter(pk=cast.offering.pk).update(price=own)
    with rewriting(cast.published):
        Version.objects.filter(pk=cast.published.pk).update(price=price, currency="EUR")
    enrolling = client_for(cast.lea).get(enrol_url(cast)).content.decode()
    there = reverse("public:micro_credential", args=[cast.published.micro_credential.key])
    way = Client().get(there).content.decode().split('<article class="card way">')[1].split("</article>")[0]
    if shown:
        assert f"<dt>Price</dt><dd>{shown}</dd>" in enrolling
        assert f"<b>{shown}</b>" in way
    else:
        assert "<dt>Price</dt>" not in enrolling
        assert 'class="price"' not in way


def test_a_closed_offering_says_so_with_a_next_step(cast: Cast, client_for: For) -> None:
    cast.offering.closed = True
    cast.offering.save()
    page = client_for(cast.lea).post(enrol_url(cast))
    assert page.status_code == 409
    assert b"Enrolment has closed." in page.content
    assert b"Look in the catalogue" in page.content


def test_the_waiting_list_says_which_turn_it_is(cast: Cast, client_for: For) -> None:
    cast.offering.capacity = 1
    cast.offering.save()
    enrol(actor=cast.noor, offering_uid=cast.offering.uid, now=NOON)
    page = client_for(cast.lea).post(enrol_url(cast), follow=True)
    assert b"You are next on the waiting list" in page.content


def test_pause_resume_and_leave(cast: Cast, client_for: For) -> None:
    enrolment = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    client = client_for(cast.lea)
    for name, said, state in (
        ("pause", b"Nothing runs out while you are away", EnrolmentState.PAUSED),
        ("resume", b"Welcome back", EnrolmentState.ACTIVE),
        ("leave", b"You have left", EnrolmentState.WITHDRAWN),
    ):
        url = reverse(f"learner:{name}", args=[enrolment.uid])
        assert client.get(url).status_code == 302
        page = client.post(url, follow=True)
        assert said in page.content
        enrolment.refresh_from_db()
        assert enrolment.state == state
    assert client.get(reverse("learner:course", args=[enrolment.uid])).status_code == 404


def test_each_course_says_its_next_step(
    cast: Cast, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    lea = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    client, where = client_for(cast.lea), reverse("learner:home")
    assert "Next: begin" in client.get(where).content.decode()
    first, second = Activity.objects.order_by("position")
    finish_activity(actor=cast.lea, enrolment_uid=lea.uid, activity_uid=first.uid, now=NOON)
    assert "Next: read on" in client.get(where).content.decode()
    finish_activity(actor=cast.lea, enrolment_uid=lea.uid, activity_uid=second.uid, now=NOON)
    assert "Next: take the quiz" in client.get(where).content.decode()
    attempt = earn.start_attempt(
        actor=cast.lea, enrolment_uid=lea.uid, assessment_uid=cast.quiz.uid, now=NOON
    )
    assert "Next: go on with the quiz" in client.get(where).content.decode()
    earn.finish_attempt(actor=cast.lea, attempt_uid=attempt.uid, now=NOON)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert "Next: try the quiz again" in client.get(where).content.decode()
    Attempt.objects.update(passed=True)
    earn.submit_project(
        actor=cast.lea,
        enrolment_uid=lea.uid,
        assessment_uid=cast.project.uid,
        content=earn.HandIn(text="Work"),
        now=NOON,
    )
    assert "Waiting for your marks" in client.get(where).content.decode()


def test_a_credential_that_has_arrived_is_named_and_linked(cast: Cast, client_for: For) -> None:
    enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    credential = issued(cast.lea, cast.published, now=NOON)
    page = client_for(cast.lea).get(reverse("learner:home")).content.decode()
    assert "Your credential is ready" in page
    assert reverse("earner:credential", args=[credential.wallet_item.uid]) in page

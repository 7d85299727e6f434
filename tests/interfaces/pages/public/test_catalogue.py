"""The catalogue, the page of one micro-credential, and the page of one version for ever."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast

from skillmark.lifecycle.designing.models import MicroCredential, Version, VersionState
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.offering.models import Invitation, Offering

pytestmark = pytest.mark.django_db


def publish(cast: Cast, title: str, **fields: Any) -> Version:
    key = title.lower().replace(" ", "-")
    micro_credential = MicroCredential.objects.create(
        org=cast.northfield, key=key, created_by=cast.dana, created_at=NOON
    )
    return Version.objects.create(
        micro_credential=micro_credential, number=1, state=VersionState.PUBLISHED, title=title, edited_at=NOON,
        author=cast.dana, published_at=NOON, **fields,
    )  # fmt: skip


def test_the_front_door_opens_three_ways(cast: Cast, client: Client) -> None:
    page = client.get("/").content.decode()
    assert reverse("public:catalogue") in page
    assert "/verify/" in page
    assert reverse("account_login") in page
    assert "Data Analysis Foundations" in page


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert b"Nothing is published yet" in client.get("/catalogue/").content
    assert b"Nothing is published yet" in client.get("/").content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Data Analysis Foundations", "Wound Care"}),
        ("q=wound", {"Wound Care"}),
        ("q=NORTHFIELD+data", {"Data Analysis Foundations"}),
        ("q=perform+data+analysis", {"Data Analysis Foundations"}),
        ("sector=Health", {"Wound Care"}),
        ("level=5", {"Data Analysis Foundations"}),
        ("hours=10", {"Wound Care"}),
        ("hours=60&level=6", set()),
        ("level=nonsense&hours=never&page=-3", {"Data Analysis Foundations", "Wound Care"}),
        ("q=100%25", set()),
    ],
)
def test_search_and_filters(cast: Cast, client: Client, query: str, found: set[str]) -> None:
    publish(cast, "Wound Care", sector="Health", level=6, workload_hours=8)
    page = client.get(f"/catalogue/?{query}").content.decode()
    for title in ("Data Analysis Foundations", "Wound Care"):
        assert (title in page) == (title in found), title


def test_drafts_are_nobodys_business(cast: Cast, client: Client) -> None:
    draft = publish(cast, "Secret Draft")
    Version.objects.filter(pk=draft.pk).update(state=VersionState.DRAFT)
    assert b"Secret Draft" not in client.get("/catalogue/").content
    assert client.get("/catalogue/secret-draft/").status_code == 404
    assert client.get(reverse("public:achievement", args=[draft.uid])).status_code == 404
    assert client.get(reverse("public:achievement_badge", args=[draft.uid, "svg"])).status_code == 404


def test_pages_of_twenty_four(cast: Cast, client: Client) -> None:
    for number in range(30):
        publish(cast, f"Course {number:02}")
    first, last = client.get("/catalogue/"), client.get("/catalogue/?page=99")
    assert first.content.count(b'class="card item"') == 24
    assert last.content.count(b'class="card item"') == 7
    assert b"Page 2 of 2" in last.content


def test_the_detail_page_says_how_it_is_assessed(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = client.get(f"/catalogue/{cast.published.micro_credential.key}/").content.decode()
    for words in (
        "clean, analyse and visualise tabular data", "60 hours, 2 ECTS credits", "5 of 8", "3 years", "50 percent",
        "Prepares messy data for analysis", "perform data analysis", "Machine learning was not assessed.",
        "Both assessments must be passed", "Sign in to enrol",
    ):  # fmt: skip
        assert words in page, words


def test_a_learner_can_enrol_from_the_detail_page(cast: Cast, client_for: Any) -> None:
    lea = client_for(cast.lea)
    address = f"/catalogue/{cast.published.micro_credential.key}/"
    assert reverse("learner:enrol", args=[cast.offering.uid]) in lea.get(address).content.decode()
    Enrolment.objects.create(
        person=cast.lea, offering=cast.offering, version=cast.published, enrolled_at=NOON
    )
    assert b"Go to your course" in lea.get(address).content


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"closed": True}, "No enrolment is open now"),
        ({"closes_at": NOON}, "No enrolment is open now"),
        ({"opens_at": NOON + timedelta(days=36500)}, "Opens later"),
        ({"self_enrol": False}, "By invitation"),
        ({"capacity": 0}, "Full: waiting list"),
    ],
)
def test_each_state_of_an_offering_in_words(
    cast: Cast, client: Client, fields: dict[str, Any], words: str
) -> None:
    Offering.objects.filter(pk=cast.offering.pk).update(**fields)
    page = client.get(f"/catalogue/{cast.published.micro_credential.key}/").content.decode()
    assert words in page


def test_a_superseded_version_keeps_its_page(cast: Cast, client: Client) -> None:
    old = cast.published
    Version.objects.filter(pk=old.pk).update(state=VersionState.SUPERSEDED)
    Version.objects.create(
        micro_credential=old.micro_credential, number=2, state=VersionState.PUBLISHED, title="Data, Newly Told",
        criteria="Other criteria.", edited_at=NOON, author=cast.dana, published_at=NOON,
    )  # fmt: skip
    page = client.get(reverse("public:achievement", args=[old.uid])).content.decode()
    assert "Pass the quiz and hand in the project." in page
    assert "Other criteria." not in page
    assert "There is a newer version" in page
    assert "Draws honest charts" in page


@pytest.mark.parametrize(("form", "head"), [("svg", b"<svg"), ("icon", b"<svg"), ("png", b"\x89PNG")])
def test_the_badge_may_be_kept_for_good(cast: Cast, client: Client, form: str, head: bytes) -> None:
    answer = client.get(reverse("public:achievement_badge", args=[cast.published.uid, form]))
    assert answer.content.startswith(head)
    assert "immutable" in answer["Cache-Control"]
    again = client.get(
        reverse("public:achievement_badge", args=[cast.published.uid, form]),
        HTTP_IF_NONE_MATCH=answer["ETag"],
    )
    assert again.status_code == 304


def test_unknown_addresses_are_not_found(cast: Cast, client: Client) -> None:
    for address in (
        "/catalogue/no-such-thing/", f"/achievements/{uuid.uuid4()}", "/invitations/guess/",
        f"/achievements/{cast.published.uid}/badge.exe",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_an_invitation_opens_what_is_by_invitation(cast: Cast, client: Client, client_for: Any) -> None:
    Offering.objects.filter(pk=cast.offering.pk).update(self_enrol=False)
    Invitation.objects.create(
        offering=cast.offering, email="lea@example.org", name="Lea Example", token="ticket",
        invited_by=cast.ines, invited_at=NOON,
    )  # fmt: skip
    stranger = client.get("/invitations/ticket/")
    assert b"Sign in to enrol" in stranger.content
    assert stranger["Referrer-Policy"] == "no-referrer"
    page = client_for(cast.lea).get("/invitations/ticket/").content.decode()
    assert 'name="invitation" value="ticket"' in page
    assert "Accept and enrol" in page

"""The front door: a brochure for visitors, and for everybody else what waits for them, no more and no less."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast, member
from tests.issuing_helpers import issued

from skillmark.foundation.orgs.models import Organisation, Role
from skillmark.foundation.people.models import Person
from skillmark.journeys import award, earn, enrol
from skillmark.lifecycle.designing.models import MicroCredential, Review, Version, VersionState
from skillmark.lifecycle.learning.models import Activity, Enrolment

SignIn = Callable[[Person], Client]


def waiting(client: Client) -> dict[str, str]:
    """The titles of the cards with their addresses."""
    page = client.get("/").content.decode()
    head = page.partition("More to do here")[0]
    return {title: href for href, title in re.findall(r'<h2><a href="([^"]+)">([^<]+)</a></h2>', head)}


def enrolled(cast: Cast) -> Enrolment:
    return enrol.enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=timezone.now())


def handed_in(cast: Cast, enrolment: Enrolment) -> None:
    earn.submit_project(
        actor=cast.lea, enrolment_uid=enrolment.uid, assessment_uid=cast.project.uid, now=timezone.now(),
        content=earn.HandIn(text="My work.", file=("work.txt", b"My work.")),
    )  # fmt: skip


def second_version(cast: Cast, state: str) -> Version:
    return Version.objects.create(
        micro_credential=cast.published.micro_credential, number=2, state=state, edited_at=timezone.now(),
        title="Second edition", author=cast.dana, submitted_by=cast.dana, submitted_at=timezone.now(),
    )  # fmt: skip


def test_visitors_are_told_what_this_is(cast: Cast) -> None:
    assert "Show what you can do" in Client().get("/").content.decode()


def test_who_is_signed_in_sees_no_brochure(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.noor).get("/").content.decode()
    assert "Show what you can do" not in page
    assert "Nothing right now" in page


def test_a_learner_goes_on_where_they_stopped(cast: Cast, client_for: SignIn) -> None:
    enrolment, client = enrolled(cast), client_for(cast.lea)
    first, second = Activity.objects.filter(module__version=cast.published).order_by("position")
    title = "Go on with Data Analysis Foundations"
    assert waiting(client)[title] == f"/learn/{enrolment.uid}/activities/{first.uid}/"
    for activity in (first, second):
        enrolment.progress.create(activity=activity, done_at=timezone.now())
    assert waiting(client)[title] == f"/learn/{enrolment.uid}/"
    assert waiting(client_for(cast.noor)) == {}


def test_a_credential_to_claim(cast: Cast, client_for: SignIn) -> None:
    issued(cast.noor, cast.published, now=timezone.now())
    assert waiting(client_for(cast.noor)) == {"1 credential to claim": "/wallet/"}


def test_projects_wait_for_those_who_mark_there(cast: Cast, client_for: SignIn) -> None:
    handed_in(cast, enrolled(cast))
    assert waiting(client_for(cast.asa)) == {"1 project to mark": "/assess/"}
    for someone in (cast.mallory, cast.rob, cast.lea):
        assert "1 project to mark" not in waiting(client_for(someone))


def test_nobody_is_asked_to_mark_their_own_project(cast: Cast, client_for: SignIn) -> None:
    handed_in(cast, enrolled(cast))
    member(cast.lea, cast.northfield, Role.ASSESSOR)
    assert "1 project to mark" not in waiting(client_for(cast.lea))


def test_reviews_wait_for_reviewers_who_did_not_write(cast: Cast, client_for: SignIn) -> None:
    second_version(cast, VersionState.IN_REVIEW)
    member(cast.dana, cast.northfield, Role.REVIEWER)
    assert waiting(client_for(cast.rene)) == {"1 review waiting": "/design/reviews/"}
    for someone in (cast.dana, cast.mallory, cast.lea):
        assert "1 review waiting" not in waiting(client_for(someone))


def test_what_is_approved_waits_for_those_who_may_publish(cast: Cast, client_for: SignIn) -> None:
    version = second_version(cast, VersionState.APPROVED)
    assert waiting(client_for(cast.dana)) == {
        "Approved, and ready to publish": f"/design/{version.uid}/",
    }
    for someone in (cast.rene, cast.mallory, cast.lea):
        assert "Approved, and ready to publish" not in waiting(client_for(someone))
    # Whoever may not publish is told whose turn it is.
    page = client_for(cast.rene).get(f"/design/{version.uid}/").content.decode()
    assert "by Dana Example" in page


def test_designers_are_offered_to_design(cast: Cast, client_for: SignIn) -> None:
    assert "Design a micro-credential" in client_for(cast.dana).get("/").content.decode()
    assert "Design a micro-credential" not in client_for(cast.lea).get("/").content.decode()


@pytest.mark.parametrize(("decisions", "asked"), [(["changes"], True), (["changes", "approved"], False)])
def test_changes_asked_for_wait_for_the_author(
    cast: Cast, client_for: SignIn, decisions: list[str], asked: bool
) -> None:
    version = second_version(cast, VersionState.DRAFT)
    for decision in decisions:
        Review.objects.create(
            version=version, reviewer=cast.rene, decision=decision, comment="x", decided_at=timezone.now()
        )
    expected = {"Changes are asked for": f"/design/{version.uid}/"} if asked else {}
    assert waiting(client_for(cast.dana)) == expected
    assert waiting(client_for(cast.rene)) == {}


def test_awards_wait_for_a_second_person(cast: Cast, client_for: SignIn) -> None:
    Organisation.objects.update(four_eyes=True)
    award.propose_award(
        actor=cast.rob, version_uid=cast.published.uid, email="new@example.org", name="New", reason="Seen.",
        now=timezone.now(),
    )  # fmt: skip
    title = "1 award waiting for a decision"
    assert waiting(client_for(cast.olga)) == {title: "/staff/northfield/awards/"}
    for someone in (cast.rob, cast.mallory, cast.dana):
        assert title not in waiting(client_for(someone))


def test_an_owner_is_led_through_the_first_steps(cast: Cast, client_for: SignIn) -> None:
    riverside = Organisation.objects.create(
        key="riverside", name="Riverside", kind="provider", created_at=timezone.now()
    )
    member(cast.noor, riverside, Role.OWNER)
    steps = {"Add your colleagues": "/staff/riverside/members/", "Begin a design": "/design/new/"}
    assert waiting(client_for(cast.noor)) == steps
    member(cast.lea, riverside, Role.DESIGNER)
    MicroCredential.objects.create(org=riverside, key="r", created_by=cast.lea, created_at=timezone.now())
    assert waiting(client_for(cast.noor)) == {}


def test_the_page_stays_within_its_queries(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    enrolled(cast)
    issued(cast.lea, cast.published, now=timezone.now())
    for role in Role:
        member(cast.lea, cast.northfield, role)
    client = client_for(cast.lea)
    with django_assert_max_num_queries(13):
        assert client.get("/").status_code == 200

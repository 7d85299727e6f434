"""Entering a course, pausing, going on, and leaving: every door and every way back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cast import NOON, Cast, person, rewriting

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed, NotFound
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import enrol as journeys
from skillmark.journeys.earn import start_attempt
from skillmark.lifecycle.designing.models import VersionState
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.learning.operations import complete_enrolment, promote_waiting
from skillmark.lifecycle.offering.models import Invitation

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def enrol(cast: Cast, who: Person, token: str = "") -> Enrolment:
    return journeys.enrol(actor=who, offering_uid=cast.offering.uid, invitation=token, now=NOON)


def offering(cast: Cast, **changes: object) -> None:
    for name, value in changes.items():
        setattr(cast.offering, name, value)
    cast.offering.save()


def invite(cast: Cast, email: str) -> str:
    made = Invitation.objects.create(
        offering=cast.offering, email=email, token=f"token-{email}", invited_by=cast.ines, invited_at=NOON
    )
    return made.token


def facts() -> list[str]:
    return list(RecordedFact.objects.order_by("pk").values_list("name", flat=True))


def test_enrolling_twice_is_enrolling_once(cast: Cast) -> None:
    first, second = enrol(cast, cast.lea), enrol(cast, cast.lea)
    assert first == second
    assert (first.state, first.version) == ("active", cast.published)
    assert facts() == ["LearnerEnrolled"]


def test_nobody_enrols_without_an_account(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed):
        journeys.enrol(actor=AnonymousUser(), offering_uid=cast.offering.uid, now=NOON)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closed": True}, "enrolment.closed"),
        ({"closes_at": NOON}, "enrolment.closed"),
        ({"opens_at": LATER}, "enrolment.not_open"),
        ({"self_enrol": False}, "enrolment.invitation_needed"),
    ],
)
def test_a_shut_door_says_why_and_nothing_is_written(
    cast: Cast, changes: dict[str, object], code: str
) -> None:
    offering(cast, **changes)
    with pytest.raises(Refused) as refusal:
        enrol(cast, cast.lea)
    assert refusal.value.code == code
    assert not Enrolment.objects.exists()


def test_who_is_in_gets_in_again_through_a_closed_door(cast: Cast) -> None:
    inside = enrol(cast, cast.lea)
    offering(cast, closed=True)
    assert enrol(cast, cast.lea) == inside


def test_an_offering_that_is_not_there_or_not_published_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        journeys.enrol(actor=cast.lea, offering_uid=uuid4(), now=NOON)
    cast.published.state = VersionState.SUPERSEDED
    cast.published.save()
    with pytest.raises(NotFound):
        enrol(cast, cast.lea)


def test_an_invitation_opens_the_door_for_the_address_it_was_sent_to_only(cast: Cast) -> None:
    offering(cast, self_enrol=False)
    token = invite(cast, "LEA@example.org")
    with pytest.raises(Refused) as refusal:
        enrol(cast, cast.noor, token)
    assert refusal.value.code == "invitation.other_address"
    assert enrol(cast, cast.lea, token).state == "active"
    assert Invitation.objects.get().accepted_at == NOON


def test_an_invitation_to_another_offering_does_not_open_this_one(cast: Cast) -> None:
    token = invite(cast, cast.lea.email)
    other = type(cast.offering).objects.create(
        micro_credential=cast.offering.micro_credential, title="Cohort", self_enrol=False, created_at=NOON
    )
    with pytest.raises(Refused, match="people who were invited"):
        journeys.enrol(actor=cast.lea, offering_uid=other.uid, invitation=token, now=NOON)
    with pytest.raises(NotFound):
        journeys.enrol(actor=cast.lea, offering_uid=other.uid, invitation="no such token", now=NOON)


def test_the_waiting_list_moves_in_order_when_places_are_freed(cast: Cast) -> None:
    offering(cast, capacity=1)
    lea, noor = enrol(cast, cast.lea), enrol(cast, cast.noor)
    third = enrol(cast, person("Vic"))
    assert [each.state for each in (lea, noor, third)] == ["active", "waiting", "waiting"]
    journeys.leave(actor=cast.lea, enrolment_uid=lea.uid, now=LATER)
    noor.refresh_from_db()
    assert noor.state == "active"
    complete_enrolment(enrolment=noor, now=LATER)
    third.refresh_from_db()
    assert third.state == "active"
    assert facts().count("PlaceFreed") == 2


def test_a_larger_offering_lets_in_those_who_wait_and_a_closed_one_nobody(cast: Cast) -> None:
    offering(cast, capacity=1)
    enrol(cast, cast.lea)
    noor = enrol(cast, cast.noor)
    offering(cast, capacity=2, closed=True)
    assert promote_waiting(offering=cast.offering, now=LATER) == []
    offering(cast, closed=False)
    assert promote_waiting(offering=cast.offering, now=LATER) == [noor]


def test_leaving_and_coming_back_is_the_same_row_and_goes_to_the_end_of_the_line(cast: Cast) -> None:
    offering(cast, capacity=1)
    lea = enrol(cast, cast.lea)
    journeys.leave(actor=cast.lea, enrolment_uid=lea.uid, now=LATER)
    enrol(cast, cast.noor)
    again = enrol(cast, cast.lea)
    assert (again.pk, again.state) == (lea.pk, "waiting")


def test_pausing_stops_clocks_from_starting_and_resuming_lets_them(cast: Cast) -> None:
    lea = enrol(cast, cast.lea)
    journeys.pause(actor=cast.lea, enrolment_uid=lea.uid, now=LATER)
    start = {"actor": cast.lea, "enrolment_uid": lea.uid, "assessment_uid": cast.quiz.uid, "now": LATER}
    cast.quiz.time_limit_minutes = 20
    with rewriting(cast.published):
        cast.quiz.save()
    with pytest.raises(Refused) as refusal:
        start_attempt(**start)
    assert refusal.value.code == "attempt.paused"
    journeys.resume(actor=cast.lea, enrolment_uid=lea.uid, now=LATER)
    attempt = start_attempt(**start)
    assert attempt.deadline_at == LATER + timedelta(minutes=20)
    with pytest.raises(Refused) as refusal:
        journeys.pause(actor=cast.lea, enrolment_uid=lea.uid, now=LATER)
    assert refusal.value.code == "enrolment.clock_running"


def test_what_is_completed_cannot_be_left(cast: Cast) -> None:
    lea = enrol(cast, cast.lea)
    complete_enrolment(enrolment=lea, now=LATER)
    with pytest.raises(Refused, match="completed"):
        journeys.leave(actor=cast.lea, enrolment_uid=lea.uid, now=LATER)


@pytest.mark.parametrize("journey", [journeys.pause, journeys.resume, journeys.leave])
def test_nobody_touches_the_enrolment_of_another(cast: Cast, journey: object) -> None:
    lea = enrol(cast, cast.lea)
    for stranger in (cast.noor, cast.mallory, cast.olga):
        with pytest.raises(NotFound):
            journey(actor=stranger, enrolment_uid=lea.uid, now=LATER)  # type: ignore[operator]

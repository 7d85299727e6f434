"""The life of a version when several act at the same moment: the last place of a pilot, a retirement, reminders."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from tests.cast import NOON, Cast, person
from tests.issuing_helpers import issued
from tests.journeys.test_at_once import at_once, unexpected
from tests.journeys.test_steer import LATER, pilot, retired, superseded

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.refusals import Refused
from skillmark.journeys import offer, steer
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.designing.models import Reminder, Version
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.offering.models import Offering
from skillmark.lifecycle.offering.rules import Terms

# As in test_at_once: PostgreSQL is where races show.
pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def test_the_last_place_of_a_pilot_is_given_once_over_all_its_offerings(cast: Cast) -> None:
    version = pilot(cast, places=3)
    for number in range(2):
        offer.open_offering(
            actor=cast.ines, micro_credential_uid=version.micro_credential.uid, terms=Terms(title=f"O{number}"),
            now=NOON,
        )  # fmt: skip
    offerings = list(Offering.objects.filter(micro_credential=version.micro_credential))
    people = [person(f"P{number}") for number in range(9)]
    results = at_once(
        *(
            partial(enrol, actor=who, offering_uid=offerings[place % 3].uid, now=NOON)
            for place, who in enumerate(people)
        )
    )
    assert unexpected(results) == []
    refused = [each for each in results if isinstance(each, Refused)]
    assert (Enrolment.objects.count(), len(refused)) == (3, 6)
    assert {each.code for each in refused} == {"pilot.full"}


def test_nobody_slips_in_while_it_is_retired(cast: Cast) -> None:
    people = [person(f"P{number}") for number in range(6)]
    results = at_once(
        *(partial(enrol, actor=who, offering_uid=cast.offering.uid, now=NOON) for who in people),
        partial(retired, cast),
    )
    assert unexpected(results) == []
    entered = [each for each in results if isinstance(each, Enrolment)]
    refused = {each.code for each in results if isinstance(each, Refused)}
    assert len(entered) == Enrolment.objects.count()
    assert refused <= {"version.retired"}
    assert len(entered) + sum(isinstance(each, Refused) for each in results) == 6
    with pytest.raises(Refused):
        enrol(actor=person("Late"), offering_uid=cast.offering.uid, now=NOON)


def test_several_workers_remind_once(cast: Cast) -> None:
    Version.objects.filter(pk=cast.published.pk).update(review_by=(NOON + timedelta(days=7)).date())
    assert unexpected(at_once(*[partial(steer.remind_of_reviews, now=NOON)] * 4)) == []
    assert Reminder.objects.count() == RecordedFact.objects.filter(name="ReviewFellDue").count() == 1


def test_several_workers_tell_each_holder_once(cast: Cast) -> None:
    for number in range(6):
        issued(person(f"P{number}"), cast.published, now=NOON)
    superseded(cast)
    for _ in range(8):
        assert unexpected(at_once(*[partial(steer.announce_some, now=LATER, limit=2)] * 4)) == []
    told = RecordedFact.objects.filter(name="SuccessorAnnounced").values_list("subject_uid", flat=True)
    assert len(told) == len(set(told)) == 6

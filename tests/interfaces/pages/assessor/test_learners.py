"""The list of learners with their progress, for those who look after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast, person

from skillmark.foundation.people.models import Person
from skillmark.journeys.earn import HandIn, submit_project
from skillmark.journeys.enrol import enrol
from skillmark.journeys.learn import finish_activity
from skillmark.lifecycle.learning.models import Activity

pytestmark = pytest.mark.django_db
For = Callable[[Person], Client]


def test_instructors_see_progress_and_others_nothing(
    cast: Cast, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(60):
        enrol(actor=person(f"L{number:02}"), offering_uid=cast.offering.uid, now=NOON)
    lea = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    text = Activity.objects.get(kind="text")
    finish_activity(actor=cast.lea, enrolment_uid=lea.uid, activity_uid=text.uid, now=NOON)
    submit_project(
        actor=cast.lea,
        enrolment_uid=lea.uid,
        assessment_uid=cast.project.uid,
        content=HandIn(text="x"),
        now=NOON,
    )
    where = reverse("assessor:learners", args=[cast.offering.uid])
    client = client_for(cast.ines)
    assert where in client.get(reverse("assessor:offerings")).content.decode()
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert b"61 people" in client.get(where).content
    page = client.get(where, {"page": 2}).content.decode()
    assert "Lea Example" in page
    assert "1 of 2" in page
    assert "To be marked" in page
    for stranger in (cast.lea, cast.asa, cast.mallory, cast.emma):
        assert client_for(stranger).get(where).status_code == 404


def test_an_offering_without_learners_says_so(cast: Cast, client_for: For) -> None:
    page = client_for(cast.rob).get(reverse("assessor:learners", args=[cast.offering.uid]))
    assert b"Nobody has enrolled yet" in page.content
    assert client_for(cast.lea).get(reverse("assessor:offerings")).status_code == 404

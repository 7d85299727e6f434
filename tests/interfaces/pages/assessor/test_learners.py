"""The list of learners with their progress, for those who look after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast, person, rewriting

from skillmark.foundation.people.models import Person
from skillmark.journeys.earn import HandIn, submit_project
from skillmark.journeys.enrol import enrol
from skillmark.journeys.learn import finish_activity
from skillmark.lifecycle.learning.models import Activity
from skillmark.lifecycle.offering.models import Offering

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


def test_more_time_is_given_seen_by_its_learner_and_private(cast: Cast, client_for: For) -> None:
    cast.quiz.time_limit_minutes = 30
    with rewriting(cast.published):
        cast.quiz.save()
    lea = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    learners = reverse("assessor:learners", args=[cast.offering.uid])
    where = reverse("assessor:support", args=[cast.offering.uid, lea.uid])
    ines = client_for(cast.ines)
    assert where in ines.get(learners).content.decode()
    wrong = ines.post(where, {"extra_time_percent": "301", "extra_attempts": "", "note": "Kept"})
    assert wrong.status_code == 422
    assert "Kept" in wrong.content.decode()
    assert "300 % is the most." in wrong.content.decode()
    given = {"extra_time_percent": "50", "extra_attempts": "1", "note": "Letter seen"}
    assert ines.post(where, given).headers["Location"] == learners
    assert "50 % more time, 1 more attempt" in ines.get(learners).content.decode()
    assert "Letter seen" in ines.get(where).content.decode()
    quiz = reverse("learner:quiz", args=[lea.uid, cast.quiz.uid])
    page = client_for(cast.lea).get(quiz).content.decode()
    assert "You have 45 minutes: 30, and half as much again." in page
    assert "You have 3 attempts: 2, and 1 more." in page
    assert "Letter seen" not in page


def test_the_form_stands_only_where_the_learner_is(cast: Cast, client_for: For) -> None:
    lea = enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)
    other = Offering.objects.create(
        micro_credential=cast.published.micro_credential, title="Autumn", created_at=NOON
    )
    ines = client_for(cast.ines)
    assert ines.get(reverse("assessor:support", args=[other.uid, lea.uid])).status_code == 404
    own = enrol(actor=cast.ines, offering_uid=cast.offering.uid, now=NOON)
    given = {"extra_time_percent": "50", "extra_attempts": "0", "note": ""}
    answer = ines.post(reverse("assessor:support", args=[cast.offering.uid, own.uid]), given)
    assert answer.status_code == 409
    assert "Ask a colleague" in answer.content.decode()

"""Projects in the browser, and what follows the last criterion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.people.models import Person
from skillmark.journeys import mark
from skillmark.journeys.earn import finish_attempt, start_attempt
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.assessing.models import Item, RubricRow, Submission
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.issuing.models import Issuance
from skillmark.lifecycle.learning.models import Enrolment

pytestmark = pytest.mark.django_db
For = Callable[[Person], Client]


@pytest.fixture
def lea(cast: Cast) -> Enrolment:
    return enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)


def url(name: str, *args: object) -> str:
    return reverse(f"learner:{name}", args=args)


def page_of(cast: Cast, lea: Enrolment) -> str:
    return url("project", lea.uid, cast.project.uid)


def pdf(name: str = "work.pdf", data: bytes = b"%PDF-1.7 work") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def test_the_page_shows_the_rubric_and_keeps_a_draft(
    cast: Cast, lea: Enrolment, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_for(cast.lea)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert "Draws honest charts" in client.get(page_of(cast, lea)).content.decode()
    saved = client.post(
        page_of(cast, lea), {"text": "My <b>work</b>", "file": pdf(), "do": "save"}, follow=True
    )
    text = saved.content.decode()
    assert "Your draft is saved" in text
    assert "work.pdf" in text
    assert "My &lt;b&gt;work&lt;/b&gt;" in text


def test_handing_in_withdrawing_and_handing_in_again(cast: Cast, lea: Enrolment, client_for: For) -> None:
    client = client_for(cast.lea)
    sent = {"text": "My work", "link": "example.org/work", "do": "hand-in"}
    for _ in range(2):
        assert b"Handed in" in client.post(page_of(cast, lea), sent, follow=True).content
    handed = Submission.objects.get()
    assert (handed.state, handed.link) == ("submitted", "https://example.org/work")
    page = client.post(url("withdraw", handed.uid), follow=True)
    assert b"It is a draft again" in page.content
    assert b"Hand in" in page.content


@pytest.mark.parametrize(
    ("sent", "said", "status"),
    [
        ({"do": "hand-in"}, "nothing to hand in", 409),
        ({"link": "javascript:alert(1)"}, "web address", 422),
        ({"link": "ftp://example.org"}, "Only web addresses", 422),
        ({"link": "no address at all"}, "not a web address", 422),
        ({"text": "Typed", "file": pdf("page.html")}, "cannot be handed in", 409),
        ({"text": "Typed", "file": pdf("empty.pdf", b"")}, "file is empty", 422),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    cast: Cast, lea: Enrolment, client_for: For, sent: dict[str, object], said: str, status: int
) -> None:
    page = client_for(cast.lea).post(page_of(cast, lea), sent)
    assert page.status_code == status
    text = page.content.decode()
    assert said in text
    if "text" in sent:
        assert "Typed" in text


def test_a_draft_changed_in_another_tab_is_told_and_may_then_be_saved(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    client.post(page_of(cast, lea), {"text": "First"})
    seen = client.get(page_of(cast, lea)).context["form"].initial["seen"]
    client.post(page_of(cast, lea), {"text": "Second", "seen": seen})
    page = client.post(page_of(cast, lea), {"text": "Third", "seen": seen})
    assert page.status_code == 409
    assert b"changed in another window" in page.content
    assert b"Third" in page.content
    assert b"Second" in page.content
    newer = page.context["form"].data["seen"]
    assert client.post(page_of(cast, lea), {"text": "Third", "seen": newer}).status_code == 302
    assert Submission.objects.get().text == "Third"


def test_the_file_is_only_ever_saved_and_only_by_those_concerned(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    client.post(page_of(cast, lea), {"file": pdf("wörk “1”.pdf"), "do": "save"})
    own = Submission.objects.get()
    where = url("submission_file", own.uid)
    answer = client.get(where)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 work"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/pdf"
    assert client_for(cast.asa).get(where).status_code == 404
    client.post(page_of(cast, lea), {"do": "hand-in"})
    assert client_for(cast.asa).get(where).status_code == 200
    for stranger in (cast.noor, cast.mallory, cast.dana):
        assert client_for(stranger).get(where).status_code == 404
    assert Client().get(where).status_code == 302


def test_what_is_handed_in_is_no_longer_left(cast: Cast, lea: Enrolment, client_for: For) -> None:
    client = client_for(cast.lea)
    most = cast.project.max_attempts
    assert f"{most} of {most} " in client.get(page_of(cast, lea)).content.decode()
    client.post(page_of(cast, lea), {"text": "Work", "do": "hand-in"})
    assert f"{most - 1} of {most} " in client.get(page_of(cast, lea)).content.decode()


def marked(cast: Cast, lea: Enrolment, client: Client, label: str) -> None:
    client.post(page_of(cast, lea), {"text": "Work", "do": "hand-in"})
    work = Submission.objects.get(state="submitted")
    mark.take_submission(actor=cast.asa, submission_uid=work.uid, now=NOON)
    given = [
        Given(
            outcome=str(row.outcome.uid),
            level=str(row.levels.get(label=label).uid),
            comment="Look at the axes.",
        )
        for row in RubricRow.objects.filter(assessment=cast.project)
    ]
    mark.finish_marking(
        actor=cast.asa, submission_uid=work.uid, given=given, feedback="**Mend** it.", now=NOON
    )


def test_feedback_is_shown_and_the_last_work_is_there_to_mend(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    marked(cast, lea, client, "Not yet")
    page = client.get(page_of(cast, lea))
    text = page.content.decode()
    for said in (
        "Not passed yet",
        "Look at the axes.",
        "<strong>Mend</strong>",
        "Asa Example",
        "Hand in again",
    ):
        assert said in text
    assert page.context["form"].initial["text"] == "Work"
    marked(cast, lea, client, "Not yet")
    assert b"No hand-ins are left" in client.get(page_of(cast, lea)).content


def test_the_way_from_the_last_criterion_to_the_credential(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client = client_for(cast.lea)
    earned = url("earned", lea.uid)
    assert client.get(earned)["Location"] == url("course", lea.uid)
    marked(cast, lea, client, "Met")
    attempt = start_attempt(actor=cast.lea, enrolment_uid=lea.uid, assessment_uid=cast.quiz.uid, now=NOON)
    items = Item.objects.filter(assessment=cast.quiz).order_by("position")
    right = {str(items[0].uid): ["b"], str(items[1].uid): "2.5"}
    finish_attempt(actor=cast.lea, attempt_uid=attempt.uid, answers=right, now=NOON)
    assert b"Your credential is being made" in client.get(url("result", attempt.uid)).content
    page = client.get(earned).content.decode()
    assert "Your credential is being made" in page
    assert '<meta http-equiv="refresh"' in page
    assert "Quiz “Quiz” passed" in page
    part = client.get(earned, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" in part
    Issuance.objects.update(state=QueueState.DEAD)
    page = client.get(earned).content.decode()
    assert "takes longer than usual" in page
    assert "http-equiv" not in page
    assert b"Completed" in client.get(url("home")).content

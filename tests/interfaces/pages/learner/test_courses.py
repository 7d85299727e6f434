"""The course and its activities: for the enrolled, and for staff as a preview."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast, rewriting

from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.people.models import Person
from skillmark.journeys.enrol import enrol
from skillmark.lifecycle.assessing.models import Attempt, Item
from skillmark.lifecycle.learning.models import Activity, ActivityProgress, Enrolment, Module

pytestmark = pytest.mark.django_db
For = Callable[[Person], Client]
FILM = bytes(range(256)) * 10


@pytest.fixture
def lea(cast: Cast) -> Enrolment:
    return enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=NOON)


@pytest.fixture
def film(cast: Cast) -> Activity:
    with rewriting(cast.published):
        return Activity.objects.create(
            module=Module.objects.get(version=cast.published), position=3, kind="video", title="Watch",
            body="What is said: *hello*.",
            video=keep_file(name="a.mp4", media_type="video/mp4", data=FILM, now=NOON),
            captions=keep_file(name="a.vtt", media_type="text/vtt", data=b"WEBVTT\n", now=NOON),
        )  # fmt: skip


def url(name: str, *args: object) -> str:
    return reverse(f"learner:{name}", args=args)


def test_the_course_shows_progress_and_the_next_step(
    cast: Cast, lea: Enrolment, client_for: For, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_for(cast.lea)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = client.get(url("course", lea.uid))
    text = page.content.decode()
    assert "0 of 2" in text
    assert "Why data are messy" in text
    first = Activity.objects.get(kind="text")
    answer = client.post(url("done", lea.uid, first.uid))
    check = Activity.objects.get(kind="check")
    assert answer["Location"] == url("activity", lea.uid, check.uid)
    assert "1 of 2" in client.get(url("course", lea.uid)).content.decode()


def test_text_is_markdown_made_harmless(cast: Cast, lea: Enrolment, client_for: For) -> None:
    text = Activity.objects.get(kind="text")
    with rewriting(cast.published):
        Activity.objects.filter(pk=text.pk).update(
            body="## Big\n\n<script>alert(1)</script> [x](javascript:alert(1))"
        )
    page = client_for(cast.lea).get(url("activity", lea.uid, text.uid)).content.decode()
    assert "Big</h" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_a_check_gives_feedback_at_once_and_asks_for_a_choice(
    cast: Cast, lea: Enrolment, client_for: For
) -> None:
    client, check = client_for(cast.lea), Activity.objects.get(kind="check")
    where = url("activity", lea.uid, check.uid)
    assert b"Not quite" in client.post(where, {"answer": "a"}).content
    assert b"Right" in client.post(where, {"answer": "b"}).content
    empty = client.post(where, {})
    assert empty.status_code == 422
    assert b"Nothing was chosen" in empty.content
    assert ActivityProgress.objects.get().answer == "b"


def test_a_video_has_captions_and_a_transcript(
    cast: Cast, lea: Enrolment, film: Activity, client_for: For
) -> None:
    client = client_for(cast.lea)
    page = client.get(url("activity", lea.uid, film.uid)).content.decode()
    assert '<track kind="captions"' in page
    assert "<em>hello</em>" in page
    captions = client.get(url("captions", film.uid))
    assert captions["Content-Type"].startswith("text/vtt")
    assert b"".join(captions.streaming_content) == b"WEBVTT\n"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("", 200, FILM),
        ("bytes=0-9", 206, FILM[:10]),
        ("bytes=100-", 206, FILM[100:]),
        ("bytes=-5", 206, FILM[-5:]),
        ("bytes=2550-99999", 206, FILM[2550:]),
        ("bytes=5-1", 200, FILM),
        ("bytes=0-1,4-5", 200, FILM),
        ("lines=1-2", 200, FILM),
        ("bytes=2560-", 416, b""),
        ("bytes=-0", 416, b""),
    ],
)
def test_a_video_comes_in_the_parts_asked_for(
    cast: Cast, lea: Enrolment, film: Activity, client_for: For, asked: str, status: int, part: bytes
) -> None:
    answer = client_for(cast.lea).get(url("video", film.uid), headers={"Range": asked} if asked else {})
    assert answer.status_code == status
    if status == 416:
        assert answer["Content-Range"] == "bytes */2560"
        return
    assert b"".join(answer.streaming_content) == part
    assert answer["Content-Length"] == str(len(part))
    assert (answer.get("Content-Range") is not None) == (status == 206)


def test_only_the_enrolled_and_staff_who_may_preview_see_the_course(
    cast: Cast, lea: Enrolment, film: Activity, client_for: For
) -> None:
    for stranger in (cast.noor, cast.mallory, cast.dana):
        client = client_for(stranger)
        assert client.get(url("course", lea.uid)).status_code == 404
        assert client.get(url("activity", lea.uid, film.uid)).status_code == 404
    for stranger in (cast.noor, cast.mallory, cast.emma):
        client = client_for(stranger)
        assert client.get(url("video", film.uid)).status_code == 404
        assert client.get(url("preview", cast.published.uid)).status_code == 404
    assert Client().get(url("video", film.uid)).status_code == 302
    staff = client_for(cast.dana)
    assert staff.get(url("video", film.uid)).status_code == 200
    assert b"Preview" in staff.get(url("preview", cast.published.uid)).content
    for each in Activity.objects.all():
        page = staff.get(url("preview_activity", cast.published.uid, each.uid))
        assert page.status_code == 200
        assert b"Done, go on" not in page.content
    assert staff.get(url("preview_activity", cast.published.uid, uuid4())).status_code == 404


def test_a_preview_shows_the_assessments_and_a_way_back_and_keeps_nothing(
    cast: Cast, client_for: For
) -> None:
    staff = client_for(cast.dana)
    page = staff.get(url("preview", cast.published.uid)).content.decode()
    design = reverse("designer:overview", args=[cast.published.uid])
    assert f'href="{design}"' in page
    assert 'href="/design/" aria-current="page"' in page
    assert 'href="/learn/" aria-current="page"' not in page
    quiz, project = (
        url("preview_assessment", cast.published.uid, each.uid) for each in (cast.quiz, cast.project)
    )
    assert f'href="{quiz}"' in page
    assert f'href="{project}"' in page
    items = list(Item.objects.filter(assessment=cast.quiz).order_by("position"))
    asked = staff.get(quiz).content.decode()
    assert all(f'value="item-{item.uid}"' in asked for item in items)
    right = {
        f"item-{i.uid}": str(i.key["value"]) if i.kind == "numeric" else i.key for i in items
    } | {"asked": [f"item-{i.uid}" for i in items]}  # fmt: skip
    assert "100 %: passed" in staff.post(quiz, right).content.decode()
    wrong = {"asked": [f"item-{i.uid}" for i in items], f"item-{items[0].uid}": "no such choice"}
    assert "0 %: not passed" in staff.post(quiz, wrong).content.decode()
    assert not Attempt.objects.exists()
    task = staff.get(project).content.decode()
    assert "What it is marked by" in task
    assert f'href="{design}"' in task
    assert staff.get(url("preview_assessment", cast.published.uid, uuid4())).status_code == 404
    for stranger in (cast.noor, cast.mallory, cast.emma):
        assert client_for(stranger).get(quiz).status_code == 404


def test_the_next_step_walks_from_reading_to_showing(cast: Cast, lea: Enrolment, client_for: For) -> None:
    client = client_for(cast.lea)
    for each in Activity.objects.order_by("position"):
        client.post(url("done", lea.uid, each.uid))
    page = client.get(url("course", lea.uid))
    assert b"You have been through every activity" in page.content
    assert page.context["next"].href == url("quiz", lea.uid, cast.quiz.uid)
    assert page.context["next"].action == "Start"

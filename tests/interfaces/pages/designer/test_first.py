"""The first draft on one page: from a title to a review in four pages, and what one page can go wrong with."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOON, Cast

from skillmark.journeys import design
from skillmark.lifecycle.designing.models import Version, VersionState

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Any], Client]
WHOLE = {
    "can_do": "can keep chilled food safe.",
    "outcome_0": "Explains why food is chilled",
    "questions_0": "How cold?\n* 4 °C\n- 12 °C",
    "outcome_1": "Measures the temperature of a delivery",
    "in_task_1": "on",
    "supervision": "onsite",
    "task": "Check three deliveries.",
    "study": "Read this.",
    "workload_hours": "12",
    "level": "4",
    "mode": "onsite",
    "price": "0",
    "prerequisites": "None",
}


def address(version: Version, name: str = "first") -> str:
    return reverse(f"designer:{name}", args=[version.uid])


def begun(browser: Client, title: str = "Chilled Food") -> Version:
    """Through the form that begins it."""
    page = browser.get(reverse("designer:new"))
    uid = page.context["form"]["uid"].value()
    answer = browser.post(
        reverse("designer:new"), {"uid": uid, "org": "northfield", "title": title, "start": ""}
    )
    version = Version.objects.get(title=title)
    assert answer.headers["Location"] == address(version)
    return version


def send(browser: Client, version: Version, **values: str) -> Any:
    seen = Version.objects.get(pk=version.pk).edited_at.isoformat()
    return browser.post(address(version), {"seen": seen, "supervision": "none"} | values)


def test_four_pages_from_a_title_to_a_review(cast: Cast, client_for: ClientFor) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    assert browser.get(address(version)).status_code == 200
    answer = send(browser, version, **WHOLE)
    assert answer.headers["Location"] == address(version, "skills")
    skills = html.unescape(browser.get(address(version, "skills")).content.decode())
    assert "The first draft is saved." in skills
    assert f'href="{address(version, "overview")}"' in skills
    assert "Look at the whole and submit it" in skills
    assert "Ready for review" in browser.get(address(version, "overview")).content.decode()
    browser.post(address(version, "submit"))
    version.refresh_from_db()
    assert version.state == VersionState.IN_REVIEW
    assert version.can_do == "keep chilled food safe"
    assert version.price == 0
    assert version.prerequisites == "None"
    assert version.supervision == "onsite"
    assert version.criteria == (
        "Pass the quiz with at least 70 %. Hand in the task; a person marks it, and every outcome that it shows must "
        "be met."
    )


def test_a_second_click_makes_nothing_twice_and_is_no_error(cast: Cast, client_for: ClientFor) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    seen = version.edited_at.isoformat()
    for _ in range(2):
        answer = browser.post(address(version), WHOLE | {"seen": seen, "study": "https://food.example/cold"})
        assert answer.headers["Location"] == address(version, "skills")
    assert version.outcomes.count() == 2
    assert version.assessments.count() == 2


@pytest.mark.parametrize(
    "otherwise",
    [
        {"task": "Check ten deliveries."},
        {"study": "Read that."},
        {"workload_hours": "13"},
        {"criteria_0": "Names two germs."},
        {"in_task_0": "on"},
        {"questions_0": "How cold?\n- 4 °C\n* 12 °C"},
    ],
)
def test_whoever_goes_back_and_writes_otherwise_is_told_and_keeps_what_was_typed(
    cast: Cast, client_for: ClientFor, otherwise: dict[str, str]
) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    send(browser, version, **WHOLE)
    answer = send(browser, version, **(WHOLE | otherwise))
    assert answer.status_code == 409
    page = html.unescape(answer.content.decode())
    assert "has outcomes, content or assessments already" in page
    assert next(iter(otherwise.values())) in page
    assert version.assessments.get(kind="project").instructions == "Check three deliveries."


def test_a_page_without_outcomes_is_not_taken_for_a_second_click(cast: Cast, client_for: ClientFor) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    design.save_module(actor=cast.dana, version_uid=version.uid, title="Elsewhere", now=NOON)
    answer = send(browser, version, then="later", study="Typed and not to be lost.")
    assert answer.status_code == 409
    assert "Typed and not to be lost." in answer.content.decode()


def test_what_is_left_out_is_asked_for_on_the_page_and_may_be_left_out_all_the_same(
    cast: Cast, client_for: ClientFor
) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    given = {"outcome_0": "Explains why food is chilled", "criteria_0": "Names two germs."}
    answer = send(browser, version, **given)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Save it unfinished" in page
    for field in ("can_do", "study", "task", "workload_hours", "level", "mode"):
        assert f'href="#id_{field}"' in page
    assert 'href="#id_outcome_0"' not in page
    assert "Names two germs." in page
    assert not version.outcomes.exists()
    answer = send(browser, version, then="later", **given)
    assert answer.headers["Location"] == address(version, "overview")
    page = html.unescape(browser.get(address(version, "overview")).content.decode())
    assert "Still missing" in page
    assert f"{address(version, 'level')}?missing=1#id_workload_hours" in page
    assert version.outcomes.get().criteria == "Names two germs."
    version.refresh_from_db()
    assert version.criteria == ""


def test_whoever_would_rather_go_section_by_section_loses_nothing(cast: Cast, client_for: ClientFor) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    answer = send(browser, version, then="sections", can_do="keep food safe")
    assert answer.headers["Location"] == address(version, "basics")
    version.refresh_from_db()
    assert version.can_do == "keep food safe"


def test_a_blank_page_that_is_left_blank_is_offered_again(cast: Cast, client_for: ClientFor) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    assert send(browser, version, then="later").headers["Location"] == address(version, "overview")
    assert f'href="{address(version)}"' in browser.get(address(version, "overview")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"outcome_0": "Understands chilling"}, "outcome_0", "cannot be observed"),
        ({"outcome_1": "", "in_task_0": "on"}, "", ""),
        ({"outcome_1": ""}, "task", "Not every outcome is shown yet"),
        ({"questions_1": "How?\n- a\n- b"}, "questions_1", "Line 1: None of the choices is marked right"),
        ({"outcome_0": ""}, "outcome_0", "Write the outcome that this belongs to"),
        ({"workload_hours": "twelve"}, "workload_hours", "whole number in digits"),
        ({"level": "9"}, "level", "9 is not one"),
        ({"can_do": "Maria can cook"}, "can_do", "begin with the verb"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(
    cast: Cast, client_for: ClientFor, wrong: dict[str, str], field: str, words: str
) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    answer = send(browser, version, **(WHOLE | wrong))
    if not field:
        assert answer.status_code == 302
        return
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    assert words in page
    assert "Check three deliveries." in page
    assert not version.outcomes.exists()


def test_whoever_was_first_in_another_window_is_not_written_over(cast: Cast, client_for: ClientFor) -> None:
    browser = client_for(cast.dana)
    version = begun(browser)
    design.save_outcome(actor=cast.dana, version_uid=version.uid, statement="Lists germs", now=NOON)
    answer = send(browser, version, **WHOLE)
    assert answer.status_code == 409
    page = html.unescape(answer.content.decode())
    assert "has outcomes, content or assessments already" in page
    assert "Check three deliveries." in page
    assert [each.statement for each in version.outcomes.all()] == ["Lists germs"]
    assert browser.get(address(version)).headers["Location"] == address(version, "overview")


def test_only_designers_of_the_organisation_reach_it(cast: Cast, client_for: ClientFor) -> None:
    version = begun(client_for(cast.dana))
    for person in (cast.mallory, cast.lea):
        assert client_for(person).get(address(version)).status_code == 404
        assert client_for(person).post(address(version), WHOLE).status_code == 404
    assert not version.outcomes.exists()


# --- several questions at once ----------------------------------------------------------------------------------


def quiz_of(browser: Client) -> tuple[Version, str]:
    version = begun(browser)
    send(browser, version, **WHOLE)
    quiz = version.assessments.get(kind="quiz")
    return version, reverse("designer:several_questions", args=[version.uid, quiz.uid])


def test_questions_are_pasted_into_a_quiz_for_the_outcome_that_is_chosen(
    cast: Cast, client_for: ClientFor
) -> None:
    browser = client_for(cast.dana)
    version, page = quiz_of(browser)
    assert browser.get(page).status_code == 200
    second = version.outcomes.order_by("position")[1]
    seen = Version.objects.get(pk=version.pk).edited_at.isoformat()
    text = "How warm?\nA. 4\nB. 12\nANSWER: B\n\nHow long?\n= 4 ± 1"
    answer = browser.post(page, {"seen": seen, "outcome": str(second.uid), "text": text})
    assert answer.status_code == 302
    items = version.assessments.get(kind="quiz").items.order_by("position")
    assert [item.prompt for item in items] == ["How cold?", "How warm?", "How long?"]
    assert [item.outcome_id == second.pk for item in items] == [False, True, True]
    # The same page again, from before: told, and added only once.
    assert browser.post(page, {"seen": seen, "outcome": "", "text": text}).status_code == 409
    assert items.count() == 3


def test_of_questions_with_a_fault_none_is_added_and_all_faults_are_told(
    cast: Cast, client_for: ClientFor
) -> None:
    browser = client_for(cast.dana)
    version, page = quiz_of(browser)
    seen = Version.objects.get(pk=version.pk).edited_at.isoformat()
    text = "Good?\n* yes\n- no\n\nBad?\n- yes\n- no\n\nWorse?"
    answer = browser.post(page, {"seen": seen, "outcome": "", "text": text})
    said = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Line 5: None of the choices is marked right" in said
    assert "Line 9: This question has no answers" in said
    assert text in said
    assert version.assessments.get(kind="quiz").items.count() == 1


def test_nobody_pastes_into_a_project_or_into_somebody_elses_quiz(cast: Cast, client_for: ClientFor) -> None:
    version, page = quiz_of(client_for(cast.dana))
    project = version.assessments.get(kind="project")
    other = reverse("designer:several_questions", args=[version.uid, project.uid])
    assert client_for(cast.dana).get(other).status_code == 404
    assert client_for(cast.mallory).post(page, {"text": "Q?\n* a\n- b"}).status_code == 404

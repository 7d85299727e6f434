"""The words and small ways of the editor: titles of pages, buttons with verbs, where one is, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import NOON, Cast
from tests.interfaces.pages.designer.test_designing import draft, fill, send, url

from skillmark.foundation.people.models import Person
from skillmark.interfaces.pages.ui.markdown import EXAMPLES, HOW, render
from skillmark.journeys import design

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_section_is_called_what_its_tab_says(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    for name, label in (
        ("basics", "Basics"), ("promise", "Can do"), ("level", "Level and hours"), ("quality", "Quality and terms"),
        ("outcomes", "Outcomes"), ("content", "Content"), ("assessment", "Assessment"), ("badge", "Badge"),
    ):  # fmt: skip
        assert f"<title>{label}: Honest Charts" in read(dana, url(name, version))
    assert "<title>Steps of development: Honest Charts" in read(dana, url("development", version))


def test_a_narrow_screen_says_where_one_is_and_how_much_is_missing(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    page = read(dana, url("outcomes", version))
    assert "Section 3 of 10: Outcomes" in page
    assert re.search(r"\d+ missing</span></summary>", page)
    assert "Overview and 10 sections" in read(dana, url("overview", version))
    fill(dana, version)
    assert not re.search(r"\d+ missing</span></summary>", read(dana, url("outcomes", version)))


def test_how_to_format_a_text_is_shown_and_nobody_must_know_its_name(
    cast: Cast, client_for: ClientFor
) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    fill(dana, version)
    module, quiz = version.modules.get(), version.assessments.get(kind="quiz")
    for address in (
        url("basics", version), url("promise", version), url("new_activity", version, module.uid, "text"),
        url("new_activity", version, module.uid, "video"), url("new_assessment", version, "quiz"),
        url("one_assessment", version, quiz.uid), url("new_item", version, quiz.uid, "single"),
    ):  # fmt: skip
        page = read(dana, address)
        assert "How to format this" in page
        assert HOW in page
        assert "Markdown" not in page
    assert "<strong>bold</strong>" in page
    for example in EXAMPLES:
        assert str(render(example)) in page, "it becomes what we say, by the filter itself"


def test_one_question_leads_to_the_next(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    outcome = design.save_outcome(
        actor=cast.dana, version_uid=version.uid, statement="Draws honest charts", now=NOON
    )
    answer = send(dana, url("new_assessment", version, "quiz"), version, title="Quiz", max_attempts="2")
    quiz = version.assessments.get()
    page = dana.get(answer.url).content.decode()
    assert "Now write its questions." in page
    assert "a quiz that shows every outcome is enough" in page
    new = url("new_item", version, quiz.uid, "numeric")
    assert "Save and write another" in read(dana, new)
    question = {"prompt": "Half of 5?", "value": "2.5", "tolerance": "0", "points": "1", "feedback": ""}
    answer = send(dana, new, version, **question, outcome="", another="1")
    assert answer.url == new
    page = read(dana, url("one_assessment", version, quiz.uid))
    assert "ask for what nothing shows yet: “Draws honest charts”" in page
    answer = send(dana, new, version, **question, outcome=str(outcome.uid))
    assert answer.url == url("one_assessment", version, quiz.uid) + "#add"
    page = read(dana, url("one_assessment", version, quiz.uid))
    assert "Every outcome is shown." in page
    item = quiz.items.first()
    assert item is not None
    assert "Save and write another" not in read(dana, url("item", version, quiz.uid, item.uid))


def test_a_project_is_ready_after_one_click(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    by = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    project = design.save_assessment(**by, kind="project", title="Project")
    page = url("one_assessment", version, project.uid)
    assert "Take all outcomes into the rubric" not in read(dana, page)
    for statement in ("Draws honest charts", "Labels them"):
        design.save_outcome(**by, statement=statement)
    assert "Take all outcomes into the rubric" in read(dana, page)
    answer = dana.post(url("whole_rubric", version, project.uid), follow=True)
    assert "2 rows are added" in answer.content.decode()
    assert "into the rubric</span>" not in answer.content.decode()
    assert "Ready" in read(dana, url("assessment", version))
    design.save_outcome(**by, statement="Sells them")
    assert "Take the other outcomes into the rubric" in read(dana, page)
    assert dana.get(url("whole_rubric", version, project.uid)).status_code == 405

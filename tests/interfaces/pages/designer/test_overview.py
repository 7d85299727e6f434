"""The overview of a version: authors and reviewers see the whole of it, and nothing is claimed that is not true."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.cast import NOON, Cast, rewriting
from tests.interfaces.pages.designer.test_designing import ALL_YES, QUALITY, draft, fill, send, url

from skillmark.foundation.orgs.models import Membership, Organisation
from skillmark.interfaces.pages.ui.answers import answers_of
from skillmark.journeys import design
from skillmark.lifecycle.assessing.blueprint import blueprint_of
from skillmark.lifecycle.assessing.models import Assessment, RubricLevel, RubricRow
from skillmark.lifecycle.designing.models import Outcome, Version
from skillmark.lifecycle.learning.models import Activity

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], Client]


def page_of(browser: Client, version: Version) -> str:
    return browser.get(url("overview", version)).content.decode()


def whole(browser: Client, cast: Cast) -> Version:
    """A draft with everything in it, its tasks and texts included."""
    version = draft(cast)
    fill(browser, version)
    Assessment.objects.filter(version=version, kind="project").update(instructions="Draw *one* chart.")
    Assessment.objects.filter(version=version, kind="quiz").update(instructions="Pen and paper are allowed.")
    module = version.modules.get()
    send(
        browser, url("new_activity", version, module.uid, "check"), version, title="Try", minutes="5", body="",
        prompt="Where does an axis begin?", text_a="At zero", text_b="Anywhere", correct="a", feedback_a="So it does.",
    )  # fmt: skip
    return version


def test_author_and_reviewer_read_the_tasks_and_what_is_studied(cast: Cast, client_for: ClientFor) -> None:
    dana, rene = client_for(cast.dana), client_for(cast.rene)
    version = whole(dana, cast)
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    for page in (page_of(dana, version), page_of(rene, version)):
        assert "Draw <em>one</em> chart." in page
        assert "Pen and paper are allowed." in page
        # A heading of the text stands below that of what it is in.
        assert "<h5>Hi</h5>" in page
        assert "Where does an axis begin?" in page
        assert "So it does." in page


def test_the_public_reads_neither_tasks_nor_texts(cast: Cast, client: Client) -> None:
    with rewriting(cast.published) as version:
        Assessment.objects.filter(version=version).update(instructions="The task itself.")
        Activity.objects.filter(module__version=version).update(body="The text itself.")
    page = client.get(f"/catalogue/{cast.published.micro_credential.key}/").content.decode()
    assert "How it is assessed" in page
    assert "The task itself." not in page
    assert "The text itself." not in page


RULES, JUDGED = "a person marks it against fixed rules that you can read", "a person judges it for each thing"


def test_a_rubric_is_claimed_only_where_each_row_has_words(cast: Cast, client: Client) -> None:
    address = f"/catalogue/{cast.published.micro_credential.key}/"
    clean, draw = cast.project.rubric_rows.order_by("position")
    with rewriting(cast.published):
        RubricLevel.objects.filter(row__assessment=cast.project).update(descriptor="")
        Outcome.objects.filter(version=cast.published).update(criteria="")
    page = client.get(address).content.decode()
    assert (RULES in page, JUDGED in page) == (False, True)
    assert "published rubric" not in page
    assert "outcome by outcome, and judged each of them met" in page
    # Words for the best level alone leave open what is enough; criteria of the outcome say it as well as a level.
    with rewriting(cast.published):
        clean.levels.filter(met=False).update(descriptor="Nothing is cleaned.")
        Outcome.objects.filter(pk=draw.outcome_id).update(criteria="Axes begin at zero.")
    assert RULES not in client.get(address).content.decode()
    with rewriting(cast.published):
        clean.levels.filter(met=True).update(descriptor="No empty cell is left.")
    page = client.get(address).content.decode()
    assert (RULES in page, JUDGED in page) == (True, False)
    assert "published rubric" in page


def test_a_rubric_without_words_is_warned_of_and_holds_nobody_up(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = whole(dana, cast)
    row = RubricRow.objects.get(assessment__version=version)
    says = "The rubric of “Project” says only “Not yet”, “Met” of “Draws honest charts”."
    warning = f"{says} Say in a sentence what must be there for it to be met."
    page = page_of(dana, version)
    assert warning in page
    assert f'href="{url("outcome", version, row.outcome.uid)}#id_criteria"' in page
    assert "Ready for review" in page
    row.levels.filter(met=True).update(descriptor="Axes begin at zero.")
    assert warning not in page_of(dana, version)
    row.levels.update(descriptor="")
    Outcome.objects.filter(pk=row.outcome_id).update(criteria="Axes begin at zero.")
    assert warning not in page_of(dana, version)


def test_a_draft_says_only_of_what_it_has_that_it_proves_something(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    send(dana, url("outcomes", version), version, statement="Draws honest charts", criteria="")
    send(dana, url("outcomes", version), version, statement="Explains honest charts", criteria="")
    drawing, explaining = version.outcomes.order_by("position")
    send(dana, url("new_assessment", version, "project"), version, title="Chart", max_attempts="2")
    page = page_of(dana, version)
    assert "Nothing yet: it has no assessment" in page
    assert "was assessed" not in page
    assert "The file comes from the issuer" not in page
    levels = {"label_0": "Not yet", "points_0": "0", "label_1": "Met", "points_1": "1", "met_1": "on"}
    project = version.assessments.get()
    send(dana, url("rubric_row", version, project.uid, drawing.uid), version, **levels)
    page = page_of(dana, version)
    assert "outcome by outcome" in page
    assert "Each learning outcome was assessed" not in page
    send(dana, url("rubric_row", version, project.uid, explaining.uid), version, **levels)
    assert "Each learning outcome was assessed" in page_of(dana, version)


def before(page: str) -> list[tuple[str, str]]:
    """The links below “Before you submit”: where they lead, and what they say."""
    found = re.search(r"Before you submit</summary>(.*?)</details>", page, re.DOTALL)
    return re.findall(r'<a href="([^"]*)">([^<]*)</a>', found[1]) if found else []


def test_before_submitting_one_sees_what_is_said_in_ones_name_and_what_stays_unsaid(
    cast: Cast, client_for: ClientFor
) -> None:
    dana, rene = client_for(cast.dana), client_for(cast.rene)
    version = draft(cast)
    assert before(page_of(dana, version)) == []
    fill(dana, version)
    send(
        dana,
        url("quality", version),
        version,
        **QUALITY | {"price": "", "stackability": "", "prerequisites": ""},
    )
    page = page_of(dana, version)
    labels = [label for _, label in before(page)]
    assert labels == [
        "Who set the level", "Who vouches for the quality", "How long it is valid", "Pass mark", "Supervision",
        "How you know who it is", "Attempts at “Quiz”", "Attempts at “Project”",
        "What does it cost?", "What do you need before?", "What does it count towards?", "When is it looked at again?",
    ]  # fmt: skip
    assert "4 answers will read “Not disclosed”" in page
    # Each leads to the field that says it.
    for href, label in before(page):
        address, _, anchor = href.partition("#")
        assert f'id="{anchor}"' in dana.get(address).content.decode(), label
    # It tells the truth: what it named reads so before the public, and nothing else does.
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    assert before(page_of(dana, version)) == []
    rene.post(url("review", version), {"decision": "approved"} | ALL_YES)
    dana.post(url("publish", version))
    public = Client().get(f"/catalogue/{version.micro_credential.key}/").content.decode()
    assert re.findall(r"<dt>([^<]*)</dt><dd><b>Not disclosed</b>", public) == labels[-4:]


def test_every_answer_that_may_be_unsaid_names_its_field(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.northfield.pk).update(country="", region="")
    version = draft(cast)
    version.refresh_from_db()
    version.quality_kind = ""  # which it takes over from what was said last
    groups = answers_of(blueprint_of(version), languages=["English"])
    unsaid = [each for group in groups for each in group.answers if each.value == "Not said yet"]
    assert len(unsaid) == 10
    assert all(each.place for each in unsaid)


def test_a_kind_stands_beside_a_title_that_does_not_say_it(cast: Cast, client_for: ClientFor) -> None:
    dana, version = client_for(cast.dana), draft(cast)
    send(dana, url("new_assessment", version, "quiz"), version, title="A short quiz", max_attempts="2")
    send(dana, url("new_assessment", version, "project"), version, title="My chart", max_attempts="2")
    assert re.findall(
        r'</svg> ([^<]*)(?: <span class="tag">([^<]*)</span>)?</h3>', page_of(dana, version)
    ) == [
        ("A short quiz", ""),
        ("My chart", "Project"),
    ]


def test_only_what_takes_something_away_is_confirmed_in_red(cast: Cast, client_for: ClientFor) -> None:
    dana, rene = client_for(cast.dana), client_for(cast.rene)
    version = draft(cast)
    fill(dana, version)
    assert '<button class="btn danger" type="submit"><span>Discard it</span>' in page_of(dana, version)
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    doubts = ALL_YES | {
        "is_need": "no",
        "why_need": "Nobody asked.",
        "decision": "approved",
        "comment": "All the same.",
    }
    rene.post(url("review", version), doubts | {"despite": "on", "despite_of": "need"})
    assert '<button class="btn" type="submit"><span>Publish it</span>' in page_of(dana, version)


def test_whoever_has_submitted_reads_whose_turn_it_is(cast: Cast, client_for: ClientFor) -> None:
    dana = client_for(cast.dana)
    version = whole(dana, cast)
    dana.post(url("submit", version))
    assert f"Now it is the turn of {cast.olga.name} or {cast.rene.name}" in page_of(dana, version)
    assert "It is your turn" in page_of(client_for(cast.rene), version)
    Membership.objects.filter(person__in=(cast.olga, cast.rene)).delete()
    assert "an owner can give another person the role of a reviewer" in page_of(dana, version)
